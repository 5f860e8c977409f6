"""Levels of trust: what they need, what they shorten, and that nothing moves afterwards."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from payments import facts as told
from payments.models import Earning, EarningHold, Escrow, TrustLevel, TrustPolicy
from payments.services import chargebacks, early_release, escrows, sweeps
from payments.states import EarningState, Method
from payments.trust import Facts, facts_of, is_met, level_of, policy_at, shortened, standing_of
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import payments as money
from tests.factories.payments import rupiah

DAY = timedelta(days=1)
GOOD = Facts(contracts=3, clients=2, earned_minor=3_000_000_00, age_days=30, is_name_matched=1)
BEST = Facts(contracts=99, clients=99, earned_minor=10**12, age_days=9_999, is_name_matched=1)


def levels() -> list[TrustLevel]:
    return list(policy_at(datetime(2026, 11, 10, tzinfo=UTC)).levels.all())


@pytest.fixture(autouse=True)
def whole_days(settings: Any) -> None:
    """The practice bank counts days as everybody does."""
    settings.SANDBOX_DAY_SECONDS = 86_400


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody has reached the highest level."""
    monkeypatch.setattr(early_release, "facts_of", lambda *_args: BEST)


def release(clara: User, farid: User, now: datetime, method: str = Method.CARD) -> Earning:
    escrow = money.make_held(payer=clara, payee=farid, now=now, method=method)
    escrows.release(escrow=escrow, by=clara, now=now)
    return Earning.objects.select_related("hold__level").get(escrow=escrow)


def charge_back(escrow: Escrow, now: datetime, *, is_won: bool | None = None) -> None:
    payment = SandboxPayment.objects.get(key=escrow.payins.get().key)
    opened = bank.open_chargeback(payment=payment, now=now)
    assert opened is not None
    chargebacks.look_up(provider="sandbox", reference=opened.reference, now=now)
    if is_won is not None:
        bank.decide(chargeback=opened, is_won=is_won, now=now)
        chargebacks.look_up(provider="sandbox", reference=opened.reference, now=now)


def test_a_new_freelancer_waits_for_the_whole_hold_and_reads_why(
    clara: User, farid: User, now: datetime, browser_of: Any
) -> None:
    earning = release(clara, farid, now)
    assert earning.available_at == now + 5 * DAY
    assert (earning.hold.level.number, earning.hold.is_shortened) == (0, False)
    page = browser_of(farid).get(reverse("payments:earnings")).text
    assert "Card, the whole wait: level “New”" in page


@pytest.mark.parametrize(
    ("method", "days"), [(Method.CARD, 3), (Method.QRIS, 1), (Method.EWALLET, 1)]
)
def test_a_trusted_one_waits_for_less(
    clara: User,
    farid: User,
    now: datetime,
    trusted: None,
    method: str,
    days: int,
    browser_of: Any,
) -> None:
    earning = release(clara, farid, now, method)
    assert earning.available_at == now + days * DAY
    assert earning.hold.full_until > earning.hold.until == earning.available_at
    sweeps.end_holds(now=now + days * DAY - timedelta(seconds=1))
    earning.refresh_from_db()
    assert earning.state == EarningState.PENDING
    sweeps.end_holds(now=now + days * DAY)
    earning.refresh_from_db()
    assert earning.state == EarningState.AVAILABLE


def test_the_page_says_which_rule_shortened_it(
    clara: User, farid: User, now: datetime, trusted: None, browser_of: Any
) -> None:
    release(clara, farid, now)
    page = browser_of(farid).get(reverse("payments:earnings")).text
    assert "Card, a shorter wait by your level “Trusted”" in page


def test_what_is_free_at_once_needs_no_rule(clara: User, farid: User, now: datetime) -> None:
    escrow = money.make_held(payer=clara, payee=farid, now=now, method=Method.VA)
    escrows.release(escrow=escrow, by=clara, now=now)
    assert not EarningHold.objects.exists()


def test_the_slowest_of_several_payments_decides(
    clara: User, farid: User, now: datetime, trusted: None
) -> None:
    escrow = money.make_escrow(payer=clara, payee=farid, now=now)
    money.pay(escrow, 400_000, now=now, method=Method.CARD)
    money.pay(escrow, 600_000, now=now + DAY, method=Method.QRIS)
    escrow.refresh_from_db()
    escrows.release(escrow=escrow, by=clara, now=now + DAY)
    earning = Earning.objects.get()
    assert earning.available_at == now + 3 * DAY
    assert earning.hold.methods == "card qris"


def test_a_later_policy_or_level_moves_no_earning(
    clara: User, farid: User, now: datetime, trusted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    earning = release(clara, farid, now)
    policy = TrustPolicy.objects.create(
        effective_at=now + timedelta(hours=1),
        source="Stricter",
        chargeback_days=365,
        qris_least_days=2,
        ewallet_least_days=2,
        card_least_days=5,
    )
    for number in (0, 1):
        TrustLevel.objects.create(
            policy=policy, number=number, name="x", name_indonesian="x", card_percent=0
        )
    early_release.shorten(earning_id=earning.pk, now=now + DAY)
    earning.refresh_from_db()
    assert earning.available_at == now + 3 * DAY
    assert EarningHold.objects.get().level.policy != policy
    later = release(clara, farid, now + DAY)
    assert later.available_at == now + 6 * DAY  # five days whatever the level says


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({}, 1),
        ({"contracts": 2}, 0),
        ({"clients": 1}, 0),
        ({"earned_minor": 3_000_000_00 - 100}, 0),
        ({"age_days": 29}, 0),
        ({"is_name_matched": 0}, 0),
        ({"chargebacks": 1}, 0),
        ({"disputes_lost": 1}, 1),
        ({"disputes_lost": 2}, 0),
    ],
)
def test_each_fact_counts(db: None, change: dict[str, int], number: int) -> None:
    assert level_of(Facts(**{**GOOD.as_row(), **change}), levels()).number == number


def test_a_chargeback_lowers_the_level_until_it_is_won_or_long_ago(
    clara: User, farid: User, now: datetime
) -> None:
    policy = policy_at(now)
    escrow = money.make_held(payer=clara, payee=farid, now=now)
    escrows.release(escrow=escrow, by=clara, now=now)
    assert facts_of(farid, policy, now).chargebacks == 0
    charge_back(escrow, now)
    assert facts_of(farid, policy, now).chargebacks == 1
    assert facts_of(clara, policy, now).chargebacks == 0
    assert facts_of(farid, policy, now + 365 * DAY).chargebacks == 0


def test_a_chargeback_that_was_won_does_not_count(clara: User, farid: User, now: datetime) -> None:
    escrow = money.make_held(payer=clara, payee=farid, now=now)
    charge_back(escrow, now, is_won=True)
    assert facts_of(farid, policy_at(now), now).chargebacks == 0


def test_facts_are_counted_from_rows(clara: User, farid: User, sena: User, now: datetime) -> None:
    User.objects.filter(pk=farid.pk).update(date_joined=now - 40 * DAY, legal_name=farid.name)
    farid.refresh_from_db()
    money.earn(farid, payer=clara, now=now, amount=rupiah(1_000_000))
    money.earn(farid, payer=sena, now=now, amount=rupiah(2_000_000))
    money.make_destination(farid, now=now)
    facts = facts_of(farid, policy_at(now), now)
    assert (facts.clients, facts.earned_minor, facts.age_days) == (2, 3_000_000_00, 40)
    assert facts.is_name_matched == 1


def test_rooms_above_say_what_payments_cannot_know(farid: User) -> None:
    assert told.count(told.CONTRACTS, farid.pk) == 0
    assert told.count(told.DISPUTES_LOST, farid.pk) == 0
    assert told.count("nobody counts this", farid.pk) == 0


def test_the_page_and_the_api_name_every_factor_and_what_is_missing(
    farid: User, browser_of: Any
) -> None:
    browser = browser_of(farid)
    page = browser.get(reverse("payments:trust")).text
    answer = browser.get("/api/v1/earnings/trust").json()
    assert answer["level"] == {"number": 0, "name": "New"}
    assert answer["next_level"] == {"number": 1, "name": "Known"}
    assert len(answer["factors"]) == 7
    for factor in answer["factors"]:
        assert factor["text"] in page
        assert factor["needed"] in page
    missing = {one["name"] for one in answer["factors"] if not one["is_met"]}
    assert {"contracts", "clients", "earned"} <= missing
    assert {one["method"]: one["days"] for one in answer["holds"]} == {
        "qris": 2,
        "ewallet": 2,
        "card": 5,
    }


def test_at_the_top_there_is_no_next_level(
    farid: User, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("payments.trust.facts_of", lambda *_args: BEST)
    answer = browser_of(farid).get("/api/v1/earnings/trust").json()
    assert (answer["level"]["number"], answer["next_level"]) == (2, None)
    assert all(one["is_met"] for one in answer["factors"])
    assert "What your level rests on" in browser_of(farid).get(reverse("payments:trust")).text


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Levels of trust"), ("id", "Tingkat kepercayaan")]
)
def test_the_rules_are_published(client: Any, db: None, language: str, words: str) -> None:
    page = client.get(reverse("payments:trust-levels"), headers={"accept-language": language}).text
    assert words in page
    assert page.count("<h2") >= 5


@pytest.mark.broken_book  # a part of an earning is taken without its posting
def test_the_api_says_by_which_rule_each_earning_waits(
    clara: User, farid: User, sena: User, now: datetime, browser_of: Any
) -> None:
    earned = [release(clara, farid, now)]
    answer = browser_of(farid).get("/api/v1/earnings/pending").json()
    assert [one["id"] for one in answer["results"]] == [one.pk for one in earned]
    first = answer["results"][0]
    assert (first["gross_minor"], first["net_minor"]) == (
        earned[0].gross_minor,
        earned[0].amount_minor,
    )
    assert first["hold"] == {
        "level": {"number": 0, "name": "New"},
        "methods": ["card"],
        "is_shortened": False,
        "full_until": first["available_at"],
        "text": "Card, the whole wait: level “New”",
    }
    Earning.objects.update(taken_minor=earned[0].amount_minor - 100_000)
    left = browser_of(farid).get("/api/v1/earnings/pending").json()["results"]
    assert [one["net_minor"] for one in left] == [100_000]
    Earning.objects.update(taken_minor=earned[0].amount_minor)
    assert browser_of(farid).get("/api/v1/earnings/pending").json()["results"] == []
    assert browser_of(sena).get("/api/v1/earnings/pending").json()["results"] == []


def test_strangers_see_nobodys_level(client: Any, db: None) -> None:
    assert client.get(reverse("payments:trust")).status_code == 302
    assert client.get("/api/v1/earnings/trust").status_code in {401, 403}
    assert client.get("/api/v1/earnings/pending").status_code in {401, 403}


def test_the_pages_cost_the_same_for_busy_people(
    clara: User, farid: User, now: datetime, browser_of: Any
) -> None:
    browser = browser_of(farid)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(reverse("payments:trust")).status_code == 200
            assert browser.get(reverse("payments:earnings")).status_code == 200
        return len(captured)

    release(clara, farid, now)
    cost()
    one = cost()
    for _ in range(3):
        release(clara, farid, now)
    assert cost() == one


@pytest.mark.parametrize("table", ["trustpolicy", "trustlevel", "earninghold"])
def test_what_was_published_or_copied_is_never_changed(
    clara: User, farid: User, now: datetime, table: str
) -> None:
    release(clara, farid, now)
    for act in ("DELETE FROM payments_{}", "UPDATE payments_{} SET {} = {}"):
        column = {"trustpolicy": "source", "trustlevel": "name", "earninghold": "until"}[table]
        sql = act.format(table, column, column)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(sql)


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"number": 7, "card_percent": 101}, "trust_level_only_shortens"),
        ({"number": 1}, "trust_level_once"),
        ({"number": 7, "earned_minor": -1}, "trust_level_earned_not_negative"),
    ],
)
def test_the_database_refuses_senseless_levels(db: None, row: dict[str, int], name: str) -> None:
    policy = TrustPolicy.objects.get()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        TrustLevel.objects.create(policy=policy, name="x", name_indonesian="x", **row)


POLICIES = st.builds(
    TrustPolicy,
    card_least_days=st.integers(0, 30),
    qris_least_days=st.integers(0, 30),
    ewallet_least_days=st.integers(0, 30),
)
PERCENTS = st.integers(0, 100)
FACTS = st.builds(
    Facts,
    contracts=st.integers(0, 50),
    clients=st.integers(0, 20),
    earned_minor=st.integers(0, 10**11),
    age_days=st.integers(0, 1_000),
    is_name_matched=st.integers(0, 1),
    chargebacks=st.integers(0, 3),
    disputes_lost=st.integers(0, 3),
)
LEVELS = st.lists(
    st.builds(
        TrustLevel,
        contracts=st.integers(0, 50),
        clients=st.integers(0, 20),
        earned_minor=st.integers(0, 10**11),
        age_days=st.integers(0, 1_000),
        needs_name=st.booleans(),
        chargebacks_most=st.none() | st.integers(0, 3),
        disputes_lost_most=st.none() | st.integers(0, 3),
    ),
    max_size=5,
).map(lambda rows: [TrustLevel(number=0), *rows])


@given(
    policy=POLICIES,
    percents=st.tuples(PERCENTS, PERCENTS, PERCENTS),
    method=st.sampled_from(["card", "qris", "ewallet", "va"]),
    days=st.integers(0, 30),
    day=st.sampled_from([timedelta(seconds=60), DAY]),
)
def test_a_hold_is_never_longer_and_never_below_the_policy(
    policy: TrustPolicy, percents: tuple[int, int, int], method: str, days: int, day: timedelta
) -> None:
    card, qris, ewallet = percents
    level = TrustLevel(policy=policy, card_percent=card, qris_percent=qris, ewallet_percent=ewallet)
    left = shortened(days * day, days, method, level)
    assert timedelta(0) <= left <= days * day
    assert left >= min(days, policy.least_days(method)) * day
    if method == "va":
        assert left == days * day


@given(policy=POLICIES, low=PERCENTS, high=PERCENTS, days=st.integers(0, 30))
def test_a_smaller_share_never_waits_longer(
    policy: TrustPolicy, low: int, high: int, days: int
) -> None:
    low, high = sorted((low, high))
    waits = [
        shortened(days * DAY, days, "card", TrustLevel(policy=policy, card_percent=percent))
        for percent in (low, high)
    ]
    assert waits[0] <= waits[1]


@given(facts=FACTS, rows=LEVELS)
def test_a_level_needs_all_that_those_below_it_need(facts: Facts, rows: list[TrustLevel]) -> None:
    reached = level_of(facts, rows)
    upto = rows.index(reached)
    assert all(is_met(facts, one) for one in rows[1 : upto + 1])
    assert upto == len(rows) - 1 or not is_met(facts, rows[upto + 1])


@given(facts=FACTS, rows=LEVELS, more=st.integers(1, 3))
def test_more_chargebacks_never_raise_a_level(
    facts: Facts, rows: list[TrustLevel], more: int
) -> None:
    worse = Facts(**{**facts.as_row(), "chargebacks": facts.chargebacks + more})
    assert rows.index(level_of(worse, rows)) <= rows.index(level_of(facts, rows))


def test_standing_never_fails_for_a_person_without_anything(clara: User, now: datetime) -> None:
    assert standing_of(clara, now).level.number == 0

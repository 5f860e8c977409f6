"""Money kept apart: an earmark that leaves the book alone, and is never more than is there."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import InvalidInput, LimitReached
from core.money import Money
from notifications.models import Notification
from payments import earmarks
from payments.contributions import Rate, monthly
from payments.models import ContributionPaid, Entry, SetAsideChange
from payments.services import escrows, set_asides, sweeps
from tests.factories import payments as money
from tests.factories.payments import rupiah

pytestmark = pytest.mark.django_db


@pytest.fixture
def earned(held, clara, now):
    """Farid has Rp900.000 available."""
    escrows.release(escrow=held, by=clara, now=now)


def jar(user, kind):
    return next(one for one in earmarks.jars_of(user, "IDR").each if one.kind == kind)


def test_what_is_set_aside_is_not_free_and_the_book_does_not_move(earned, farid, now):
    lines = Entry.objects.count()
    set_asides.put_aside(by=farid, kind="tax", amount=rupiah(200_000), now=now)
    jars = earmarks.jars_of(farid, "IDR")
    assert (jars.available, jars.total, jars.free) == (
        rupiah(900_000),
        rupiah(200_000),
        rupiah(700_000),
    )
    assert earmarks.free_of(farid, "IDR") == rupiah(700_000)
    assert Entry.objects.count() == lines


def test_no_more_than_is_free(earned, farid, now):
    set_asides.put_aside(by=farid, kind="tax", amount=rupiah(600_000), now=now)
    with pytest.raises(LimitReached, match="Rp300,000 free"):
        set_asides.put_aside(by=farid, kind="rainy_day", amount=rupiah(300_001), now=now)
    with pytest.raises(LimitReached, match="Only Rp600,000"):
        set_asides.take_back(by=farid, kind="tax", amount=rupiah(600_001), now=now)
    assert SetAsideChange.objects.count() == 1


@pytest.mark.parametrize("minor", [0, -100, 150])
def test_strange_amounts_change_nothing(earned, farid, now, minor):
    for act in (set_asides.put_aside, set_asides.take_back):
        with pytest.raises(InvalidInput):
            act(by=farid, kind="tax", amount=Money(minor, "IDR"), now=now)
    assert SetAsideChange.objects.count() == 0


def test_an_unknown_purpose_is_refused(earned, farid, now):
    with pytest.raises(InvalidInput):
        set_asides.put_aside(by=farid, kind="holiday", amount=rupiah(1), now=now)


def test_shares_join_by_themselves_once(farid, clara, now):
    set_asides.set_share(by=farid, kind="tax", currency="IDR", share_bps=1_000)
    set_asides.set_share(by=farid, kind="rainy_day", currency="IDR", share_bps=500)
    escrow = money.make_escrow(payer=clara, payee=farid, now=now)
    money.fund_escrow(escrow, now=now)
    escrows.release(escrow=escrow, by=clara, now=now)
    assert (jar(farid, "tax").amount, jar(farid, "rainy_day").amount) == (
        rupiah(90_000),
        rupiah(45_000),
    )
    set_asides.share_earning(earning=escrow.earnings.get(), now=now)
    assert SetAsideChange.objects.count() == 2


def test_sharing_locks_no_person(farid, clara, now):
    """The posting holds the account by then, and a payout locks the person first."""
    set_asides.set_share(by=farid, kind="tax", currency="IDR", share_bps=1_000)
    escrow = money.make_escrow(payer=clara, payee=farid, now=now)
    money.fund_escrow(escrow, now=now)
    escrows.release(escrow=escrow, by=clara, now=now)
    SetAsideChange.objects.update(earning=None)
    with CaptureQueriesContext(connection) as asked:
        set_asides.share_earning(earning=escrow.earnings.get(), now=now)
    locks = [q["sql"] for q in asked if "FOR NO KEY UPDATE" in q["sql"] or "FOR UPDATE" in q["sql"]]
    assert locks
    assert not [sql for sql in locks if "accounts_user" in sql]


def test_shares_leave_something_to_live_on(farid):
    set_asides.set_share(by=farid, kind="tax", currency="IDR", share_bps=9_000)
    for share in (1, -1):
        with pytest.raises(InvalidInput):
            set_asides.set_share(by=farid, kind="bpjs", currency="IDR", share_bps=share)


def test_what_bpjs_costs_a_month():
    rates = [Rate("jkk", 100, 0, 100_000_000), Rate("jkm", 0, 6_800_00, 0), Rate("jht", 200, 0, 0)]
    costs = monthly(rupiah(1_000_000), rates)
    assert [one.amount for one in costs] == [rupiah(10_000), rupiah(6_800), rupiah(20_000)]
    assert monthly(rupiah(50), rates)[0].amount == rupiah(10_000)  # the least income
    assert monthly(rupiah(1_000_050), rates)[2].amount == rupiah(20_001)  # rounded up


def test_the_rates_that_hold_are_rows(db):
    assert [rate.programme for rate in earmarks.rates_on(date(2026, 11, 1))] == [
        "jht",
        "jkk",
        "jkm",
    ]
    assert earmarks.rates_on(date(2024, 12, 31)) == []


def test_the_month_that_counts_is_that_of_jakarta(farid):
    new_year = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)  # 03:00 on 1 January in Jakarta
    for month in (date(2027, 1, 1), date(2027, 2, 1)):
        set_asides.record_contribution(
            by=farid, month=month, amount=rupiah(1), reference="", now=new_year
        )
    with pytest.raises(InvalidInput, match="too far ahead"):
        set_asides.record_contribution(
            by=farid, month=date(2027, 3, 1), amount=rupiah(1), reference="", now=new_year
        )


def test_a_month_is_recorded_once_and_paid_from_the_jar(earned, farid, now):
    set_asides.put_aside(by=farid, kind="bpjs", amount=rupiah(50_000), now=now)
    for _ in range(2):
        set_asides.record_contribution(
            by=farid, month=date(2026, 11, 9), amount=rupiah(36_800), reference="A1", now=now
        )
    assert jar(farid, "bpjs").amount == rupiah(13_200)
    assert ContributionPaid.objects.get().month == date(2026, 11, 1)
    with pytest.raises(InvalidInput, match="too far ahead"):
        set_asides.record_contribution(
            by=farid, month=date(2027, 1, 1), amount=rupiah(1), reference="", now=now
        )


def test_one_reminder_a_month_unless_it_is_paid(farid, now):
    set_asides.declare_income(by=farid, amount=rupiah(1_000_000), has_old_age=True, now=now)
    for _ in range(2):
        sweeps.remind_of_contributions(now=now)
    assert Notification.objects.filter(kind="contribution_due", recipient=farid).count() == 1
    december = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)
    set_asides.record_contribution(
        by=farid, month=date(2026, 12, 1), amount=rupiah(36_800), reference="", now=now
    )
    sweeps.remind_of_contributions(now=december)
    assert Notification.objects.filter(kind="contribution_due").count() == 1


class TestPages:
    def test_puts_and_takes(self, earned, farid, browser_of):
        browser = browser_of(farid)
        given = {"kind": "tax", "currency": "IDR", "amount": "100.000"}
        browser.post("/set-asides/move/", given | {"act": "put"})
        assert jar(farid, "tax").amount == rupiah(100_000)
        page = browser.get("/set-asides/").content.decode()
        assert "Rp800,000" in page
        browser.post("/set-asides/move/", given | {"act": "take"})
        assert jar(farid, "tax").amount == rupiah(0)

    @pytest.mark.parametrize("amount", ["", "-5", "abc", "9" * 30, "<script>"])
    def test_junk_changes_nothing(self, earned, farid, browser_of, amount):
        given = {"kind": "tax", "currency": "IDR", "act": "put", "amount": amount}
        page = browser_of(farid).post("/set-asides/move/", given)
        assert page.status_code == 200
        assert 'id="amount-tax_error"' in page.content.decode()
        assert SetAsideChange.objects.count() == 0

    def test_what_is_refused_is_said_beside_its_field(self, earned, farid, browser_of):
        given = {"kind": "bpjs", "currency": "IDR", "act": "put", "amount": "900.001"}
        page = browser_of(farid).post("/set-asides/move/", given).content.decode()
        assert '<ul class="errorlist" id="amount-bpjs_error"><li>You have Rp900,000 free.' in page
        assert 'value="900.001"' in page
        given = {"kind": "tax", "currency": "IDR", "percent": "91"}
        page = browser_of(farid).post("/set-asides/share/", given).content.decode()
        assert 'id="percent-tax_error"' in page
        assert SetAsideChange.objects.count() == 0

    def test_shares_beyond_the_whole_are_said_beside_their_field(self, farid, browser_of):
        set_asides.set_share(by=farid, kind="tax", currency="IDR", share_bps=8_000)
        given = {"kind": "bpjs", "currency": "IDR", "percent": "20"}
        page = browser_of(farid).post("/set-asides/share/", given).content.decode()
        assert 'id="percent-bpjs_error"' in page
        assert jar(farid, "bpjs").share_bps == 0

    @pytest.mark.parametrize(("kind", "currency"), [("holiday", "IDR"), ("tax", "ZZZ")])
    def test_what_no_form_offers_is_refused(self, farid, browser_of, kind, currency):
        given = {"kind": kind, "currency": currency, "percent": "10"}
        assert browser_of(farid).post("/set-asides/share/", given).status_code == 302
        assert jar(farid, "tax").share_bps == 0

    def test_declares_and_records(self, farid, browser_of):
        browser = browser_of(farid)
        browser.post("/set-asides/bpjs/plan/", {"declared": "1 jt", "has_old_age": "on"})
        assert "Rp36,800" in browser.get("/set-asides/bpjs/").content.decode()
        browser.post("/set-asides/bpjs/paid/", {"month": "2026-11", "amount": "36.800"})
        assert ContributionPaid.objects.get().amount == rupiah(36_800)
        answer = browser.post("/set-asides/bpjs/paid/", {"month": "soon", "amount": "0"})
        assert answer.status_code == 200
        ahead = browser.post("/set-asides/bpjs/paid/", {"month": "2099-01", "amount": "36.800"})
        assert 'id="id_month_error"' in ahead.content.decode()
        assert ContributionPaid.objects.count() == 1

    def test_the_source_of_the_rates_is_read_in_ones_own_language(self, farid, browser_of):
        browser = browser_of(farid)
        page = browser.get("/set-asides/bpjs/").content.decode()
        assert "</strong>: 2% " in page
        assert "JKK 1% of the declared income, JKM a flat Rp6,800" in page
        browser.post(reverse("set_language"), {"language": "id"})
        page = browser.get("/set-asides/bpjs/").content.decode()
        assert "JKK 1% dari penghasilan yang dilaporkan" in page
        assert "declared income" not in page

    def test_strangers_sign_in_first(self, client):
        assert client.get("/set-asides/").status_code == 302
        assert client.post("/set-asides/move/").status_code == 302

    def test_the_api_does_the_same(self, earned, farid, browser_of):
        browser = browser_of(farid)
        answer = browser.patch(
            "/api/v1/set-asides/tax",
            {"share_bps": 1000, "change_minor": 100_000_00},
            content_type="application/json",
        )
        assert answer.status_code == 200
        assert answer.json()["free_minor"] == 800_000_00
        listed = browser.get("/api/v1/set-asides").json()[0]["set_asides"][0]
        assert listed == {"kind": "tax", "amount_minor": 100_000_00, "share_bps": 1000}
        wrong = browser.patch(
            "/api/v1/set-asides/tax", {"change_minor": 10**14}, content_type="application/json"
        )
        assert (wrong.status_code, jar(farid, "tax").amount) == (409, rupiah(100_000))


@pytest.mark.parametrize("given", [{}, {"share_bps": 100}, {"change_minor": 0}])
def test_a_purpose_that_is_none_is_not_found(farid, browser_of, given):
    answer = browser_of(farid).patch(
        "/api/v1/set-asides/bogus", given, content_type="application/json"
    )
    assert answer.status_code == 404


@pytest.mark.parametrize("digits", ["\u0661\u0662", "\uff11\uff10\uff10", "1\u0660"])
def test_the_api_takes_plain_digits_alone(farid, browser_of, digits):
    for name in ("share_bps", "change_minor"):
        answer = browser_of(farid).patch(
            "/api/v1/set-asides/tax", {name: digits}, content_type="application/json"
        )
        assert (answer.status_code, answer.json()["errors"][0]["attr"]) == (400, name)

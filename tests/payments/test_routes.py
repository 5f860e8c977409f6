"""Which rail carries a payout, what it costs, and what is shown before one confirms it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, override_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.models import User
from core.errors import InvalidInput, LimitReached
from core.money import Money
from payments.calendars import JAKARTA, is_working_day
from payments.models import Destination, Payout
from payments.services.routes import Route, route_to
from payments.states import Rail
from tests.factories import payments as money
from tests.factories.payments import rupiah

Browser = Callable[[User], Client]
TUESDAY = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)  # nine in Jakarta
AT_CUT_OFF = datetime(2026, 11, 13, 7, 0, tzinfo=UTC)  # Friday, two in the afternoon
SUNDAY = datetime(2026, 11, 15, 2, 0, tzinfo=UTC)
PRICE = 2_775


@pytest.fixture(autouse=True)
def no_bells(quiet_workers: None) -> None:
    """The tests do by hand what the workers would."""


@pytest.fixture
def xendit(settings: Any) -> Any:
    """Xendit alone pays out, with RTGS activated."""
    settings.PAYMENT_PROVIDERS = ["xendit"]
    settings.XENDIT_HAS_RTGS = True
    return settings


def way(amount: int, now: datetime, institution: str = "bca") -> Route:
    kind = Rail.BANK if institution == "bca" else Rail.EWALLET
    place = Destination(rail=kind, institution=institution, account_number="1")
    return route_to(place, rupiah(amount), now)


def parts(route: Route) -> list[int]:
    """The transfers in whole rupiah."""
    return [amount.minor // 100 for amount, _moment in route.transfers]


@pytest.mark.parametrize(
    ("amount", "now", "rail", "transfers", "arrives"),
    [
        (10_000, SUNDAY, "bi_fast", 1, SUNDAY + timedelta(minutes=15)),
        (250_000_000, TUESDAY, "bi_fast", 1, TUESDAY + timedelta(minutes=15)),
        # one transfer costs less than two, and is there the same morning
        (300_000_000, TUESDAY, "rtgs", 1, TUESDAY + timedelta(hours=2)),
        # the cut-off is over: two transfers now rather than one on Monday
        (300_000_000, AT_CUT_OFF, "bi_fast", 2, AT_CUT_OFF + timedelta(minutes=15)),
        (300_000_000, AT_CUT_OFF - timedelta(minutes=1), "rtgs", 1, None),
        # more than four transfers: whatever the hour
        (1_000_000_001, SUNDAY, "rtgs", 1, datetime(2026, 11, 16, 3, 0, tzinfo=UTC)),
    ],
)
def test_the_cheapest_rail_that_serves_sum_and_time(
    xendit: Any, amount: int, now: datetime, rail: str, transfers: int, arrives: datetime | None
) -> None:
    route = way(amount, now)
    assert (route.rail.name, len(route.transfers)) == (rail, transfers)
    assert route.cost == rupiah(PRICE * transfers)
    assert sum(parts(route)) == amount
    assert arrives is None or route.arrives_at == arrives


def test_holidays_are_no_days_of_rtgs(xendit: Any) -> None:
    route = way(2_000_000_000, datetime(2026, 12, 24, 8, 0, tzinfo=UTC))
    assert route.starts_at == datetime(2026, 12, 28, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("off", ["XENDIT_HAS_RTGS", "PAYMENT_RAILS_OFF"])
def test_without_rtgs_a_large_sum_is_divided_and_a_larger_one_refused_with_the_limit(
    xendit: Any, off: str
) -> None:
    setattr(xendit, off, False if off == "XENDIT_HAS_RTGS" else ["xendit:payout:bank:rtgs"])
    assert parts(way(600_000_000, TUESDAY)) == [250_000_000, 250_000_000, 100_000_000]
    with pytest.raises(LimitReached, match="At most Rp1,000,000,000 goes there at once"):
        way(1_000_000_001, TUESDAY)


def test_among_equals_the_first_to_arrive_is_taken() -> None:
    assert way(300_000_000, TUESDAY).rail.name == "bi_fast"  # the sandbox names no prices


@pytest.mark.parametrize(
    ("institution", "amount", "expected"),
    [
        ("gopay", 20_000_000, [20_000_000]),
        ("gopay", 50_000_000, [20_000_000, 20_000_000, 10_000_000]),
        ("linkaja", 15_000_000, [10_000_000, 5_000_000]),
    ],
)
def test_e_wallets_take_what_each_of_them_holds(
    xendit: Any, institution: str, amount: int, expected: list[int]
) -> None:
    assert parts(way(amount, TUESDAY, institution)) == expected


def test_a_wallet_is_not_sent_more_in_a_day_than_it_can_hold(xendit: Any) -> None:
    days = [moment.date().day for _amount, moment in way(50_000_000, TUESDAY, "ovo").transfers]
    assert len(set(days)) == 3


@pytest.mark.parametrize(
    ("institution", "amount", "reason"),
    [
        ("gopay", 80_000_001, "At most Rp80,000,000 goes there at once"),
        ("linkaja", 40_000_001, "At most Rp40,000,000 goes there at once"),
        ("dana", 9_999, "The least is Rp10,000"),
    ],
)
def test_what_a_wallet_cannot_take_is_refused_with_the_reason(
    xendit: Any, institution: str, amount: int, reason: str
) -> None:
    with pytest.raises(LimitReached, match=reason):
        way(amount, TUESDAY, institution)


def test_where_nobody_pays_out_it_is_said(xendit: Any) -> None:
    place = Destination(rail=Rail.STRIPE, institution="stripe", account_number="acct_1")
    with pytest.raises(InvalidInput):
        route_to(place, Money(100_00, "IDR"), TUESDAY)


@given(
    amount=st.integers(10_000, 400_000_000_000),
    minutes=st.integers(0, 60 * 24 * 60),
)
@hypothesis_settings(max_examples=200, deadline=None)
def test_every_sum_at_every_moment_is_sent_whole_within_the_rails_limits(
    amount: int, minutes: int
) -> None:
    now = TUESDAY + timedelta(minutes=minutes)
    with override_settings(PAYMENT_PROVIDERS=["xendit"], XENDIT_HAS_RTGS=True):
        route = way(amount, now)
    assert sum(parts(route)) == amount
    assert len(route.transfers) <= 4
    assert all(route.rail.least <= one <= route.rail.most for one, _moment in route.transfers)
    assert now <= route.starts_at <= route.arrives_at <= now + timedelta(days=12)
    if route.rail.name == "rtgs":
        local = route.starts_at.astimezone(JAKARTA)
        assert is_working_day(local.date())
        assert 8 <= local.hour < 14


class TestBeforeOneConfirms:
    @pytest.fixture
    def now(self) -> datetime:
        """Pages read the clock themselves."""
        return timezone.now()

    def ask(self, browser: Client, place: Destination, **more: str) -> Any:
        sent = {"amount": "900.000", "destination": str(place.pk), "key": str(uuid4()), **more}
        return browser.post("/payouts/new/", sent, follow="confirmed" not in sent)

    def test_what_is_confirmed_has_an_address_so_that_back_sends_nothing_again(
        self, clara: User, farid: User, now: datetime, browser_of: Browser
    ) -> None:
        money.earn(farid, payer=clara, now=now)
        place, browser = money.make_destination(farid, now=now), browser_of(farid)
        seen = self.ask(browser, place)
        [(address, status)] = seen.redirect_chain
        assert status == 302
        assert address.startswith("/payouts/new/?amount=900.000&destination=")
        for query in ("", "&confirmed=1"):
            assert "Nothing for you" in browser.get(address + query).content.decode()
        change = seen.context["change"]
        assert 'value="900.000"' in browser.get(f"/payouts/new/{change}").content.decode()
        assert Payout.objects.count() == 0
        said = {name: seen.context["form"].data[name] for name in ("amount", "destination", "key")}
        asked = browser.post(address, {**said, "confirmed": "1"})
        assert asked.url == browser.get(address).url == f"/payouts/{Payout.objects.get().pk}/"

    def test_the_page_shows_rail_cost_and_arrival_and_asks_for_nothing(
        self, clara: User, farid: User, now: datetime, browser_of: Browser
    ) -> None:
        money.earn(farid, payer=clara, now=now)
        place, browser = money.make_destination(farid, now=now), browser_of(farid)
        page = self.ask(browser, place).content.decode()
        assert "BI-FAST" in page
        assert "Nothing for you" in page
        assert "Arrives by" in page
        assert Payout.objects.count() == 0
        assert self.ask(browser, place, confirmed="1").status_code == 302
        assert Payout.objects.count() == 1

    def test_the_page_says_that_a_person_looks_at_it_first(
        self, clara: User, farid: User, now: datetime, browser_of: Browser
    ) -> None:
        money.earn(farid, payer=clara, now=now, amount=rupiah(300_000_000))
        place = money.make_destination(farid, now=now)
        page = self.ask(browser_of(farid), place, amount="260.000.000").content.decode()
        assert "The amount is large, so a person looks at it first." in page
        assert "In 2 transfers, because one carries less:" in page

    def test_what_cannot_be_is_said_at_its_field(
        self, clara: User, farid: User, now: datetime, browser_of: Browser
    ) -> None:
        money.earn(farid, payer=clara, now=now, amount=rupiah(300_000_000))
        wallet = Destination.objects.create(
            user=farid, rail=Rail.EWALLET, institution="gopay", account_number="081234567890",
            holder_name=farid.name, created_at=now, usable_at=now,
        )  # fmt: skip
        answer = self.ask(browser_of(farid), wallet, amount="200.000.000")
        assert answer.context["form"].errors["amount"] == [
            "At most Rp40,000,000 goes there at once."
        ]

    def test_the_api_shows_the_same(
        self, clara: User, farid: User, sena: User, now: datetime, browser_of: Browser
    ) -> None:
        money.earn(farid, payer=clara, now=now)
        place = money.make_destination(farid, now=now)

        def get(amount: object, person: User = farid) -> Any:
            query = {"amount_minor": amount, "destination": place.pk}
            return browser_of(person).get("/api/v1/payouts/preview", query)

        shown = get(900_000_00).json()
        assert (shown["rail"], shown["cost_minor"], shown["cost_is_paid_by"]) == (
            "bi_fast",
            0,
            "karya",
        )
        assert [one["amount_minor"] for one in shown["transfers"]] == [900_000_00]
        assert shown["review_reasons"] == []
        assert get(900_001_00).status_code == 409
        assert get("x").status_code == 400
        assert get(900_000_00, sena).status_code == 404
        assert Payout.objects.count() == 0

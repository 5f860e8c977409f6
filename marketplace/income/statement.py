"""What a person earned, month by month and client by client, from the releases of a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Min, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear, TruncMonth

from accounts.models import User
from accounts.selectors import shown_name
from core.money import Money
from core.percents import percents_of
from payments.models import Earning, Payout
from payments.states import PayoutState
from payments.taken_back import earned_and_taken, taken_of_escrow
from projects.models.contracts import zone_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month: released before fees, Karya's fee, taxes, what remained, what was paid out."""

    month: date
    gross: Money
    fee: Money
    tax: Money
    net: Money
    paid_out: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class FromClient:
    """What one client brought, and its part of all in whole percent."""

    name: str
    handle: str
    net: Money
    releases: int
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A year of one currency."""

    year: int
    currency: str
    months: Sequence[Month]
    taken_back: Money

    @property
    def kept(self) -> Money:
        """What remains of a year's income after what banks took of it and of earlier income."""
        return self.net - self.taken_back

    @property
    def gross(self) -> Money:
        return Money(sum(one.gross.minor for one in self.months), self.currency)

    @property
    def fee(self) -> Money:
        return Money(sum(one.fee.minor for one in self.months), self.currency)

    @property
    def tax(self) -> Money:
        return Money(sum(one.tax.minor for one in self.months), self.currency)

    @property
    def net(self) -> Money:
        return Money(sum(one.net.minor for one in self.months), self.currency)

    @property
    def paid_out(self) -> Money:
        return Money(sum(one.paid_out.minor for one in self.months), self.currency)

    @property
    def is_empty(self) -> bool:
        return not (self.gross or self.paid_out)


def statement_of(user: User, *, currency: str, year: int) -> Statement:
    """Twelve months in the person's own time zone, empty ones included (3 queries)."""
    zone = zone_of(user)
    earned = _by_month(_earnings(user, currency, year, zone), "earned_at", zone)
    paid = Payout.objects.filter(
        user=user, currency=currency, state=PayoutState.PAID, **_within("paid_at", year, zone)
    )
    sums = (
        paid.annotate(month=TruncMonth("paid_at", tzinfo=zone))
        .values("month")
        .annotate(minor=Sum("amount_minor"))
        .values_list("month", "minor")
    )
    sent = {month.date(): minor for month, minor in sums}
    months = []
    for number in range(1, 13):
        month = date(year, number, 1)
        net, gross, tax = earned.get(month, (0, 0, 0))
        months.append(
            Month(
                month=month,
                gross=Money(gross, currency),
                fee=Money(gross - net - tax, currency),
                tax=Money(tax, currency),
                net=Money(net, currency),
                paid_out=Money(sent.get(month, 0), currency),
            )
        )
    taken = taken_lines_of(user, currency=currency, year=year)
    back = Money(sum(taken.values_list("net_minor", flat=True)), currency)
    return Statement(year=year, currency=currency, months=months, taken_back=back)


def years_of(user: User, currency: str) -> list[int]:
    """The years in which a person earned something, the newest first (1 query)."""
    rows = Earning.objects.filter(payee=user, currency=currency)
    years = rows.annotate(year=ExtractYear("earned_at", tzinfo=zone_of(user)))
    return sorted(set(years.values_list("year", flat=True)), reverse=True)


def clients_of(
    user: User, *, currency: str, since: datetime, most: int = 10
) -> Sequence[FromClient]:
    """Who brought the income since then, the largest first (1 query).

    What banks took of it does not count; a client of whom nothing is left is not named.
    """
    rows = _left_by_client(user, currency, since)
    percents = percents_of([minor for _handle, _name, minor, _releases in rows])
    return [
        FromClient(
            name=name,
            handle=handle,
            net=Money(minor, currency),
            releases=releases,
            percent=percent,
        )
        for (handle, name, minor, releases), percent in list(zip(rows, percents, strict=True))[
            :most
        ]
    ]


def _left_by_client(
    user: User, currency: str, since: datetime
) -> Sequence[tuple[str, str, int, int]]:
    """Handle, name, what is left of the income and the number of its releases."""
    rows = (
        Earning.objects.filter(payee=user, currency=currency, earned_at__gte=since)
        .values("escrow", name=shown_name("escrow__payer"), handle=F("escrow__payer__handle"))
        .annotate(minor=Sum("amount_minor"), releases=Count("pk"))
        .annotate(taken=taken_of_escrow(column="escrow", only_released=True))
        .order_by()
    )
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for row in rows:
        left = row["minor"] - row["taken"]
        if left > 0:
            key = (row["handle"], row["name"])
            minor, releases = found.get(key, (0, 0))
            found[key] = (minor + left, releases + row["releases"])
    clients = [(*key, *sums) for key, sums in found.items()]
    return sorted(clients, key=lambda one: (-one[2], one[0]))


def lines_of(user: User, *, currency: str, year: int) -> QuerySet[Earning]:
    """Every release of a year, in order, for the export."""
    rows = _earnings(user, currency, year, zone_of(user))
    return rows.select_related("escrow__payer").order_by("earned_at", "pk")


def taken_lines_of(user: User, *, currency: str, year: int) -> QuerySet[Any]:
    """What banks took in a year of what a person had earned, in order, for the export."""
    since, before = _year(year, zone_of(user))
    return earned_and_taken(user, currency, since, before).select_related("payin__escrow__payer")


def first_earned_at(user: User, currency: str) -> datetime | None:
    """When a person earned for the first time."""
    rows = Earning.objects.filter(payee=user, currency=currency)
    found: datetime | None = rows.aggregate(first=Min("earned_at"))["first"]
    return found


def _earnings(user: User, currency: str, year: int, zone: ZoneInfo) -> QuerySet[Earning]:
    mine = Q(payee=user, currency=currency)
    return Earning.objects.filter(mine, **_within("earned_at", year, zone))


def _by_month(
    rows: QuerySet[Earning], column: str, zone: ZoneInfo
) -> dict[date, tuple[int, int, int]]:
    """Net, gross and taxes of each month."""
    sums = (
        rows.annotate(month=TruncMonth(column, tzinfo=zone))
        .values("month")
        .annotate(
            net=Sum("amount_minor"),
            whole=Sum("gross_minor"),
            taxes=Sum(F("ppn_minor") + F("pph22_minor")),
        )
        .order_by()
    )
    return {row["month"].date(): (row["net"], row["whole"], row["taxes"]) for row in sums}


def _within(column: str, year: int, zone: ZoneInfo) -> dict[str, datetime]:
    """A year as a range of moments, so that an index serves."""
    first, after = _year(year, zone)
    return {f"{column}__gte": first, f"{column}__lt": after}


def _year(year: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    first, after = (datetime(y, 1, 1, tzinfo=zone).astimezone(UTC) for y in (year, year + 1))
    return first, after

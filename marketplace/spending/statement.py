"""What a client paid, by month, project and contract, and what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Min, Q
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.selectors import shown_name
from core.money import Money
from payments.selectors import escrows_paid_by
from payments.states import PayinState
from payments.taken_back import taken_by_escrow
from projects.models.contracts import zone_of

_COLUMNS = (
    "paid_minor",
    "held_minor",
    "released_minor",
    "fee_minor",
    "tax_minor",
    "refunded_minor",
    "charged_back_minor",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Money paid into escrow, and where it is now: the six parts are what was paid."""

    paid: Money
    held: Money
    released: Money
    fee: Money
    tax: Money
    refunded: Money
    charged_back: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One escrow that money came into; it counts in the month in which the first of it came."""

    on: date
    description: str
    payee: str
    contract: int | None
    contract_title: str
    project: int | None
    project_title: str
    spent: Spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month of the year."""

    month: date
    spent: Spent


@dataclass(frozen=True, slots=True, kw_only=True)
class OnContract:
    """One contract, or one payment that belongs to none (`pk` is then None)."""

    pk: int | None
    title: str
    payee: str
    spent: Spent


@dataclass(frozen=True, slots=True, kw_only=True)
class OnProject:
    """One project with all its contracts, or what was paid for no project (`pk` is then None)."""

    pk: int | None
    title: str
    contracts: int
    spent: Spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """A year of one currency; `contract` is set when it is narrowed to one."""

    year: int
    currency: str
    contract: int | None
    total: Spent
    months: Sequence[Month]
    projects: Sequence[OnProject]
    contracts: Sequence[OnContract]
    payments: Sequence[Payment]

    @property
    def is_empty(self) -> bool:
        return not self.payments


def payments_of(user: User, *, currency: str) -> list[Payment]:
    """Everything a person ever paid for in a currency, the oldest first (2 queries).

    Days are of the person's own time zone. What a bank took back counts as that, wherever the
    money had gone before.
    """
    captured = Q(payins__state=PayinState.CAPTURED)
    rows = (
        escrows_paid_by(user)
        .filter(currency=currency, paid_minor__gt=0)
        .annotate(first=Coalesce(Min("payins__captured_at", filter=captured), "created_at"))
        .annotate(tax_minor=F("ppn_minor") + F("pph22_minor"))
        .order_by("first", "pk")
        .values(
            "pk",
            "first",
            "description",
            *_COLUMNS,
            name=shown_name("payee"),
            contract=F("milestone__contract"),
            title=F("milestone__contract__title"),
            project=F("milestone__contract__project"),
            project_title=F("milestone__contract__project__title"),
        )
    )
    zone = zone_of(user)
    taken = taken_by_escrow([row["pk"] for row in rows])
    return [
        Payment(
            on=_day(row["first"], zone),
            description=row["description"],
            payee=row["name"],
            contract=row["contract"],
            contract_title=row["title"] or "",
            project=row["project"],
            project_title=row["project_title"] or "",
            spent=_spent(_where_it_is(row, taken.get(row["pk"], {})), currency),
        )
        for row in rows
    ]


def _where_it_is(row: Mapping[str, Any], taken: Mapping[str, int]) -> list[int]:
    """The columns of an escrow, less what a bank took of money that had left it."""
    back = {f"{part}_minor": minor for part, minor in taken.items()}
    whole = {"charged_back_minor": -sum(back.values())}
    return [row[name] - (back | whole).get(name, 0) for name in _COLUMNS]


def spending_of(
    payments: Sequence[Payment], *, currency: str, year: int, contract: int | None = None
) -> Spending:
    """The twelve months and the contracts of a year, the dearest first (no query)."""
    chosen = [
        one
        for one in payments
        if one.on.year == year and (contract is None or one.contract == contract)
    ]
    months = [
        Month(
            month=date(year, number, 1),
            spent=_sum((one for one in chosen if one.on.month == number), currency),
        )
        for number in range(1, 13)
    ]
    return Spending(
        year=year,
        currency=currency,
        contract=contract,
        total=_sum(chosen, currency),
        months=months,
        projects=_by_project(chosen, currency),
        contracts=_by_contract(chosen, currency),
        payments=chosen,
    )


def spending_currencies_of(user: User) -> list[str]:
    """The currencies that a person has paid in (1 query)."""
    rows = escrows_paid_by(user).filter(paid_minor__gt=0)
    return sorted(rows.order_by().values_list("currency", flat=True).distinct())


def _by_project(payments: Sequence[Payment], currency: str) -> list[OnProject]:
    groups: dict[int | None, list[Payment]] = {}
    for one in payments:
        groups.setdefault(one.project, []).append(one)
    found = [
        OnProject(
            pk=pk,
            title=group[0].project_title,
            contracts=len({one.contract for one in group if one.contract is not None}),
            spent=_sum(group, currency),
        )
        for pk, group in groups.items()
    ]
    return sorted(found, key=lambda one: (-one.spent.paid.minor, one.title))


def _by_contract(payments: Sequence[Payment], currency: str) -> list[OnContract]:
    groups: dict[tuple[str, object], list[Payment]] = {}
    for place, one in enumerate(payments):
        # A payment without a contract stands alone.
        key = ("contract", one.contract) if one.contract is not None else ("alone", place)
        groups.setdefault(key, []).append(one)
    found = [
        OnContract(
            pk=group[0].contract,
            title=group[0].contract_title or group[0].description,
            payee=group[0].payee,
            spent=_sum(group, currency),
        )
        for group in groups.values()
    ]
    return sorted(found, key=lambda one: (-one.spent.paid.minor, one.title))


def _sum(payments: Iterable[Payment], currency: str) -> Spent:
    parts = [_minors(one.spent) for one in payments]
    return _spent(
        [sum(column) for column in zip(*parts, strict=True)] or [0] * len(_COLUMNS), currency
    )


def _minors(spent: Spent) -> list[int]:
    rest = (spent.fee, spent.tax, spent.refunded, spent.charged_back)
    return [one.minor for one in (spent.paid, spent.held, spent.released, *rest)]


def _spent(minors: Sequence[int], currency: str) -> Spent:
    paid, held, released, fee, tax, refunded, charged_back = (
        Money(one, currency) for one in minors
    )
    return Spent(
        paid=paid,
        held=held,
        released=released,
        fee=fee,
        tax=tax,
        refunded=refunded,
        charged_back=charged_back,
    )


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()

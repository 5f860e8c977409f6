"""Numbers for everybody: what the first page and the transparency page show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import get_language

from accounts.models import Category
from accounts.selectors import categories, listed_freelancers
from core.kept import remembered
from core.money import Money
from payments.holdings import Holding, holdings
from payments.selectors import book_totals
from payments.services import attempts
from payments.states import AccountKind
from projects.models import Project
from projects.selectors import open_projects, openings_by_category

_COUNTED_EVERY = 60  # seconds
_OWED = (
    AccountKind.ESCROW,
    AccountKind.PENDING,
    AccountKind.AVAILABLE,
    AccountKind.UNAPPLIED,
    AccountKind.PAYOUT_CLEARING,
    AccountKind.REFUND_CLEARING,
    AccountKind.PLATFORM_FEE,
    AccountKind.PPN,
    AccountKind.PPH22,
    AccountKind.WRITTEN_OFF,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One kind of account and its sum, in words."""

    label: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The book in one currency: what is owed to whom, and where it is held."""

    currency: str
    owed: list[Line]
    held: list[Line]
    in_escrow: Money

    @property
    def owed_total(self) -> Money:
        return _sum(self.owed, self.currency)

    @property
    def held_total(self) -> Money:
        return _sum(self.held, self.currency)

    @property
    def is_balanced(self) -> bool:
        return self.owed_total == self.held_total


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyPage:
    """What the transparency page shows, as it was counted at one moment."""

    balances: list[Balance]
    holdings: list[Holding]
    late: list[str]
    counted_at: datetime


def money_page(now: datetime) -> MoneyPage:
    """Both sides of the book and the money at providers; counted at most once a minute."""
    key = f"money-page:{get_language()}"
    return remembered(key, lambda: _counted(now), seconds=_COUNTED_EVERY)


def _counted(now: datetime) -> MoneyPage:
    return MoneyPage(
        balances=balances(),
        holdings=holdings(),
        late=attempts.overdue(now=now),
        counted_at=now,
    )


def balances() -> list[Balance]:
    """The whole book by currency (1 query)."""
    sums: dict[str, dict[str, int]] = {}
    for total in book_totals():
        sums.setdefault(total.amount.currency, {})[total.kind] = total.amount.minor
    return [_balance(currency, kinds) for currency, kinds in sums.items() if any(kinds.values())]


def _balance(currency: str, sums: dict[str, int]) -> Balance:
    def lines(kinds: Iterable[AccountKind], sign: int) -> list[Line]:
        return [
            Line(label=str(kind.label), amount=Money(sign * sums[kind], currency))
            for kind in kinds
            if sums.get(kind)
        ]

    rest = [kind for kind in AccountKind if kind not in _OWED]
    return Balance(
        currency=currency,
        owed=lines(_OWED, 1),
        held=lines(rest, -1),
        in_escrow=Money(sums.get(AccountKind.ESCROW, 0), currency),
    )


def _sum(lines: list[Line], currency: str) -> Money:
    return Money(sum(line.amount.minor for line in lines), currency)


def categories_with_counts() -> list[tuple[Category, int]]:
    """Every category and how many projects in it take bids (2 queries)."""
    counts = openings_by_category()
    return [(category, counts.get(category.pk, 0)) for category in categories()]


def newest_projects(most: int = 5) -> QuerySet[Project]:
    """What has been posted last (1 query)."""
    return open_projects().order_by("-published_at", "-pk")[:most]


def freelancers_to_find() -> int:
    """How many people are in the public list (1 query)."""
    return listed_freelancers().count()

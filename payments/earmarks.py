"""What one may see of set-asides and contributions; amounts come as Money."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from core.money import Money, format_money
from payments.contributions import Contribution, Rate, monthly
from payments.models import (
    Account,
    ContributionPaid,
    ContributionPlan,
    ContributionRate,
    SetAside,
    SetAsideChange,
)
from payments.purposes import SetAsideKind
from payments.states import AccountKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Jar:
    """One purpose as the page shows it, whether money was ever put into it or not."""

    kind: SetAsideKind
    amount: Money
    share_bps: int

    @property
    def percent(self) -> int:
        return self.share_bps // 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Jars:
    """All that is kept apart of one currency, and what is left to withdraw."""

    each: Sequence[Jar]
    available: Money

    @property
    def total(self) -> Money:
        return Money(sum(jar.amount.minor for jar in self.each), self.available.currency)

    @property
    def kept(self) -> Money:
        """What is kept apart and there: no more than is available."""
        return min(self.total, self.available)

    @property
    def free(self) -> Money:
        """What may be withdrawn without touching an earmark; never below zero."""
        return Money(max(self.available.minor - self.total.minor, 0), self.available.currency)

    @property
    def missing(self) -> Money:
        """How much more is kept apart than is there, as after a chargeback."""
        return Money(max(self.total.minor - self.available.minor, 0), self.available.currency)


def jars_of(user: User, currency: str) -> Jars:
    """A person's purposes (2 queries)."""
    rows = {row.kind: row for row in SetAside.objects.filter(user=user, currency=currency)}
    account = Account.objects.filter(user=user, kind=AccountKind.AVAILABLE, currency=currency)
    balance = account.values_list("balance_minor", flat=True).first() or 0
    return Jars(
        each=[_jar(kind, rows.get(kind), currency) for kind in SetAsideKind],
        available=Money(balance, currency),
    )


def free_of(user: User, currency: str) -> Money:
    """What a person may withdraw: available less what is kept apart (2 queries)."""
    kept = SetAside.objects.filter(user=user, currency=currency).aggregate(
        kept=Sum("amount_minor", default=0)
    )["kept"]
    account = Account.objects.filter(user=user, kind=AccountKind.AVAILABLE, currency=currency)
    balance = account.values_list("balance_minor", flat=True).first() or 0
    return Money(max(balance - kept, 0), currency)


def what_is_free(jars: Jars) -> str:
    """What may be withdrawn, and what is kept apart beside it, as a sentence."""
    if not jars.kept:
        return _("You have %(free)s free to withdraw.") % {"free": format_money(jars.free)}
    return _("You have %(free)s free to withdraw; %(kept)s more is set aside.") % {
        "free": format_money(jars.free),
        "kept": format_money(jars.kept),
    }


def beyond_free(jars: Jars) -> str:
    """Why more than is free is not sent, and what to do about it."""
    words = [_("This is too much."), what_is_free(jars)]
    if jars.kept:
        words.append(_("To withdraw that too, take it out of your set-asides first."))
    return " ".join(words)


def changes_of(user: User, currency: str) -> QuerySet[SetAsideChange]:
    """How a person's set-asides moved, the newest first."""
    mine = SetAsideChange.objects.filter(set_aside__user=user, set_aside__currency=currency)
    return mine.select_related("set_aside", "earning__escrow").order_by("-happened_at", "-pk")


def rates_on(day: date) -> list[ContributionRate]:
    """The row of each programme that holds on a day (1 query)."""
    rows = ContributionRate.objects.filter(effective_on__lte=day)
    return list(rows.order_by("programme", "-effective_on").distinct("programme"))


def plan_of(user: User) -> ContributionPlan | None:
    """What a person declares to BPJS, if anything."""
    return ContributionPlan.objects.filter(user=user).first()


def contributions_to(
    plan: ContributionPlan, rates: Sequence[ContributionRate]
) -> Sequence[Contribution]:
    """What each programme of the plan costs a month, in rupiah."""
    wanted = [rate for rate in rates if plan.has_old_age or not rate.is_optional]
    return monthly(plan.declared, [_as_rate(rate) for rate in wanted])


def contributions_paid_by(user: User) -> QuerySet[ContributionPaid]:
    """The months that a person has paid for, the newest first."""
    return ContributionPaid.objects.filter(user=user).order_by("-month")


def _jar(kind: SetAsideKind, row: SetAside | None, currency: str) -> Jar:
    if row is None:
        return Jar(kind=kind, amount=Money(0, currency), share_bps=0)
    return Jar(kind=kind, amount=row.amount, share_bps=row.share_bps)


def _as_rate(row: ContributionRate) -> Rate:
    return Rate(row.programme, row.share_bps, row.flat_minor, row.least_income_minor)

"""Keeping a part of one's earnings apart: an earmark, which leaves the money available.

All amounts are minor units of the jar's currency, whole rupiah in IDR.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import InvalidInput, LimitReached
from core.events import publish
from core.money import HOME, Money, format_money, smallest_step
from payments import events
from payments.earmarks import free_of
from payments.fees import share
from payments.models import (
    ContributionPaid,
    ContributionPlan,
    Earning,
    SetAside,
    SetAsideChange,
)
from payments.months import book_day, month_after
from payments.purposes import SetAsideAct, SetAsideKind

MOST_SHARE = 9_000  # something must be left to live on


@transaction.atomic
def set_share(*, by: User, kind: str, currency: str, share_bps: int) -> SetAside:
    """From now on this share of each new earning is kept apart; zero stops it.

    Raises InvalidInput for an unknown purpose, or where all shares together pass 90%.
    """
    _lock(by)
    jar = _jar(by, kind, currency)
    others = SetAside.objects.filter(user=by, currency=currency).exclude(pk=jar.pk)
    if share_bps < 0 or share_bps + sum(one.share_bps for one in others) > MOST_SHARE:
        raise InvalidInput(_("All shares together may be 90% at the most."))
    jar.share_bps = share_bps
    jar.save(update_fields=["share_bps"])
    return jar


@transaction.atomic
def put_aside(*, by: User, kind: str, amount: Money, now: datetime) -> SetAside:
    """Keep an amount of the available earnings apart.

    Raises InvalidInput for an amount that is not above zero or not whole, LimitReached where so
    much is not free.
    """
    _lock(by)
    _check(amount)
    free = free_of(by, amount.currency)
    if free < amount:
        raise LimitReached(_("You have %(free)s free.") % {"free": format_money(free)})
    return _move(_jar(by, kind, amount.currency), SetAsideAct.PUT, amount.minor, now=now)


@transaction.atomic
def take_back(*, by: User, kind: str, amount: Money, now: datetime) -> SetAside:
    """Free an amount again; raises InvalidInput or, beyond what is in the jar, LimitReached."""
    _lock(by)
    _check(amount)
    jar = _jar(by, kind, amount.currency)
    if jar.amount < amount:
        raise LimitReached(
            _("Only %(amount)s is set aside there.") % {"amount": format_money(jar.amount)}
        )
    return _move(jar, SetAsideAct.TAKEN, -amount.minor, now=now)


@transaction.atomic
def share_earning(*, earning: Earning, now: datetime) -> Money:
    """Put the shares of an earning that has become available into their jars, once.

    Answers with all that was put into them.

    Locks the jars and not the person: the posting before it holds the account already, and a
    payout locks the person first. All shares together are less than the earning that they are of,
    so what is free stays at zero or above whatever moves beside this.
    """
    shared = SetAsideChange.objects.filter(earning=earning).values("set_aside")
    jars = SetAside.objects.select_for_update(of=("self",), no_key=True).filter(
        user=earning.payee_id, currency=earning.currency, share_bps__gt=0
    )
    kept = 0
    for jar in jars.exclude(pk__in=shared).order_by("pk"):
        wanted = share(earning.left, jar.share_bps)
        minor = min(wanted, free_of(earning.payee, earning.currency)).minor
        if minor > 0:
            _move(jar, SetAsideAct.SHARED, minor, earning=earning, now=now)
            kept += minor
    return Money(kept, earning.currency)


@transaction.atomic
def declare_income(
    *, by: User, amount: Money, has_old_age: bool, now: datetime
) -> ContributionPlan:
    """Remember what a person declares to BPJS a month; reminders follow.

    Raises InvalidInput for an amount that is not above zero, or not in rupiah.
    """
    _check(amount)
    if amount.currency != HOME:
        raise InvalidInput(_("BPJS counts in rupiah."))
    plan, _is_new = ContributionPlan.objects.update_or_create(
        user=by,
        defaults={
            "declared_minor": amount.minor,
            "has_old_age": has_old_age,
            "updated_at": now,
        },
    )
    return plan


@transaction.atomic
def stop_contributing(*, by: User) -> None:
    """Forget the plan; what was paid stays recorded."""
    ContributionPlan.objects.filter(user=by).delete()


@transaction.atomic
def remind(*, plan: ContributionPlan, month: date) -> None:
    """Say once that a month is due, unless it is paid."""
    plan = ContributionPlan.objects.select_for_update(of=("self",), no_key=True).get(pk=plan.pk)
    if plan.reminded_for is not None and plan.reminded_for >= month:
        return
    plan.reminded_for = month
    plan.save(update_fields=["reminded_for"])
    if not ContributionPaid.objects.filter(user=plan.user_id, month=month).exists():
        publish(events.ContributionDue(user_id=plan.user_id, month=month))


@transaction.atomic
def record_contribution(
    *, by: User, month: date, amount: Money, reference: str, now: datetime
) -> ContributionPaid:
    """Write down that a month was paid for, and take it out of the jar as far as that reaches.

    The same month again answers with what is recorded. Raises InvalidInput for a month to come
    that is further than next month, or an amount that is not above zero.
    """
    _lock(by)
    _check(amount)
    first = month.replace(day=1)
    if first > month_after(book_day(now)):
        raise InvalidInput(_("This month is too far ahead."))
    paid, is_new = ContributionPaid.objects.get_or_create(
        user=by,
        month=first,
        defaults={
            "amount_minor": amount.minor,
            "reference": reference.strip()[:60],
            "recorded_at": now,
        },
    )
    jar = _jar(by, SetAsideKind.BPJS, HOME)
    if is_new and jar.amount_minor:
        _move(jar, SetAsideAct.PAID, -min(jar.amount_minor, amount.minor), now=now)
    return paid


def _move(
    jar: SetAside, act: SetAsideAct, minor: int, *, now: datetime, earning: Earning | None = None
) -> SetAside:
    jar.amount_minor += minor
    jar.save(update_fields=["amount_minor"])
    SetAsideChange.objects.create(
        set_aside=jar,
        act=act,
        amount_minor=minor,
        left_minor=jar.amount_minor,
        earning=earning,
        happened_at=now,
    )
    return jar


def _jar(user: User, kind: str, currency: str) -> SetAside:
    if kind not in SetAsideKind.values:
        raise InvalidInput(_("Choose what the money is for."))
    jar = SetAside.objects.get_or_create(user=user, kind=kind, currency=currency)[0]
    return SetAside.objects.select_for_update(of=("self",), no_key=True).get(pk=jar.pk)


def _check(amount: Money) -> None:
    if amount.minor <= 0 or amount.minor % smallest_step(amount.currency):
        raise InvalidInput(_("Use whole amounts above zero."))


def _lock(user: User) -> None:
    """One change at a time, as of payouts: both look at what is available."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)

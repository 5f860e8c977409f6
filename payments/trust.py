"""How much a freelancer is trusted: facts, the level that they reach, and what is missing.

The level shortens holds; `payments.services.early_release` copies it into each earning.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.money import HOME, Money, format_money
from payments import facts as told
from payments.models import Chargeback, Earning, TrustLevel, TrustPolicy
from payments.selectors import destinations_of
from payments.states import ChargebackState, NameMatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a level is computed from; `earned_minor` is rupiah before fees."""

    contracts: int = 0
    clients: int = 0
    earned_minor: int = 0
    age_days: int = 0
    is_name_matched: int = 0
    chargebacks: int = 0
    disputes_lost: int = 0

    def as_row(self) -> dict[str, int]:
        """As it is kept beside an earning."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One fact beside what the next level needs, in words; `needed` is empty at the highest.

    A limit is met by few enough, every other fact by enough.
    """

    name: str
    label: str
    have: str
    needed: str
    is_met: bool
    is_limit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a freelancer stands: the level, the next one, and every factor."""

    policy: TrustPolicy
    level: TrustLevel
    next: TrustLevel | None
    facts: Facts
    factors: list[Factor]


def policies() -> QuerySet[TrustPolicy]:
    """Every version with its levels, the newest first (2 queries)."""
    return TrustPolicy.objects.prefetch_related("levels").order_by("-effective_at")


def policy_at(now: datetime) -> TrustPolicy:
    """The version that holds at a moment, with its levels (2 queries)."""
    policy = policies().filter(effective_at__lte=now).first()
    if policy is None:
        raise LookupError("no trust policy holds yet")
    return policy


def facts_of(user: User, policy: TrustPolicy, now: datetime) -> Facts:
    """What is known of a freelancer (6 queries)."""
    earned = Earning.objects.filter(payee=user, earned_at__lte=now).aggregate(
        sum=Sum("gross_minor", filter=Q(currency=HOME), default=0),
        clients=Count("escrow__payer", distinct=True),
    )
    taken = Chargeback.objects.filter(
        payin__escrow__payee=user,
        taken_at__isnull=False,
        opened_at__gt=now - timedelta(days=policy.chargeback_days),
    )
    places = destinations_of(user)
    return Facts(
        contracts=told.count(told.CONTRACTS, user.pk),
        clients=earned["clients"],
        earned_minor=earned["sum"],
        age_days=max((now - user.date_joined).days, 0),
        is_name_matched=int(any(one.name_match == NameMatch.MATCH for one in places)),
        chargebacks=taken.exclude(state=ChargebackState.WON).count(),
        disputes_lost=told.count(told.DISPUTES_LOST, user.pk),
    )


def level_of(facts: Facts, levels: Sequence[TrustLevel]) -> TrustLevel:
    """The highest level whose needs, and those of all below it, are met; `levels` from zero up."""
    reached = levels[0]
    for level in levels:
        if not is_met(facts, level):
            break
        reached = level
    return reached


def is_met(facts: Facts, level: TrustLevel) -> bool:
    """Whether somebody has all that one level needs."""
    return all(
        (
            facts.contracts >= level.contracts,
            facts.clients >= level.clients,
            facts.earned_minor >= level.earned_minor,
            facts.age_days >= level.age_days,
            bool(facts.is_name_matched) or not level.needs_name,
            level.chargebacks_most is None or facts.chargebacks <= level.chargebacks_most,
            level.disputes_lost_most is None or facts.disputes_lost <= level.disputes_lost_most,
        )
    )


def standing_of(user: User, now: datetime) -> Standing:
    """Where a freelancer stands today, with what is missing for the next level (8 queries)."""
    policy = policy_at(now)
    levels = list(policy.levels.all())
    facts = facts_of(user, policy, now)
    level = level_of(facts, levels)
    above = next((one for one in levels if one.number > level.number), None)
    return Standing(
        policy=policy, level=level, next=above, facts=facts, factors=_factors(facts, above)
    )


def shortened(hold: timedelta, hold_days: int, method: str, level: TrustLevel) -> timedelta:
    """What is left of the hold of a way to pay; at least what the policy says, never more than all.

    `hold` is how long the rail holds back, and `hold_days` how many days that is: the practice
    bank has shorter days.
    """
    if not hold_days:
        return hold
    least = hold * level.policy.least_days(method) // hold_days
    return min(hold, max(hold * level.percent(method) // 100, least))


def _factors(facts: Facts, above: TrustLevel | None) -> list[Factor]:
    rows = [
        ("contracts", _("Completed contracts"), facts.contracts),
        ("clients", _("Different clients"), facts.clients),
        ("age_days", _("Days since you joined"), facts.age_days),
    ]
    found = [_at_least(name, label, have, getattr(above, name, 0)) for name, label, have in rows]
    found.insert(2, _earned(facts, above))
    found.append(_name(facts, above))
    limits = [
        (
            "chargebacks",
            _("Payments that banks took back"),
            facts.chargebacks,
            above.chargebacks_most if above else None,
        ),
        (
            "disputes_lost",
            _("Disputes decided against you"),
            facts.disputes_lost,
            above.disputes_lost_most if above else None,
        ),
    ]
    return found + [_at_most(name, label, have, most) for name, label, have, most in limits]


def _at_least(name: str, label: str, have: int, needed: int) -> Factor:
    words = ngettext("%(count)d or more", "%(count)d or more", needed) % {"count": needed}
    return Factor(
        name=name,
        label=label,
        have=str(have),
        needed=words if needed else "",
        is_met=have >= needed,
    )


def _at_most(name: str, label: str, have: int, most: int | None) -> Factor:
    words = ""
    if most is not None:
        words = _("%(count)d at the most") % {"count": most} if most else _("none")
    return Factor(
        name=name,
        label=label,
        have=str(have),
        needed=words,
        is_met=most is None or have <= most,
        is_limit=True,
    )


def _earned(facts: Facts, above: TrustLevel | None) -> Factor:
    needed = above.earned_minor if above else 0
    return Factor(
        name="earned",
        label=_("Released to you, before fees"),
        have=format_money(Money(facts.earned_minor, HOME)),
        needed=_("%(amount)s or more") % {"amount": format_money(Money(needed, HOME))}
        if needed
        else "",
        is_met=facts.earned_minor >= needed,
    )


def _name(facts: Facts, above: TrustLevel | None) -> Factor:
    is_needed = above is not None and above.needs_name
    return Factor(
        name="name",
        label=_("Your legal name is the name of your account"),
        have=_("yes") if facts.is_name_matched else _("no"),
        needed=_("yes") if is_needed else "",
        is_met=bool(facts.is_name_matched) or not is_needed,
    )

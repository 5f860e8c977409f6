"""Trusted freelancers wait for less: the level of the moment, copied into each earning."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import formats

from payments.models import Earning, EarningHold, Payin, TrustLevel
from payments.services.captures import rail_behind
from payments.services.registry import rails_for
from payments.states import EarningState, Method, PayinState
from payments.trust import facts_of, level_of, policy_at, shortened


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """How many days a way to pay is held back, and how many with a level; in tenths of a day."""

    method: str
    label: str
    days: int
    tenths: int

    @property
    def is_shortened(self) -> bool:
        return self.tenths < self.days * 10

    @property
    def days_shown(self) -> str:
        """The same in the reader's language: a comma where Indonesian has one."""
        return formats.number_format(self.days_text)

    @property
    def days_text(self) -> str:
        """The days with the level, without a fraction where there is none."""
        whole, rest = divmod(self.tenths, 10)
        return f"{whole}.{rest}" if rest else str(whole)


def shorten(*, earning_id: int, now: datetime) -> None:
    """Copy the freelancer's level into a new earning that waits, and let it wait for less.

    Part of the transaction that made it; a second call changes nothing.
    """
    earning = Earning.objects.select_related("escrow", "payee").get(pk=earning_id)
    if earning.state != EarningState.PENDING or EarningHold.objects.filter(pk=earning.pk).exists():
        return
    policy = policy_at(now)
    facts = facts_of(earning.payee, policy, now)
    level = level_of(facts, list(policy.levels.all()))
    level.policy = policy
    payins = list(earning.escrow.payins.filter(state=PayinState.CAPTURED).order_by("pk"))
    full = earning.available_at
    until = max([now, *(_until(payin, level) for payin in payins)]) if payins else full
    EarningHold.objects.create(
        earning=earning,
        level=level,
        methods=" ".join(dict.fromkeys(payin.method for payin in payins)),
        facts=facts.as_row(),
        full_until=full,
        until=min(until, full),
    )
    if until < full:
        Earning.objects.filter(pk=earning.pk).update(available_at=until)


def waits_of(level: TrustLevel, currency: str) -> list[Wait]:
    """What each way to pay is held back for, and with a level; those that are held at all."""
    longest: dict[str, int] = {}
    for _provider, rail in rails_for(currency):
        longest[rail.method] = max(longest.get(rail.method, 0), rail.hold_days)
    day = timedelta(days=1)
    return [
        Wait(
            method=method,
            label=str(Method(method).label),
            days=days,
            tenths=shortened(day * days, days, method, level) * 10 // day,
        )
        for method, days in longest.items()
        if days
    ]


def practice_day(currency: str) -> timedelta | None:
    """How long a day of waiting lasts where every way to pay is one of practice; else None."""
    held = [rail for _provider, rail in rails_for(currency) if rail.hold_days]
    longest = max((rail.hold / rail.hold_days for rail in held), default=timedelta(days=1))
    return longest if longest < timedelta(days=1) else None


def _until(payin: Payin, level: TrustLevel) -> datetime:
    """Until when the money of one payment waits; a rail that is gone keeps its week."""
    assert payin.captured_at is not None
    rail = rail_behind(payin)
    hold, days = (rail.hold, rail.hold_days) if rail else (timedelta(days=7), 7)
    return payin.captured_at + shortened(hold, days, payin.method, level)

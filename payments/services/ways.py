"""The ways to pay as a payer chooses among them, and what changing one's mind does."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.money import Money, format_money
from payments.models import Escrow, Payin
from payments.providers.base import Rail, Unknown
from payments.rails import channel_name
from payments.services import payins, registry
from payments.states import Method, PayinState

# QRIS first: no number to type, known in seconds. Above its limit the banks come first.
_ORDER = (Method.QRIS, Method.VA, Method.EWALLET, Method.CARD)
_BEGUN = (PayinState.CREATED, PayinState.OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class WayToPay:
    """One way to pay an amount; `why_not` is a sentence where it does not serve for it.

    `cost` is what the payer would pay on top of the amount because of this way.
    """

    method: Method
    channel: str
    least: Money
    most: Money
    cost: Money
    hold: timedelta
    hold_days: int
    seconds_to_confirm: int
    why_not: str
    asks_phone: bool = False

    @property
    def code(self) -> str:
        """How a form names it: `qris`, or `va:bca`."""
        return f"{self.method}:{self.channel}" if self.channel else str(self.method)

    @property
    def name(self) -> str:
        """The bank or e-wallet, otherwise the method itself."""
        return channel_name(self.channel) or str(self.method.label)

    @property
    def hold_seconds(self) -> int:
        return int(self.hold.total_seconds())

    @property
    def is_possible(self) -> bool:
        return not self.why_not


def ways_to_pay(total: Money) -> list[WayToPay]:
    """All ways to pay this amount, the one we would take ourselves first, the impossible last."""
    found = [_way(rail, total) for _provider, rail in registry.rails_for(total.currency)]
    return sorted(found, key=lambda way: (not way.is_possible, _ORDER.index(way.method)))


def choose_way(
    *,
    escrow: Escrow,
    method: str,
    channel: str,
    by: User,
    idempotency_key: str,
    return_url: str,
    now: datetime,
) -> Payin:
    """Pay in this way from now on: begin it, and call off what was begun before in another.

    Not to be called inside a transaction. Raises what `payins.start_payin` raises.
    """
    _call_off_others(escrow, by=by, now=now)
    payin = payins.start_payin(
        escrow=escrow,
        method=method,
        channel=channel,
        by=by,
        idempotency_key=idempotency_key,
        return_url=return_url,
        now=now,
    )
    # Older ones only, so that two tabs at once do not call each other off.
    for other in payin.escrow.payins.filter(state__in=_BEGUN, pk__lt=payin.pk).order_by("pk"):
        with suppress(WrongState):  # paid in the meantime
            cancel_payin(payin=other, by=by, now=now)
    return payin


def cancel_payin(*, payin: Payin, by: User | None, now: datetime) -> Payin:
    """Call a payment off, at the provider too where it can; otherwise it expires there.

    Not to be called inside a transaction. Whoever pays it even so pays once: the money is credited
    while the escrow waits for it, and refunded otherwise. Raises NotAllowed, and WrongState where
    the payment is being processed or decided.
    """
    payin = payins.call_off(payin=payin, by=by, now=now)
    provider = registry.provider_named(payin.provider)
    try:
        found = provider.cancel_payment(payin.key, payin.provider_reference)
    except Unknown:
        return payin
    if found is not None:
        payins.apply(payin=payin, found=found, now=now)
        payin.refresh_from_db()
    return payin


def cancel_others(*, escrow: Escrow, now: datetime) -> None:
    """The escrow is paid: call off what is still open at the providers, so that nobody pays twice.

    What is being processed there is left alone; should it succeed, it is refunded. While the rest
    of a payment is waited for, a payin for exactly this rest stays.
    """
    _call_off_others(escrow, by=None, now=now)


def _call_off_others(escrow: Escrow, *, by: User | None, now: datetime) -> None:
    """Call off what asks for another amount than the escrow still waits for."""
    escrow = Escrow.objects.get(pk=escrow.pk)
    begun = escrow.payins.filter(state__in=_BEGUN)
    if escrow.is_payable:
        begun = begun.exclude(amount_minor=escrow.missing.minor)
    for payin in begun.order_by("pk"):
        with suppress(WrongState):  # decided in the meantime
            cancel_payin(payin=payin, by=by, now=now)


def _way(rail: Rail, total: Money) -> WayToPay:
    return WayToPay(
        method=rail.method,
        channel=rail.channel,
        least=rail.least,
        most=rail.most,
        cost=Money(0, total.currency),  # the rail's cost is borne by Karya
        hold=rail.hold,
        hold_days=rail.hold_days,
        seconds_to_confirm=rail.seconds_to_confirm,
        why_not=_why_not(rail, total),
        asks_phone=rail.asks_phone,
    )


def _why_not(rail: Rail, total: Money) -> str:
    if total < rail.least:
        words = _("Only from %(least)s on; this is %(total)s.")
    elif rail.most < total:
        words = _("Only up to %(most)s; this is %(total)s.")
    else:
        return ""
    return words % {
        "least": format_money(rail.least),
        "most": format_money(rail.most),
        "total": format_money(total),
    }

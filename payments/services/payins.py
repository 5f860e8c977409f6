"""Payments by clients: intent first, then the provider, then its answer; captured once.

The amount and the currency come from the escrow, never from a request or a notification.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import InvalidInput, LimitReached, WrongState
from core.events import publish
from core.policies import require
from payments import events
from payments.models import Escrow, Payin
from payments.policies import can_call_off, can_pay
from payments.providers.base import Found, PaymentAsked, Provider, Rail, Refused, Status, Unknown
from payments.services import captures, payer_phones
from payments.services.addresses import absolute, callback
from payments.services.keys import fresh_key
from payments.services.registry import provider_named, rail_of
from payments.services.steps import lease, locked, mark_tried, take_step
from payments.states import PAYIN_UNDERWAY, EscrowState, Method, PayinState


def start_payin(
    *,
    escrow: Escrow,
    method: str,
    channel: str = "",
    by: User,
    idempotency_key: str,
    return_url: str,
    now: datetime,
) -> Payin:
    """Begin to pay an escrow in one way; answers with the payin and its `checkout_url`.

    `channel` names the bank or e-wallet where the way to pay wants one; empty, Karya chooses.

    Not to be called inside a transaction: the intent is committed before the provider is asked.
    The same key, or an open payin of the same method, is answered again, so nobody pays twice.
    `return_url` is where the person goes on afterwards, an address of ours.
    `checkout_url` is empty while the provider has not answered yet; the sweep goes on asking.
    Raises NotAllowed, WrongState where the escrow takes no money, LimitReached beyond the rail's
    limits, InvalidInput for an unknown method, a key used for something else, or where the rail
    wants a phone number that was not given (`payer_phones.remember_phone`).
    """
    served = rail_of(escrow.currency, method, channel)
    if served[1].asks_phone and not payer_phones.phone_of_payer(by.pk):
        raise InvalidInput(_("Write the phone number of your e-wallet."))
    payin = _intend(escrow, served, by, idempotency_key, return_url, now)
    if payin.state == PayinState.CREATED:
        ask_provider(payin_id=payin.pk, now=now)
        payin.refresh_from_db()
    return payin


def ask_provider(*, payin_id: int, now: datetime) -> None:
    """Create the payment at the provider, looking first whether it has it; safe to repeat."""
    payin = _lease(payin_id, now)
    if payin is None:
        return
    provider = provider_named(payin.provider)
    try:
        found = (
            provider.fetch_payment(payin.key, payin.provider_reference)
            if payin.attempts > 1
            else None
        )
        found = found or provider.create_payment(_asked(payin), now=now)
    except Unknown:
        return
    except Refused as refusal:
        fail(payin=payin, failure=refusal.code, now=now)
        return
    apply(payin=payin, found=found, now=now)


def look_up(*, payin_id: int, now: datetime) -> None:
    """Ask the provider how a payment stands, and write what moves forward."""
    payin = Payin.objects.get(pk=payin_id)
    if payin.state == PayinState.CREATED:
        ask_provider(payin_id=payin_id, now=now)
        return
    mark_tried(payin, now)
    try:
        found = provider_named(payin.provider).fetch_payment(payin.key, payin.provider_reference)
    except Unknown:
        return
    if found is not None:
        apply(payin=payin, found=found, now=now)
    elif payin.expires_at and payin.expires_at <= now:
        expire(payin=payin, now=now)


@transaction.atomic
def apply(*, payin: Payin, found: Found, now: datetime) -> None:
    """Write what the provider says about a payment, if it moves forward."""
    payin = _with_escrow(payin)
    if found.status == Status.WAITING:
        _open(payin, found, PayinState.OPEN, now)
    elif found.status == Status.PROCESSING:
        _open(payin, found, PayinState.PROCESSING, now)
    elif found.status == Status.DONE:
        captures.receive(payin, found, now)
    elif payin.state in PAYIN_UNDERWAY and found.status == Status.FAILED:
        _fail(payin, found.failure, now)
    elif payin.state in PAYIN_UNDERWAY and found.status == Status.EXPIRED:
        _expire(payin, now)


@transaction.atomic
def fail(*, payin: Payin, failure: str, now: datetime) -> None:
    """The provider refused for good."""
    payin = _with_escrow(payin)
    if payin.state in PAYIN_UNDERWAY:
        _fail(payin, failure, now)


@transaction.atomic
def expire(*, payin: Payin, now: datetime) -> None:
    """Nobody paid in time; money that still comes later is credited or refunded."""
    payin = _with_escrow(payin)
    if payin.state in PAYIN_UNDERWAY:
        _expire(payin, now)


@transaction.atomic(durable=True)
def call_off(*, payin: Payin, by: User | None, now: datetime) -> Payin:
    """Nobody shall pay in this way any more; money that still comes is credited or refunded.

    Raises NotAllowed, and WrongState where the payer has paid already or it is decided.
    """
    payin = _with_escrow(payin)
    require(can_call_off, by, payin)
    if payin.state != PayinState.CANCELLED:
        take_step(payin, PayinState.CANCELLED, by=by, now=now, leased_until=None)
        captures.give_up(payin, EscrowState.CREATED, now)
        publish(events.PayinCancelled(payin_id=payin.pk))
    return payin


@transaction.atomic(durable=True)
def _intend(
    escrow: Escrow,
    served: tuple[Provider, Rail],
    by: User,
    key: str,
    return_url: str,
    now: datetime,
) -> Payin:
    provider, rail = served
    publish(events.EscrowMoving(escrow_id=escrow.pk))
    escrow = locked(escrow)
    require(can_pay, by, escrow)
    known = Payin.objects.filter(payer=by, request_key=key).first()
    if known is not None:
        asked = (escrow.pk, rail.method, rail.channel)
        if (known.escrow_id, known.method, known.channel) != asked:
            raise InvalidInput(_("This key was used for another payment."))
        return known
    if not escrow.is_payable:
        raise WrongState(_("This takes no payment: it is paid or closed already."))
    _check_limits(escrow, rail)
    underway = escrow.payins.filter(
        method=rail.method, channel=rail.channel, state__in=PAYIN_UNDERWAY
    ).first()
    if underway is not None:
        if underway.amount == escrow.missing and not _is_over(underway, now):
            return underway
        if underway.state == PayinState.PROCESSING and not _is_over(underway, now):
            raise WrongState(_("A payment is being processed. Please wait for its result."))
        expire(payin=underway, now=now)
        escrow.refresh_from_db()
    return _create(escrow, provider, rail, by=by, key=key, return_url=return_url, now=now)


def _create(
    escrow: Escrow,
    provider: Provider,
    rail: Rail,
    *,
    by: User,
    key: str,
    return_url: str,
    now: datetime,
) -> Payin:
    payin = Payin.objects.create(
        escrow=escrow,
        payer=by,
        request_key=key,
        method=rail.method,
        channel=rail.channel,
        provider=provider.name,
        key=fresh_key("pi"),
        currency=escrow.currency,
        amount_minor=escrow.missing.minor,
        return_url=return_url,
        expires_at=now + rail.lifetime,
        created_at=now,
    )
    payin.changes.create(actor=by, kind="created", to_state=payin.state, happened_at=now)
    if escrow.state not in {EscrowState.PAYMENT_PENDING, EscrowState.PARTLY_PAID}:
        take_step(escrow, EscrowState.PAYMENT_PENDING, by=by, now=now)
    return payin


def _is_over(payin: Payin, now: datetime) -> bool:
    return payin.expires_at is not None and payin.expires_at <= now


def _check_limits(escrow: Escrow, rail: Rail) -> None:
    if not rail.least <= escrow.missing <= rail.most:
        raise LimitReached(_("This amount is outside the limits of this way to pay."))


@transaction.atomic
def _lease(payin_id: int, now: datetime) -> Payin | None:
    rows = Payin.objects.select_related("escrow", "payer")
    return lease(rows.filter(pk=payin_id, state=PayinState.CREATED), now=now)


def _asked(payin: Payin) -> PaymentAsked:
    return PaymentAsked(
        key=payin.key,
        amount=payin.amount,
        method=Method(payin.method),
        channel=payin.channel,
        payer_name=payin.payer.name,
        payer_email=payin.payer.email,
        payer_phone=payer_phones.phone_of_payer(payin.payer_id)
        if payin.method == Method.EWALLET
        else "",
        description=payin.escrow.description,
        return_url=absolute(reverse("payments:payin", args=[payin.pk])),
        notify_url=callback(reverse("payments:webhook", args=[payin.provider])),
        expires_at=payin.expires_at or payin.created_at + timedelta(hours=24),
    )


def _with_escrow(payin: Payin) -> Payin:
    """Lock what stands above the escrow, the escrow, then the payin: the one order of locks."""
    publish(events.EscrowMoving(escrow_id=payin.escrow_id))
    escrow = locked(payin.escrow)
    payin = locked(payin)
    payin.escrow = escrow
    return payin


def _open(payin: Payin, found: Found, to: PayinState, now: datetime) -> None:
    """It waits for the payer, or the provider works on it: both ways, a card may be tried again.

    A notification may be worked on before the answer to our own order is written, and does not
    say where to pay: what is missing is written whenever it is said.
    """
    if payin.state == to:
        _complete(payin, found)
    elif payin.state in PAYIN_UNDERWAY:
        take_step(
            payin,
            to,
            by=None,
            now=now,
            provider_reference=found.reference,
            checkout_url=found.checkout_url or payin.checkout_url,
            instructions=dict(found.instructions) or payin.instructions,
            expires_at=found.expires_at or payin.expires_at,
            leased_until=None,
        )


def _complete(payin: Payin, found: Found) -> None:
    said = {
        "provider_reference": found.reference,
        "checkout_url": found.checkout_url,
        "instructions": dict(found.instructions),
        "expires_at": found.expires_at,
    }
    missing = {name: it for name, it in said.items() if it and not getattr(payin, name)}
    for name, it in missing.items():
        setattr(payin, name, it)
    if missing:
        payin.save(update_fields=list(missing))


def _fail(payin: Payin, failure: str, now: datetime) -> None:
    take_step(
        payin,
        PayinState.FAILED,
        by=None,
        now=now,
        reason=failure,
        failure=failure[:60],
        leased_until=None,
    )
    captures.give_up(payin, EscrowState.FAILED, now)
    publish(events.PayinFailed(payin_id=payin.pk))


def _expire(payin: Payin, now: datetime) -> None:
    take_step(payin, PayinState.EXPIRED, by=None, now=now, leased_until=None)
    captures.give_up(payin, EscrowState.EXPIRED, now)
    publish(events.PayinExpired(payin_id=payin.pk))

"""Asking for a payout, taking it back, and trying elsewhere what came back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import InvalidInput, LimitReached, WrongState
from core.events import publish
from core.money import Money, format_money, smallest_step
from core.policies import require
from payments import events
from payments.earmarks import beyond_free, jars_of
from payments.models import Destination, Payout, PayoutPart
from payments.policies import can_cancel_payout, can_retry_payout, can_use_destination
from payments.selectors import least_payout, obstacle
from payments.selectors_payouts import money_back_of
from payments.services import postings
from payments.services.keys import fresh_key
from payments.services.payout_reviews import decide_review
from payments.services.payout_steps import give_back
from payments.services.routes import Route, route_to
from payments.services.steps import locked, remember
from payments.states import PayoutState
from payments.words import skip_in_words


@transaction.atomic
def request_payout(
    *,
    by: User,
    amount: Money,
    destination: Destination,
    idempotency_key: str,
    now: datetime,
    retry_of: Payout | None = None,
) -> Payout:
    """Ask for money to be sent to a destination; the same key answers with the same payout.

    The amount leaves the available earnings at once, and is sent in parts where the rail carries
    less in one transfer. Raises InvalidInput for a wrong amount or a key used for something else,
    LimitReached when it is less than the least, more than is free (available and not set aside) or
    more than goes there at once, WrongState while the destination or the person has to wait.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)  # one request at a time
    known = Payout.objects.filter(user=by, request_key=idempotency_key).first()
    if known is not None:
        if (known.amount, known.destination_id) != (amount, destination.pk):
            raise InvalidInput(_("This key was used for another payout."))
        return known
    check_request(by, amount, destination, now)
    route = route_to(destination, amount, now)
    payout = Payout.objects.create(
        user=by,
        destination=destination,
        request_key=idempotency_key,
        provider=route.provider,
        key=fresh_key("po"),
        currency=amount.currency,
        amount_minor=amount.minor,
        retry_of=retry_of,
        name_match=destination.name_match,
        created_at=now,
    )
    payout.held_in_id = postings.payout_held(payout, _cut(payout, route, now)).transfer_id
    payout.save(update_fields=["held_in"])
    remember(payout, kind="requested", by=by, now=now)
    publish(events.PayoutRequested(payout_id=payout.pk))
    decide_review(payout, now=now)
    return payout


@transaction.atomic
def cancel_payout(*, payout: Payout, by: User, now: datetime) -> Payout:
    """Take a request back before it is sent; the money is available again."""
    payout = locked(payout)
    require(can_cancel_payout, by, payout)
    if payout.state != PayoutState.CANCELLED:
        give_back(payout, by=by, reason="", now=now)
    return payout


@transaction.atomic
def retry_payout(*, payout: Payout, destination: Destination, by: User, now: datetime) -> Payout:
    """Send what came back of a payout to a destination, this one or another; once per payout.

    Raises WrongState where nothing came back, and what `request_payout` raises.
    """
    payout = locked(payout)
    require(can_retry_payout, by, payout)
    if not payout.is_back:
        raise WrongState(_("Nothing of this payout came back."))
    known = Payout.objects.filter(retry_of=payout).first()
    if known is not None:
        return known
    return request_payout(
        by=by,
        amount=money_back_of(payout),
        destination=destination,
        idempotency_key=f"retry:{payout.pk}",
        retry_of=payout,
        now=now,
    )


def _cut(payout: Payout, route: Route, now: datetime) -> list[PayoutPart]:
    """The parts of a new payout: the first has the payout's key, the others one like it."""
    return PayoutPart.objects.bulk_create(
        PayoutPart(
            payout=payout,
            number=number,
            provider=payout.provider,
            key=payout.key if number == 1 else f"{payout.key}-{number}",
            channel=route.rail.name,
            currency=amount.currency,
            amount_minor=amount.minor,
            send_after=moment if moment > now else None,
            expected_at=moment + route.rail.duration,
            created_at=now,
        )
        for number, (amount, moment) in enumerate(route.transfers, start=1)
    )


def check_request(by: User, amount: Money, destination: Destination, now: datetime) -> None:
    """Raise what `request_payout` raises, before a rail is looked for."""
    require(can_use_destination, by, destination)
    if amount.minor <= 0 or amount.minor % smallest_step(amount.currency):
        raise InvalidInput(_("Use whole amounts above zero."))
    if code := obstacle(by, destination, now):
        raise WrongState(skip_in_words(code))
    connection = getattr(destination, "connection", None)
    if connection is not None and connection.currency not in ("", amount.currency):
        words = _("This account takes %(currency)s only.")
        raise InvalidInput(words % {"currency": connection.currency})
    least = least_payout(amount.currency, now)
    if amount < least:
        raise LimitReached(_("The least is %(least)s.") % {"least": format_money(least)})
    jars = jars_of(by, amount.currency)
    if jars.free < amount:
        raise LimitReached(beyond_free(jars))

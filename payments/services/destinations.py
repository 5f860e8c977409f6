"""Where freelancers are paid. A change waits, and the old address is told."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import InvalidInput
from core.events import publish
from core.money import HOME
from core.policies import require
from payments import events
from payments.models import Destination
from payments.policies import can_use_destination
from payments.providers.base import KnowsHolders, Refused, Unknown
from payments.rails import TYPED_IN, Institution
from payments.services.registry import provider_for_payouts
from payments.terms import current_policy
from payments.words import failure_in_words


def look_up_holder(*, institution: str, account_number: str) -> str:
    """Whose account it is, as the bank says; empty where no provider can tell.

    Asks over the network. Raises InvalidInput for a number that is not right or not known.
    """
    kind, number = _read(institution, account_number)
    try:
        provider = provider_for_payouts(HOME, kind.rail)
        if isinstance(provider, KnowsHolders):
            return (provider.lookup_account(institution, number) or "")[:120]
    except Unknown:
        return ""
    except Refused as refusal:
        raise InvalidInput(failure_in_words(refusal.code)) from refusal
    return ""


@transaction.atomic
def add_destination(
    *,
    by: User,
    institution: str,
    account_number: str,
    holder_name: str,
    now: datetime,
    bank_name: str = "",
) -> Destination:
    """Add a bank account or e-wallet; the first is usable at once, a later one after 48 hours.

    `bank_name` is what `look_up_holder` answered. The same account again answers with the one that
    exists. Raises InvalidInput for an unknown institution or a number of the wrong shape.
    """
    kind, number = _read(institution, account_number)
    if not holder_name.strip():
        raise InvalidInput(_("Write the name of the holder."))
    return keep_destination(
        by=by, kind=kind, number=number, holder=holder_name, bank_name=bank_name, now=now
    )


@transaction.atomic
def keep_destination(
    *, by: User, kind: Institution, number: str, holder: str, now: datetime, bank_name: str = ""
) -> Destination:
    """Write a checked destination down, typed in or from a provider's own onboarding (Stripe)."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)  # one change at a time
    live = Destination.objects.filter(user=by, retired_at__isnull=True)
    known = live.filter(institution=kind.code, account_number=number).first()
    if known is not None:
        return known
    previous = Destination.objects.filter(user=by).order_by("-pk").first()
    wait = timedelta(hours=current_policy(now).cool_off_hours) if previous else timedelta(0)
    destination = Destination.objects.create(
        user=by,
        rail=kind.rail,
        institution=kind.code,
        account_number=number,
        holder_name=holder.strip()[:80],
        bank_name=bank_name,
        created_at=now,
        usable_at=now + wait,
    )
    if previous is not None:
        publish(
            events.DestinationChanged(
                user_id=by.pk, destination_id=destination.pk, previous_id=previous.pk
            )
        )
    return destination


@transaction.atomic
def retire_destination(*, destination: Destination, by: User, now: datetime) -> Destination:
    """Stop using a destination; payouts on their way still arrive there."""
    destination = Destination.objects.select_for_update(no_key=True).get(pk=destination.pk)
    if destination.user_id == by.pk and destination.retired_at is not None:
        return destination
    require(can_use_destination, by, destination)
    destination.retired_at = now
    destination.save(update_fields=["retired_at"])
    return destination


def _read(institution: str, account_number: str) -> tuple[Institution, str]:
    kind = TYPED_IN.get(institution)
    if kind is None:
        raise InvalidInput(_("Choose a bank or an e-wallet from the list."))
    number = kind.tidy(account_number)
    if not kind.accepts(number):
        raise InvalidInput(
            _("This number does not look like one of %(name)s.") % {"name": kind.name}
        )
    return kind, number

"""What providers tell us: kept once, then worked on by asking how the thing stands now."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from core.events import publish
from payments import events
from payments.models import Payin, PayoutPart, ProviderEvent, Refund
from payments.providers.base import BadSignature, Notice, Subject, Unknown
from payments.services import cases, chargebacks, onboarding, payins, payouts, refunds
from payments.services.registry import provider_named
from payments.states import MismatchKind

PATIENCE = timedelta(seconds=30)


def store(*, provider: str, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
    """Keep a notification, once per event id; False if the provider did not sign sense."""
    try:
        notice = provider_named(provider).verify_webhook(body=body, headers=headers, now=now)
    except BadSignature:
        return False
    _keep(provider, notice, now)
    return True


@transaction.atomic
def _keep(provider: str, notice: Notice, now: datetime) -> None:
    event, is_new = ProviderEvent.objects.get_or_create(
        provider=provider,
        event_id=notice.event_id,
        defaults={
            "kind": notice.kind[:60],
            "object_key": notice.name,
            "subject": notice.subject or "",
            "payload": dict(notice.payload),
            "received_at": now,
        },
    )
    if is_new:
        publish(events.ProviderEventReceived(provider_event_id=event.pk))


def work_on(*, provider_event_id: int, now: datetime) -> None:
    """Find what the notification is about, and write its present state; safe to repeat.

    The notification's own words are not believed: only the provider's answer counts.
    """
    event = _take(provider_event_id, now)
    if event is None:
        return
    try:
        outcome = _look_up(event, now)
    except Unknown:
        return
    ProviderEvent.objects.filter(pk=event.pk).update(processed_at=now, outcome=outcome)


def _look_up(event: ProviderEvent, now: datetime) -> str:
    if event.subject == Subject.CHARGEBACK:
        reference = event.object_key
        known = chargebacks.look_up(provider=event.provider, reference=reference, now=now)
        return "applied" if known else "not_found"
    if event.subject == Subject.ACCOUNT:
        return _look_up_account(event, now)
    if not event.object_key:
        return "ignored"
    return _look_up_money(event, now)


def _look_up_money(event: ProviderEvent, now: datetime) -> str:
    ours = {"provider": event.provider, "key": event.object_key}
    named = {"provider": event.provider, "provider_reference": event.object_key}
    provider = provider_named(event.provider)
    if payin := Payin.objects.filter(**ours).first():
        found = provider.fetch_payment(payin.key, payin.provider_reference)
        if found:
            payins.apply(payin=payin, found=found, now=now)
    elif part := PayoutPart.objects.filter(Q(**ours) | Q(**named)).first():
        found = provider.fetch_payout(part.key, part.provider_reference)
        if found:
            payouts.apply(part=part, found=found, now=now)
    elif refund := Refund.objects.filter(**ours).first():
        found = provider.fetch_refund(refund.key, refund.provider_reference)
        if found:
            refunds.apply(refund=refund, found=found, now=now)
    else:
        return _unknown(event, now)
    return "applied" if found else "not_found"


def _look_up_account(event: ProviderEvent, now: datetime) -> str:
    """An account that we did not open moves no money of ours: nothing for a person to look at."""
    name = event.object_key
    is_ours = onboarding.look_up_named(provider=event.provider, reference=name, key=name, now=now)
    return "applied" if is_ours else "ignored"


def _unknown(event: ProviderEvent, now: datetime) -> str:
    """A case where it is about money; other kinds of news are kept, and nothing follows."""
    if not event.subject:
        return "ignored"
    cases.report(
        kind=MismatchKind.UNKNOWN,
        key=f"{event.provider}:{event.object_key}",
        provider=event.provider,
        payin=None,
        subject=event.object_key,
        expected=None,
        received=None,
        now=now,
    )
    return "unknown"


@transaction.atomic
def _take(provider_event_id: int, now: datetime) -> ProviderEvent | None:
    event = (
        ProviderEvent.objects.select_for_update(skip_locked=True, no_key=True)
        .filter(pk=provider_event_id, processed_at__isnull=True)
        .first()
    )
    if event is None or (event.tried_at and event.tried_at > now - PATIENCE):
        return None
    event.attempts += 1
    event.tried_at = now
    event.save(update_fields=["attempts", "tried_at"])
    return event

"""Letters: each leased by one worker, sent outside of any transaction, and noted as sent.

A worker that dies between sending and noting repeats the letter once its lease is over, under the
same Message-ID, so that mail programs can tell that it is the same one.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts.selectors import replaced_addresses
from core.zones import zone_named
from notifications.kinds import KINDS
from notifications.models import Notification
from notifications.selectors import emails_due
from notifications.states import EmailState

LEASE = timedelta(minutes=10)
MOST_TRIES = 8
OLD_FOR = timedelta(days=30)  # how long a replaced address still hears of what may be a theft
A_BATCH = 50
SALT = "notifications.unsubscribe"
_PERMANENT = 500  # SMTP answers from here on are final
log = structlog.get_logger(__name__)


def send_due(*, now: datetime, most: int = A_BATCH) -> int:
    """Send what is due over one connection; return how many letters were worked on."""
    batch = _lease(now, most)
    if not batch:
        return 0
    connection = get_connection()
    with suppress(OSError):  # each letter opens it again by itself, and notes its own failure
        connection.open()
    try:
        for notification in batch:
            _send(notification, connection, now)
    finally:
        connection.close()
    return len(batch)


def letter_of(notification: Notification) -> EmailMultiAlternatives:
    """The letter in the recipient's language and time zone, as text and as HTML."""
    person = notification.recipient
    language = person.language or settings.LANGUAGE_CODE
    with translation.override(language), timezone.override(zone_named(person.timezone)):
        leaving = _absolute(
            reverse("notifications:unsubscribe", args=[unsubscribe_token(notification)])
        )
        context = {
            "SITE_NAME": settings.SITE_NAME,
            "subject": notification.title,
            "sentence": notification.sentence,
            "name": person.get_short_name(),
            "group": notification.shape.group.label,
            "is_always_mailed": notification.shape.is_always_mailed,
            "action_text": str(notification.shape.action),
            "action_url": _absolute(notification.get_absolute_url()),
            "second_text": str(notification.shape.second_action),
            "second_url": _second_url(notification),
            "preferences_url": _absolute(reverse("notifications:preferences")),
            "unsubscribe_url": leaving,
        }
        letter = EmailMultiAlternatives(
            subject=notification.title,
            body=render_to_string("emails/notification.txt", context),
            to=[person.email],
            bcc=_old_addresses(notification),
            headers=_headers(notification, leaving),
        )
        letter.attach_alternative(
            render_to_string("emails/notification.html", context), "text/html"
        )
    return letter


def _second_url(notification: Notification) -> str:
    path = notification.args.get("second_path", "")
    return _absolute(path) if path and notification.shape.second_action else ""


def _old_addresses(notification: Notification) -> list[str]:
    """Whoever changed the address may be the thief: the one before hears of it too."""
    if not notification.shape.is_for_old_addresses:
        return []
    since = notification.created_at - OLD_FOR
    found = replaced_addresses(notification.recipient_id, since)
    return [address for address in found if address != notification.recipient.email]


def unsubscribe_token(notification: Notification) -> str:
    """Says who and which group, signed; it does not expire, as letters do not."""
    told = {"u": notification.recipient_id, "g": str(notification.shape.group)}
    return signing.dumps(told, salt=SALT)


def _lease(now: datetime, most: int) -> list[Notification]:
    with transaction.atomic():
        due = emails_due(now).order_by("email_due_at", "pk")
        rows = list(
            due.select_for_update(of=("self",), skip_locked=True).select_related("recipient")[:most]
        )
        for row in rows:
            row.email_tries += 1
            row.email_leased_until = now + LEASE
        Notification.objects.bulk_update(rows, ["email_tries", "email_leased_until"])
    return rows


def _send(notification: Notification, connection: BaseEmailBackend, now: datetime) -> None:
    try:
        _carry(notification, connection, now)
    except SMTPRecipientsRefused as refusal:
        codes = [code for code, _why in refusal.recipients.values()]
        if codes and min(codes) >= _PERMANENT:
            _note(notification, EmailState.BOUNCED, failure=str(refusal.recipients))
        else:
            _try_later(notification, now, str(refusal.recipients))
    except OSError as error:  # every SMTP and network failure is one
        connection.close()
        _try_later(notification, now, f"{type(error).__name__}: {error}")
    except Exception as error:  # a letter that cannot be written keeps no other from its turn
        log.exception("letter is broken", notification=notification.pk)
        _try_later(notification, now, f"{type(error).__name__}: {error}")


def _carry(notification: Notification, connection: BaseEmailBackend, now: datetime) -> None:
    if not _is_still_wanted(notification):
        _note(notification, EmailState.SKIPPED)
        return
    letter = letter_of(notification)
    letter.connection = connection
    letter.send()
    _note(notification, EmailState.SENT, sent_at=now)


def _is_still_wanted(notification: Notification) -> bool:
    """Not after the account was closed, nor where the news waited and were read meanwhile."""
    was_seen = notification.is_read and notification.shape.wait
    return notification.recipient.is_active and not was_seen


def _try_later(notification: Notification, now: datetime, failure: str) -> None:
    """Twice as long after each failure; after the last one it counts as bounced."""
    log.warning("letter not sent", notification=notification.pk, why=failure)
    if notification.email_tries >= MOST_TRIES:
        _note(notification, EmailState.BOUNCED, failure=failure)
        return
    Notification.objects.filter(pk=notification.pk, email_state=EmailState.PENDING).update(
        email_due_at=now + timedelta(minutes=2**notification.email_tries),
        email_leased_until=None,
        email_failure=failure[:200],
    )


def _note(
    notification: Notification,
    to: EmailState,
    *,
    sent_at: datetime | None = None,
    failure: str = "",
) -> None:
    Notification.objects.filter(pk=notification.pk, email_state=EmailState.PENDING).update(
        email_state=to,
        email_sent_at=sent_at,
        email_leased_until=None,
        email_failure=failure[:200],
    )


def _headers(notification: Notification, leaving: str) -> dict[str, str]:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    headers = {
        "Message-ID": f"<notification-{notification.pk}@{host}>",
        "Auto-Submitted": "auto-generated",
    }
    if not KINDS[notification.kind].is_always_mailed:
        headers["List-Unsubscribe"] = f"<{leaving}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{path}"

"""Notifications: written beside the fact, delivered over HTTP, tried again until answered."""

import json
import secrets
from datetime import datetime, timedelta

import requests
from django.db import transaction

from sandbox.models import SandboxNotice
from sandbox.signing import HEADER, sign

RETRIES = [timedelta(seconds=s) for s in (5, 15, 60, 300, 900, 3600)]
TIMEOUT_SECONDS = 10
PATIENCE = timedelta(seconds=60)


def write(*, notify_url: str, kind: str, object_key: str, now: datetime, is_twice: bool) -> None:
    """Keep a notification to be sent; twice under one event id if the tester wants so."""
    event_id = f"sbe_{secrets.token_hex(12)}"
    body = json.dumps(
        {"id": event_id, "type": kind, "object": object_key, "created": int(now.timestamp())}
    )
    for _copy in range(2 if is_twice else 1):
        SandboxNotice.objects.create(
            event_id=event_id,
            notify_url=notify_url,
            kind=kind,
            object_key=object_key,
            body=body,
            created_at=now,
            due_at=now,
        )


def deliver(*, notice_id: int, now: datetime) -> None:
    """Send one notification, outside of any transaction; a bad answer is tried again later."""
    notice = _take(notice_id, now)
    if notice is None:
        return
    body = notice.body.encode()
    headers = {HEADER: sign(body, now=now), "Content-Type": "application/json"}
    try:
        answer = requests.post(
            notice.notify_url,
            data=body,
            headers=headers,
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        _note(notice, type(error).__name__, is_delivered=False, now=now)
        return
    _note(notice, str(answer.status_code), is_delivered=answer.ok, now=now)


@transaction.atomic
def _take(notice_id: int, now: datetime) -> SandboxNotice | None:
    due = SandboxNotice.objects.filter(pk=notice_id, due_at__lte=now, delivered_at__isnull=True)
    notice = due.select_for_update(skip_locked=True).first()
    if notice is not None:
        notice.attempts += 1
        notice.due_at = now + PATIENCE
        notice.save(update_fields=["attempts", "due_at"])
    return notice


def _note(notice: SandboxNotice, answer: str, *, is_delivered: bool, now: datetime) -> None:
    notice.answer = answer[:100]
    if is_delivered:
        notice.delivered_at, notice.due_at = now, None
    else:
        tried = notice.attempts - 1
        notice.due_at = now + RETRIES[tried] if tried < len(RETRIES) else None
    notice.save(update_fields=["answer", "delivered_at", "due_at"])

"""Mail while developing: kept on disk, one file a message, shown at /dev/mail/."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage
from django.utils import timezone

KEPT = 500


class KeptMail(BaseEmailBackend):
    """Writes each message to MAIL_DIR instead of sending it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{timezone.now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
            draft = folder / f"{name}.part"
            draft.write_bytes(message.message().as_bytes())
            draft.rename(folder / f"{name}.eml")
        for old in sorted(folder.glob("*.eml"), reverse=True)[KEPT:]:
            old.unlink(missing_ok=True)
        return len(email_messages)


def kept_mail(limit: int = 100) -> list[tuple[str, Parsed]]:
    """The newest messages first, each with its name."""
    files = sorted(Path(settings.MAIL_DIR).glob("*.eml"), reverse=True)[:limit]
    return [(file.stem, _parse(file)) for file in files]


def kept_message(name: str) -> Parsed | None:
    """One message by its name."""
    file = Path(settings.MAIL_DIR) / f"{name}.eml"
    is_ours = name.replace("-", "").isalnum() and file.is_file()
    return _parse(file) if is_ours else None


def body_of(message: Parsed, kind: str) -> str:
    """The text of its `plain` or `html` part, or an empty string."""
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""


def sent_at(message: Parsed) -> datetime | None:
    """Its Date, where it has one; Python writes UTC as “no zone known”."""
    date = message["Date"]
    return date.datetime.replace(tzinfo=date.datetime.tzinfo or UTC) if date else None


def _parse(file: Path) -> Parsed:
    return message_from_bytes(file.read_bytes(), policy=policy.default)

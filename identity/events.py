"""What happens to identity checks."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckEvent(Event):
    check_id: int


class IdentitySubmitted(CheckEvent):
    """Somebody sent a document and a face to be compared."""


class IdentityVerified(CheckEvent):
    """A moderator found that they are one person, of that legal name."""


class IdentityReturned(CheckEvent):
    """A moderator asks for something anew."""


class IdentityExpired(CheckEvent):
    """It is no longer valid, by time or because the legal name was changed."""


class IdentityOverdue(CheckEvent):
    """Nobody has decided within the time that was promised."""

"""What has happened to reviews. Ids only; receivers load what they need."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewEvent(Event):
    review_id: int


class ReviewWritten(ReviewEvent):
    """One side wrote; it is sealed until the other side writes or the time is over."""


class ReviewPublished(ReviewEvent):
    """Everybody can read it now."""


class ReviewReplied(ReviewEvent):
    """Its subject answered it in public."""


class ReviewFlagged(ReviewEvent):
    """Its subject asks a moderator to look at it."""


class ReviewKept(ReviewEvent):
    """A moderator found nothing against the rules."""


class ReviewRestored(ReviewEvent):
    """What was hidden is readable and counts again."""


class ReviewHidden(ReviewEvent):
    """A moderator took it from view, with a reason."""

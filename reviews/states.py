"""The life of a review: which state may follow which."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import models
from django.utils.translation import pgettext_lazy

WINDOW = timedelta(days=14)
REPLY_TIME = timedelta(days=30)


class ReviewState(models.TextChoices):
    """Before it is written, a review is open: there is no row."""

    SEALED = "sealed", pgettext_lazy("review", "Sealed")
    PUBLISHED = "published", pgettext_lazy("review", "Published")
    FLAGGED = "flagged", pgettext_lazy("review", "Being checked")
    KEPT = "kept", pgettext_lazy("review", "Checked and kept")
    HIDDEN = "hidden", pgettext_lazy("review", "Hidden")


R = ReviewState
REVIEW_MOVES: Mapping[str, frozenset[str]] = {
    R.SEALED: frozenset({R.PUBLISHED}),
    R.PUBLISHED: frozenset({R.FLAGGED, R.HIDDEN}),
    R.FLAGGED: frozenset({R.KEPT, R.HIDDEN}),
    R.KEPT: frozenset({R.HIDDEN}),
    R.HIDDEN: frozenset({R.PUBLISHED, R.KEPT}),
}
READABLE = frozenset({R.PUBLISHED, R.FLAGGED, R.KEPT})
LISTED = READABLE | {R.HIDDEN}

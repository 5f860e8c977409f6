"""What the two sides of a contract say about each other."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrPromise

from core.models import Changed
from projects.models import Contract
from reviews.ratings import LEAST, MOST
from reviews.states import LISTED, READABLE, REVIEW_MOVES, ReviewState

LONGEST_TEXT = 3000
LONGEST_REPLY = 1500


class Side(models.TextChoices):
    """As what somebody is reviewed."""

    FREELANCER = "freelancer", pgettext_lazy("reviewed as", "Freelancer")
    CLIENT = "client", pgettext_lazy("reviewed as", "Client")


CRITERIA: dict[str, tuple[str, ...]] = {
    Side.FREELANCER: ("quality", "communication", "timeliness", "fidelity"),
    Side.CLIENT: ("clarity", "promptness", "fairness"),
}


class ReviewQuerySet(models.QuerySet["Review"]):
    def readable(self) -> ReviewQuerySet:
        """Published ones whose words everybody may read; these make the rating."""
        return self.filter(state__in=READABLE)

    def listed(self) -> ReviewQuerySet:
        """The readable ones, and the places of hidden ones."""
        return self.filter(state__in=LISTED)


def _points(label: StrPromise) -> models.PositiveSmallIntegerField[int | None, int | None]:
    return models.PositiveSmallIntegerField(label, null=True, blank=True)


def _scored(side: Side) -> Q:
    """Every criterion of this side has its points, and none of the other side has."""
    asked = Q(subject_side=side)
    for name in CRITERIA[side]:
        is_given = {f"{name}__isnull": False, f"{name}__gte": LEAST, f"{name}__lte": MOST}
        asked &= Q(**is_given)
    for other in set(CRITERIA) - {side}:
        for name in CRITERIA[other]:
            asked &= Q(**{f"{name}__isnull": True})
    return asked


class Review(models.Model):
    """One side's words and points about the other, sealed until both wrote or the time is over."""

    moves = REVIEW_MOVES

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="reviews")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews_written"
    )
    subject = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews_received"
    )
    subject_side = models.CharField(max_length=10, choices=Side)
    quality = _points(_("Quality of the work"))
    communication = _points(_("Communication"))
    timeliness = _points(_("On time"))
    fidelity = _points(_("True to what was agreed"))
    clarity = _points(_("Clear about what was wanted"))
    promptness = _points(_("Paid and answered promptly"))
    fairness = _points(_("Fair"))
    overall = models.PositiveSmallIntegerField()
    text = models.TextField(_("in your words"), max_length=LONGEST_TEXT, blank=True)
    state = models.CharField(max_length=10, choices=ReviewState, default=ReviewState.SEALED)
    written_at = models.DateTimeField()
    publish_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(_("reply"), max_length=LONGEST_REPLY, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    flagged_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Review]] = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "author"], name="review_once_per_side"),
            models.CheckConstraint(
                condition=~Q(author=models.F("subject")), name="review_is_about_the_other"
            ),
            models.CheckConstraint(
                condition=_scored(Side.FREELANCER) | _scored(Side.CLIENT),
                name="review_has_the_points_of_its_side",
            ),
            models.CheckConstraint(
                condition=Q(overall__gte=100 * LEAST, overall__lte=100 * MOST),
                name="review_overall_is_1_to_5",
            ),
            models.CheckConstraint(
                condition=Q(state=ReviewState.SEALED, published_at__isnull=True)
                | (~Q(state=ReviewState.SEALED) & Q(published_at__isnull=False)),
                name="review_published_has_date",
            ),
            models.CheckConstraint(
                condition=Q(reply="", replied_at__isnull=True)
                | (~Q(reply="") & Q(replied_at__isnull=False)),
                name="review_reply_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "subject_side", "state"], name="review_of_person"),
            models.Index(
                fields=["publish_at"], condition=Q(state=ReviewState.SEALED), name="review_clock"
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk} of contract {self.contract_id}"

    @property
    def stars(self) -> float:
        """The overall points, 1 to 5."""
        return self.overall / 100

    @property
    def points(self) -> list[tuple[str, int]]:
        """Each criterion in words, with its points."""
        return [
            (str(self._meta.get_field(name).verbose_name), getattr(self, name))  # type: ignore[union-attr]
            for name in CRITERIA[self.subject_side]
        ]

    @property
    def is_readable(self) -> bool:
        return self.state in READABLE


class ReviewChange(Changed):
    """Who did what with a review, and why. Never changed."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="changes")

    class Meta(Changed.Meta):
        triggers = [
            pgtrigger.Protect(
                name="review_change_is_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.review_id}"

"""Reports: what people point moderators to. Those about the same thing wait together."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from messaging.models import Message
from moderation.states import REPORT_MOVES, Reason, ReportState, Thing
from projects.models import Project
from reviews.models import Review

LONGEST_WORDS = 1000
LONGEST_OUTCOME = 1000
COLUMNS = (Thing.PROJECT.value, Thing.MESSAGE.value, Thing.REVIEW.value)


def points_to_one_thing(column: str, kinds: Iterable[str]) -> Q:
    """A profile is its owner's; anything else has a column of its own, of the kind's name."""
    found = Q()
    for kind in kinds:
        found |= Q(**{column: kind}, **{f"{name}__isnull": name != kind for name in COLUMNS})
    return found


class Reported(models.Model):
    """One thing that was reported, by however many, until a moderator has looked at it."""

    moves = REPORT_MOVES

    thing = models.CharField(max_length=10, choices=Thing)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reported_things"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="reported"
    )
    message = models.ForeignKey(
        Message, models.PROTECT, null=True, blank=True, related_name="reported"
    )
    review = models.ForeignKey(
        Review, models.PROTECT, null=True, blank=True, related_name="reported"
    )
    shown = models.TextField()  # the words as they were when the first report came
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.OPEN)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.TextField(_("outcome"), max_length=LONGEST_OUTCOME, blank=True)

    class Meta:
        verbose_name_plural = "reported"
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=points_to_one_thing("thing", Thing.values), name="reported_is_one_thing"
            ),
            *(
                models.UniqueConstraint(
                    fields=[name],
                    condition=Q(state=ReportState.OPEN),
                    name=f"reported_{name}_is_open_once",
                )
                for name in COLUMNS
            ),
            models.UniqueConstraint(
                fields=["owner"],
                condition=Q(state=ReportState.OPEN, thing=Thing.PROFILE),
                name="reported_profile_is_open_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ReportState.OPEN, decided_at__isnull=True, decided_by__isnull=True
                )
                | ~Q(state=ReportState.OPEN)
                & Q(decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(outcome=""),
                name="reported_decision_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(decided_by=models.F("owner")), name="reported_owner_decides_nothing"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(state=ReportState.OPEN), name="reported_queue"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_thing_display()} {self.title}"

    def get_absolute_url(self) -> str:
        """Where moderators decide."""
        return reverse("moderation:case", args=[self.pk])

    @property
    def title(self) -> str:
        """What it is about, in a few words: the posting's title, or whose words they are."""
        return self.project.title if self.project is not None else str(self.owner)

    @property
    def page(self) -> str:
        """Where the thing itself is read; a message has no page for those who do not talk."""
        if self.project is not None:
            return reverse("projects:detail", args=[self.project.pk])
        if self.review is not None:
            return reverse("reviews:of-person", args=[self.review.subject.handle])
        return "" if self.message_id else reverse("accounts:profile", args=[self.owner.handle])


class Report(models.Model):
    """Somebody pointed to a thing, once."""

    reported = models.ForeignKey(Reported, models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reports_made"
    )
    reason = models.CharField(_("reason"), max_length=20, choices=Reason)
    words = models.TextField(_("more about it"), max_length=LONGEST_WORDS, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reported", "reporter"], name="report_is_made_once_per_person"
            )
        ]
        indexes = [models.Index(fields=["reporter", "made_at"], name="report_by_reporter")]

    def __str__(self) -> str:
        return f"report {self.pk} of {self.reported_id}"

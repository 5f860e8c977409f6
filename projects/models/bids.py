"""What freelancers answer, and the terms both sides propose."""

from __future__ import annotations

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from core.models import CurrencyField, MinorUnitsField
from core.money import Money
from projects.models.postings import Project, ScreeningQuestion
from projects.states import (
    AGREED,
    BID_MOVES,
    INVITATION_MOVES,
    LIVE_BIDS,
    BidState,
    InvitationState,
)

IMMUTABLE = pgtrigger.Update | pgtrigger.Delete


class BidQuerySet(models.QuerySet["Bid"]):
    def live(self) -> BidQuerySet:
        """Bids that may still become a contract."""
        return self.filter(state__in=LIVE_BIDS)


class Bid(models.Model):
    """One freelancer's answer to one project; its terms are versions beside it."""

    moves = BID_MOVES

    project = models.ForeignKey(Project, models.PROTECT, related_name="bids")
    freelancer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="bids")
    cover_note = models.TextField(_("cover note"), max_length=5000)
    state = models.CharField(max_length=14, choices=BidState, default=BidState.SUBMITTED)
    terms = models.ForeignKey("projects.Terms", models.PROTECT, null=True, related_name="+")
    offer_message = models.TextField(max_length=2000, blank=True)
    offer_expires_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Bid]] = BidQuerySet.as_manager()

    class Meta:
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "freelancer"], name="bid_once_per_freelancer_and_project"
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(state=BidState.OFFERED),
                name="project_has_one_live_offer",
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(state=BidState.ACCEPTED),
                name="project_has_one_accepted_bid",
            ),
        ]
        indexes = [models.Index(fields=["freelancer", "state"], name="bid_freelancer_state")]

    def __str__(self) -> str:
        return f"bid {self.pk}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_BIDS

    @property
    def is_agreed(self) -> bool:
        """Whether its newest terms are those of the client, as far as `last_kind` is at hand."""
        return self.state == BidState.REVISED and vars(self).get("last_kind") == AGREED

    def get_state_display(self) -> str:  # type: ignore[no-redef]
        """The state in words."""
        if self.is_agreed:
            return pgettext("bid", "Agreed to the client’s terms")
        return str(dict(BidState.choices).get(self.state, self.state))


class Terms(models.Model):
    """One immutable version of amount, time and milestones. Acceptance names the version."""

    bid = models.ForeignKey(Bid, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    amount_minor = MinorUnitsField(_("amount"))
    currency = CurrencyField()
    days = models.PositiveSmallIntegerField(_("days"))
    review_days = models.PositiveSmallIntegerField(_("days to review a delivery"), default=14)
    change_rounds = models.PositiveSmallIntegerField(_("rounds of changes"), default=2)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        verbose_name_plural = "terms"
        constraints = [
            models.UniqueConstraint(fields=["bid", "version"], name="terms_version_is_unique"),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="terms_are_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(days__gte=1, days__lte=730), name="terms_days_are_sane"
            ),
            models.CheckConstraint(
                condition=models.Q(review_days__gte=3, review_days__lte=14),
                name="terms_review_days_are_3_to_14",
            ),
        ]
        triggers = [pgtrigger.Protect(name="terms_are_immutable", operation=IMMUTABLE)]

    def __str__(self) -> str:
        return f"terms {self.bid_id} v{self.version}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class TermsMilestone(models.Model):
    """One step of the terms; the steps sum to the amount."""

    terms = models.ForeignKey(Terms, models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=120)
    amount_minor = MinorUnitsField(_("amount"))
    days = models.PositiveSmallIntegerField(_("days"))

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["terms", "position"], name="step_has_one_place"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="step_is_positive"),
        ]
        triggers = [pgtrigger.Protect(name="steps_are_immutable", operation=IMMUTABLE)]

    def __str__(self) -> str:
        return self.title

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.terms.currency)


class Answer(models.Model):
    """A bidder's answer to a screening question."""

    bid = models.ForeignKey(Bid, models.CASCADE, related_name="answers")
    question = models.ForeignKey(ScreeningQuestion, models.PROTECT, related_name="answers")
    text = models.TextField(max_length=2000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bid", "question"], name="question_is_answered_once")
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Invitation(models.Model):
    """A client asks one freelancer to bid."""

    moves = INVITATION_MOVES

    project = models.ForeignKey(Project, models.PROTECT, related_name="invitations")
    freelancer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="invitations"
    )
    message = models.TextField(_("message"), max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=InvitationState, default=InvitationState.SENT)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "freelancer"], name="invited_once")
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=models.Q(state=InvitationState.SENT),
                name="invitation_to_lapse",
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

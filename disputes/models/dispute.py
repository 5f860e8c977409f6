"""The disagreement itself, and the history of it."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Changed, CurrencyField, MinorUnitsField, money_or_none
from core.money import Money
from disputes.states import DISPUTE_MOVES, OPEN_DISPUTES, DisputeState, Reason
from projects.models import Milestone

IMMUTABLE = pgtrigger.Update | pgtrigger.Delete
LONGEST = 5000
_MOVED_MONEY = (DisputeState.SETTLED, DisputeState.DEFAULTED, DisputeState.EXECUTED)


class Dispute(models.Model):
    """Two people, one milestone, one amount in escrow; amounts are prices before the fee."""

    moves = DISPUTE_MOVES

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="disputes")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason_code = models.CharField(_("reason"), max_length=20, choices=Reason)
    claim = models.TextField(_("what happened"), max_length=LONGEST)
    amount_minor = MinorUnitsField()
    currency = CurrencyField()
    state = models.CharField(
        max_length=18, choices=DisputeState, default=DisputeState.AWAITING_RESPONSE
    )
    opened_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    to_freelancer_minor = MinorUnitsField(null=True, blank=True)
    clock_started_at = models.DateTimeField(null=True, blank=True)  # of the present state
    evidence_closes_at = models.DateTimeField(null=True, blank=True)
    mediator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    pending_ruling = models.ForeignKey(  # waits for a second moderator
        "disputes.Ruling", models.PROTECT, null=True, blank=True, related_name="+"
    )
    ruling = models.ForeignKey(  # carried out unless somebody objects
        "disputes.Ruling", models.PROTECT, null=True, blank=True, related_name="+"
    )
    staff_delays = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta:
        ordering = ["deadline_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone"],
                condition=models.Q(state__in=sorted(OPEN_DISPUTES)),
                name="milestone_has_one_open_dispute",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="dispute_is_about_money"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[DisputeState.PROPOSED, DisputeState.DECIDED])
                | models.Q(ruling__isnull=False),
                name="dispute_ruled_has_ruling",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[*_MOVED_MONEY])
                | models.Q(to_freelancer_minor__isnull=False),
                name="dispute_ended_has_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(to_freelancer_minor__isnull=True)
                | models.Q(
                    to_freelancer_minor__gte=0, to_freelancer_minor__lte=models.F("amount_minor")
                ),
                name="dispute_outcome_within_amount",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(OPEN_DISPUTES), closed_at__isnull=True)
                | (~models.Q(state__in=sorted(OPEN_DISPUTES)) & models.Q(closed_at__isnull=False)),
                name="dispute_closed_has_date",
            ),
        ]
        indexes = [models.Index(fields=["state", "deadline_at"], name="dispute_clock")]

    def __str__(self) -> str:
        return f"dispute {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("disputes:detail", args=[self.pk])

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def to_freelancer(self) -> Money | None:
        """The freelancer's part of the outcome."""
        return money_or_none(self.to_freelancer_minor, self.currency)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_DISPUTES


class DisputeChange(Changed):
    """One line of the history of a dispute. Never changed."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="history")

    class Meta(Changed.Meta):
        triggers = [pgtrigger.Protect(name="dispute_change_is_append_only", operation=IMMUTABLE)]

    def __str__(self) -> str:
        return f"{self.kind} {self.from_state}→{self.to_state}"

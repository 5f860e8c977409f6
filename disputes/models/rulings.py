"""What moderators propose and decide, by which rule, and what the sides say to it."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from disputes.models.dispute import IMMUTABLE, LONGEST, Dispute
from disputes.models.offers import Division
from disputes.states import Ground, RulingKind
from staff.models import RuleVersion


class Ruling(Division):
    """A proposal or decision, with the rule and the reasons that both sides read."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="rulings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(
        max_length=8,
        choices=RulingKind,
        default=RulingKind.PROPOSAL,
        db_default=RulingKind.DECISION,
    )
    rule = models.ForeignKey(RuleVersion, models.PROTECT, related_name="+")
    reasons_id = models.TextField(_("reasons in Indonesian"), max_length=LONGEST)
    reasons_en = models.TextField(_("reasons in English"), max_length=LONGEST)
    ruled_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_freelancer_minor__gte=0), name="ruling_is_not_negative"
            )
        ]
        triggers = [pgtrigger.Protect(name="rulings_are_immutable", operation=IMMUTABLE)]

    def __str__(self) -> str:
        return f"ruling {self.pk}"

    @property
    def reasons(self) -> str:
        """In the language of the reader."""
        return self.reasons_id if _is_indonesian() else self.reasons_en


class RulingAnswer(models.Model):
    """One side accepts or rejects a mediator's proposal."""

    ruling = models.ForeignKey(Ruling, models.PROTECT, related_name="answers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_accepted = models.BooleanField()
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["ruling", "by"], name="ruling_is_answered_once")
        ]
        triggers = [pgtrigger.Protect(name="ruling_answers_are_immutable", operation=IMMUTABLE)]

    def __str__(self) -> str:
        return f"answer {self.pk}"


class Appeal(models.Model):
    """One side asks somebody else to look at a decision again; once for each dispute."""

    dispute = models.OneToOneField(Dispute, models.PROTECT, related_name="appeal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ground = models.CharField(_("ground"), max_length=10, choices=Ground)
    text = models.TextField(_("what is new, or what went wrong"), max_length=LONGEST)
    appealed_at = models.DateTimeField()

    class Meta:
        triggers = [pgtrigger.Protect(name="appeals_are_immutable", operation=IMMUTABLE)]

    def __str__(self) -> str:
        return f"appeal {self.pk}"


def _is_indonesian() -> bool:
    return (get_language() or "en").startswith("id")

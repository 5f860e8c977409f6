"""How each side would divide the money: openly, and in secret."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import MinorUnitsField
from core.money import Money
from disputes.models.dispute import IMMUTABLE, LONGEST, Dispute
from payments.fees import Shares, split_further

MOST_ROUNDS = 3


class Division(models.Model):
    """How somebody would divide the amount."""

    to_freelancer_minor = MinorUnitsField()

    class Meta:
        abstract = True

    dispute: Dispute | models.ForeignKey[Dispute]

    @property
    def to_freelancer(self) -> Money:
        """The freelancer's part; all that is left, where a bank has taken more than the rest."""
        return min(Money(self.to_freelancer_minor, self.dispute.currency), self.dispute.amount)

    @property
    def to_client(self) -> Money:
        return self.dispute.amount - self.to_freelancer

    @property
    def shares(self) -> Shares:
        """What the freelancer's part is after the fee."""
        milestone = self.dispute.milestone
        before = milestone.amount - self.dispute.amount  # was released before they disagreed
        return split_further(before, self.to_freelancer, milestone.contract.fee_terms)


class Proposal(Division):
    """One side's proposal; the newest of each side stands."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="proposals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    message = models.TextField(_("message"), max_length=LONGEST, blank=True)
    proposed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_freelancer_minor__gte=0), name="proposal_is_not_negative"
            )
        ]
        triggers = [pgtrigger.Protect(name="proposals_are_immutable", operation=IMMUTABLE)]

    def __str__(self) -> str:
        return f"proposal {self.pk}"


class BlindOffer(models.Model):
    """The most that a client would give, or the least that a freelancer would take, in secret.

    Shown to whoever wrote it, and to nobody else, staff included; two that cross settle.
    """

    dispute = models.ForeignKey(Dispute, models.PROTECT, related_name="blind_offers")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    limit_minor = MinorUnitsField()
    offered_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dispute", "round", "by"], name="blind_offer_once_a_round"
            ),
            models.CheckConstraint(
                condition=models.Q(round__gte=1, round__lte=MOST_ROUNDS),
                name="blind_offer_in_three_rounds",
            ),
            models.CheckConstraint(
                condition=models.Q(limit_minor__gte=0), name="blind_offer_is_not_negative"
            ),
        ]
        triggers = [pgtrigger.Protect(name="blind_offers_are_immutable", operation=IMMUTABLE)]

    def __str__(self) -> str:
        return f"blind offer {self.pk}"

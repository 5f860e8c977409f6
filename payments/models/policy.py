"""Rates and limits, as versioned rows with their source."""

from django.db import models
from django.db.models import Q

from core.models import MinorUnitsField
from core.money import HOME, Money
from payments.fees import FeeTerms
from payments.models.shapes import above_zero, in_language


class TaxPolicy(models.Model):
    """Which taxes Karya itself takes, from a moment on. Rows are added, never edited.

    PPN on its fees once its operator is a taxable entrepreneur (PKP); PPh 22 of what freelancers
    earn once the tax office has appointed it as a collector (PMK 37/2025).
    """

    effective_at = models.DateTimeField(unique=True)
    source = models.TextField()
    source_indonesian = models.TextField(blank=True, default="", db_default="")
    charges_ppn = models.BooleanField(default=False)
    collects_pph22 = models.BooleanField(default=False)
    letter_most_minor = MinorUnitsField(  # of a year's gross in rupiah, for a statement letter
        default=500_000_000_00, db_default=500_000_000_00
    )

    class Meta:
        verbose_name_plural = "tax policies"
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="tax_policy_has_a_source"),
            above_zero("letter_most_minor", "tax_policy_letter_limit_is_positive"),
        ]

    def __str__(self) -> str:
        return f"tax policy {self.pk}"

    @property
    def letter_most(self) -> Money:
        """The gross of a year, in rupiah, up to which a statement letter may exempt."""
        return Money(self.letter_most_minor, HOME)

    @property
    def source_text(self) -> str:
        """The source in the reader's language."""
        return in_language(self.source, self.source_indonesian)


class PolicyVersion(models.Model):
    """What applies from a moment on. Rows are added, never edited: signed terms name theirs."""

    effective_at = models.DateTimeField(unique=True)
    source = models.TextField()
    freelancer_bps = models.PositiveIntegerField()
    client_bps = models.PositiveIntegerField()
    payout_least_minor = MinorUnitsField()
    payout_review_above_minor = MinorUnitsField()
    is_first_payout_reviewed = models.BooleanField(default=False)
    is_new_destination_reviewed = models.BooleanField(default=False)
    cool_off_hours = models.PositiveIntegerField(default=48)
    payout_pause_hours = models.PositiveIntegerField(default=48, db_default=48)
    payout_two_people_above_minor = MinorUnitsField(default=50_000_000_00, db_default=50_000_000_00)
    payout_review_days = models.PositiveSmallIntegerField(default=1, db_default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(freelancer_bps__lte=5000, client_bps__lte=5000),
                name="policy_rates_are_sane",
            ),
            above_zero("payout_least_minor", "policy_least_is_positive"),
        ]

    def __str__(self) -> str:
        return f"policy {self.pk}"

    @property
    def payout_two_people_above(self) -> Money:
        """Above this, in rupiah, two people look at a payout."""
        return Money(self.payout_two_people_above_minor, HOME)

    @property
    def fee_terms(self) -> FeeTerms:
        return FeeTerms(
            freelancer_bps=self.freelancer_bps, client_bps=self.client_bps, policy_version=self.pk
        )

"""Taxes that Karya paid to the tax office, each with its proof."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import CurrencyField, MinorUnitsField
from core.money import Money
from payments.kinds import RemittedTax
from payments.models.decisions import LONGEST_REASON
from payments.models.shapes import above_zero, whole_rupiah


class TaxRemittance(models.Model):
    """A payment to the tax office for a month, from the money at a provider; never changed.

    `reference` is the proof: the number of the payment (NTPN). It stands once, or again in place
    of an entry that was taken back (`replaces`).
    """

    tax = models.CharField(max_length=20, choices=RemittedTax)
    month = models.DateField()  # its first day
    currency = CurrencyField()
    amount_minor = MinorUnitsField()
    provider = models.CharField(max_length=20)
    reference = models.CharField(max_length=60)
    paid_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    replaces = models.OneToOneField(
        "payments.RemittanceReversal", models.PROTECT, null=True, related_name="replaced_by"
    )

    class Meta:
        ordering = ["-paid_on", "-pk"]
        indexes = [models.Index(fields=["tax", "currency", "month"], name="remittance_by_month")]
        constraints = [
            models.UniqueConstraint(
                fields=["tax", "reference"],
                condition=Q(replaces=None),
                name="remittance_once_per_proof",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="remittance_month_is_a_month"),
            models.CheckConstraint(
                condition=~Q(reference="") & ~Q(provider=""), name="remittance_has_its_proof"
            ),
            above_zero("amount_minor", "remittance_is_positive"),
            whole_rupiah("amount_minor", "remittance_whole_rupiah"),
        ]

    def __str__(self) -> str:
        return f"{self.tax} {self.month:%Y-%m}: {self.reference}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class RemittanceReversal(models.Model):
    """An entry about a payment to the tax office that was wrong, taken back with its posting."""

    remittance = models.OneToOneField(TaxRemittance, models.PROTECT, related_name="reversal")
    reason = models.CharField(max_length=LONGEST_REASON)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="remittance_reversal_has_reason")
        ]

    def __str__(self) -> str:
        return f"{self.remittance} taken back"

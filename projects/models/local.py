"""What was earned where, told in batches of people so that nobody's income can be read from it."""

from __future__ import annotations

from django.db import models

from accounts.models import Region
from core.models import MinorUnitsField
from payments.models import Earning

FEWEST_PEOPLE = 5


class LocalBatch(models.Model):
    """Earnings of at least five people in one place, counted together once and for all.

    Without a place they are from all over the country. The amount is net, in minor units of IDR.
    """

    place = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    year = models.PositiveSmallIntegerField()
    people = models.PositiveIntegerField()
    pieces = models.PositiveIntegerField()
    amount_minor = MinorUnitsField()
    told_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["year", "place"], name="local_batch_year_place")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(people__gte=FEWEST_PEOPLE), name="local_batch_hides_people"
            ),
            models.CheckConstraint(
                condition=models.Q(pieces__gte=models.F("people")),
                name="local_batch_has_work_of_each",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="local_batch_is_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pieces} pieces of work of {self.year}"


class LocalEarning(models.Model):
    """One release, where its freelancer lived when it was noted; it waits for a batch to be told.

    It waits in its town first, then in the province, then in the whole country (no place).
    """

    earning = models.OneToOneField(
        Earning, models.PROTECT, primary_key=True, related_name="local_earning"
    )
    place = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    year = models.PositiveSmallIntegerField()
    noted_at = models.DateTimeField()
    batch = models.ForeignKey(
        LocalBatch, models.PROTECT, null=True, blank=True, related_name="earnings"
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["year", "place"],
                name="local_earning_waits",
                condition=models.Q(batch__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"earning {self.earning_id} where it was earned"

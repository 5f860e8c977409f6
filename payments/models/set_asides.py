"""What a person keeps apart from their available earnings: for tax, BPJS, a rainy day.

An earmark and no account of the book: the money stays available and the person's own.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import CurrencyField, MinorUnitsField
from core.money import Money
from payments.contributions import Programme
from payments.models.escrows import Earning
from payments.models.shapes import above_zero, in_language, whole_rupiah
from payments.purposes import SetAsideAct, SetAsideKind


class SetAside(models.Model):
    """How much is kept apart for one purpose, and which share of each new earning joins it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="set_asides")
    kind = models.CharField(max_length=10, choices=SetAsideKind)
    currency = CurrencyField()
    amount_minor = MinorUnitsField(default=0)
    share_bps = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "currency"], name="set_aside_once_per_purpose"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gte=0), name="set_aside_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(share_bps__lte=10_000), name="set_aside_share_is_at_most_all"
            ),
            whole_rupiah("amount_minor", "set_aside_whole_rupiah"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.user_id}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class SetAsideChange(models.Model):
    """One movement of an earmark; `amount_minor` is above zero where it grew."""

    set_aside = models.ForeignKey(SetAside, models.PROTECT, related_name="changes")
    act = models.CharField(max_length=10, choices=SetAsideAct)
    amount_minor = MinorUnitsField()
    left_minor = MinorUnitsField()
    earning = models.ForeignKey(
        Earning, models.PROTECT, null=True, blank=True, related_name="set_aside_changes"
    )
    happened_at = models.DateTimeField()

    class Meta:
        ordering = ["-happened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["set_aside", "earning"], name="set_aside_once_per_earning"
            ),
            models.CheckConstraint(condition=~Q(amount_minor=0), name="set_aside_change_is_some"),
        ]

    def __str__(self) -> str:
        return f"{self.set_aside_id} {self.amount_minor}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.set_aside.currency)

    @property
    def left(self) -> Money:
        return Money(self.left_minor, self.set_aside.currency)


class ContributionRate(models.Model):
    """What one programme of BPJS Ketenagakerjaan costs a month from a day on. Added, never edited.

    A share of the declared income, a flat amount in sen, or both; with the source of the rule.
    """

    programme = models.CharField(max_length=5, choices=Programme)
    effective_on = models.DateField()
    share_bps = models.PositiveIntegerField(default=0)
    flat_minor = MinorUnitsField(default=0)
    least_income_minor = MinorUnitsField(default=0)
    is_optional = models.BooleanField(default=False)
    source = models.TextField()
    source_indonesian = models.TextField(blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "effective_on"], name="contribution_rate_once_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} from {self.effective_on}"

    @property
    def source_text(self) -> str:
        """The source in the reader's language."""
        return in_language(self.source, self.source_indonesian)

    @property
    def flat(self) -> Money:
        return Money(self.flat_minor, "IDR")


class ContributionPlan(models.Model):
    """The monthly income that a person declares to BPJS, and whether old-age savings are in."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="contribution_plan"
    )
    declared_minor = MinorUnitsField()
    has_old_age = models.BooleanField(default=False)
    updated_at = models.DateTimeField()
    reminded_for = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [above_zero("declared_minor", "declared_income_is_positive")]

    def __str__(self) -> str:
        return f"plan of {self.user_id}"

    @property
    def declared(self) -> Money:
        return Money(self.declared_minor, "IDR")


class ContributionPaid(models.Model):
    """What a person says to have paid to BPJS for one month."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="contributions_paid"
    )
    month = models.DateField()
    amount_minor = MinorUnitsField()
    reference = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["user", "month"], name="contribution_once_per_month"),
            models.CheckConstraint(
                condition=Q(month__day=1), name="contribution_month_is_its_first_day"
            ),
            above_zero("amount_minor", "contribution_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.month:%Y-%m}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, "IDR")

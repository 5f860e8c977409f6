"""How much a freelancer is trusted, and how much sooner their money is free: published rows."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from core.models import MinorUnitsField
from core.money import Money
from payments.models.escrows import Earning
from payments.models.shapes import in_language
from payments.states import Method


class TrustPolicy(models.Model):
    """What levels there are from a moment on, and what no level goes below.

    Rows are added, never edited. `…_least_days` are the days of a rail's hold that always remain;
    chargebacks count for `chargeback_days`. Amounts are rupiah.
    """

    effective_at = models.DateTimeField(unique=True)
    source = models.TextField()
    source_indonesian = models.TextField(blank=True)
    chargeback_days = models.PositiveIntegerField()
    qris_least_days = models.PositiveSmallIntegerField()
    ewallet_least_days = models.PositiveSmallIntegerField()
    card_least_days = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name_plural = "trust policies"
        ordering = ["effective_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="trust_policy_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"trust policy {self.pk}"

    @property
    def source_text(self) -> str:
        """The source in the reader's language."""
        return in_language(self.source, self.source_indonesian)

    def least_days(self, method: str) -> int:
        """Days of the hold of a way to pay that no level takes away."""
        days: int = getattr(self, f"{method}_least_days", 0)
        return days


class TrustLevel(models.Model):
    """What a level needs, and the share of each hold that remains with it, in percent.

    A level needs all that it names, and all that the levels below it need.
    """

    policy = models.ForeignKey(TrustPolicy, models.PROTECT, related_name="levels")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=40)
    name_indonesian = models.CharField(max_length=40)
    contracts = models.PositiveIntegerField(default=0)
    clients = models.PositiveIntegerField(default=0)
    earned_minor = MinorUnitsField(default=0)
    age_days = models.PositiveIntegerField(default=0)
    needs_name = models.BooleanField(default=False)
    chargebacks_most = models.PositiveIntegerField(null=True, blank=True)
    disputes_lost_most = models.PositiveIntegerField(null=True, blank=True)
    qris_percent = models.PositiveSmallIntegerField(default=100)
    ewallet_percent = models.PositiveSmallIntegerField(default=100)
    card_percent = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["policy", "number"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="trust_level_once"),
            models.CheckConstraint(
                condition=Q(qris_percent__lte=100, ewallet_percent__lte=100, card_percent__lte=100),
                name="trust_level_only_shortens",
            ),
            models.CheckConstraint(
                condition=~Q(number=0)
                | Q(
                    contracts=0,
                    clients=0,
                    earned_minor=0,
                    age_days=0,
                    needs_name=False,
                    chargebacks_most__isnull=True,
                    disputes_lost_most__isnull=True,
                ),
                name="trust_level_zero_needs_nothing",
            ),
            models.CheckConstraint(
                condition=Q(earned_minor__gte=0), name="trust_level_earned_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"level {self.number} of {self.policy_id}"

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        return in_language(self.name, self.name_indonesian)

    @property
    def earned(self) -> Money:
        """What must have been released, before fees."""
        return Money(self.earned_minor, "IDR")

    def percent(self, method: str) -> int:
        """The share of the hold of a way to pay that remains."""
        percent: int = getattr(self, f"{method}_percent", 100)
        return percent


class EarningHold(models.Model):
    """The rule that an earning waits by, as it was when it was earned; never changed later."""

    earning = models.OneToOneField(Earning, models.PROTECT, primary_key=True, related_name="hold")
    level = models.ForeignKey(TrustLevel, models.PROTECT, related_name="+")
    methods = models.CharField(max_length=60)
    facts: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField()
    full_until = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__lte=F("full_until")), name="earning_hold_is_only_shortened"
            ),
        ]

    def __str__(self) -> str:
        return f"hold of earning {self.earning_id}"

    @property
    def is_shortened(self) -> bool:
        return self.until < self.full_until

    @property
    def way_text(self) -> str:
        """How it was paid, in words."""
        return ", ".join(str(Method(one).label) for one in self.methods.split() if one)

    @property
    def rule_text(self) -> str:
        """Which rule it waits by, as a sentence."""
        words = {"way": self.way_text, "level": self.level.title}
        if self.is_shortened:
            return _("%(way)s, a shorter wait by your level “%(level)s”") % words
        return _("%(way)s, the whole wait: level “%(level)s”") % words

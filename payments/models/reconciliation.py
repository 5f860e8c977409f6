"""What was compared with the providers' reports, and what differed."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import CurrencyField, money_or_none
from core.money import Money
from payments.models.book import Transfer
from payments.states import CORRECTABLE, CaseKind, CaseState

_OUTWARD = frozenset({"refund", "payout", "chargeback"})


class ReconciliationRun(models.Model):
    """One comparison of a provider's report with the book, row by row; once per end of its window.

    A run that is repeated for the same window writes its numbers anew: the report may have grown.
    """

    provider = models.CharField(max_length=20)
    since = models.DateTimeField()
    until = models.DateTimeField()
    ran_at = models.DateTimeField()
    reported = models.PositiveIntegerField(default=0)
    booked = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(default=0)
    differing = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    closed = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField(null=True, blank=True)
    differences: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "payments.ReconciliationCase", related_name="seen_in", blank=True
    )

    class Meta:
        ordering = ["-until", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "until"], name="reconciliation_once_per_window"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} until {self.until:%Y-%m-%d}"

    @property
    def agrees(self) -> bool:
        return self.differing == 0


class ReconciliationTotal(models.Model):
    """What came in less what went out in one currency of a run: as reported, and as booked."""

    run = models.ForeignKey(ReconciliationRun, models.CASCADE, related_name="totals")
    currency = CurrencyField()
    reported_minor = models.BigIntegerField()
    booked_minor = models.BigIntegerField()

    class Meta:
        ordering = ["currency"]
        constraints = [
            models.UniqueConstraint(fields=["run", "currency"], name="total_once_per_currency"),
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.currency}"

    @property
    def reported(self) -> Money:
        return Money(self.reported_minor, self.currency)

    @property
    def booked(self) -> Money:
        return Money(self.booked_minor, self.currency)

    @property
    def difference(self) -> Money:
        """What the provider has more than the book says."""
        return self.reported - self.booked


class ReconciliationCase(models.Model):
    """One row that differs, until it fits or a person has said why it need not."""

    kind = models.CharField(max_length=20, choices=CaseKind)
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.OPEN)
    provider = models.CharField(max_length=20)
    subject = models.CharField(max_length=20)
    key = models.CharField(max_length=100, blank=True)
    provider_reference = models.CharField(max_length=100, blank=True)
    occurred_at = models.DateTimeField()
    currency = CurrencyField()
    reported_minor = models.BigIntegerField(null=True, blank=True)
    reported_cost_minor = models.BigIntegerField(null=True, blank=True)
    booked_currency = CurrencyField(blank=True)
    booked_minor = models.BigIntegerField(null=True, blank=True)
    booked_cost_minor = models.BigIntegerField(null=True, blank=True)
    found_in = models.ForeignKey(ReconciliationRun, models.PROTECT, related_name="cases")
    opened_at = models.DateTimeField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    corrected_in = models.ForeignKey(
        Transfer, models.PROTECT, null=True, blank=True, related_name="+"
    )
    corrections = models.PositiveIntegerField(default=0)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolution = models.CharField(max_length=200, blank=True)
    reopened = models.PositiveIntegerField(default=0, db_default=0)

    class Meta:
        ordering = ["-occurred_at", "-pk"]
        indexes = [models.Index(fields=["provider", "state"], name="reconciliationcase_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "subject", "key", "provider_reference", "kind"],
                name="case_once_per_difference",
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.OPEN, resolved_at__isnull=True)
                | Q(state=CaseState.RESOLVED, resolved_at__isnull=False),
                name="case_resolved_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(resolved_by__isnull=True) | ~Q(resolution=""),
                name="case_person_gives_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.subject} {self.provider_reference or self.key}"

    @property
    def reported(self) -> Money | None:
        return money_or_none(self.reported_minor, self.currency)

    @property
    def reported_cost(self) -> Money | None:
        return money_or_none(self.reported_cost_minor, self.currency)

    @property
    def booked(self) -> Money | None:
        return money_or_none(self.booked_minor, self.booked_currency)

    @property
    def booked_cost(self) -> Money | None:
        return money_or_none(self.booked_cost_minor, self.booked_currency)

    @property
    def difference(self) -> Money:
        """What the provider holds more than the book says; below zero where it holds less."""
        amount = (self.reported_minor or 0) - (self.booked_minor or 0)
        cost = (self.reported_cost_minor or 0) - (self.booked_cost_minor or 0)
        sign = -1 if self.subject in _OUTWARD else 1
        return Money(sign * amount - cost, self.currency)

    @property
    def can_be_corrected(self) -> bool:
        """Whether a transfer between the provider's cash and its cost would make it fit."""
        is_same = self.booked_currency == self.currency
        return self.kind in CORRECTABLE and is_same and self.corrected_in_id is None


class CaseNote(models.Model):
    """What somebody found out, wrote down and never changes."""

    case = models.ForeignKey(ReconciliationCase, models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(max_length=2000)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return f"note {self.pk} on {self.case_id}"


def _fresh_key() -> str:
    return uuid4().hex


class ReconciliationAttempt(models.Model):
    """One try to compare a provider's report: by the clock, or by a person who asked."""

    key = models.CharField(max_length=32, unique=True, default=_fresh_key)
    provider = models.CharField(max_length=20)
    until = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=20, blank=True)
    run = models.ForeignKey(
        ReconciliationRun, models.PROTECT, null=True, blank=True, related_name="attempts"
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider"],
                condition=Q(ended_at__isnull=True),
                name="reconciliation_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, run__isnull=True, failure="")
                | Q(ended_at__isnull=False, run__isnull=False, failure="")
                | (Q(ended_at__isnull=False, run__isnull=True) & ~Q(failure="")),
                name="reconciliation_attempt_has_one_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} asked {self.asked_at:%Y-%m-%d %H:%M}"

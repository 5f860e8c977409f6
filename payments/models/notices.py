"""What providers tell us, and what does not fit."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.models import CurrencyField, money_or_none
from core.money import Money
from payments.models.payins import Payin
from payments.states import MismatchKind, MismatchState
from payments.words import NEWS_OF_PROVIDERS, NEWS_OUTCOMES


class ProviderEvent(models.Model):
    """A notification, stored before anything else; worked on later, in any order."""

    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=20, blank=True, default="", db_default="")
    object_key = models.CharField(max_length=100)  # our key, or their reference of a chargeback
    payload: models.JSONField[Any, Any] = models.JSONField()
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "event_id"], name="provider_event_is_stored_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=Q(processed_at__isnull=True),
                name="provider_event_unprocessed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider}:{self.event_id}"

    @property
    def title(self) -> str:
        """What the news is about, in words; its code where we know none."""
        about = (self.subject or self.kind).replace("_", ".").partition(".")[0]
        return str(NEWS_OF_PROVIDERS.get(about, self.kind))

    @property
    def outcome_text(self) -> str:
        """What followed from it, in words."""
        return str(NEWS_OUTCOMES.get(self.outcome, self.outcome))


class Mismatch(models.Model):
    """A case for a person: the provider and the book do not agree about one thing."""

    kind = models.CharField(max_length=20, choices=MismatchKind)
    state = models.CharField(max_length=10, choices=MismatchState, default=MismatchState.OPEN)
    key = models.CharField(max_length=120, unique=True)
    provider = models.CharField(max_length=20)
    payin = models.ForeignKey(Payin, models.PROTECT, null=True, related_name="mismatches")
    subject = models.CharField(max_length=100)
    expected_minor = models.BigIntegerField(null=True, blank=True)
    expected_currency = CurrencyField(blank=True)
    received_minor = models.BigIntegerField(null=True, blank=True)
    received_currency = CurrencyField(blank=True)
    credited_minor = models.BigIntegerField(default=0, db_default=0)
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolution = models.CharField(max_length=200, blank=True)
    # A bank wants back what cannot be booked: the escrow stays frozen while the case is open.
    is_freezing = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name_plural = "mismatches"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(credited_minor=0)
                | Q(
                    kind=MismatchKind.AMOUNT,
                    credited_minor__gt=0,
                    credited_minor__lte=F("received_minor"),
                ),
                name="mismatch_credits_what_came",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject}"

    @property
    def expected(self) -> Money | None:
        return money_or_none(self.expected_minor, self.expected_currency)

    @property
    def held(self) -> Money | None:
        """Money of the payer that this case keeps: what did not fit, or could not be refunded."""
        if self.kind == MismatchKind.AMOUNT and self.received is not None:
            return self.received - self.credited
        return self.expected if self.kind == MismatchKind.REFUND_FAILED else None

    @property
    def left(self) -> Money | None:
        """What of it waits for a decision: nothing once the case is closed."""
        return self.held if self.state == MismatchState.OPEN else None

    @property
    def credited(self) -> Money:
        """What of it was credited to the escrow after all; the rest is still kept here."""
        return Money(self.credited_minor, self.received_currency or self.expected_currency)

    @property
    def received(self) -> Money | None:
        return money_or_none(self.received_minor, self.received_currency)

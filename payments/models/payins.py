"""Money coming in, and going back."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.models import Changed, CurrencyField, MinorUnitsField
from core.money import Money
from payments.models.book import Transfer
from payments.models.escrows import Escrow
from payments.models.shapes import above_zero, whole_rupiah
from payments.rails import channel_name
from payments.states import (
    PAYIN_MOVES,
    PAYIN_UNDERWAY,
    REFUND_MOVES,
    Method,
    MismatchState,
    PayinState,
    RefundState,
)
from payments.words import failure_in_words, reason_in_words


class Sent(models.Model):
    """A row that is its own outbox: what was asked of a provider, under which key, and when."""

    provider = models.CharField(max_length=20)
    key = models.CharField(max_length=60, unique=True)
    provider_reference = models.CharField(max_length=100, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        abstract = True


class PayerPhone(models.Model):
    """The number by which a payer's e-wallet asks for their consent, as last given."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="payer_phone", primary_key=True
    )
    number = models.CharField(max_length=20)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(number__regex=r"^08[0-9]{8,11}$"), name="payer_phone_is_a_mobile_number"
            ),
        ]

    def __str__(self) -> str:
        return f"phone of {self.user_id}"


class Payin(Sent):
    """An intent to pay an escrow in one way.

    `surplus_minor` is what came beyond what was credited by hand; it is no part of `received`.
    """

    moves = PAYIN_MOVES

    escrow = models.ForeignKey(Escrow, models.PROTECT, related_name="payins")
    payer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="payins")
    request_key = models.CharField(max_length=150)
    method = models.CharField(max_length=10, choices=Method)
    channel = models.CharField(max_length=20, blank=True, default="", db_default="")
    currency = CurrencyField()
    amount_minor = MinorUnitsField()
    state = models.CharField(max_length=12, choices=PayinState, default=PayinState.CREATED)
    checkout_url = models.URLField(max_length=2000, blank=True)
    instructions: models.JSONField[Any, Any] = models.JSONField(
        default=dict, db_default={}, blank=True
    )
    return_url = models.CharField(max_length=500)
    expires_at = models.DateTimeField(null=True, blank=True)
    captured_at = models.DateTimeField(null=True, blank=True)
    received_minor = models.BigIntegerField(null=True, blank=True)
    received_currency = CurrencyField(blank=True)
    surplus_minor = MinorUnitsField(default=0, db_default=0)

    class Meta:
        indexes = [models.Index(fields=["state", "tried_at"], name="payin_state_tried")]
        constraints = [
            models.UniqueConstraint(fields=["payer", "request_key"], name="payin_once_per_request"),
            models.UniqueConstraint(  # what a chargeback of it refers to
                fields=["id", "currency"], name="payin_id_currency"
            ),
            models.CheckConstraint(
                condition=~Q(state=PayinState.CAPTURED)
                | Q(
                    received_minor__gt=0,
                    received_minor__lte=F("amount_minor"),
                    received_currency=F("currency"),
                ),
                name="payin_captured_at_most_asked",
            ),
            models.CheckConstraint(
                condition=Q(surplus_minor=0) | Q(surplus_minor__gt=0, state=PayinState.CAPTURED),
                name="payin_surplus_beside_a_credit",
            ),
            models.UniqueConstraint(
                fields=["escrow", "method", "channel"],
                condition=Q(state__in=sorted(PAYIN_UNDERWAY)),
                name="payin_one_underway_per_way",
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_reference"],
                condition=~Q(provider_reference=""),
                name="payin_provider_reference",
            ),
            above_zero("amount_minor", "payin_is_positive"),
            whole_rupiah("amount_minor", "payin_whole_rupiah"),
        ]

    def __str__(self) -> str:
        return f"payin {self.pk} of escrow {self.escrow_id}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def received(self) -> Money | None:
        """What the provider says was paid."""
        if self.received_minor is None:
            return None
        return Money(self.received_minor, self.received_currency)

    @property
    def surplus(self) -> Money:
        """What came beyond what was credited by hand."""
        return Money(self.surplus_minor, self.received_currency or self.currency)

    @property
    def arrived(self) -> Money | None:
        """All that came, the surplus included."""
        return None if self.received is None else self.received + self.surplus

    @property
    def is_short(self) -> bool:
        """Whether less was credited than was asked for."""
        return self.state == PayinState.CAPTURED and self.received != self.amount

    @property
    def is_being_checked(self) -> bool:
        """Whether a person has still to decide about another amount that came (1 query)."""
        return self.mismatches.filter(state=MismatchState.OPEN).exists()

    @property
    def checkout_href(self) -> str:
        """Where a page leads to pay; without our own host, under whatever name it was opened."""
        return self.checkout_url.removeprefix(settings.SITE_URL.rstrip("/"))

    @property
    def channel_name(self) -> str:
        """The bank or e-wallet, empty where the way has none."""
        return channel_name(self.channel)

    @property
    def way_text(self) -> str:
        """How it is paid: “BCA, Virtual account”, or the method alone."""
        words = [self.channel_name, self.get_method_display()]
        return ", ".join(str(word) for word in words if word)

    @property
    def failure_text(self) -> str:
        """Why it failed, as a sentence."""
        return failure_in_words(self.failure)

    def is_too_late(self, now: datetime) -> bool:
        """Whether the time to pay is over, and the provider has not said so yet."""
        is_over = self.expires_at is not None and self.expires_at <= now
        return is_over and self.state == PayinState.OPEN

    @property
    def is_underway(self) -> bool:
        return self.state in PAYIN_UNDERWAY

    @property
    def is_received(self) -> bool:
        return self.received_minor is not None


class PayinChange(Changed):
    """What happened to a payin, and when."""

    payin = models.ForeignKey(Payin, models.PROTECT, related_name="changes")


class Refund(Sent):
    """Money on its way back to the payer, through the payin that brought it."""

    moves = REFUND_MOVES

    payin = models.ForeignKey(Payin, models.PROTECT, related_name="refunds")
    escrow = models.ForeignKey(
        Escrow, models.PROTECT, null=True, blank=True, related_name="refunds"
    )
    currency = CurrencyField()
    amount_minor = MinorUnitsField()
    state = models.CharField(max_length=12, choices=RefundState, default=RefundState.REQUESTED)
    reason = models.CharField(max_length=200)
    asked_in = models.ForeignKey(Transfer, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "tried_at"], name="refund_state_tried"),
            models.Index(fields=["provider", "provider_reference"], name="refund_by_reference"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["asked_in", "payin"], name="refund_once_per_transfer_and_payin"
            ),
            above_zero("amount_minor", "refund_is_positive"),
            whole_rupiah("amount_minor", "refund_whole_rupiah"),
            models.CheckConstraint(
                condition=Q(state=RefundState.RETURNED, returned_at__isnull=False)
                | (~Q(state=RefundState.RETURNED) & Q(returned_at__isnull=True)),
                name="refund_returned_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"refund {self.pk} of payin {self.payin_id}"

    @property
    def reason_text(self) -> str:
        """Why, as a sentence."""
        return reason_in_words(self.reason)

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class RefundChange(Changed):
    """What happened to a refund, and when."""

    refund = models.ForeignKey(Refund, models.PROTECT, related_name="changes")

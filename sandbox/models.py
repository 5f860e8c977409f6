"""The sandbox bank's own tables. It knows nobody: amounts, keys and addresses are all it is told.

Amounts are in the bank's own units: whole rupiah, cents of other currencies (`exponents.py`).
"""

import secrets

from django.db import models

from core.money import Money
from sandbox.exponents import from_bank
from sandbox.states import (
    ChargebackState,
    Outcome,
    PaymentState,
    PayoutState,
    RefundState,
    ReportEdit,
)


def fresh_token() -> str:
    """An address nobody can guess."""
    return secrets.token_urlsafe(24)


class SandboxPayment(models.Model):
    """A payment that somebody may make on our hosted page."""

    token = models.CharField(max_length=40, unique=True, default=fresh_token)
    key = models.CharField(max_length=100, unique=True)
    asked = models.JSONField()
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    method = models.CharField(max_length=10)
    channel = models.CharField(max_length=20, blank=True, default="", db_default="")
    description = models.CharField(max_length=200)
    return_url = models.CharField(max_length=500)
    notify_url = models.URLField(max_length=500)
    state = models.CharField(max_length=12, choices=PaymentState, default=PaymentState.WAITING)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    is_told_twice = models.BooleanField(default=False)
    failure = models.CharField(max_length=60, blank=True)
    paid_amount = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="sandbox_payment_due")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """How the bank names it."""
        return f"SBP{self.pk:08d}"

    @property
    def money(self) -> Money:
        """The amount asked for."""
        return from_bank(self.amount, self.currency)

    @property
    def virtual_account(self) -> str:
        """The number to transfer to."""
        return f"88080{self.pk:011d}"

    @property
    def qr_text(self) -> str:
        """What the QR image says."""
        return f"KARYASANDBOX.QRIS/{self.reference}/{self.currency}{self.amount}/{self.token}"


class SandboxRefund(models.Model):
    """Money given back from a payment."""

    payment = models.ForeignKey(SandboxPayment, models.PROTECT, related_name="refunds")
    key = models.CharField(max_length=100, unique=True)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=12, choices=RefundState, default=RefundState.PROCESSING)
    failure = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"SBR{self.pk:08d}"


class SandboxChargeback(models.Model):
    """A cardholder wants a payment back; the bank takes it at once and decides later."""

    payment = models.ForeignKey(SandboxPayment, models.PROTECT, related_name="chargebacks")
    amount = models.BigIntegerField()
    fee = models.BigIntegerField()
    reason = models.CharField(max_length=40)
    state = models.CharField(
        max_length=16, choices=ChargebackState, default=ChargebackState.NEEDS_RESPONSE
    )
    evidence = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    answer_by = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payment"],
                condition=models.Q(state__in=["needs_response", "under_review"]),
                name="sandbox_chargeback_one_live",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, fee__gte=0), name="sandbox_chargeback_amounts"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"SBC{self.pk:08d}"

    @property
    def money(self) -> Money:
        """What the cardholder wants back."""
        return from_bank(self.amount, self.payment.currency)

    @property
    def is_open(self) -> bool:
        return self.settled_at is None


class SandboxPayout(models.Model):
    """Money sent to an account; …0000 bounces, …9999 is returned after it was paid."""

    key = models.CharField(max_length=100, unique=True)
    asked = models.JSONField()
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    institution = models.CharField(max_length=20)
    account_number = models.CharField(max_length=30)
    holder_name = models.CharField(max_length=80)
    description = models.CharField(max_length=100)
    notify_url = models.URLField(max_length=500)
    state = models.CharField(max_length=12, choices=PayoutState, default=PayoutState.PROCESSING)
    failure = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="sandbox_payout_due")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        return f"SBO{self.pk:08d}"


class SandboxNotice(models.Model):
    """A notification to be delivered over HTTP; it is tried again until it is answered."""

    event_id = models.CharField(max_length=40)
    notify_url = models.URLField(max_length=500)
    kind = models.CharField(max_length=40)
    object_key = models.CharField(max_length=100)
    body = models.TextField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=100, blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="sandbox_notice_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_key}"


class SandboxReportEdit(models.Model):
    """A fault of the bank's report that a tester asked for; rows of the bank itself stay right."""

    edit = models.CharField(max_length=12, choices=ReportEdit)
    reference = models.CharField(max_length=20, unique=True)
    amount = models.BigIntegerField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.edit} {self.reference}"

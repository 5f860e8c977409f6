"""Words of money: states beside their tables of moves, kinds of accounts and transfers."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Moves = Mapping[str, frozenset[str]]


class Method(models.TextChoices):
    """How a client pays."""

    VA = "va", _("Virtual account (bank transfer)")
    QRIS = "qris", _("QRIS")
    EWALLET = "ewallet", _("E-wallet")
    CARD = "card", _("Card")


class Rail(models.TextChoices):
    """How a freelancer is paid."""

    BANK = "bank", _("Bank account")
    EWALLET = "ewallet", _("E-wallet")
    STRIPE = "stripe", _("Stripe account")


class Standing(models.TextChoices):
    """How a freelancer's account with a provider stands; the provider says so, both ways."""

    ASKED = "asked", pgettext_lazy("connection", "Being opened")
    NEEDS = "needs", pgettext_lazy("connection", "Something is missing")
    CHECKING = "checking", pgettext_lazy("connection", "Being checked")
    READY = "ready", pgettext_lazy("connection", "Ready")
    CLOSED = "closed", pgettext_lazy("connection", "Closed")


class EscrowState(models.TextChoices):
    CREATED = "created", pgettext_lazy("escrow", "Not paid yet")
    PAYMENT_PENDING = "payment_pending", pgettext_lazy("escrow", "Awaiting payment")
    PARTLY_PAID = "partly_paid", pgettext_lazy("escrow", "Partly paid")
    HELD = "held", pgettext_lazy("escrow", "Held")
    FROZEN = "frozen", pgettext_lazy("escrow", "Frozen")
    RELEASED = "released", pgettext_lazy("escrow", "Released")
    PARTLY_RELEASED = "partly_released", pgettext_lazy("escrow", "Partly released")
    REFUNDED = "refunded", pgettext_lazy("escrow", "Refunded")
    SPLIT = "split", pgettext_lazy("escrow", "Split")
    FAILED = "failed", pgettext_lazy("escrow", "Payment failed")
    EXPIRED = "expired", pgettext_lazy("escrow", "Payment expired")
    CANCELLED = "cancelled", pgettext_lazy("escrow", "Cancelled")
    REVERSED = "reversed", pgettext_lazy("escrow", "Reversed by the bank")


UNPAID = frozenset(
    {EscrowState.CREATED, EscrowState.PAYMENT_PENDING, EscrowState.FAILED, EscrowState.EXPIRED}
)
TIME_TO_COMPLETE = timedelta(days=7)  # from the first part of a payment to the last
PAYABLE = UNPAID | {EscrowState.PARTLY_PAID}
FUNDED = frozenset({EscrowState.HELD, EscrowState.FROZEN, EscrowState.PARTLY_RELEASED})

_TRIED_AGAIN = frozenset(
    {
        EscrowState.PAYMENT_PENDING,
        EscrowState.PARTLY_PAID,
        EscrowState.HELD,
        EscrowState.CANCELLED,
    }
)
ESCROW_MOVES: Moves = {
    EscrowState.CREATED: frozenset({EscrowState.PAYMENT_PENDING, EscrowState.CANCELLED}),
    # Back to the beginning: the payer thought better of the way to pay.
    EscrowState.PAYMENT_PENDING: frozenset(
        {
            EscrowState.CREATED,
            EscrowState.PARTLY_PAID,
            EscrowState.HELD,
            EscrowState.FAILED,
            EscrowState.EXPIRED,
            EscrowState.CANCELLED,
        }
    ),
    # A failed or expired payment may be tried again, and a late payment still counts.
    EscrowState.FAILED: _TRIED_AGAIN,
    EscrowState.EXPIRED: _TRIED_AGAIN,
    # Less came than was asked for: the rest may come, or all of it goes back.
    EscrowState.PARTLY_PAID: frozenset(
        {
            EscrowState.PARTLY_PAID,
            EscrowState.HELD,
            EscrowState.FROZEN,
            EscrowState.REFUNDED,
            EscrowState.CANCELLED,
        }
    ),
    EscrowState.HELD: frozenset(
        {
            EscrowState.FROZEN,
            EscrowState.RELEASED,
            EscrowState.PARTLY_RELEASED,
            EscrowState.REFUNDED,
            EscrowState.SPLIT,
            EscrowState.REVERSED,
        }
    ),
    # What was decided about a frozen escrow is carried out after unfreezing, in one transaction.
    # A mere part of which a bank has some is closed frozen as it is, and what is there goes back.
    EscrowState.FROZEN: frozenset(
        {
            EscrowState.PARTLY_PAID,
            EscrowState.HELD,
            EscrowState.PARTLY_RELEASED,
            EscrowState.REFUNDED,
            EscrowState.CANCELLED,
            EscrowState.REVERSED,
        }
    ),
    # What is left of it may be released in further parts, or divided; refunded, it was split.
    EscrowState.PARTLY_RELEASED: frozenset(
        {
            EscrowState.PARTLY_RELEASED,
            EscrowState.FROZEN,
            EscrowState.RELEASED,
            EscrowState.SPLIT,
            EscrowState.REVERSED,
        }
    ),
    EscrowState.RELEASED: frozenset(),
    EscrowState.REFUNDED: frozenset(),
    EscrowState.SPLIT: frozenset(),
    EscrowState.CANCELLED: frozenset(),
    EscrowState.REVERSED: frozenset(),
}


class PayinState(models.TextChoices):
    CREATED = "created", pgettext_lazy("payin", "Being prepared")
    OPEN = "open", pgettext_lazy("payin", "Waiting for payment")
    PROCESSING = "processing", pgettext_lazy("payin", "Being processed")
    CAPTURED = "captured", pgettext_lazy("payin", "Paid")
    EXCESS = "excess", pgettext_lazy("payin", "Paid twice, refunded")
    MISMATCHED = "mismatched", pgettext_lazy("payin", "Paid with another amount")
    FAILED = "failed", pgettext_lazy("payin", "Failed")
    EXPIRED = "expired", pgettext_lazy("payin", "Expired")
    CANCELLED = "cancelled", pgettext_lazy("payin", "Called off")


_RECEIVED = frozenset({PayinState.CAPTURED, PayinState.EXCESS, PayinState.MISMATCHED})
_GIVEN_UP = frozenset({PayinState.FAILED, PayinState.EXPIRED, PayinState.CANCELLED})
PAYIN_UNDERWAY = frozenset({PayinState.CREATED, PayinState.OPEN, PayinState.PROCESSING})
PAYIN_MOVES: Moves = {
    PayinState.CREATED: _RECEIVED | _GIVEN_UP | {PayinState.OPEN, PayinState.PROCESSING},
    PayinState.OPEN: _RECEIVED | _GIVEN_UP | {PayinState.PROCESSING},
    # The payer has acted: it can no longer be called off, only succeed or not.
    PayinState.PROCESSING: _RECEIVED | {PayinState.OPEN, PayinState.FAILED, PayinState.EXPIRED},
    # Money may still arrive late, for an intent that we had given up.
    PayinState.FAILED: _RECEIVED,
    PayinState.EXPIRED: _RECEIVED,
    PayinState.CANCELLED: _RECEIVED,
    PayinState.CAPTURED: frozenset(),
    PayinState.EXCESS: frozenset(),
    PayinState.MISMATCHED: frozenset({PayinState.CAPTURED}),  # a person credits it
}


class RefundState(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("refund", "On its way")
    DONE = "done", pgettext_lazy("refund", "Refunded")
    FAILED = "failed", pgettext_lazy("refund", "Failed, being checked")
    RETURNED = "returned", pgettext_lazy("refund", "Came back, being checked")


REFUND_MOVES: Moves = {
    RefundState.REQUESTED: frozenset({RefundState.DONE, RefundState.FAILED}),
    RefundState.DONE: frozenset({RefundState.RETURNED}),
    RefundState.FAILED: frozenset(),
    RefundState.RETURNED: frozenset(),
}


class ChargebackState(models.TextChoices):
    INQUIRY = "inquiry", pgettext_lazy("chargeback", "The bank is asking")
    NEEDS_RESPONSE = "needs_response", pgettext_lazy("chargeback", "Waiting for our answer")
    UNDER_REVIEW = "under_review", pgettext_lazy("chargeback", "The bank is deciding")
    WON = "won", pgettext_lazy("chargeback", "Won")
    LOST = "lost", pgettext_lazy("chargeback", "Lost")


CHARGEBACK_LIVE = frozenset(
    {ChargebackState.INQUIRY, ChargebackState.NEEDS_RESPONSE, ChargebackState.UNDER_REVIEW}
)
_DECIDED = frozenset({ChargebackState.WON, ChargebackState.LOST})
CHARGEBACK_MOVES: Moves = {
    ChargebackState.INQUIRY: _DECIDED
    | {ChargebackState.NEEDS_RESPONSE, ChargebackState.UNDER_REVIEW},
    ChargebackState.NEEDS_RESPONSE: _DECIDED | {ChargebackState.UNDER_REVIEW},
    ChargebackState.UNDER_REVIEW: _DECIDED,
    ChargebackState.WON: frozenset(),
    ChargebackState.LOST: frozenset(),
}


class EarningState(models.TextChoices):
    PENDING = "pending", pgettext_lazy("earning", "Pending")
    AVAILABLE = "available", pgettext_lazy("earning", "Available")


EARNING_MOVES: Moves = {
    EarningState.PENDING: frozenset({EarningState.AVAILABLE}),
    EarningState.AVAILABLE: frozenset(),
}


class PayoutState(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("payout", "Requested")
    IN_REVIEW = "in_review", pgettext_lazy("payout", "Being checked")
    APPROVED = "approved", pgettext_lazy("payout", "Approved")
    SUBMITTED = "submitted", pgettext_lazy("payout", "Sent to the provider")
    PROCESSING = "processing", pgettext_lazy("payout", "On its way")
    PAID = "paid", pgettext_lazy("payout", "Paid")
    PARTLY_PAID = "partly_paid", pgettext_lazy("payout", "Partly paid")
    FAILED = "failed", pgettext_lazy("payout", "Failed")
    RETURNED = "returned", pgettext_lazy("payout", "Returned by the bank")
    CANCELLED = "cancelled", pgettext_lazy("payout", "Cancelled")


PAYOUT_OPEN = frozenset(
    {
        PayoutState.REQUESTED,
        PayoutState.IN_REVIEW,
        PayoutState.APPROVED,
        PayoutState.SUBMITTED,
        PayoutState.PROCESSING,
    }
)
PAYOUT_BACK = frozenset({PayoutState.PARTLY_PAID, PayoutState.FAILED, PayoutState.RETURNED})
_SENT = PAYOUT_BACK | {PayoutState.PAID}
PAYOUT_MOVES: Moves = {
    PayoutState.REQUESTED: frozenset(
        {PayoutState.IN_REVIEW, PayoutState.APPROVED, PayoutState.CANCELLED}
    ),
    PayoutState.IN_REVIEW: frozenset({PayoutState.APPROVED, PayoutState.CANCELLED}),
    PayoutState.APPROVED: frozenset({PayoutState.SUBMITTED, PayoutState.CANCELLED}),
    PayoutState.SUBMITTED: _SENT | {PayoutState.PROCESSING},
    PayoutState.PROCESSING: _SENT,
    PayoutState.PAID: frozenset({PayoutState.PARTLY_PAID, PayoutState.RETURNED}),
    PayoutState.PARTLY_PAID: frozenset({PayoutState.RETURNED}),
    PayoutState.FAILED: frozenset(),
    PayoutState.RETURNED: frozenset(),
    PayoutState.CANCELLED: frozenset(),
}


class PartState(models.TextChoices):
    """One transfer of a payout at the provider; most payouts have one."""

    WAITING = "waiting", pgettext_lazy("payout part", "Waiting to be sent")
    SUBMITTED = "submitted", pgettext_lazy("payout part", "Sent to the provider")
    PROCESSING = "processing", pgettext_lazy("payout part", "On its way")
    PAID = "paid", pgettext_lazy("payout part", "Paid")
    FAILED = "failed", pgettext_lazy("payout part", "Failed")
    RETURNED = "returned", pgettext_lazy("payout part", "Returned by the bank")
    CANCELLED = "cancelled", pgettext_lazy("payout part", "Cancelled")


PART_OPEN = frozenset({PartState.WAITING, PartState.SUBMITTED, PartState.PROCESSING})
PART_MOVES: Moves = {
    PartState.WAITING: frozenset({PartState.SUBMITTED, PartState.CANCELLED}),
    PartState.SUBMITTED: frozenset({PartState.PROCESSING, PartState.PAID, PartState.FAILED}),
    PartState.PROCESSING: frozenset({PartState.PAID, PartState.FAILED}),
    PartState.PAID: frozenset({PartState.RETURNED}),
    PartState.FAILED: frozenset(),
    PartState.RETURNED: frozenset(),
    PartState.CANCELLED: frozenset(),
}


class NameMatch(models.TextChoices):
    """How the name of an account's holder fits the legal name of its person."""

    MATCH = "match", _("The names match")
    CLOSE = "close", _("The names are close")
    DIFFERS = "differs", _("The names differ")


class Cadence(models.TextChoices):
    """How often available money is paid out by itself."""

    MANUAL = "manual", _("Only when I ask")
    WEEKLY = "weekly", _("Every week")
    MONTHLY = "monthly", _("Every month")
    THRESHOLD = "threshold", _("When enough has come together")


class MismatchState(models.TextChoices):
    OPEN = "open", pgettext_lazy("mismatch", "To be checked")
    RESOLVED = "resolved", pgettext_lazy("mismatch", "Resolved")


class MismatchKind(models.TextChoices):
    AMOUNT = "amount", _("Another amount or currency was paid")
    UNKNOWN = "unknown", _("The provider speaks of something that we do not know")
    REFUND_FAILED = "refund_failed", _("A refund failed")
    DOUBLE_LOSS = "double_loss", _("The bank took back what the escrow does not have any more")
    RESULT = "result", _("The provider answered something that contradicts our row")


class CaseKind(models.TextChoices):
    """How a row of a provider's report and the book differ."""

    MISSING_IN_BOOK = "missing_in_book", _("The book lacks what the provider reports")
    MISSING_AT_PROVIDER = "missing_at_provider", _("The provider’s report lacks what the book has")
    AMOUNT = "amount", _("The provider reports another amount")
    COST = "cost", _("The provider kept another cost")
    DUPLICATE = "duplicate", _("The provider reports it twice")


CORRECTABLE = frozenset({CaseKind.AMOUNT, CaseKind.COST})


class CaseState(models.TextChoices):
    OPEN = "open", pgettext_lazy("case", "Open")
    RESOLVED = "resolved", pgettext_lazy("case", "Resolved")


class AccountKind(models.TextChoices):
    """Kinds of accounts. Owners' accounts are tracked, platform-side accounts are not."""

    ESCROW = "escrow", _("Escrow")
    PENDING = "pending", _("Earnings, pending")
    AVAILABLE = "available", _("Earnings, available")
    UNAPPLIED = "unapplied", _("Received, to be returned to the payer")
    PROVIDER_CASH = "provider_cash", _("Money at the provider")
    PROVIDER_FEE = "provider_fee", _("Cost of the provider")
    PAYOUT_CLEARING = "payout_clearing", _("Payouts on their way")
    REFUND_CLEARING = "refund_clearing", _("Refunds on their way")
    CHARGEBACK = "chargeback", _("Chargebacks")
    PLATFORM_FEE = "platform_fee", _("Fee of Karya")
    PPN = "ppn", _("PPN, for the tax office")
    PPH22 = "pph22", _("PPh 22, for the tax office")
    FREELANCER_DEBT = "freelancer_debt", _("Owed by freelancers")
    WRITTEN_OFF = "written_off", _("Small differences kept")


OWNED_BY_USER = frozenset({AccountKind.PENDING, AccountKind.AVAILABLE, AccountKind.UNAPPLIED})
TRACKED = OWNED_BY_USER | {AccountKind.ESCROW}
OWNED_BY_PROVIDER = frozenset(
    {
        AccountKind.PROVIDER_CASH,
        AccountKind.PROVIDER_FEE,
        AccountKind.PAYOUT_CLEARING,
        AccountKind.REFUND_CLEARING,
        AccountKind.CHARGEBACK,
    }
)


class TransferKind(models.TextChoices):
    CAPTURE = "capture", _("Payment received")
    EXCESS = "excess", _("Payment received twice, to be refunded")
    UNMATCHED = "unmatched", _("Payment received that does not match")
    RELEASE = "release", _("Released to the freelancer")
    SPLIT = "split", _("Split between both")
    HOLD_OVER = "hold_over", _("Earnings became available")
    PAYOUT_HOLD = "payout_hold", _("Payout requested")
    PAYOUT_PAID = "payout_paid", _("Payout paid")
    PAYOUT_BACK = "payout_back", _("Payout failed, back to earnings")
    PAYOUT_RETURNED = "payout_returned", _("Payout returned by the bank")
    REFUND_ASKED = "refund_asked", _("Refund requested")
    REFUND_DONE = "refund_done", _("Refund paid")
    REFUND_FAILED = "refund_failed", _("Refund failed")
    REFUND_RETURNED = "refund_returned", _("Refund came back")
    CHARGEBACK = "chargeback", _("Taken back by the payer’s bank")
    CHARGEBACK_WON = "chargeback_won", _("Given back by the payer’s bank")
    DEBT_REPAID = "debt_repaid", _("Debt repaid from earnings")
    DEBT_WRITTEN_OFF = "debt_written_off", _("Debt written off")
    CREDITED = "credited", _("Credited to its escrow by hand")
    DIFFERENCE_KEPT = "difference_kept", _("Small difference written off")
    TAX_REMITTED = "tax_remitted", _("Tax paid to the tax office")
    CORRECTION = "correction", _("Correction after reconciliation")

"""Payments that the payer's bank took back, and what freelancers owe after one."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from core.models import Changed, CurrencyField, MinorUnitsField, StoredFile
from core.money import Money
from payments.kinds import EvidenceKind
from payments.models.payins import Payin
from payments.models.shapes import above_zero, whole_rupiah
from payments.states import CHARGEBACK_LIVE, CHARGEBACK_MOVES, ChargebackState
from payments.words import CHARGEBACK_ICONS, bank_reason_in_words

# Kinds of changes that keep the state
ANSWER_WRITTEN, LOSS_ACCEPTED = "answer_written", "loss_accepted"
FILE_ADDED, FILE_REMOVED = "file_added", "file_removed"
_PARTS = (
    "from_escrow_minor",
    "from_fee_minor",
    "from_ppn_minor",
    "from_pph22_minor",
    "from_pending_minor",
    "from_available_minor",
    "debt_minor",
    "borne_minor",
)


class Chargeback(models.Model):
    """One dispute of a payment at the payer's bank, and where its amount was taken from.

    The parts are zero until the provider takes the money, and sum to the amount from then on:
    out of the escrow, Karya's fee, the taxes, the freelancer's pending and available earnings,
    the freelancer's debt, and what Karya bears because nobody here has it.
    """

    moves = CHARGEBACK_MOVES

    payin = models.ForeignKey(Payin, models.PROTECT, related_name="chargebacks")
    provider = models.CharField(max_length=20)
    reference = models.CharField(max_length=100)
    currency = CurrencyField()
    amount_minor = MinorUnitsField()
    provider_fee_minor = MinorUnitsField(default=0)
    reason = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=16, choices=ChargebackState)
    from_escrow_minor = MinorUnitsField(default=0)
    from_fee_minor = MinorUnitsField(default=0)
    from_ppn_minor = MinorUnitsField(default=0, db_default=0)
    from_pph22_minor = MinorUnitsField(default=0, db_default=0)
    from_pending_minor = MinorUnitsField(default=0)
    from_available_minor = MinorUnitsField(default=0)
    debt_minor = MinorUnitsField(default=0)
    borne_minor = MinorUnitsField(default=0)
    narrative = models.TextField(blank=True)
    conceded_at = models.DateTimeField(null=True, blank=True)
    reminded_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    evidence_due_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "evidence_due_at"], name="chargeback_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "reference"], name="chargeback_once_per_reference"
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, **dict.fromkeys(_PARTS, 0))
                | Q(
                    taken_at__isnull=False,
                    amount_minor=F("from_escrow_minor")
                    + F("from_fee_minor")
                    + F("from_ppn_minor")
                    + F("from_pph22_minor")
                    + F("from_pending_minor")
                    + F("from_available_minor")
                    + F("debt_minor")
                    + F("borne_minor"),
                ),
                name="chargeback_is_covered",
            ),
            models.CheckConstraint(
                condition=Q(**{f"{part}__gte": 0 for part in (*_PARTS, "provider_fee_minor")}),
                name="chargeback_parts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(narrative="") | Q(conceded_at__isnull=True),
                name="chargeback_answered_or_accepted",
            ),
            above_zero("amount_minor", "chargeback_is_positive"),
            whole_rupiah("amount_minor", "chargeback_whole_rupiah"),
        ]

    def __str__(self) -> str:
        return f"chargeback {self.reference} of payin {self.payin_id}"

    @property
    def amount(self) -> Money:
        """What the payer's bank wants back."""
        return self.money(self.amount_minor)

    @property
    def provider_fee(self) -> Money:
        """What the provider keeps for the work; Karya bears it."""
        return self.money(self.provider_fee_minor)

    @property
    def debt(self) -> Money:
        """The part that the freelancer did not have any more."""
        return self.money(self.debt_minor)

    @property
    def is_live(self) -> bool:
        return self.state in CHARGEBACK_LIVE

    @property
    def from_payee(self) -> Money:
        """What it takes of the freelancer's earnings: had, and still to come."""
        return self.money(self.from_pending_minor + self.from_available_minor + self.debt_minor)

    @property
    def was_all_held(self) -> bool:
        """Whether all of it came out of the escrow, so that nobody's earnings are touched."""
        return self.from_escrow_minor == self.amount_minor

    @property
    def can_be_answered(self) -> bool:
        """Whether the provider still waits for our evidence."""
        return self.state == ChargebackState.NEEDS_RESPONSE

    @property
    def waits_to_be_sent(self) -> bool:
        """Whether an answer is written that the provider has not got."""
        return bool(self.narrative) and self.can_be_answered

    @property
    def waits_to_be_conceded(self) -> bool:
        """Whether we accept the loss, and the provider does not know it yet."""
        return self.conceded_at is not None and self.can_be_answered

    def is_overdue(self, now: datetime) -> bool:
        """Whether the deadline of the bank is over."""
        return self.evidence_due_at is not None and self.evidence_due_at <= now

    @property
    def reason_text(self) -> str:
        """Why, as the bank says it: in words where we know its code."""
        return bank_reason_in_words(self.reason)

    @property
    def parts(self) -> dict[str, Money]:
        """Where the amount was taken from, by the column's name; zeros left out."""
        amounts = {part.removesuffix("_minor"): getattr(self, part) for part in _PARTS}
        return {name: self.money(minor) for name, minor in amounts.items() if minor}

    def money(self, minor: int) -> Money:
        """An amount of this chargeback's currency."""
        return Money(minor, self.currency)


class ChargebackChange(Changed):
    """What happened to a chargeback, and when."""

    chargeback = models.ForeignKey(Chargeback, models.PROTECT, related_name="changes")

    @property
    def title(self) -> str:
        """The state it reached, or what somebody did that keeps it, in words."""
        titles = {
            "opened": gettext("The payer disputed the payment at the bank"),
            ANSWER_WRITTEN: gettext("Our answer was written"),
            LOSS_ACCEPTED: gettext("We accepted the loss"),
            FILE_ADDED: gettext("A file for the bank was added"),
            FILE_REMOVED: gettext("A file for the bank was removed"),
        }
        return titles.get(self.kind) or str(ChargebackState(self.to_state).label)

    @property
    def icon(self) -> str:
        return CHARGEBACK_ICONS.get(self.kind) or CHARGEBACK_ICONS.get(self.to_state, "circle")


class ChargebackFile(StoredFile):
    """A file that goes to the bank with our answer, one of each kind."""

    chargeback = models.ForeignKey(Chargeback, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=EvidenceKind)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["chargeback", "kind"], name="chargeback_one_file_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(content_type__in=["application/pdf", "image/png", "image/jpeg"]),
                name="chargeback_file_is_pdf_or_picture",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Debt(models.Model):
    """What a freelancer owes after a chargeback: repaid by later earnings, or written off."""

    chargeback = models.OneToOneField(Chargeback, models.PROTECT, related_name="owed")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="debts")
    currency = CurrencyField()
    amount_minor = MinorUnitsField()
    repaid_minor = MinorUnitsField(default=0)
    cancelled_minor = MinorUnitsField(default=0)
    written_off_minor = MinorUnitsField(default=0)
    written_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_off_reason = models.TextField(blank=True)
    repayments = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            above_zero("amount_minor", "debt_is_positive"),
            whole_rupiah("amount_minor", "debt_whole_rupiah"),
            models.CheckConstraint(
                condition=Q(
                    repaid_minor__gte=0,
                    cancelled_minor__gte=0,
                    written_off_minor__gte=0,
                    amount_minor__gte=F("repaid_minor")
                    + F("cancelled_minor")
                    + F("written_off_minor"),
                ),
                name="debt_parts_fit",
            ),
        ]

    def __str__(self) -> str:
        return f"debt {self.pk} of {self.user_id}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def repaid(self) -> Money:
        return Money(self.repaid_minor, self.currency)

    @property
    def written_off(self) -> Money:
        """What Karya bears of it."""
        return Money(self.written_off_minor, self.currency)

    @property
    def cancelled(self) -> Money:
        """What was not owed after all, because the bank gave the payment back."""
        return Money(self.cancelled_minor, self.currency)

    @property
    def outstanding(self) -> Money:
        """What is still owed."""
        settled = self.repaid_minor + self.cancelled_minor + self.written_off_minor
        return Money(self.amount_minor - settled, self.currency)

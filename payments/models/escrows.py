"""Escrows and what freelancers earn from them."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.models import Changed, CurrencyField, MinorUnitsField
from core.money import Money
from payments.fees import FeeTerms, Shares, split, split_further
from payments.models.policy import PolicyVersion
from payments.models.shapes import above_zero, whole_rupiah
from payments.states import (
    EARNING_MOVES,
    ESCROW_MOVES,
    FUNDED,
    PAYABLE,
    UNPAID,
    EarningState,
    EscrowState,
)

# Providers keep money for somebody at most this long; at 60 days both are warned, at 75 pressed.
HELD_AT_MOST = timedelta(days=90)
_TOTAL = F("amount_minor") + F("client_fee_minor") + F("client_ppn_minor")
_HOLDING = FUNDED | {EscrowState.PARTLY_PAID}
_NEEDS_ALL = {
    EscrowState.HELD,
    EscrowState.PARTLY_RELEASED,
    EscrowState.RELEASED,
    EscrowState.SPLIT,
}


class Escrow(models.Model):
    """Money of a payer held for a payee; paid = held + released + refunded + fees + taxes."""

    moves = ESCROW_MOVES

    payer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="escrows_paid")
    payee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="escrows_earned"
    )
    currency = CurrencyField()
    amount_minor = MinorUnitsField()
    client_fee_minor = MinorUnitsField(default=0)
    freelancer_bps = models.PositiveIntegerField()
    client_bps = models.PositiveIntegerField()
    client_ppn_minor = MinorUnitsField(default=0, db_default=0)
    ppn_bps = models.PositiveIntegerField(default=0, db_default=0)
    pph22_bps = models.PositiveIntegerField(default=0, db_default=0)
    policy = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+")
    paid_minor = MinorUnitsField(default=0)
    held_minor = MinorUnitsField(default=0)
    released_minor = MinorUnitsField(default=0)
    refunded_minor = MinorUnitsField(default=0)
    fee_minor = MinorUnitsField(default=0)
    ppn_minor = MinorUnitsField(default=0, db_default=0)
    pph22_minor = MinorUnitsField(default=0, db_default=0)
    earned_minor = MinorUnitsField(default=0, db_default=0)
    charged_back_minor = MinorUnitsField(default=0, db_default=0)
    state = models.CharField(max_length=20, choices=EscrowState, default=EscrowState.CREATED)
    description = models.CharField(max_length=200)
    reference = models.CharField(max_length=100, unique=True)
    created_at = models.DateTimeField()
    complete_by_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    payout_hold_until = models.DateTimeField(null=True, blank=True)
    frozen_reason = models.CharField(max_length=200, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    pressed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "held_at"], name="escrow_state_held_at")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    paid_minor=F("held_minor")
                    + F("released_minor")
                    + F("refunded_minor")
                    + F("fee_minor")
                    + F("ppn_minor")
                    + F("pph22_minor")
                    + F("charged_back_minor")
                ),
                name="escrow_equation",
            ),
            models.CheckConstraint(
                condition=Q(
                    paid_minor__gte=0,
                    held_minor__gte=0,
                    released_minor__gte=0,
                    refunded_minor__gte=0,
                    fee_minor__gte=0,
                    client_fee_minor__gte=0,
                    client_ppn_minor__gte=0,
                    ppn_minor__gte=0,
                    pph22_minor__gte=0,
                    charged_back_minor__gte=0,
                ),
                name="escrow_parts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(paid_minor__lte=_TOTAL),
                name="escrow_paid_at_most_total",
            ),
            models.CheckConstraint(
                condition=Q(earned_minor__gte=0, earned_minor__lte=F("amount_minor")),
                name="escrow_earned_within_price",
            ),
            models.CheckConstraint(
                condition=Q(ppn_bps__lte=2500, pph22_bps__lte=1000), name="escrow_taxes_are_sane"
            ),
            models.CheckConstraint(condition=~Q(payer=F("payee")), name="escrow_two_people"),
            models.CheckConstraint(
                # Frozen by a chargeback it may be empty: its money stands there for the while.
                condition=Q(state__in=sorted(_HOLDING), held_minor__gt=0)
                | Q(state=EscrowState.FROZEN, charged_back_minor__gt=0)
                | (~Q(state__in=sorted(_HOLDING)) & Q(held_minor=0)),
                name="escrow_holds_while_funded",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(UNPAID)) | Q(paid_minor=0),
                name="escrow_unpaid_means_unpaid",
            ),
            models.CheckConstraint(
                condition=~Q(state=EscrowState.PARTLY_PAID)
                | Q(paid_minor__gt=0, paid_minor__lt=_TOTAL, complete_by_at__isnull=False),
                name="escrow_partly_paid_means_a_part",
            ),
            models.CheckConstraint(  # its rest could never make it whole
                condition=~Q(state=EscrowState.PARTLY_PAID) | Q(charged_back_minor=0),
                name="escrow_partly_paid_lost_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(_NEEDS_ALL)) | Q(paid_minor=_TOTAL),
                name="escrow_moves_when_complete",
            ),
            above_zero("amount_minor", "escrow_amount_is_positive"),
            whole_rupiah("amount_minor", "escrow_whole_rupiah"),
        ]

    def __str__(self) -> str:
        return f"escrow {self.pk}: {self.description}"

    @property
    def fee_terms(self) -> FeeTerms:
        return FeeTerms(
            freelancer_bps=self.freelancer_bps,
            client_bps=self.client_bps,
            policy_version=self.policy_id,
            ppn_bps=self.ppn_bps,
            pph22_bps=self.pph22_bps,
        )

    @property
    def shares(self) -> Shares:
        """What is left of the price divides into, as far as no bank took it back."""
        return self.shares_of(self.divisible)

    def shares_of(self, part: Money) -> Shares:
        """What a part divides into after what was released before; costs at most the whole fee."""
        return split_further(self._money(self.earned_minor), part, self.fee_terms)

    @property
    def price_shares(self) -> Shares:
        """What the whole price divides into, whatever became of it since."""
        return split(self.amount, self.fee_terms)

    @property
    def amount(self) -> Money:
        """The agreed price, before any fee."""
        return self._money(self.amount_minor)

    @property
    def total(self) -> Money:
        """What the payer pays: the price, the payer's fee and the tax on that."""
        return self._money(self.amount_minor + self.client_fee_minor + self.client_ppn_minor)

    @property
    def missing(self) -> Money:
        """What is still to be paid before anything may happen with it."""
        return self.total - self.paid

    @property
    def paid(self) -> Money:
        return self._money(self.paid_minor)

    @property
    def held(self) -> Money:
        return self._money(self.held_minor)

    @property
    def released(self) -> Money:
        """What went to the payee, after the fee."""
        return self._money(self.released_minor)

    @property
    def refunded(self) -> Money:
        return self._money(self.refunded_minor)

    @property
    def fee(self) -> Money:
        return self._money(self.fee_minor)

    @property
    def taxes(self) -> Money:
        """What went to the tax accounts: PPN on both fees, and PPh 22."""
        return self._money(self.ppn_minor + self.pph22_minor)

    @property
    def charged_back(self) -> Money:
        """What the payer's bank took out of it, for now or for good."""
        return self._money(self.charged_back_minor)

    @property
    def divisible(self) -> Money:
        """The price, less what was released or a bank took of it: what a settlement can divide."""
        gone = self.charged_back_minor + self.earned_minor
        return self._money(max(self.amount_minor - gone, 0))

    @property
    def decide_by_at(self) -> datetime | None:
        """Until when the provider keeps what is held; then it has to go to one of the two."""
        if self.held_at is None or not self.is_funded:
            return None
        return self.held_at + HELD_AT_MOST

    @property
    def is_unpaid(self) -> bool:
        return self.state in UNPAID

    @property
    def is_payable(self) -> bool:
        """Whether it waits for money: all of it, or the rest."""
        return self.state in PAYABLE

    @property
    def is_partly_paid(self) -> bool:
        return self.state == EscrowState.PARTLY_PAID

    @property
    def state_unfrozen(self) -> EscrowState:
        """What it is when nothing keeps it frozen any more."""
        if self.missing:
            return EscrowState.PARTLY_PAID
        return EscrowState.PARTLY_RELEASED if self.earned_minor else EscrowState.HELD

    @property
    def is_partly_released(self) -> bool:
        """Whether a part was released and the rest is still here."""
        return self.is_funded and self.earned_minor > 0

    @property
    def is_funded(self) -> bool:
        """Whether all of it came and some of it is here; a bank may have frozen a mere part."""
        return self.state in FUNDED and not self.missing

    def _money(self, minor: int) -> Money:
        return Money(minor, self.currency)


class EscrowChange(Changed):
    """Who moved an escrow, when, why."""

    escrow = models.ForeignKey(Escrow, models.PROTECT, related_name="changes")


class Earning(models.Model):
    """What one release brought a payee; pending until the payout hold of its rail is over.

    `fee_minor` is the fee of both sides; `ppn_minor` and `pph22_minor` are the payee's taxes, and
    `client_ppn_minor` is the payer's.
    """

    moves = EARNING_MOVES

    escrow = models.ForeignKey(Escrow, models.PROTECT, related_name="earnings")
    payee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="earnings")
    currency = CurrencyField()
    amount_minor = MinorUnitsField()
    fee_minor = MinorUnitsField()
    ppn_minor = MinorUnitsField(default=0, db_default=0)
    client_ppn_minor = MinorUnitsField(default=0, db_default=0)
    pph22_minor = MinorUnitsField(default=0, db_default=0)
    gross_minor = MinorUnitsField(db_default=0)
    request_key = models.CharField(max_length=150, blank=True, default="", db_default="")
    taken_minor = MinorUnitsField(default=0, db_default=0)
    state = models.CharField(max_length=10, choices=EarningState, default=EarningState.PENDING)
    earned_at = models.DateTimeField()
    available_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "available_at"], name="earning_state_available")]
        constraints = [
            above_zero("amount_minor", "earning_is_positive"),
            models.CheckConstraint(
                condition=Q(taken_minor__gte=0, taken_minor__lte=F("amount_minor")),
                name="earning_taken_at_most_all",
            ),
            models.CheckConstraint(
                condition=Q(
                    gross_minor__gte=F("amount_minor"),
                    gross_minor__lte=F("amount_minor")
                    + F("fee_minor")
                    + F("ppn_minor")
                    + F("pph22_minor"),
                ),
                name="earning_gross_is_net_and_fee",
            ),
            models.CheckConstraint(
                condition=Q(
                    ppn_minor__gte=0,
                    client_ppn_minor__gte=0,
                    pph22_minor__gte=0,
                    gross_minor__gte=F("amount_minor") + F("ppn_minor") + F("pph22_minor"),
                ),
                name="earning_taxes_are_of_its_gross",
            ),
            models.UniqueConstraint(
                fields=["escrow", "request_key"],
                condition=~Q(request_key=""),
                name="earning_once_per_request",
            ),
            whole_rupiah("amount_minor", "earning_whole_rupiah"),
        ]

    def __str__(self) -> str:
        return f"earning {self.pk} of {self.escrow_id}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def gross(self) -> Money:
        """The part of the price that it came of, before any fee."""
        return Money(self.gross_minor, self.currency)

    @property
    def own_fee(self) -> Money:
        """What the payee paid Karya of it, without taxes."""
        taxes = self.ppn_minor + self.pph22_minor
        return Money(self.gross_minor - self.amount_minor - taxes, self.currency)

    @property
    def ppn(self) -> Money:
        """PPN on the payee's fee."""
        return Money(self.ppn_minor, self.currency)

    @property
    def pph22(self) -> Money:
        """PPh 22 that Karya withheld."""
        return Money(self.pph22_minor, self.currency)

    @property
    def left(self) -> Money:
        """What a chargeback left of it while it was pending."""
        return Money(self.amount_minor - self.taken_minor, self.currency)

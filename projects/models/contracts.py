"""What was agreed, and the work done under it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.models import CurrencyField, MinorUnitsField
from core.money import Money
from core.zones import zone_named
from payments.fees import FeeTerms, Shares, split
from payments.models import Escrow
from payments.states import EscrowState
from projects.models.bids import Bid, Terms
from projects.models.policy import WorkPolicy
from projects.models.postings import Project
from projects.states import (
    AMENDMENT_MOVES,
    CONTRACT_MOVES,
    ENDED_MILESTONES,
    MILESTONE_MOVES,
    REFUND_MOVES,
    RUNNING_CONTRACTS,
    AmendmentState,
    ContractState,
    MilestoneState,
    RefundAnswer,
)


def zone_of(person: User) -> ZoneInfo:
    """The time zone somebody lives in, or the marketplace's."""
    return zone_named(person.timezone)


class Contract(models.Model):
    """A signed agreement: these two people, this version of terms, these rules and fees."""

    moves = CONTRACT_MOVES

    project = models.ForeignKey(Project, models.PROTECT, related_name="contracts")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="contracts")
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="contracts_as_client"
    )
    freelancer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="contracts_as_freelancer"
    )
    title = models.CharField(max_length=120)
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="contracts")
    policy = models.ForeignKey(WorkPolicy, models.PROTECT, related_name="+")
    currency = CurrencyField()
    freelancer_bps = models.PositiveIntegerField()
    client_bps = models.PositiveIntegerField()
    ppn_bps = models.PositiveIntegerField(default=0, db_default=0)
    pph22_bps = models.PositiveIntegerField(default=0, db_default=0)
    fee_policy_version = models.PositiveIntegerField()
    state = models.CharField(
        max_length=16, choices=ContractState, default=ContractState.AWAITING_FUNDING
    )
    signed_at = models.DateTimeField()
    fund_by_at = models.DateTimeField()
    paused_until_at = models.DateTimeField(null=True, blank=True)
    pause_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        ordering = ["-signed_at"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(client=models.F("freelancer")),
                name="contract_client_is_not_freelancer",
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=models.Q(state__in=sorted(RUNNING_CONTRACTS)),
                name="project_has_one_running_contract",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "state"], name="contract_client_state"),
            models.Index(fields=["freelancer", "state"], name="contract_freelancer_state"),
            models.Index(fields=["state", "fund_by_at"], name="contract_fund_by"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def fee_terms(self) -> FeeTerms:
        return FeeTerms(
            freelancer_bps=self.freelancer_bps,
            client_bps=self.client_bps,
            policy_version=self.fee_policy_version,
            ppn_bps=self.ppn_bps,
            pph22_bps=self.pph22_bps,
        )

    @property
    def first_fund_by_at(self) -> datetime:
        """Until when it was to be paid at the signature; a part that came gives longer."""
        return self.signed_at + timedelta(hours=self.policy.fund_hours)

    def lapses_without(self, escrow: Escrow) -> bool:
        """Whether it is over when the rest of a first payment does not come in time."""
        if self.state != ContractState.AWAITING_FUNDING or escrow.complete_by_at is None:
            return False
        return self.first_fund_by_at <= escrow.complete_by_at

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING_CONTRACTS


class Milestone(models.Model):
    """One step of a contract, paid for by one escrow."""

    moves = MILESTONE_MOVES

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    amount_minor = MinorUnitsField()
    currency = CurrencyField()
    days = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=18, choices=MilestoneState, default=MilestoneState.AGREED)
    escrow = models.OneToOneField(
        Escrow, models.PROTECT, null=True, blank=True, related_name="milestone"
    )
    due_on = models.DateField(null=True, blank=True)
    funded_at = models.DateTimeField(null=True, blank=True)
    review_deadline_at = models.DateTimeField(null=True, blank=True)
    rounds_used = models.PositiveSmallIntegerField(default=0)
    was_approved_by_clock = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    # While it is disputed: what it was, since when its times stand still, what is left to review.
    state_before_dispute = models.CharField(max_length=18, blank=True)
    stands_since = models.DateTimeField(null=True, blank=True)
    review_left = models.DurationField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "position"], name="milestone_has_one_place"
            ),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="milestone_is_positive"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=MilestoneState.SUBMITTED)
                | models.Q(review_deadline_at__isnull=False),
                name="milestone_submitted_has_deadline",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "review_deadline_at"], name="milestone_review_clock")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def shares(self) -> Shares:
        """What the client pays for it and the freelancer gets."""
        return split(self.amount, self.contract.fee_terms)

    @property
    def left(self) -> Money:
        """What of the price is still to be divided: all of it until a part is released."""
        is_held = self.escrow is not None and self.escrow.is_funded
        return self.escrow.divisible if is_held and self.escrow is not None else self.amount

    @property
    def shares_left(self) -> Shares:
        """What is left divides into; costs with the parts before what the whole costs."""
        is_held = self.escrow is not None and self.escrow.is_funded
        return self.escrow.shares if is_held and self.escrow is not None else self.shares

    @property
    def due_at(self) -> datetime | None:
        """The end of the day it is due, where the freelancer lives."""
        if self.due_on is None:
            return None
        return datetime.combine(self.due_on, time.max, zone_of(self.contract.freelancer))

    @property
    def late_from(self) -> datetime | None:
        """From when the client may ask the money back, if nothing was delivered."""
        days = timedelta(days=self.contract.policy.late_days)
        return self.due_at + days if self.due_at else None

    @property
    def is_ended(self) -> bool:
        return self.state in ENDED_MILESTONES

    @property
    def is_at_the_bank(self) -> bool:
        """Whether the payer's bank has taken its money back and decides about it."""
        is_frozen = self.escrow is not None and self.escrow.state == EscrowState.FROZEN
        return is_frozen and self.state != MilestoneState.DISPUTED


class Delivery(models.Model):
    """Work handed over: a message and files, numbered per milestone."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="deliveries")
    number = models.PositiveSmallIntegerField()
    message = models.TextField(_("message"), max_length=5000)
    delivered_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["milestone", "number"], name="delivery_is_numbered")
        ]

    def __str__(self) -> str:
        return f"delivery {self.number}"


class ChangeRequest(models.Model):
    """What the client wants changed in a delivery, as a list."""

    delivery = models.OneToOneField(Delivery, models.PROTECT, related_name="change_request")
    changes = models.JSONField()
    requested_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"changes to {self.delivery_id}"


class RefundRequest(models.Model):
    """The client asks for the money of a milestone back; the freelancer answers by a date."""

    moves = REFUND_MOVES

    class Cause(models.TextChoices):
        LATE = "late", _("The work is late")
        ENDING = "ending", _("The contract ends")

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="refund_requests")
    cause = models.CharField(max_length=8, choices=Cause)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    state = models.CharField(max_length=18, choices=RefundAnswer, default=RefundAnswer.OPEN)
    asked_at = models.DateTimeField()
    answer_by_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["milestone"],
                condition=models.Q(state=RefundAnswer.OPEN),
                name="milestone_has_one_open_refund_request",
            )
        ]

    def __str__(self) -> str:
        return f"refund request {self.pk}"


class Amendment(models.Model):
    """Other remaining steps for a running contract, proposed by one side to the other."""

    moves = AMENDMENT_MOVES

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="amendments")
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=AmendmentState, default=AmendmentState.OPEN)
    proposed_at = models.DateTimeField()
    answer_by_at = models.DateTimeField()

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract"],
                condition=models.Q(state=AmendmentState.OPEN),
                name="contract_has_one_open_amendment",
            )
        ]

    def __str__(self) -> str:
        return f"amendment {self.pk}"

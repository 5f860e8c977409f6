"""Money going out to freelancers."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext

from core.models import Changed, CurrencyField, MinorUnitsField
from core.money import Money
from payments.models.book import Transfer
from payments.models.destinations import Destination
from payments.models.payins import Sent
from payments.models.shapes import above_zero, whole_rupiah
from payments.states import (
    PART_MOVES,
    PART_OPEN,
    PAYOUT_BACK,
    PAYOUT_MOVES,
    PAYOUT_OPEN,
    NameMatch,
    PartState,
    PayoutState,
)
from payments.words import (
    CHANNELS,
    KINDS,
    PAYOUT_ICONS,
    failure_in_words,
    reason_for_staff,
    reason_in_words,
)

_AT_THE_BANK = PAYOUT_BACK | {PayoutState.PROCESSING, PayoutState.PAID}
_BEFORE_APPROVAL = sorted({PayoutState.REQUESTED, PayoutState.IN_REVIEW, PayoutState.CANCELLED})


class Payout(models.Model):
    """Money a freelancer asked for, on its way to a destination in one transfer or several."""

    moves = PAYOUT_MOVES

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="payouts")
    destination = models.ForeignKey(Destination, models.PROTECT, related_name="payouts")
    request_key = models.CharField(max_length=150)
    provider = models.CharField(max_length=20)
    key = models.CharField(max_length=60, unique=True)
    currency = CurrencyField()
    amount_minor = MinorUnitsField()
    state = models.CharField(max_length=12, choices=PayoutState, default=PayoutState.REQUESTED)
    held_in = models.OneToOneField(Transfer, models.PROTECT, null=True, related_name="+")
    failure = models.CharField(max_length=60, blank=True)
    retry_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    name_match = models.CharField(
        max_length=8, choices=NameMatch, blank=True, default="", db_default=""
    )
    review_reason = models.CharField(max_length=200, blank=True)
    needs_two = models.BooleanField(default=False, db_default=False)
    review_by = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "created_at"], name="payout_state_created")]
        constraints = [
            models.UniqueConstraint(fields=["user", "request_key"], name="payout_once_per_request"),
            models.UniqueConstraint(fields=["retry_of"], name="payout_retried_once"),
            models.CheckConstraint(
                condition=(Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("user")))
                & (Q(second_reviewed_by__isnull=True) | ~Q(second_reviewed_by=F("user"))),
                name="payout_nobody_reviews_their_own",
            ),
            models.CheckConstraint(
                condition=Q(second_reviewed_by__isnull=True)
                | (Q(reviewed_by__isnull=False) & ~Q(second_reviewed_by=F("reviewed_by"))),
                name="payout_two_different_people",
            ),
            models.CheckConstraint(
                condition=Q(needs_two=False)
                | Q(second_reviewed_by__isnull=False)
                | Q(state__in=_BEFORE_APPROVAL),
                name="payout_large_needs_two_people",
            ),
            above_zero("amount_minor", "payout_is_positive"),
            whole_rupiah("amount_minor", "payout_whole_rupiah"),
        ]

    def __str__(self) -> str:
        return f"payout {self.pk} of {self.user_id}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def failure_text(self) -> str:
        """Why it did not arrive, as a sentence."""
        return failure_in_words(self.failure)

    @property
    def review_text(self) -> str:
        """Why a person looks at it first, as sentences."""
        return " ".join(reason_in_words(word) for word in self.review_reason.split())

    @property
    def review_text_for_staff(self) -> str:
        """The same to those who look, and to whom it is not their own."""
        return " ".join(reason_for_staff(word) for word in self.review_reason.split())

    @property
    def references(self) -> list[str]:
        """What the provider calls its transfers, in order; those that have a name there."""
        return [part.provider_reference for part in self.parts.all() if part.provider_reference]

    @property
    def told_changes(self) -> models.QuerySet["PayoutChange"]:
        """What happened to it, in order (1 query)."""
        return self.changes.select_related("part").order_by("pk")

    @property
    def waits_until(self) -> datetime | None:
        """When it is handed over, where its rail is closed and nothing was sent yet."""
        if self.state != PayoutState.APPROVED:
            return None
        moments = [part.send_after for part in self.parts.all() if part.send_after]
        return min(moments, default=None)

    @property
    def is_underway(self) -> bool:
        return self.state in PAYOUT_OPEN

    @property
    def is_back(self) -> bool:
        """Whether it has ended and money of it came back."""
        return self.state in PAYOUT_BACK

    @property
    def can_be_cancelled(self) -> bool:
        return PayoutState.CANCELLED in self.moves[self.state]


class PayoutPart(Sent):
    """One transfer of a payout at its provider, under a key of its own; most payouts have one."""

    moves = PART_MOVES

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="parts")
    number = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=20, blank=True)  # the rail's name at the provider
    currency = CurrencyField()
    amount_minor = MinorUnitsField()
    state = models.CharField(max_length=12, choices=PartState, default=PartState.WAITING)
    send_after = models.DateTimeField(null=True, blank=True)  # a cut-off or a cap of the day
    expected_at = models.DateTimeField(null=True, blank=True)
    settled_in = models.ForeignKey(
        Transfer, models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["payout", "number"]
        indexes = [models.Index(fields=["state", "tried_at"], name="payoutpart_state_tried")]
        constraints = [
            models.UniqueConstraint(fields=["payout", "number"], name="payoutpart_once_per_number"),
            models.UniqueConstraint(  # one that was cancelled ends with all of its payout
                fields=["settled_in"],
                condition=~Q(state=PartState.CANCELLED),
                name="payoutpart_has_its_own_end",
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_reference"],
                condition=~Q(provider_reference=""),
                name="payoutpart_provider_reference",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(PART_OPEN), settled_in__isnull=True)
                | (~Q(state__in=sorted(PART_OPEN)) & Q(settled_in__isnull=False)),
                name="payoutpart_closed_is_settled",
            ),
            above_zero("amount_minor", "payoutpart_is_positive"),
            whole_rupiah("amount_minor", "payoutpart_whole_rupiah"),
        ]

    def __str__(self) -> str:
        return f"part {self.number} of payout {self.payout_id}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def failure_text(self) -> str:
        """Why it did not arrive, as a sentence."""
        return failure_in_words(self.failure)

    @property
    def channel_name(self) -> str:
        """The rail as people here call it; empty where the provider has one only."""
        return CHANNELS.get(self.channel, "")

    @property
    def is_underway(self) -> bool:
        return self.state in PART_OPEN

    @property
    def is_back(self) -> bool:
        """Whether its money came back, before it arrived or after."""
        return self.state in {PartState.FAILED, PartState.RETURNED}


class PayoutChange(Changed):
    """What happened to a payout, or to one of its parts where it has several, and when."""

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="changes")
    part = models.ForeignKey(
        PayoutPart, models.PROTECT, null=True, blank=True, related_name="changes"
    )

    def __str__(self) -> str:
        return f"payout {self.payout_id}: {self.kind}"

    @property
    def title(self) -> str:
        """The state it reached, in words."""
        if self.part is not None:
            state = PartState(self.to_state).label
            return gettext("Part %(number)s: %(state)s") % {
                "number": self.part.number,
                "state": state,
            }
        return str(KINDS.get(self.kind) or PayoutState(self.to_state).label)

    @property
    def by_whom(self) -> str:
        """Who did it, in words for the person; staff stay unnamed."""
        if self.actor_id == self.payout.user_id:
            is_planned = self.payout.request_key.startswith("schedule:")
            is_asked = self.kind == PayoutState.REQUESTED
            return gettext("Your schedule") if is_planned and is_asked else gettext("You")
        if self.actor_id is not None:
            return gettext("A person at %(site)s") % {"site": settings.SITE_NAME}
        return gettext("The bank") if self.to_state in _AT_THE_BANK else str(settings.SITE_NAME)

    @property
    def reason_text(self) -> str:
        """Why, as sentences: words of ours, or what a person wrote."""
        if self.to_state == PayoutState.IN_REVIEW:
            return " ".join(reason_in_words(word) for word in self.reason.split())
        return failure_in_words(self.reason)

    @property
    def icon(self) -> str:
        return PAYOUT_ICONS.get(self.to_state, "circle")

"""Money going out to freelancers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Changed, CurrencyField, MinorUnitsField
from core.money import Money
from payments.models.book import Transfer
from payments.models.payins import Sent
from payments.models.shapes import above_zero, whole_rupiah
from payments.rails import INSTITUTIONS
from payments.states import PAYOUT_MOVES, PAYOUT_OPEN, PayoutState, Rail
from payments.words import PAYOUT_ICONS, failure_in_words, reason_in_words


class Destination(models.Model):
    """Where a freelancer's money goes. Never edited: a change is another row."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="destinations")
    rail = models.CharField(_("kind"), max_length=10, choices=Rail)
    institution = models.CharField(_("bank or e-wallet"), max_length=20)
    account_number = models.CharField(_("account or phone number"), max_length=30)
    holder_name = models.CharField(_("name of the holder"), max_length=80)
    created_at = models.DateTimeField()
    usable_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "institution", "account_number"],
                condition=Q(retired_at__isnull=True),
                name="destination_once_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution_name} {self.masked_number}"

    @property
    def institution_name(self) -> str:
        return INSTITUTIONS[self.institution].name

    @property
    def masked_number(self) -> str:
        """Only the last four digits are shown."""
        return "••••" + self.account_number[-4:]


class Payout(Sent):
    """Money a freelancer asked for, on its way to a destination."""

    moves = PAYOUT_MOVES

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="payouts")
    destination = models.ForeignKey(Destination, models.PROTECT, related_name="payouts")
    request_key = models.CharField(max_length=150)
    currency = CurrencyField()
    amount_minor = MinorUnitsField()
    state = models.CharField(max_length=12, choices=PayoutState, default=PayoutState.REQUESTED)
    held_in = models.OneToOneField(Transfer, models.PROTECT, null=True, related_name="+")
    review_reason = models.CharField(max_length=200, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "tried_at"], name="payout_state_tried")]
        constraints = [
            models.UniqueConstraint(fields=["user", "request_key"], name="payout_once_per_request"),
            models.UniqueConstraint(
                fields=["provider", "provider_reference"],
                condition=~Q(provider_reference=""),
                name="payout_provider_reference",
            ),
            above_zero("amount_minor", "payout_is_positive"),
            whole_rupiah("amount_minor", "payout_whole_rupiah"),
        ]

    @property
    def failure_text(self) -> str:
        """Why it did not arrive, as a sentence."""
        return failure_in_words(self.failure)

    @property
    def review_text(self) -> str:
        """Why a person looks at it first, as a sentence."""
        return reason_in_words(self.review_reason)

    @property
    def is_underway(self) -> bool:
        return self.state in PAYOUT_OPEN

    @property
    def can_be_cancelled(self) -> bool:
        return PayoutState.CANCELLED in self.moves[self.state]

    def __str__(self) -> str:
        return f"payout {self.pk} of {self.user_id}"

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class PayoutChange(Changed):
    """What happened to a payout, and when."""

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="changes")

    def __str__(self) -> str:
        return f"payout {self.payout_id}: {self.kind}"

    @property
    def title(self) -> str:
        """The state it reached, in words."""
        return str(PayoutState(self.to_state).label)

    @property
    def icon(self) -> str:
        return PAYOUT_ICONS.get(self.to_state, "circle")

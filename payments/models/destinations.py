"""Where freelancers are paid, and how often by itself."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import CurrencyField, MinorUnitsField, money_or_none
from core.money import Money
from payments.names import compare
from payments.rails import INSTITUTIONS
from payments.states import Cadence, NameMatch, Rail
from payments.words import skip_in_words

_LAST_DAY = 31


class Destination(models.Model):
    """Where a freelancer's money goes. Never edited: a change is another row."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="destinations")
    rail = models.CharField(_("kind"), max_length=10, choices=Rail)
    institution = models.CharField(_("bank or e-wallet"), max_length=20)
    account_number = models.CharField(_("account or phone number"), max_length=64)
    holder_name = models.CharField(_("name of the holder"), max_length=80)
    # what the provider answered when asked whose account it is; empty where it does not tell
    bank_name = models.CharField(max_length=120, blank=True, default="", db_default="")
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

    @property
    def is_blocked(self) -> bool:
        """Whether it is an account with a provider that takes no payouts for it at the moment."""
        connection = getattr(self, "connection", None)
        return connection is not None and not connection.is_ready

    @property
    def name_match(self) -> NameMatch:
        """The holder, as the bank says or else as it was typed, beside the person's legal name."""
        return compare(self.bank_name or self.holder_name, self.user.name_for_money)


class PayoutStop(models.Model):
    """Somebody said by the link of our letter that a new destination is not theirs.

    No payout leaves until a person of staff has lifted it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="payout_stops")
    destination = models.ForeignKey(Destination, models.PROTECT, related_name="stops")
    opened_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(lifted_at__isnull=True),
                name="payout_stop_open_once_per_person",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(note="")),
                name="payout_stop_lifted_by_somebody_who_says_why",
            ),
            models.CheckConstraint(
                condition=Q(lifted_by__isnull=True) | ~Q(lifted_by=F("user")),
                name="payout_stop_nobody_lifts_their_own",
            ),
        ]

    def __str__(self) -> str:
        return f"stop of payouts of {self.user_id}"


class PayoutSchedule(models.Model):
    """When a person's available money of one currency is paid out by itself."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="payout_schedules"
    )
    currency = CurrencyField()
    cadence = models.CharField(max_length=10, choices=Cadence, default=Cadence.MANUAL)
    weekday = models.PositiveSmallIntegerField(null=True, blank=True)  # 0 is Monday
    month_day = models.PositiveSmallIntegerField(null=True, blank=True)  # beyond the last: the last
    threshold_minor = MinorUnitsField(null=True, blank=True)
    destination = models.ForeignKey(
        Destination, models.PROTECT, null=True, blank=True, related_name="+"
    )
    next_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    last_skip = models.CharField(max_length=200, blank=True)  # a word of ours; empty after a payout
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="schedule_next")]
        constraints = [
            models.UniqueConstraint(fields=["user", "currency"], name="schedule_once_per_currency"),
            models.CheckConstraint(
                condition=Q(cadence=Cadence.MANUAL, next_at__isnull=True)
                | (
                    ~Q(cadence=Cadence.MANUAL) & Q(next_at__isnull=False, destination__isnull=False)
                ),
                name="schedule_runs_if_it_has_a_place",
            ),
            models.CheckConstraint(
                condition=~Q(cadence=Cadence.WEEKLY) | Q(weekday__isnull=False, weekday__lte=6),
                name="schedule_weekly_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(cadence=Cadence.MONTHLY)
                | Q(month_day__isnull=False, month_day__gte=1, month_day__lte=_LAST_DAY),
                name="schedule_monthly_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(cadence=Cadence.THRESHOLD)
                | Q(threshold_minor__isnull=False, threshold_minor__gt=0),
                name="schedule_threshold_has_an_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cadence} payouts of {self.user_id} in {self.currency}"

    @property
    def threshold(self) -> Money | None:
        return money_or_none(self.threshold_minor, self.currency)

    @property
    def skip_text(self) -> str:
        """Why the last run sent nothing, as a sentence."""
        return skip_in_words(self.last_skip)

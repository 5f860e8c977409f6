"""Rates of taxes as versioned rows with their source, and slips of what was withheld."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Mod
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from core.models import CurrencyField, MinorUnitsField
from core.money import Money
from payments.kinds import TaxKind, WithheldKind
from payments.models.escrows import Earning
from payments.models.shapes import above_zero, in_language


class TaxRate(models.Model):
    """A rate from a day on. Rows are added, never edited; what nobody has checked says so.

    The tax is `rate_bps` of the base, which is `base_numerator`/`base_denominator` of the amount:
    PPN is 12 % of 11/12, PPh 21 of a freelancer 5 % of one half.
    """

    kind = models.CharField(max_length=20, choices=TaxKind)
    rate_bps = models.PositiveIntegerField()
    base_numerator = models.PositiveIntegerField(default=1)
    base_denominator = models.PositiveIntegerField(default=1)
    effective_on = models.DateField()
    source = models.TextField()
    source_indonesian = models.TextField(blank=True, default="", db_default="")
    note = models.TextField(blank=True)
    is_checked = models.BooleanField(default=False)

    class Meta:
        ordering = ["kind", "-effective_on"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "effective_on"], name="tax_rate_once_per_day"),
            models.CheckConstraint(
                condition=Q(rate_bps__lte=10_000, base_denominator__gt=0)
                & Q(base_numerator__lte=F("base_denominator")),
                name="tax_rate_is_sane",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="tax_rate_has_a_source"),
            models.CheckConstraint(
                condition=Q(
                    Exact(Mod(F("rate_bps") * F("base_numerator"), F("base_denominator")), Value(0))
                ),
                name="tax_rate_is_whole_points",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.effective_on}"

    @property
    def source_text(self) -> str:
        """The source in the reader's language."""
        return in_language(self.source, self.source_indonesian)

    @property
    def effective_bps(self) -> int:
        """The rate of the whole amount: 12 % of 11/12 are 11 %."""
        return self.rate_bps * self.base_numerator // self.base_denominator


class WithholdingSlip(models.Model):
    """A bukti potong: what a client withheld of an earning and paid to the state."""

    earning = models.ForeignKey(Earning, models.PROTECT, related_name="slips")
    kind = models.CharField(_("kind"), max_length=20, choices=WithheldKind)
    slip_number = models.CharField(_("number of the slip"), max_length=60)
    issued_on = models.DateField(_("date of the slip"))
    currency = CurrencyField()
    base_minor = MinorUnitsField(_("tax base"))
    amount_minor = MinorUnitsField(_("amount withheld"))
    file = models.FileField(upload_to="private/%Y/%m/", max_length=200, blank=True)
    file_name = models.CharField(max_length=150, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    recorded_by = models.ForeignKey(  # nobody: Karya withheld it
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["earning", "slip_number"], name="withholding_slip_is_recorded_once"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__lte=F("base_minor")),
                name="withholding_slip_below_its_base",
            ),
            above_zero("amount_minor", "withholding_slip_is_positive"),
            models.UniqueConstraint(
                fields=["earning"],
                condition=Q(kind=WithheldKind.PPH22),
                name="withholding_slip_of_karya_is_one",
            ),
            models.CheckConstraint(
                condition=Q(kind=WithheldKind.PPH22, recorded_by__isnull=True)
                | (~Q(kind=WithheldKind.PPH22) & Q(recorded_by__isnull=False)),
                name="withholding_slip_says_who_recorded_it",
            ),
        ]

    def __str__(self) -> str:
        return self.slip_number

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

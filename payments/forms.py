"""What people fill in about money."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import Insertable, LineField, MoneyField
from core.money import EXPONENTS, Money, format_money
from payments.earmarks import Jars, beyond_free, what_is_free
from payments.kinds import BY_CLIENTS, STATEMENTS, YEARS, DocumentKind
from payments.models import Destination, Earning
from payments.purposes import SetAsideKind
from payments.rails import TYPED_IN, phone_of
from payments.states import Rail

FIRST_YEAR, LAST_YEAR = 2000, 2999


class PayForm(forms.Form):
    """How to pay; the amount is the escrow's."""

    way = forms.ChoiceField(label=_("How do you want to pay?"))
    phone = forms.CharField(label=_("Phone number of your OVO"), max_length=30, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any,
        *,
        ways: list[tuple[str, str]],
        with_phone: frozenset[str] = frozenset(),
        phone: str = "",
    ) -> None:
        super().__init__(data, initial={"phone": phone})
        self.with_phone = with_phone
        way = self.fields["way"]
        assert isinstance(way, forms.ChoiceField)
        way.choices = ways

    def clean(self) -> dict[str, Any]:
        """The number is wanted only by the way that asks for it, and is left alone otherwise."""
        cleaned = super().clean() or {}
        asks = cleaned.get("way") in self.with_phone
        cleaned["phone"] = phone_of(cleaned.get("phone", "")) if asks else ""
        if asks and not cleaned["phone"]:
            text = _("Write a mobile number such as 081234567890.")
            self.add_error("phone", ValidationError(text, code="invalid"))
        return cleaned


class AnswerForm(forms.Form):
    """What a bank is told about a payment that it took back."""

    narrative = forms.CharField(
        label=_("Your statement"),
        help_text=_("In English, in short sentences: what was agreed, delivered and approved."),
        max_length=15_000,
        widget=forms.Textarea(attrs={"rows": 8, "lang": "en"}),
    )


class PayoutForm(forms.Form):
    """How much goes where."""

    amount = MoneyField(label=_("Amount"))
    destination = forms.ChoiceField(label=_("To"), widget=forms.RadioSelect)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(
        self, data: Any, *, jars: Jars, destinations: list[Destination], least: Money
    ) -> None:
        first = destinations[0].pk if destinations else None
        super().__init__(data, initial={"destination": first, "amount": jars.free})
        self.jars = jars
        self.destinations = {str(one.pk): one for one in destinations}
        amount, place = self.fields["amount"], self.fields["destination"]
        assert isinstance(amount, MoneyField)
        assert isinstance(place, forms.ChoiceField)
        amount.currency, amount.least = jars.free.currency, least.minor
        amount.help_text = what_is_free(jars)
        place.choices = [
            (pk, f"{one} · {one.holder_name}") for pk, one in self.destinations.items()
        ]

    def clean_destination(self) -> Destination:
        return self.destinations[self.cleaned_data["destination"]]

    def clean_amount(self) -> Money:
        amount: Money = self.cleaned_data["amount"]
        if self.jars.free < amount:
            raise ValidationError(beyond_free(self.jars))
        return amount


def _institutions() -> list[tuple[Any, Any]]:
    def of(rail: Rail) -> list[tuple[str, str]]:
        return [(one.code, one.name) for one in TYPED_IN.values() if one.rail == rail]

    return [
        ("", _("Choose one")),
        (_("Banks"), of(Rail.BANK)),
        (_("E-wallets"), of(Rail.EWALLET)),
    ]


class DestinationForm(forms.Form):
    """A bank account or e-wallet."""

    institution = forms.ChoiceField(label=_("Bank or e-wallet"), choices=_institutions)
    account_number = forms.CharField(
        label=_("Account number or phone number"),
        max_length=30,
        help_text=_("Digits only; of an e-wallet the phone number, such as 081234567890."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    holder_name = LineField(
        label=_("Name of the holder"),
        max_length=80,
        help_text=_("As the bank writes it. It should be your own name."),
    )

    def clean(self) -> dict[str, Any]:
        """Check the shape of the number beside its bank, so that the error stands at the field."""
        cleaned = super().clean() or {}
        one = TYPED_IN.get(cleaned.get("institution", ""))
        number = one.tidy(cleaned.get("account_number", "")) if one else ""
        if one and number and not one.accepts(number):
            text = _("This number does not look like one of %(name)s.") % {"name": one.name}
            length = _("An account number there has %(digits)s digits.") % {"digits": one.digits}
            self.add_error("account_number", f"{text} {length}" if one.digits else text)
        return cleaned


class ConnectForm(forms.Form):
    """Where the person and their bank account are."""

    country = forms.ChoiceField(label=_("Country of your bank account"))

    def __init__(self, data: Any, *, countries: list[tuple[str, str]], own: str) -> None:
        super().__init__(data, initial={"country": own})
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)
        country.choices = [("", _("Choose one")), *countries]


class DocumentFilterForm(forms.Form):
    """Which documents to list: those of a year, of a kind."""

    hide_optional = True

    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label=_("Kind"), required=False)

    def __init__(self, data: Any, *, years: list[int], kinds: list[DocumentKind]) -> None:
        super().__init__(data)
        year, kind = self.fields["year"], self.fields["kind"]
        assert isinstance(year, forms.ChoiceField)
        assert isinstance(kind, forms.ChoiceField)
        year.choices = [("", _("All years")), *((one, one) for one in years)]
        kind.choices = [("", _("All kinds")), *((one.value, one.label) for one in kinds)]

    @property
    def wanted(self) -> dict[str, Any]:
        """What to filter by; what is not offered filters nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class StatementForm(forms.Form):
    """Which month to state, and from which side."""

    month = forms.DateField(
        label=_("Month"),
        input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month", "placeholder": "2026-11"}, format="%Y-%m"),
        error_messages={"invalid": _("Write a month such as 2026-11.")},
    )
    statement_kind = forms.ChoiceField(
        label=_("Of what"),
        choices=[(one.value, one.label) for one in DocumentKind if one in STATEMENTS],
    )

    def clean_month(self) -> date:
        month: date = self.cleaned_data["month"]
        if not FIRST_YEAR <= month.year <= LAST_YEAR:
            raise ValidationError(_("Write a month such as 2026-11."))
        return month


class YearForm(forms.Form):
    """Which year to put together, and from which side."""

    pack_year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    pack_kind = forms.ChoiceField(
        label=_("Of what"),
        choices=[(one.value, one.label) for one in DocumentKind if one in YEARS],
    )


class SlipForm(forms.Form):
    """A bukti potong as it was handed over."""

    earning = forms.ChoiceField(label=_("For which work"))
    kind = forms.ChoiceField(label=_("Tax"), choices=[(one.value, one.label) for one in BY_CLIENTS])
    slip_number = forms.CharField(label=_("Number of the slip"), max_length=60)
    issued_on = forms.DateField(
        label=_("Date of the slip"), widget=forms.DateInput(attrs={"type": "date"})
    )
    base = MoneyField(label=_("Tax base"))
    amount = MoneyField(label=_("Amount withheld"))
    upload = forms.FileField(label=_("The slip as a file"), required=False)

    def __init__(self, data: Any, files: Any, *, earnings: list[Earning]) -> None:
        super().__init__(data, files)
        self.earnings = {str(one.pk): one for one in earnings}
        place = self.fields["earning"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = [
            (pk, f"{one.escrow.description} · {format_money(one.amount)}")
            for pk, one in self.earnings.items()
        ]

    def clean_earning(self) -> Earning:
        return self.earnings[self.cleaned_data["earning"]]


class RejectForm(Insertable):
    """Why a payout is refused."""

    reason = forms.CharField(label=_("Reason, which the person reads"), max_length=200)


class ResolutionForm(Insertable):
    """What was found out about a case."""

    resolution = forms.CharField(label=_("What you found out"), max_length=200)


class ShareForm(forms.Form):
    """Which share of each new earning is kept apart for one purpose."""

    kind = forms.ChoiceField(choices=SetAsideKind.choices)
    currency = forms.ChoiceField(choices=[(code, code) for code in EXPONENTS])
    percent = forms.IntegerField(label=_("Percent of each new earning"), min_value=0, max_value=90)


class MoveForm(forms.Form):
    """An amount for one purpose, or back from it."""

    kind = forms.ChoiceField(choices=SetAsideKind.choices)
    currency = forms.CharField(max_length=3)
    act = forms.ChoiceField(choices=[("put", ""), ("take", "")])
    amount = MoneyField(label=_("Amount"), least=1)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        field, wanted = self.fields["amount"], str(data.get("currency", ""))
        assert isinstance(field, MoneyField)
        field.currency = wanted if wanted in EXPONENTS else field.currency


class PlanForm(forms.Form):
    """The monthly income that one declares to BPJS Ketenagakerjaan."""

    declared = MoneyField(
        label=_("Monthly income that you declare to BPJS"), least=1_000_00, most=1_000_000_000_00
    )
    has_old_age = forms.BooleanField(
        label=_("With old-age savings (JHT)"), required=False, initial=True
    )


class ContributionForm(forms.Form):
    """A month that was paid for."""

    month = forms.DateField(
        label=_("Month"),
        input_formats=["%Y-%m"],
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month"}),
    )
    amount = MoneyField(label=_("Amount"), least=1, most=1_000_000_000_00)
    reference = forms.CharField(label=_("Number of the receipt"), max_length=60, required=False)

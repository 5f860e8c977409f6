"""What is filled in about taxes."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.forms import MoneyField
from core.money import Money
from payments.models import LONGEST_REASON, TaxRemittance


class LetterForm(forms.Form):
    """A statement letter, for this year or the next."""

    year = forms.TypedChoiceField(label=_("For which year"), coerce=int)
    upload = forms.FileField(label=_("The signed letter"), help_text=_("A PDF or a photo of it."))

    def __init__(self, data: object, files: object, *, this_year: int) -> None:
        super().__init__(data, files)  # type: ignore[arg-type]
        field = self.fields["year"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(year, str(year)) for year in (this_year, this_year + 1)]


class LetterDecisionForm(forms.Form):
    """Accepted, or refused with a reason."""

    decision = forms.ChoiceField(choices=[("accept", ""), ("refuse", "")])
    reason = forms.CharField(
        label=_("Reason, which the person reads"), max_length=200, required=False
    )


class RemittanceField(forms.ModelChoiceField[TaxRemittance]):
    """An entry by its proof and its amount."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.reference}, {obj.amount}"


class RemittanceReversalForm(forms.Form):
    """Which entry was wrong, and why."""

    prefix = "undo"
    remittance = RemittanceField(
        TaxRemittance.objects.none(),
        label=_("Number of the proof"),
        error_messages={"invalid_choice": _("No such entry stands here any more.")},
    )
    reason = forms.CharField(label=_("What was wrong"), max_length=LONGEST_REASON)

    def __init__(self, data: Any, *, standing: QuerySet[TaxRemittance]) -> None:
        super().__init__(data)
        field = self.fields["remittance"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset, field.empty_label = standing, None


class RemittanceForm(forms.Form):
    """A payment to the tax office, with its proof."""

    amount = MoneyField(label=_("Amount"), least=1)
    paid_on = forms.DateField(label=_("Paid on"), widget=forms.DateInput(attrs={"type": "date"}))
    provider = forms.ChoiceField(label=_("From the money at"))
    reference = forms.CharField(
        label=_("Number of the proof"), max_length=60, help_text=_("The NTPN of the payment.")
    )

    def __init__(self, data: Any, *, currency: str, owed: Money, providers: list[str]) -> None:
        super().__init__(data, initial={"amount": owed})
        amount, place = self.fields["amount"], self.fields["provider"]
        assert isinstance(amount, MoneyField)
        assert isinstance(place, forms.ChoiceField)
        amount.currency = currency
        place.choices = [(name, name) for name in providers]

"""What the tester decides on the bank's page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sandbox.states import Outcome, ReportEdit

LONGEST_DELAY = 3600


class DecisionForm(forms.Form):
    """What shall happen, when, and how often it is told."""

    hide_optional = True

    outcome = forms.ChoiceField(
        label=_("What shall happen"), choices=Outcome.choices, initial=Outcome.SUCCESS
    )
    delay = forms.IntegerField(
        label=_("After how many seconds"),
        min_value=0,
        max_value=LONGEST_DELAY,
        initial=0,
        required=False,
    )
    is_told_twice = forms.BooleanField(label=_("Send the notification twice"), required=False)

    amount = forms.IntegerField(
        label=_("Amount you transfer"),
        help_text=_("In whole rupiah, without dots."),
        min_value=1,
        max_value=10**12,
        required=False,
    )

    def clean_delay(self) -> int:
        return self.cleaned_data["delay"] or 0


class ChargebackForm(forms.Form):
    """What the cardholder wants back, or what the bank decides."""

    step = forms.ChoiceField(choices=[(word, word) for word in ("open", "won", "lost")])
    amount = forms.IntegerField(min_value=1, max_value=10**12, required=False)


class ReportEditForm(forms.Form):
    """What the report shall say wrong about which row."""

    reference = forms.RegexField(
        "^[A-Z0-9-]{1,20}$",
        label=_("Reference of the row"),
        help_text=_("As the bank writes it, such as SBP00000001; a new one for an added row."),
        strip=True,
    )
    edit = forms.ChoiceField(label=_("What the report does"), choices=ReportEdit.choices)
    amount = forms.IntegerField(
        label=_("Amount in whole rupiah"),
        help_text=_("Only for another amount and for an added row."),
        min_value=1,
        max_value=10**12,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """An added row has an amount."""
        cleaned = super().clean() or {}
        if cleaned.get("edit") == ReportEdit.ADD and not cleaned.get("amount"):
            self.add_error("amount", _("Write the amount of the added row."))
        return cleaned

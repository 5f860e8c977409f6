"""What the tester decides on the bank's page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sandbox.states import Outcome

LONGEST_DELAY = 3600


class DecisionForm(forms.Form):
    """What shall happen, when, and how often it is told."""

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

    def clean_delay(self) -> int:
        return self.cleaned_data["delay"] or 0

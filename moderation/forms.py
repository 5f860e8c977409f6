"""What is said in a report, and what is decided about it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.models import LONGEST_OUTCOME, LONGEST_WORDS
from moderation.states import Reason


class ReportForm(forms.Form):
    """Why something is reported: one tap, and words for those who want."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=Reason.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("More about it"),
        max_length=LONGEST_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OutcomeForm(forms.Form):
    """What a moderator decided, in words for everybody concerned."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_OUTCOME,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Those who reported it read this; so does the owner of a posting taken down."),
    )

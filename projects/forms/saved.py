"""Forms of kept searches."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LineField
from projects.models.saved import Frequency


class FrequencyForm(forms.Form):
    """How often somebody is told."""

    frequency = forms.ChoiceField(
        label=_("Tell me"),
        choices=Frequency.choices,
        initial=Frequency.INSTANT,
        widget=forms.Select(attrs={"class": "input"}),
    )


class SaveSearchForm(FrequencyForm):
    """A name for the search; what it asks for stands in the address."""

    name = LineField(label=_("Name"), max_length=100, required=False)

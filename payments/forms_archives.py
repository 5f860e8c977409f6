"""Which documents to put into one file."""

from django import forms

from payments.forms import FIRST_YEAR, LAST_YEAR


class ArchiveForm(forms.Form):
    """A year, and perhaps a month of it, and which part of that."""

    year = forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR)
    month = forms.IntegerField(min_value=1, max_value=12, required=False)
    part = forms.IntegerField(min_value=1, max_value=999, required=False)

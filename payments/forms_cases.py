"""Forms of those who keep the books, about rows that differ."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from payments.kinds import EvidenceKind
from payments.models import LONGEST_REASON


class OwnerForm(forms.Form):
    """Who shall look into a case."""

    owner = forms.ModelChoiceField(label=_("Bookkeeper"), queryset=User.objects.none())

    def __init__(self, data: Any, *, people: Any) -> None:
        super().__init__(data)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people


class NoteForm(forms.Form):
    """What somebody found out."""

    text = forms.CharField(
        label=_("Note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReasonForm(forms.Form):
    """Why a case is in order."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class DecisionForm(forms.Form):
    """Why, of a decision that moves money; `amount` is the sum that the person looked at."""

    amount = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**15)
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4})
    )


class LossForm(forms.Form):
    """Why a chargeback is not contested."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON)


class ReturnForm(forms.Form):
    """Why a second person does not agree, or somebody takes their decision back."""

    reason = forms.CharField(
        label=_("Why not?"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )


class EvidenceFileForm(forms.Form):
    """A file for the bank, and what it shows."""

    kind = forms.ChoiceField(label=_("What it shows"), choices=EvidenceKind)
    upload = forms.FileField(label=_("File (PDF, PNG or JPEG)"), max_length=150)

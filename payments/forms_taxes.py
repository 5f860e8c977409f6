"""What is filled in about taxes."""

from django import forms
from django.utils.translation import gettext_lazy as _


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

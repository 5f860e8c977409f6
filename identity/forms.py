"""What is typed and chosen about an identity."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Insertable, NameField
from identity.models import LONGEST_REASON
from identity.services.checks import LONGEST_NAME, LONGEST_NUMBER
from identity.states import DocumentType, Part

PICTURES = "image/jpeg,image/png,image/webp"


class PictureField(forms.FileField):
    """A picture; what it really is, the service finds out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.FileInput(attrs={"accept": PICTURES}), **kwargs)


class SubmitForm(forms.Form):
    """A document, a face, and the consent to compare them."""

    document_type = forms.ChoiceField(label=_("Which document?"), choices=DocumentType.choices)
    legal_name = NameField(
        label=_("Legal name"),
        max_length=LONGEST_NAME,
        help_text=_("As it stands on the document, with every part of it."),
    )
    number = forms.CharField(
        label=_("NIK or number of the passport"),
        max_length=LONGEST_NUMBER,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept encrypted. Only its last four characters are ever shown."),
    )
    document = PictureField(
        label=_("Picture of the document"),
        help_text=_("JPEG, PNG or WebP, up to 10 MB. All four corners, and every line readable."),
    )
    selfie = PictureField(
        label=_("Picture of your face"),
        help_text=_("Of today, in good light, without the document or anybody else."),
    )
    consent = forms.BooleanField(
        label=_("I agree that Karya checks my identity with these pictures, as described here.")
    )


class DecisionForm(Insertable):
    """What is asked for anew, and why."""

    wanted = forms.MultipleChoiceField(
        label=_("What should be sent anew?"),
        choices=Part.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Why? The person reads this"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

"""What somebody writes."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.cautions import CautionForm
from core.forms import FilesField, WordsField
from core.models import Place
from messaging.models import LONGEST
from messaging.services import MOST_FILES


class MessageForm(CautionForm):
    """Words, files, and a key that makes sending twice harmless."""

    place = Place.MESSAGE
    body = WordsField(
        label=_("Your message"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    files = FilesField(label=_("Files"), most=MOST_FILES)  # type: ignore[assignment]
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    hide_optional = True

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not given.get("body") and not given.get("files"):
            raise ValidationError(_("Write something, or attach a file."), code="required")
        return given

"""What is added to the evidence of a dispute, and why a piece is hidden."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from core.forms import FilesField, WordsField
from evidence.models import LONGEST_LINK, LONGEST_NOTE, LONGEST_REASON
from evidence.services.pieces import MOST_FILES


class PieceForm(forms.Form):
    """A note with files, or with a link; the key makes sending twice harmless."""

    note = WordsField(
        label=_("What does it show?"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Say when it is from, and what somebody should look at."),
    )
    files = FilesField(  # type: ignore[assignment]
        label=_("Files"),
        most=MOST_FILES,
        help_text=_(
            "Up to 10 files of up to 10 MB: pictures, PDF, documents. A WhatsApp chat that you "
            "exported as a .txt file can be read here as a conversation."
        ),
    )
    link = forms.CharField(
        label=_("Or a link"),
        max_length=LONGEST_LINK,
        required=False,
        widget=forms.URLInput,
        help_text=_("Keep in mind that what a link shows may change; a file stays as it is."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean_link(self) -> str:
        """An address of the web, and of no other kind."""
        link = str(self.cleaned_data["link"]).strip()
        if link:
            says = _("The link has to begin with http:// or https://.")
            URLValidator(schemes=["http", "https"], message=says)(link)
        return link

    def clean(self) -> dict[str, Any]:
        """Something to look at."""
        given = super().clean() or {}
        if not self.errors and not given.get("files") and not given.get("link"):
            raise ValidationError(_("Attach a file, or give a link."), code="required")
        return given


class HidingForm(forms.Form):
    """Why a piece is taken out of sight."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Both sides read it in the place of the piece."),
    )


class DraftForm(forms.Form):
    """A draft of the answer to a bank; it is read, changed and sent on the page of the answer."""

    narrative = forms.CharField(
        label=_("Draft of our statement"),
        max_length=15_000,
        widget=forms.Textarea(attrs={"rows": 16, "lang": "en"}),
        help_text=_("Put together from what was frozen. Read it and change what does not fit."),
    )

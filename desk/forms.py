"""What is asked of the queue, noted on a case, and kept as a text."""

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from accounts.models import User
from desk.kinds import Kind, Whose
from desk.models import LONGEST_NOTE, LONGEST_TEXT, LONGEST_TITLE
from desk.selectors import Wanted


class QueueForm(forms.Form):
    """Which work to show."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    whose = forms.ChoiceField(label=_("Whose"), required=False, choices=Whose.choices)
    overdue = forms.BooleanField(label=_("Only overdue"), required=False)
    large = forms.BooleanField(label=_("Only what needs two people"), required=False)

    def __init__(self, *args: Any, kinds: list[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["kind"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", _("All kinds")), *((kind.value, kind.label) for kind in kinds)]

    @property
    def wanted(self) -> Wanted:
        """What was asked; what cannot be asked is left out."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            kind=said.get("kind") or "",
            whose=said.get("whose") or Whose.ANYONE,
            only_overdue=said.get("overdue", False),
            only_large=said.get("large", False),
        )


def _words(label: StrPromise, longest: int, rows: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.Textarea(attrs={"rows": rows, **more}),
    )


def _title(label: StrPromise, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_TITLE,
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.TextInput(attrs=more),
    )


class NoteForm(forms.Form):
    """For colleagues."""

    text = _words(_("Note for colleagues"), LONGEST_NOTE, 3)


class HandOverForm(forms.Form):
    """To whom."""

    to = forms.ModelChoiceField(label=_("Colleague"), queryset=User.objects.none())


class TextForm(forms.Form):
    """A text to use again, in both languages."""

    title = _title(_("Title in English"), lang="en")
    title_indonesian = _title(_("Title in Indonesian"), lang="id")
    english = _words(_("Text in English"), LONGEST_TEXT, 4, lang="en")
    indonesian = _words(_("Text in Indonesian"), LONGEST_TEXT, 4, lang="id")

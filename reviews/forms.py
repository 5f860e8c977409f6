"""What somebody says about the other side, and about a review."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import Insertable, WordsField
from reviews.models import CRITERIA, LONGEST_REPLY, LONGEST_TEXT, Review
from reviews.ratings import LEAST, MOST

_POINTS = [(str(n), str(n)) for n in range(LEAST, MOST + 1)]


class ReviewForm(forms.Form):
    """Points for each criterion of the side reviewed, and words."""

    text = WordsField(
        label=_("In your words"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea,
        help_text=_("What went well, what could be better? Everybody can read it."),
    )

    def __init__(self, *args: Any, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = CRITERIA[side]
        for name in self.criteria:
            self.fields[name] = forms.TypedChoiceField(
                label=Review._meta.get_field(name).verbose_name,  # type: ignore[union-attr]
                choices=_POINTS,
                coerce=int,
                widget=forms.RadioSelect(attrs={"class": "points"}),
            )
        self.order_fields([*self.criteria, "text"])

    @property
    def points(self) -> dict[str, int]:
        """The points given, by criterion."""
        return {name: self.cleaned_data[name] for name in self.criteria}


class ReplyForm(forms.Form):
    """A public answer to a review of oneself."""

    text = WordsField(label=_("Your reply"), max_length=LONGEST_REPLY, widget=forms.Textarea)


class ReasonForm(Insertable):
    """Why a review should be looked at, or what was decided about it."""

    reason = WordsField(label=_("Reason"), max_length=LONGEST_REPLY, widget=forms.Textarea)

"""A friendly word before somebody sends a contact or a payment elsewhere; nothing is ever blocked.

A form is shown again with what was found and the choice to send it anyway; the API asks for
`confirm`. The caller says whether a contract protects the two already: then nothing is asked.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from django import forms
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.models import Caution, Outcome, Place
from core.outside import Mention, found_in

CONFIRM = "send_anyway"
COUNTED = timedelta(days=90)


class ConfirmFirst(DomainError):
    """Not refused: the sender is asked once more."""

    code = "confirm_first"


class CautionForm(forms.Form):
    """A form whose words are read before they are sent; `found` is what it asks about.

    `doubt` is anything else that it asks about once, because it looks like a slip.
    """

    place: ClassVar[Place]
    found: Sequence[Mention] = ()
    doubt: str = ""

    def find_doubt(self) -> str:
        """What looks like a slip in a form that is right, in words; mostly nothing."""
        return ""

    @property
    def has_files(self) -> bool:
        """Whether files were sent along; `form.files` in a template may be a field of that name."""
        return bool(self.files)

    @property
    def new_words(self) -> list[str]:
        """What was typed and differs from what stood there."""
        return [
            value
            for name, value in self.cleaned_data.items()
            if isinstance(value, str) and _lines(value) != _lines(self.initial.get(name) or "")
        ]


def may_go(form: CautionForm, *, now: datetime, applies: Callable[[], bool] = lambda: True) -> bool:
    """Whether a form is right, and its sender has been asked where its words lead elsewhere.

    `applies` is asked only where they do.
    """
    if not form.is_valid():
        return False
    is_confirmed = bool(form.data.get(CONFIRM))
    form.doubt = "" if is_confirmed else form.find_doubt()
    found = found_in(*form.new_words)
    if not found or not applies():
        return not form.doubt
    _count(form.place, now, is_confirmed=is_confirmed)
    form.found = () if is_confirmed else found
    return is_confirmed


def ask_to_confirm(
    texts: Iterable[str], *, place: Place, is_confirmed: bool, now: datetime
) -> None:
    """For the API: raises ConfirmFirst where words lead elsewhere and `confirm` was not sent."""
    found = found_in(*texts)
    if not found:
        return
    _count(place, now, is_confirmed=is_confirmed)
    if not is_confirmed:
        what = ", ".join(str(mention.kind.label) for mention in found)
        raise ConfirmFirst(
            _(
                "This seems to hold %(what)s. Escrow protects only what is agreed and paid here. "
                'Change it, or send the same again with "confirm": true.'
            )
            % {"what": what}
        )


def figures(now: datetime) -> list[tuple[str, int, int]]:
    """Of the last 90 days by place: its name, how often people were asked, and sent it anyway."""
    rows = (
        Caution.objects.filter(happened_at__gt=now - COUNTED)
        .values_list("place", "outcome")
        .annotate(many=Count("pk"))
    )
    counted = {(place, outcome): many for place, outcome, many in rows}
    return [
        (
            str(place.label),
            counted.get((place, Outcome.SHOWN), 0),
            counted.get((place, Outcome.SENT), 0),
        )
        for place in Place
    ]


def _count(place: Place, now: datetime, *, is_confirmed: bool) -> None:
    outcome = Outcome.SENT if is_confirmed else Outcome.SHOWN
    Caution.objects.create(place=place, outcome=outcome, happened_at=now)


def _lines(text: object) -> str:
    return str(text).replace("\r\n", "\n").strip()

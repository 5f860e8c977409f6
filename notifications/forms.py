"""What people choose about their letters."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.kinds import Group


class EmailChoicesForm(forms.Form):
    """The groups of news that come by e-mail."""

    def __init__(self, *args: Any, groups: Iterable[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wanted"] = forms.MultipleChoiceField(
            label=_("Send me an e-mail about"),
            help_text=_("In the app you always see everything."),
            choices=[(group.value, group.label) for group in groups],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

"""Name, language, time zone, tokens."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.places import time_zones
from accounts.scopes import Scope
from core.forms import LineField, NameField


class AccountForm(forms.Form):
    """What Karya calls somebody, and how it speaks to them."""

    name = NameField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    legal_name = NameField(
        label=_("Legal name"),
        max_length=120,
        required=False,
        help_text=_(
            "As on your identity card; shown to nobody. Bank accounts you are paid to should be "
            "in this name."
        ),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=lambda: [("", _("As my browser says")), *settings.LANGUAGES],
        required=False,
        help_text=_("For pages and e-mail."),
    )
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zones,
        help_text=_("Deadlines are shown in this time zone."),
    )


class TokenForm(forms.Form):
    """A new personal access token."""

    name = LineField(
        label=_("Name"),
        max_length=60,
        help_text=_("So that you know later what it was for, such as “invoice script”."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("The token may"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        choices=[(7, _("7 days")), (30, _("30 days")), (90, _("90 days")), (365, _("1 year"))],
        initial=30,
    )

    @property
    def lifetime(self) -> timedelta:
        return timedelta(days=self.cleaned_data["days"])


class ClosingForm(forms.Form):
    """A last question before an account is closed."""

    is_sure = forms.BooleanField(
        label=_("Yes, close my account for good"),
        error_messages={"required": _("Tick the box if you want to close your account.")},
    )

"""What sign-up asks beside e-mail and password; apart, as allauth's own forms build on it."""

from django import forms
from django.http import HttpRequest  # noqa: TID251 -- allauth hands it over
from django.utils.translation import gettext_lazy as _

from accounts.models import Mode, User
from core.forms import NameField


class SignupDetails(forms.Form):
    """A name, and whether to hire or to work."""

    name = NameField(
        label=_("Your name"),
        max_length=80,
        help_text=_("As people should call you. Others see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    mode = forms.ChoiceField(
        label=_("What do you want to do first?"),
        choices=[(Mode.CLIENT, _("I want to hire")), (Mode.FREELANCER, _("I want to work"))],
        widget=forms.RadioSelect,
        help_text=_("You can do both with one account and switch at any time."),
    )
    field_order = ["mode", "name", "email", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing is left to do: the adapter has saved everything."""

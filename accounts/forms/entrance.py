"""allauth's forms with our words: the same names for the same things, and no placeholders."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.socialaccount import forms as social
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.selectors import owners_of

_LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "password1": _("Password"),
    "oldpassword": _("The password you have now"),
    "code": _("Code"),
}
_NEW_PASSWORD = _("New password")
_STRENGTH = _("At least 10 characters. Three or four unusual words are a good one.")


class InOurWords:
    """Labels and help as everywhere else on the site."""

    fields: dict[str, Any]
    labels: dict[str, Any] = {}
    help_texts: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name) or _LABELS.get(name) or field.label
            if name in _LABELS or name in self.help_texts:
                field.help_text = self.help_texts.get(name, "")


class LoginForm(InOurWords, account.LoginForm):  # type: ignore[misc]
    pass


class SignupForm(InOurWords, account.SignupForm):  # type: ignore[misc]
    help_texts = {"password1": _STRENGTH}

    def validate_unique_email(self, value: str) -> str:
        """An address that somebody else only wishes to change to is free for its owner."""
        email: str = super().validate_unique_email(value)
        if not owners_of(email).exists():
            self.account_already_exists = False
        return email

    def try_save(self, request: Any) -> Any:
        """Hash the password for an address that is known too: the time it takes tells nothing."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class AddEmailForm(InOurWords, account.AddEmailForm):  # type: ignore[misc]
    labels = {"email": _("New e-mail address")}


class ChangePasswordForm(InOurWords, account.ChangePasswordForm):  # type: ignore[misc]
    labels = {"password1": _NEW_PASSWORD, "password2": _("New password, once more")}
    help_texts = {"password1": _STRENGTH}


class SetPasswordForm(InOurWords, account.SetPasswordForm):  # type: ignore[misc]
    labels = {"password1": _NEW_PASSWORD, "password2": _("New password, once more")}
    help_texts = {"password1": _STRENGTH}


class ResetPasswordForm(InOurWords, account.ResetPasswordForm):  # type: ignore[misc]
    users: list[User]

    def clean_email(self) -> str:
        """An address that somebody only wishes to change to opens nothing: it may be mistyped."""
        email: str = super().clean_email()
        owners = set(owners_of(email))
        self.users = [user for user in self.users if user in owners]
        return email


class ResetPasswordKeyForm(InOurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    labels = {"password1": _NEW_PASSWORD, "password2": _("New password, once more")}
    help_texts = {"password1": _STRENGTH}


class ReauthenticateForm(InOurWords, account.ReauthenticateForm):  # type: ignore[misc]
    pass


class SocialSignupForm(InOurWords, social.SignupForm):  # type: ignore[misc]
    pass


class AuthenticateForm(InOurWords, mfa.AuthenticateForm):  # type: ignore[misc]
    pass


class ReauthenticateByCodeForm(InOurWords, mfa.ReauthenticateForm):  # type: ignore[misc]
    pass


class ActivateAppForm(InOurWords, totp.ActivateTOTPForm):  # type: ignore[misc]
    labels = {"code": _("The six digits")}

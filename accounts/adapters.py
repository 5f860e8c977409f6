"""How allauth makes and greets our people."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse  # noqa: TID251 -- as the library calls it
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import closed
from accounts.models import Mode, User
from accounts.services import security
from accounts.services.people import enrol
from core.texts import one_line

SEAL = "account_login_seal"  # in the session, beside allauth's own "account_login"
_LONGEST_EMAIL = 254


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up makes both profiles at once; redirects stay on this site."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is wrong."),
        "enter_current_password": _("This is not the password you have now."),
        "rate_limited": _("That was too often in a short time. Wait a moment, then try again."),
    }

    def save_user(
        self,
        request: HttpRequest,  # noqa: ARG002 -- as the library calls it
        user: User,
        form: forms.Form,
        commit: bool = True,  # noqa: FBT001, FBT002, ARG002
    ) -> User:
        """A new person from the sign-up form, with a handle and profiles."""
        given = form.cleaned_data
        user.email = given["email"].lower()
        user.name, user.mode = given["name"], given["mode"] or Mode.CLIENT
        user.language = get_language() or ""
        if "password1" in given:
            user.set_password(given["password1"])
        else:
            user.set_unusable_password()
        return enrol(user=user)

    def pre_login(self, request: HttpRequest, user: User, **said: Any) -> HttpResponse | None:
        """A sign-in that waits for its second step remembers what it was begun with."""
        request.session[SEAL] = user.get_session_auth_hash()
        answer: HttpResponse | None = super().pre_login(request, user, **said)
        return answer

    def clean_email(self, email: str) -> str:
        """As long as the column, and no closed account's; raises ValidationError otherwise."""
        if len(email) > _LONGEST_EMAIL:
            raise ValidationError(_("This e-mail address is too long."), code="too_long")
        if email.lower().endswith(f"@{closed.HOST}"):
            raise ValidationError(_("No mail reaches this address."), code="invalid")
        return email

    def is_safe_url(self, url: str | None) -> bool:
        """This host only, whatever ALLOWED_HOSTS says."""
        return url_has_allowed_host_and_scheme(
            url, {self.request.get_host()}, require_https=self.request.is_secure()
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Every letter knows the name and address of this Karya."""
        site = {"SITE_NAME": settings.SITE_NAME, "SITE_URL": settings.SITE_URL}
        super().send_mail(template_prefix, email, site | context)

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMultiAlternatives:
        """The letter as text, and the same words as HTML in our design."""
        letter: EmailMultiAlternatives = super().render_mail(
            template_prefix, email, context, headers
        )
        words = context | {"subject": letter.subject, "text": letter.body}
        letter.attach_alternative(render_to_string("account/email/letter.html", words), "text/html")
        return letter


class TwoStepsAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Refusals in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": _("Set up an app or a key first, then make the codes."),
        "incorrect_code": _(
            "This code does not fit. Type the newest one. If none ever fits, "
            "let your phone set its clock by itself."
        ),
    }


class UserSessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]
    """Signing out everywhere else reaches what is in no list: a sign-in half done, a token."""

    def end_sessions(self, sessions: list[UserSession]) -> None:
        """All but the one that asks; it goes on under a new key."""
        super().end_sessions(sessions)
        request = context.request
        if isinstance(request.user, User):
            now = timezone.now()  # noqa: TID251 -- the edge of the app: the library has no clock
            user = security.end_all_sign_ins(user=request.user, now=now)
            update_session_auth_hash(request, user)
            UserSession.objects.create_from_request(request)


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Somebody who comes with a Google or GitHub account still says whether to hire or to work."""

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        name = data.get("name") or " ".join(part for part in parts if part)
        user.name = one_line(name)[:80]
        return user

    def is_auto_signup_allowed(
        self,
        request: HttpRequest,  # noqa: ARG002
        sociallogin: SocialLogin,  # noqa: ARG002
    ) -> bool:
        return False

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, Any]:
        initial = super().get_signup_form_initial_data(sociallogin)
        return {"email": initial["email"], "name": sociallogin.user.name}

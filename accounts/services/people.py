"""People come in, choose a side, a language and a time zone."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts import closed
from accounts.events import LegalNameChanged, PersonRegistered
from accounts.models import ClientProfile, FreelancerProfile, Mode, User
from accounts.policies import can_change_account
from accounts.services.findable import keep_words
from accounts.services.profiles import (
    client_details,
    freelancer_details,
    update_client_profile,
    update_freelancer_profile,
)
from core.errors import InvalidInput
from core.events import publish
from core.policies import require
from core.texts import has_address, one_line, person_name

_ACCOUNT = ("name", "legal_name", "language", "timezone")
_HANDLE_LENGTH = 32
_KEPT_HANDLES = frozenset(
    {"", "admin", "api", "karya", "me", "moderator", "new", "settings", "staff"}
)


@transaction.atomic
def register(
    *, email: str, name: str, mode: str = Mode.CLIENT, password: str | None = None
) -> User:
    """Make an account, as the sign-up page does; see `enrol`."""
    user = User(email=User.objects.normalize_email(email).lower(), name=name, mode=mode)
    user.set_password(password)
    return enrol(user=user)


@transaction.atomic
def enrol(*, user: User) -> User:
    """Save a new person with both profiles; raises InvalidInput if the e-mail address is taken."""
    _come_in_one_by_one()
    if User.objects.filter(email=user.email).exists():
        raise InvalidInput(_("Somebody has an account with this e-mail address already."))
    user.name = person_name(user.name) if user.name.strip() else _name_in(user.email)
    user.handle = user.handle or _free_handle(user.name)
    user.save()
    ClientProfile.objects.create(user=user)
    FreelancerProfile.objects.create(user=user, name_words=user.name)
    publish(PersonRegistered(user_id=user.pk))
    return user


def _name_in(email: str) -> str:
    """What stands before the @, in words where it would be a web address."""
    local = email.split("@", maxsplit=1)[0]
    return local.replace(".", " ") if has_address(local) else local


@transaction.atomic
def vouch_for_email(*, user: User) -> None:
    """Count the e-mail address as confirmed, for people whom an operator brings in."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


@transaction.atomic
def switch_mode(*, user: User, mode: str, by: User) -> User:
    """Look at Karya as a client or as a freelancer."""
    require(can_change_account, by, user)
    if mode not in Mode.values:
        raise InvalidInput(_("Choose whether you want to hire or to work."))
    user.mode = mode
    user.save(update_fields=["mode"])
    return user


@transaction.atomic
def set_language(*, user: User, language: str, by: User) -> User:
    """Speak this language to the person from now on, on pages and in e-mail."""
    require(can_change_account, by, user)
    user.language = _known_language(language)
    user.save(update_fields=["language"])
    return user


@transaction.atomic
def update_account(
    *, user: User, name: str, language: str, timezone: str, by: User, legal_name: str = ""
) -> User:
    """Change what Karya calls the person, and the language and time zone of pages and e-mail.

    The legal name is as on an identity card; it is compared with the holders of bank accounts.
    """
    require(can_change_account, by, user)
    if not name.strip() or timezone not in available_timezones():
        raise InvalidInput(_("Please check your name and time zone."))
    before = User.objects.select_for_update().get(pk=user.pk)
    user.name, user.legal_name = person_name(name), one_line(legal_name)
    user.language, user.timezone = _known_language(language), timezone
    user.chose_timezone = before.chose_timezone or timezone != before.timezone
    user.save(update_fields=["name", "legal_name", "language", "timezone", "chose_timezone"])
    keep_words(users=[user.pk])
    if user.legal_name != before.legal_name:
        publish(LegalNameChanged(user_id=user.pk))
    return user


@transaction.atomic
def update_person(*, user: User, change: Mapping[str, Any], by: User) -> None:
    """Change parts of an account and of both profiles together; what is not named stays.

    `change` holds cleaned values of the account by name, and mappings of those of the profiles
    under `freelancer` and `client`.
    """
    require(can_change_account, by, user)
    words = {name: change.get(name, getattr(user, name)) for name in _ACCOUNT}
    update_account(user=user, by=by, **words)
    if "timezone" in change and not user.chose_timezone:
        user.chose_timezone = True  # named over the API, though it may be the one they had
        user.save(update_fields=["chose_timezone"])
    if "mode" in change:
        switch_mode(user=user, mode=change["mode"], by=by)
    if "freelancer" in change:
        profile = FreelancerProfile.objects.select_for_update().get(user=user)
        freelancer = replace(freelancer_details(profile), **change["freelancer"])
        update_freelancer_profile(user=user, details=freelancer, by=by)
    if "client" in change:
        client = replace(
            client_details(ClientProfile.objects.select_for_update().get(user=user)),
            **change["client"],
        )
        update_client_profile(user=user, details=client, by=by)


def _come_in_one_by_one() -> None:
    """Wait until nobody else is being registered, so that two never take one address or handle."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('accounts.enrol'))")


def _known_language(language: str) -> str:
    if language and language not in dict(settings.LANGUAGES):
        raise InvalidInput(_("Karya does not speak this language yet."))
    return language


def _free_handle(name: str) -> str:
    """`farid-hidayat`, or with the next free number behind it."""
    base = slugify(name)[:_HANDLE_LENGTH].strip("-_")
    base = f"{base}-1".lstrip("-") if base in _KEPT_HANDLES else base
    base = "person-1" if base == "1" else base
    if base.startswith(closed.START):
        base = f"person-{base}"[:_HANDLE_LENGTH].strip("-_")
    taken = set(User.objects.filter(handle__startswith=base).values_list("handle", flat=True))
    if base not in taken:
        return base
    ending = re.compile(rf"{re.escape(base)}-(\d{{1,7}})")
    numbers = (int(match[1]) for match in map(ending.fullmatch, taken) if match)
    return f"{base}-{max(numbers, default=1) + 1}"

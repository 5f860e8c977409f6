"""People say what they do and who they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    Availability,
    Category,
    ClientProfile,
    FreelancerProfile,
    Region,
    Skill,
    User,
)
from accounts.places import zone_of
from accounts.policies import can_change_account
from accounts.services.findable import keep_words
from core.errors import InvalidInput, LimitReached
from core.money import Money
from core.policies import require
from core.texts import one_line, visible

MOST_SKILLS = 20
MOST_LANGUAGES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class FreelancerDetails:
    """What a freelancer tells about their work."""

    headline: str = ""
    bio: str = ""
    category: Category | None = None
    skills: Sequence[Skill] = ()
    rate: Money | None = None
    languages: Sequence[str] = ()
    availability: str = Availability.OPEN
    country: str = "ID"
    region: Region | None = None
    is_listed: bool = True
    works_remotely: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientDetails:
    """What a client tells about their shop or office."""

    organisation: str = ""
    about: str = ""
    country: str = "ID"
    region: Region | None = None


def freelancer_details(profile: FreelancerProfile) -> FreelancerDetails:
    """What the freelancer's profile says now."""
    kept = ("headline", "bio", "category", "rate", "languages", "availability", "country")
    return FreelancerDetails(
        **{name: getattr(profile, name) for name in kept},
        skills=list(profile.skills.all()),
        region=profile.region,
        is_listed=profile.is_listed,
        works_remotely=profile.works_remotely,
    )


def client_details(profile: ClientProfile) -> ClientDetails:
    """What the client's profile says now."""
    return ClientDetails(
        organisation=profile.organisation,
        about=profile.about,
        country=profile.country,
        region=profile.region,
    )


@transaction.atomic
def update_freelancer_profile(
    *, user: User, details: FreelancerDetails, by: User
) -> FreelancerProfile:
    """Replace what the freelancer's profile says; raises LimitReached for too many skills."""
    require(can_change_account, by, user)
    _require_sensible(details)
    profile = FreelancerProfile.objects.select_for_update().get(user=user)
    profile.headline, profile.bio = one_line(details.headline), visible(details.bio)
    for field in ("category", "availability", "country", "is_listed"):
        setattr(profile, field, getattr(details, field))
    profile.languages = list(dict.fromkeys(details.languages))
    profile.region = details.region if details.country == "ID" else None
    profile.rate_minor = details.rate.minor if details.rate else None
    profile.currency = details.rate.currency if details.rate else profile.currency
    profile.works_remotely = details.works_remotely
    profile.save()
    profile.skills.set(details.skills)
    keep_words(users=[user.pk])
    _keep_time(user, profile.region)
    return profile


@transaction.atomic
def update_client_profile(*, user: User, details: ClientDetails, by: User) -> ClientProfile:
    """Replace what the client's profile says."""
    require(can_change_account, by, user)
    profile = ClientProfile.objects.select_for_update().get(user=user)
    profile.organisation, profile.about = one_line(details.organisation), visible(details.about)
    profile.country = details.country
    profile.region = details.region if details.country == "ID" else None
    profile.save()
    _keep_time(user, profile.region)
    return profile


def _keep_time(user: User, region: Region | None) -> None:
    """Show the time of where somebody lives, unless they have chosen another themselves."""
    kept = User.objects.select_for_update().get(pk=user.pk)
    if region is not None and not kept.chose_timezone:
        user.timezone = zone_of(region.pk)
        user.save(update_fields=["timezone"])


def _require_sensible(details: FreelancerDetails) -> None:
    if len(details.skills) > MOST_SKILLS:
        raise LimitReached(_("Choose %(most)d skills at the most.") % {"most": MOST_SKILLS})
    if len(details.languages) > MOST_LANGUAGES:
        raise LimitReached(_("Choose %(most)d languages at the most.") % {"most": MOST_LANGUAGES})
    if details.rate is not None and details.rate.minor <= 0:
        raise InvalidInput(_("Your rate must be more than zero."))

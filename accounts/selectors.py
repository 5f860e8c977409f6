"""People, profiles and the words to find them by; each answers with a fixed number of queries."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Case, F, Prefetch, Q, QuerySet, Value, When
from django.forms.models import model_to_dict
from django.utils.translation import gettext

from accounts.exports import parts
from accounts.models import (
    ApiToken,
    Category,
    FreelancerProfile,
    PortfolioItem,
    Region,
    SecurityChange,
    Skill,
    User,
)

_OF_PORTFOLIO = ("title", "description", "link", "image", "created_at")


def open_people() -> QuerySet[User]:
    """Everybody with an open account."""
    return User.objects.filter(is_active=True)


def shown_name(person: str) -> Case:
    """What `str(person)` says, for a query: `person` is the path to them."""
    left = When(**{f"{person}__closed_at__isnull": False}, then=Value(gettext("Closed account")))
    return Case(left, default=F(f"{person}__name"))


def owners_of(email: str) -> QuerySet[User]:
    """Who has this address; not who only wishes to change to it."""
    own = User.objects.filter(email=email).values("pk")
    confirmed = EmailAddress.objects.filter(email=email, verified=True).values("user")
    return User.objects.filter(pk__in=own.union(confirmed))  # two indexes; OR would read the table


def person_with_profiles(handle: str) -> QuerySet[User]:
    """The person of that handle with all that the public profile page shows (3 queries)."""
    skills = Skill.objects.select_related("category")
    return (
        open_people()
        .filter(handle=handle)
        .select_related(
            "client_profile__region__province",
            "freelancer_profile__region__province",
            "freelancer_profile__category",
        )
        .prefetch_related(
            Prefetch("freelancer_profile__skills", skills), "freelancer_profile__portfolio"
        )
    )


def listed_freelancers() -> QuerySet[FreelancerProfile]:
    """Freelancers who want to be found, say what they do, and may begin new work."""
    return FreelancerProfile.objects.filter(is_listed=True, is_ready=True).exclude(headline="")


def categories() -> QuerySet[Category]:
    return Category.objects.order_by("position", "slug")


def skills_in_order() -> QuerySet[Skill]:
    """All skills, category by category."""
    return Skill.objects.select_related("category").order_by("category__position", "slug")


def skills_by_category() -> list[tuple[Category, list[Skill]]]:
    """Every category with its skills, sorted by their names in the reader's language (1 query)."""
    shelves: dict[int, tuple[Category, list[Skill]]] = {}
    for skill in skills_in_order():
        shelves.setdefault(skill.category_id, (skill.category, []))[1].append(skill)
    return [
        (category, sorted(skills, key=lambda skill: skill.name.casefold()))
        for category, skills in shelves.values()
    ]


def provinces() -> QuerySet[Region]:
    return Region.objects.filter(province=None).order_by("name")


def regions() -> QuerySet[Region]:
    return Region.objects.select_related("province")


def homes() -> QuerySet[Region]:
    """Where somebody can live: a kabupaten or kota, not a whole province."""
    return regions().exclude(province=None)


def regions_in(province: str) -> QuerySet[Region]:
    """The kabupaten and kota of one province."""
    return regions().filter(province_id=province).order_by("name")


def homes_of(user: User) -> QuerySet[Region]:
    """Where somebody says to live, as a freelancer and as a client."""
    return regions().filter(Q(freelancerprofile__user=user) | Q(clientprofile__user=user))


def regions_by_province() -> list[tuple[Region, list[Region]]]:
    """Every province with its kabupaten and kota (1 query)."""
    return _grouped(regions().order_by("province__name", "name"))


def _grouped(rows: Iterable[Region]) -> list[tuple[Region, list[Region]]]:
    shelves: dict[str, tuple[Region, list[Region]]] = {}
    for row in rows:
        if row.province is not None:
            shelves.setdefault(row.province.code, (row.province, []))[1].append(row)
    return list(shelves.values())


def portfolio_of(user: User) -> QuerySet[PortfolioItem]:
    return PortfolioItem.objects.filter(profile__user=user).select_related("profile__user")


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """Tokens that a person has not revoked, newest first; expired ones included."""
    return ApiToken.objects.filter(user=user, revoked_at=None).select_related("user")


def usable_tokens_of(user: User, moment: datetime) -> QuerySet[ApiToken]:
    return tokens_of(user).filter(expires_at__gt=moment)


def last_security_change(user_id: int) -> datetime | None:
    """When the e-mail address or password was last changed (1 query)."""
    changes = SecurityChange.objects.filter(user=user_id)
    return changes.order_by("-changed_at").values_list("changed_at", flat=True).first()


def replaced_addresses(user_id: int, since: datetime) -> list[str]:
    """The e-mail addresses that a person gave up after a moment (1 query)."""
    changes = SecurityChange.objects.filter(user=user_id, changed_at__gt=since)
    return sorted(set(changes.exclude(previous_email="").values_list("previous_email", flat=True)))


def export_of(user: User) -> dict[str, Any]:
    """Everything Karya keeps about a person, as plain values, with the parts of the apps above.

    Left out are only secrets: passwords, the keys of sessions, tokens and second steps.
    """
    names = ("name", "legal_name", "verified_name", "handle")
    clock = ("timezone", "chose_timezone")
    dates = ("date_joined", "last_login", "verified_at")
    fields = ("email", *names, "mode", "language", *clock, "standing", *dates)
    own = {
        "account": {name: getattr(user, name) for name in fields},
        "freelancer": _freelancer_export(user.freelancer_profile),
        "client": model_to_dict(user.client_profile, exclude=["id", "user"]),
        "portfolio": list(portfolio_of(user).values(*_OF_PORTFOLIO)),
        "tokens": list(
            ApiToken.objects.filter(user=user).values(
                "name", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at"
            )
        ),
    }
    return own | _ways_in(user) | {name: part(user) for name, part in parts().items()}


def _ways_in(user: User) -> dict[str, list[dict[str, Any]]]:
    """How and where somebody signs in or did, and when that was changed."""
    kept = {
        "email_addresses": (EmailAddress, ("email", "verified", "primary")),
        "social_accounts": (
            SocialAccount, ("provider", "uid", "extra_data", "date_joined", "last_login"),
        ),
        "second_steps": (Authenticator, ("type", "created_at", "last_used_at")),
        "sessions": (UserSession, ("ip", "user_agent", "created_at", "last_seen_at")),
        "security_changes": (SecurityChange, ("kind", "previous_email", "changed_at")),
    }  # fmt: skip
    return {
        name: list(model.objects.filter(user=user).order_by("pk").values(*fields))
        for name, (model, fields) in kept.items()
    }


def _freelancer_export(profile: FreelancerProfile) -> dict[str, Any]:
    words = model_to_dict(profile, exclude=["id", "user", "skills", "category"])
    skills = [skill.slug for skill in profile.skills.all()]
    return words | {"category": str(profile.category or ""), "skills": skills}

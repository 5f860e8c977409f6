"""People, profiles and the words to find them by; each answers with a fixed number of queries."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Prefetch, Q, QuerySet
from django.forms.models import model_to_dict

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


def open_people() -> QuerySet[User]:
    """Everybody with an open account."""
    return User.objects.filter(is_active=True)


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
    """Everything Karya keeps about a person, as plain values, with the parts of the apps above."""
    names = ("name", "legal_name", "handle")
    fields = ("email", *names, "mode", "language", "timezone", "date_joined")
    own = {
        "account": {name: getattr(user, name) for name in fields},
        "freelancer": _freelancer_export(user.freelancer_profile),
        "client": model_to_dict(user.client_profile, exclude=["id", "user"]),
        "portfolio": list(portfolio_of(user).values("title", "description", "link", "created_at")),
        "tokens": list(
            ApiToken.objects.filter(user=user).values(
                "name", "scopes", "created_at", "expires_at", "last_used_at", "revoked_at"
            )
        ),
    }
    return own | {name: part(user) for name, part in parts().items()}


def _freelancer_export(profile: FreelancerProfile) -> dict[str, Any]:
    words = model_to_dict(profile, exclude=["id", "user", "skills", "category"])
    skills = [skill.slug for skill in profile.skills.all()]
    return words | {"category": str(profile.category or ""), "skills": skills}

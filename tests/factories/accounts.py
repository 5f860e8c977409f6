"""People for tests, made as the sign-up makes them."""

from typing import Any

from accounts.models import Category, FreelancerProfile, Mode, Region, Skill, User
from accounts.services.findable import keep_words
from accounts.services.people import register, vouch_for_email

PASSWORD = "tempe-goreng-42"


def make_person(name: str = "Sena Stranger", **fields: Any) -> User:
    """A person with a confirmed address and both profiles; extra fields are set on the user."""
    email = fields.pop("email", f"{name.split(maxsplit=1)[0].lower()}@example.com")
    user = register(email=email, name=name, mode=fields.pop("mode", Mode.CLIENT), password=PASSWORD)
    vouch_for_email(user=user)
    if fields:
        for field, value in fields.items():
            setattr(user, field, value)
        user.save()
    return user


def make_client(name: str = "Clara Client", **fields: Any) -> User:
    return make_person(name, mode=Mode.CLIENT, **fields)


def make_freelancer(name: str = "Farid Freelancer", **fields: Any) -> User:
    return make_person(name, mode=Mode.FREELANCER, **fields)


def make_moderator(name: str = "Maya Moderator", **fields: Any) -> User:
    return make_person(name, is_moderator=True, **fields)


def make_senior_moderator(name: str = "Sari Senior", **fields: Any) -> User:
    return make_person(name, is_moderator=True, is_senior_moderator=True, **fields)


def make_supporter(name: str = "Sulis Support", **fields: Any) -> User:
    return make_person(name, is_support=True, **fields)


def make_bookkeeper(name: str = "Fitri Finance", **fields: Any) -> User:
    return make_person(name, is_finance=True, **fields)


def make_category(slug: str = "design", **fields: Any) -> Category:
    defaults = {"name_en": slug.title(), "name_id": f"{slug.title()} (id)", "icon": "palette"}
    return Category.objects.get_or_create(slug=slug, defaults=defaults | fields)[0]


def make_skill(slug: str = "logo-design", **fields: Any) -> Skill:
    title = slug.replace("-", " ").capitalize()
    category = fields.pop("category", None) or make_category()
    defaults = {"name_en": title, "name_id": f"{title} (id)", "category": category}
    return Skill.objects.get_or_create(slug=slug, defaults=defaults | fields)[0]


def make_region(code: str = "32.73", **fields: Any) -> Region:
    """Kota Bandung in Jawa Barat, unless told otherwise."""
    province = Region.objects.get_or_create(
        code=code[:2], defaults={"name": "Jawa Barat", "kind": "provinsi"}
    )[0]
    defaults = {"name": "Kota Bandung", "kind": "kota", "province": province}
    return Region.objects.get_or_create(code=code, defaults=defaults | fields)[0]


def complete_profile(user: User, **fields: Any) -> FreelancerProfile:
    """A freelancer's profile that the list shows."""
    profile = user.freelancer_profile
    given = {
        "headline": "Logos and brands for small shops",
        "bio": "Ten years of drawing.",
    } | fields
    skills = given.pop("skills", None)
    for field, value in given.items():
        setattr(profile, field, value)
    profile.save()
    profile.skills.set([make_skill()] if skills is None else skills)
    keep_words(users=[user.pk])
    return profile

"""Take down what a profile says or shows, and put it back; moderation alone asks for it.

What is taken down is answered as plain values, for whoever keeps the case.
"""

from functools import partial

from django.core.files.storage import Storage, default_storage
from django.db import transaction

from accounts.models import ClientProfile, FreelancerProfile, PortfolioItem, User

Kept = dict[str, str]
_TEXTS: tuple[tuple[type[FreelancerProfile | ClientProfile], str], ...] = (
    (FreelancerProfile, "headline"),
    (FreelancerProfile, "bio"),
    (ClientProfile, "organisation"),
    (ClientProfile, "about"),
)
_PICTURES = ("image", "thumbnail")


@transaction.atomic
def clear_texts(*, person: User) -> Kept:
    """Empty headline, bio, organisation and about; the name stays."""
    kept: Kept = {}
    for model, name in _TEXTS:
        profile = model.objects.select_for_update().get(user=person)
        if text := getattr(profile, name):
            kept[name] = text
            setattr(profile, name, "")
            profile.save(update_fields=[name])
    return kept


@transaction.atomic
def put_texts_back(*, person: User, kept: Kept) -> None:
    """As they were, except where the person has written something new meanwhile, or has left."""
    if person.closed_at is not None:
        return
    for model, name in _TEXTS:
        if name in kept:
            empty = model.objects.filter(user=person, **{name: ""})
            empty.update(**{name: kept[name]})


@transaction.atomic
def clear_pictures(*, person: User) -> Kept:
    """Take every picture of the portfolio out of the public folder; answers where each went."""
    kept: Kept = {}
    items = PortfolioItem.objects.select_for_update().filter(profile__user=person).order_by("pk")
    for item in items:
        for name in _PICTURES:
            picture = getattr(item, name)
            if picture:
                public = str(picture.name)
                kept[f"{item.pk}.{name}"] = f"{public} {_copy(public, f'private/{public}')}"
                transaction.on_commit(partial(_storage().delete, public))
                setattr(item, name, "")
        item.save(update_fields=list(_PICTURES))
    return kept


@transaction.atomic
def put_pictures_back(*, person: User, kept: Kept) -> None:
    """As they were, except where the person has shown something new meanwhile, or nothing more."""
    items = PortfolioItem.objects.select_for_update().filter(profile__user=person)
    found = {str(item.pk): item for item in items}
    for place, names in kept.items():
        pk, name = place.split(".")
        public, private = names.split(" ")
        item = found.get(pk)
        if item is not None and not getattr(item, name):
            setattr(item, name, _copy(private, public))
            item.save(update_fields=[name])
        transaction.on_commit(partial(_storage().delete, private))


def forget_pictures(*, kept: Kept) -> None:
    """Delete what `clear_pictures` kept, once the database has let go of it."""
    for names in kept.values():
        _public, private = names.split(" ")
        transaction.on_commit(partial(_storage().delete, private))


def _copy(source: str, to: str) -> str:
    with _storage().open(source) as file:
        return _storage().save(to, file)


def _storage() -> Storage:
    return default_storage

"""Freelancers show their work."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from django.core.files.storage import Storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.images import Drawn
from accounts.models import FreelancerProfile, PortfolioItem, User
from accounts.policies import can_change_account, can_change_portfolio_item
from accounts.services.findable import keep_words
from core.errors import LimitReached
from core.policies import require
from core.texts import one_line, visible

MOST_ITEMS = 24
A_MOMENT = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDetails:
    """A title, what it was about, and where it can be seen."""

    title: str
    description: str = ""
    link: str = ""


@transaction.atomic
def add_portfolio_item(
    *, user: User, details: ItemDetails, picture: Drawn | None, by: User, now: datetime
) -> PortfolioItem:
    """Put one more piece of work at the end; raises LimitReached after the 24th.

    The same piece again within ten minutes, as when one clicks twice, is the first one.
    """
    require(can_change_account, by, user)
    profile = FreelancerProfile.objects.select_for_update().get(user=user)
    items = list(profile.portfolio.all())
    if twin := next((item for item in items if _is_twin(item, details, picture, now)), None):
        return twin
    if len(items) >= MOST_ITEMS:
        raise LimitReached(
            _("Your portfolio is full: %(most)d pieces are the most.") % {"most": MOST_ITEMS}
        )
    last = max((item.position for item in items), default=0)
    item = PortfolioItem(profile=profile, created_at=now, position=last + 1)
    return _save(item, details, picture)


@transaction.atomic
def change_portfolio_item(
    *, item: PortfolioItem, details: ItemDetails, picture: Drawn | None, by: User
) -> PortfolioItem:
    """Change the words, and the picture where there is a new one."""
    require(can_change_portfolio_item, by, item)
    FreelancerProfile.objects.select_for_update().get(pk=item.profile_id)
    return _save(item, details, picture)


@transaction.atomic
def remove_portfolio_item(*, item: PortfolioItem, by: User) -> None:
    """Take a piece of work away, with its pictures; once it is gone, nothing happens."""
    require(can_change_portfolio_item, by, item)
    PortfolioItem.objects.filter(pk=item.pk).delete()
    keep_words(users=[item.profile.user_id])
    _drop_pictures(item)


@transaction.atomic
def move_portfolio_item(*, item: PortfolioItem, direction: Literal["up", "down"], by: User) -> None:
    """Swap places with the neighbour; at the end of the row nothing happens."""
    require(can_change_portfolio_item, by, item)
    FreelancerProfile.objects.select_for_update().get(pk=item.profile_id)
    row = list(PortfolioItem.objects.filter(profile_id=item.profile_id))
    place = next((at for at, other in enumerate(row) if other.pk == item.pk), None)
    if place is None:
        return
    target = place - 1 if direction == "up" else place + 1
    if 0 <= target < len(row):
        row[place], row[target] = row[target], row[place]
    for position, other in enumerate(row, start=1):
        other.position = position
    PortfolioItem.objects.bulk_update(row, ["position"])


def _is_twin(
    item: PortfolioItem, details: ItemDetails, picture: Drawn | None, now: datetime
) -> bool:
    """Whether an item was made of the same words and the same picture a moment ago."""
    words = one_line(details.title), visible(details.description), details.link
    if now - item.created_at > A_MOMENT or words != (item.title, item.description, item.link):
        return False
    if picture is None or not item.image:
        return picture is None and not item.image
    with item.image.open() as kept:
        is_same: bool = kept.read() == picture.full.read()
    picture.full.seek(0)
    return is_same


def _save(item: PortfolioItem, details: ItemDetails, picture: Drawn | None) -> PortfolioItem:
    item.title, item.description = one_line(details.title), visible(details.description)
    item.link = details.link
    if picture is not None:
        _drop_pictures(item)
        name = uuid.uuid4().hex
        item.image.save(f"{name}.webp", picture.full, save=False)
        item.thumbnail.save(f"{name}-small.webp", picture.thumbnail, save=False)
        item.image_width, item.image_height = picture.width, picture.height
    item.save()
    keep_words(users=[item.profile.user_id])
    return item


def _drop_pictures(item: PortfolioItem) -> None:
    """Delete the files once the database has let go of them."""
    for picture in (item.image, item.thumbnail):
        if picture:
            storage: Storage = picture.storage
            transaction.on_commit(partial(storage.delete, str(picture.name)))

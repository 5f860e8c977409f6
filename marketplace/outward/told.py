"""What the head of a page tells: whether to keep it, what it is about, and its picture."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.template.context import Context
from django.utils import timezone

from core.search.asked import Search
from marketplace.outward import cards, described
from marketplace.outward.addresses import FIXED, LISTS
from marketplace.outward.cards import Card
from marketplace.outward.described import Described
from marketplace.outward.public import is_told_person, is_told_project


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The page of something that everybody may find by searching."""

    card: Card | None = None  # else the picture of Karya
    about: Sequence[Described] = ()
    kind: str = "website"  # of Open Graph


def told_of(view: str, context: Context) -> Told | None:
    """What the page of that name tells with these words; None if it is not to be kept.

    A page of an error has another context than the page whose address was asked, and a list in
    which somebody looks for something is one of endlessly many: neither is kept.
    """
    return _TOLD[view](context) if view in _TOLD else None


def _fixed(context: Context) -> Told | None:
    return None if "message" in context else Told()


def _home(context: Context) -> Told | None:
    is_home = "main_part" in context
    return Told(about=described.of_site()) if is_home else None


def _whole_list(context: Context) -> Told | None:
    search: Search | None = context.get("search")
    is_whole = search is not None and search.query(after=search.after) == "?"
    return Told() if is_whole else None


def _project(context: Context) -> Told | None:
    project = context["project"] if "record" in context else None
    if project is None or not is_told_project(project, timezone.now()):
        return None
    return Told(card=cards.project_card(project), about=described.of_project(project))


def _person(context: Context) -> Told | None:
    person = context["person"] if "freelancer" in context else None
    if person is None or not is_told_person(person):
        return None
    return Told(card=cards.person_card(person), about=described.of_person(person), kind="profile")


def _place(context: Context) -> Told | None:
    place = context.get("place")
    if place is None or place.is_empty:
        return None
    card = cards.place_card(place, context["earned"])
    return Told(card=card, about=described.of_place(place))


_TOLD: dict[str, Callable[[Context], Told | None]] = {
    **dict.fromkeys(FIXED, _fixed),
    **dict.fromkeys(LISTS, _whole_list),
    "home": _home,
    "projects:detail": _project,
    "accounts:profile": _person,
    "province": _place,
    "town": _place,
}

"""Pictures for link previews: what they say, in the reader's language, and where they are."""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from core.money import format_money
from core.templatetags.karya import initials
from marketplace.regions.tree import Place
from projects.local import Earned
from projects.models import Project
from projects.templatetags.postings import budget

LAYOUT = Path(__file__).resolve().parents[2] / "templates/marketplace/outward/card.typ"
MOST_TAGS = 4
_LETTERS = ("L", "N", "P", "Z", "Sm", "Sc", "Mn", "Mc")  # kinds of signs that a font has
_LONG = 24  # letters of a word that may have to be broken
_BREAK = "\N{ZERO WIDTH SPACE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A number or a place under the line."""

    term: str
    value: str
    star: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A picture: which address draws it, and all its words."""

    name: str
    key: str | int | None = None
    kicker: str
    title: str
    lead: str = ""
    initials: str = ""
    tags: Sequence[str] = ()
    facts: Sequence[Fact] = ()
    language: str = field(default_factory=lambda: get_language() or settings.LANGUAGE_CODE)

    @property
    def sheet(self) -> dict[str, Any]:
        """What the layout reads."""
        return {
            "site": settings.SITE_NAME,
            "host": urlsplit(settings.SITE_URL).netloc,
            "language": self.language,
            "kicker": self.kicker,
            "title": drawable(self.title),
            "lead": drawable(self.lead),
            "initials": drawable(self.initials),
            "tags": [drawable(tag) for tag in self.tags[:MOST_TAGS]],
            "facts": [
                {"term": fact.term, "value": drawable(fact.value), "star": fact.star}
                for fact in self.facts
            ],
        }

    @property
    def version(self) -> str:
        """Other words or another layout, another address: so a picture may be kept for ever."""
        words = json.dumps(self.sheet, sort_keys=True).encode()
        return sha256(words + _layout_digest()).hexdigest()[:16]

    @property
    def address(self) -> str:
        """The path of the picture as it is now."""
        key = [] if self.key is None else [self.key]
        return reverse(self.name, args=[self.language, *key, self.version])

    @property
    def alt(self) -> str:
        """The same for those who do not see it."""
        facts = [f"{fact.term}: {fact.value}" for fact in self.facts]
        parts = (self.kicker, self.title, self.lead, *facts)
        return ". ".join(part.rstrip(".") for part in parts if part)


def site_card() -> Card:
    """For every page without a picture of its own."""
    return Card(
        name="site-card",
        kicker=_("Freelance work, with the money in escrow"),
        title=_("Clear work. Money you can see."),
        facts=[
            Fact(term=_("Bidding"), value=_("Free")),
            Fact(term=_("Places in the results"), value=_("Not for sale")),
        ],
    )


def project_card(project: Project) -> Card:
    """What is to be done, for how much, and where."""
    where = project.region.name if project.region else ""
    anywhere = _("From anywhere") if project.is_remote else ""
    skills = [*(skill.name for skill in project.skills.all()), *project.tags]
    place = where or anywhere or _("On the spot")
    return Card(
        name="project-card",
        key=project.pk,
        kicker=_("Open project"),
        title=project.title,
        tags=skills,
        facts=[
            Fact(term=_("Budget"), value=budget(project)),
            Fact(term=_("Place"), value=place),
        ],
    )


def person_card(person: User) -> Card:
    """Who somebody is, and what others say of their work."""
    freelancer = person.freelancer_profile
    facts = []
    if freelancer.stars is not None:
        stars = number_format(freelancer.stars, 1)
        facts += [
            Fact(term=_("Rating"), value=f"{stars} ({freelancer.rating_count})", star=True),
        ]
    if freelancer.jobs_done:
        facts += [Fact(term=_("Jobs done"), value=str(freelancer.jobs_done))]
    if freelancer.region:
        facts += [Fact(term=_("Region"), value=freelancer.region.name)]
    return Card(
        name="person-card",
        key=person.handle,
        kicker=_("Freelancer, identity verified") if person.is_verified else _("Freelancer"),
        title=person.name,
        lead=freelancer.headline,
        initials=initials(person),
        tags=[skill.name for skill in freelancer.skills.all()],
        facts=facts,
    )


def place_card(place: Place, earned: Earned) -> Card:
    """What is in a region, and what was earned there as far as it may be told."""
    counts = [
        (_("open projects"), place.open_projects),
        (_("freelancers to find"), place.freelancers),
    ]
    facts = [Fact(term=term, value=number_format(many, 0)) for term, many in counts if many]
    if earned.pieces:
        term = _("earned in %(year)s, after fees") % {"year": earned.year}
        facts += [Fact(term=term, value=format_money(earned.amount))]
    return Card(
        name="region-card",
        key=place.code,
        kicker=place.province.name if place.province else _("Regions"),
        title=_("Work in %(place)s") % {"place": place.name},
        facts=facts,
    )


def drawable(text: str) -> str:
    """Words as fonts have them: no pictures among them, fancy letters plain, no endless word."""
    plain = unicodedata.normalize("NFKC", text)
    kept = (sign if _has_letter(sign) else " " for sign in plain)
    return " ".join(_breakable(word) for word in "".join(kept).split())


def _has_letter(sign: str) -> bool:
    is_variation = "\ufe00" <= sign <= "\ufe0f"
    return unicodedata.category(sign).startswith(_LETTERS) and not is_variation


def _breakable(word: str) -> str:
    if len(word) <= _LONG:
        return word
    half = _LONG // 2
    return _BREAK.join(word[at : at + half] for at in range(0, len(word), half))


@lru_cache(maxsize=1)
def _layout_digest() -> bytes:
    return sha256(LAYOUT.read_bytes()).digest()

"""Postings of the demo: sixty written by hand, the others varied from them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from accounts.models import Region
from marketplace.demo import texts
from marketplace.demo.dice import dice
from marketplace.demo.people import People
from marketplace.demo.places import region, town_of
from marketplace.demo.stranger import client_of
from marketplace.demo.texts import ProjectText
from projects.services.postings import Posting

_OPEN_DAYS = 26
_ROUND = 50_000


@dataclass(frozen=True, kw_only=True)
class Planned:
    """The posting number `number`: its words, its place, and when it appears."""

    number: int
    text: ProjectText
    variation: int
    region: Region | None
    fill: dict[str, str]
    budget: tuple[int, int]
    published_at: datetime

    @property
    def key(self) -> str:
        return f"demo:{self.text.key}:{self.variation}"

    def posting(self, people: People) -> Posting:
        text = self.text
        return Posting(
            title=text.title.format_map(self.fill),
            description=text.description.format_map(self.fill),
            category=people.category(text.category),
            skills=people.skills(text.skills),
            tags=text.tags,
            level=text.level,
            budget_min_minor=self.budget[0] * 100,
            budget_max_minor=self.budget[1] * 100,
            needed_on=(self.published_at + timedelta(days=text.days + 14)).date(),
            region=self.region,
            is_remote=text.is_remote,
            language=text.language,
            questions=[question for question, _answer in text.questions],
        )


def planned(first: int, size: int, now: datetime) -> Iterator[Planned]:
    """The postings `first` to `size`, always the same ones for the same number."""
    written = texts.projects()
    for number in range(first, size):
        variation, place = divmod(number, len(written))
        yield _vary(number, written[place], variation, now)


def _vary(number: int, text: ProjectText, variation: int, now: datetime) -> Planned:
    chance = dice(f"{text.key}:{variation}")
    code = text.region if variation == 0 else client_of(number, text).town
    place = region(code)
    fill = {
        name: choices[0] if variation == 0 else chance.choice(choices)
        for name, choices in text.vary.items()
    }
    return Planned(
        number=number,
        text=text,
        variation=variation,
        region=place,
        fill=fill | {"town": town_of(place)},
        budget=_budget(text, variation, chance),
        published_at=now - timedelta(minutes=chance.randrange(5 * 60, _OPEN_DAYS * 24 * 60)),
    )


def _budget(text: ProjectText, variation: int, chance: Random) -> tuple[int, int]:
    """The written budget, or one up to a third lower or higher, in round amounts."""
    if variation == 0:
        return text.budget[0], text.budget[1]
    factor = chance.uniform(0.67, 1.33)
    least, most = (max(round(amount * factor / _ROUND), 1) * _ROUND for amount in text.budget)
    return least, max(most, least)

"""People who are not written by hand: who they are follows from their number."""

from enum import StrEnum
from random import Random

from django.utils.text import slugify

from marketplace.demo import texts
from marketplace.demo.dice import dice
from marketplace.demo.places import region, town_of, towns_in
from marketplace.demo.texts import FreelancerText, Names, ProjectText

_POSTINGS_OF_A_CLIENT = 6
_ENGLISH_SHARE = 0.75


class Kind(StrEnum):
    """The letter in a stranger's profile address."""

    FREELANCER = "f"
    CLIENT = "c"
    LOCAL = "t"
    ABROAD = "a"


class Stranger:
    """Who number so-and-so is: always the same person."""

    def __init__(self, kind: Kind, number: int, town: str = "") -> None:
        self.kind, self.number = kind, number
        chance = self.chance("person")
        names = chance.choice(_names_for(kind, town))
        self._first, self._last = chance.choice(list(names.first)), chance.choice(list(names.last))
        self.name = f"{self._first} {self._last}"
        self.handle = f"{slugify(self.name)}-{kind}{number}"
        self.country = chance.choice(list(names.countries)) if names.countries else "ID"
        self.town = town or _town_of(names, chance)
        self.member_days = chance.randint(61, 400)
        self.speaks_english = chance.random() < _ENGLISH_SHARE
        is_english = kind == Kind.ABROAD or (kind == Kind.FREELANCER and chance.random() < 0.3)
        self.language = "en" if is_english else "id"

    def chance(self, about: str) -> Random:
        return dice(f"{self.kind}{self.number}:{about}")

    def say(self, part: str, skill: str = "", other: str = "") -> str:
        """A sentence of the list, filled in."""
        chance = self.chance(part)
        sentence: str = chance.choice(texts.words("crowd", self.language)[part])
        said = sentence.format(
            skill=skill,
            other=other,
            town=town_of(region(self.town)),
            years=chance.randint(2, 14),
            first=self._first,
            last=self._last,
        )
        return said[:1].upper() + said[1:]


def client_of(number: int, text: ProjectText) -> Stranger:
    """Who posts variation number so-and-so: a client of several postings, or the one of a place."""
    if not text.region:
        return Stranger(Kind.ABROAD, number // _POSTINGS_OF_A_CLIENT)
    if not text.towns:
        return Stranger(Kind.CLIENT, number // _POSTINGS_OF_A_CLIENT)
    return Stranger(Kind.LOCAL, number, dice(f"town:{number}").choice(list(text.towns)))


def trade_of(number: int) -> FreelancerText:
    """The written freelancer whose trade freelancer number so-and-so has."""
    written = texts.freelancers()
    return written[number % len(written)]


def _names_for(kind: Kind, town: str) -> list[Names]:
    if kind == Kind.ABROAD:
        return [one for one in texts.names() if one.countries]
    at_home = [one for one in texts.names() if one.regions]
    return [one for one in at_home if town[:2] in one.regions] or at_home


def _town_of(names: Names, chance: Random) -> str:
    towns = towns_in(tuple(names.regions)) if names.regions else []
    return chance.choice(towns) if towns else ""

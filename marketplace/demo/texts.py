"""The hand-written content as values: postings, people, notes, talk."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent / "content"


@dataclass(frozen=True, kw_only=True)
class ProjectText:
    """A posting in words; `vary` names what its variations put in the place of what."""

    key: str
    category: str
    client: str
    language: str
    title: str
    description: str
    skills: Sequence[str]
    budget: Sequence[int]
    level: str
    days: int
    region: str
    note: str
    steps: Sequence[str]
    vary: Mapping[str, Sequence[str]]
    questions: Sequence[Sequence[str]] = ()
    tags: Sequence[str] = ()
    towns: Sequence[str] = ()
    is_remote: bool = True


@dataclass(frozen=True, kw_only=True)
class ClientText:
    """Somebody who posts work."""

    handle: str
    name: str
    organisation: str
    about: str
    region: str = ""
    country: str = "ID"
    language: str = ""
    timezone: str = ""


@dataclass(frozen=True, kw_only=True)
class FreelancerText:
    """Somebody who works; the rate is rupiah per hour."""

    handle: str
    name: str
    category: str
    headline: str
    bio: str
    skills: Sequence[str]
    rate: int
    region: str
    languages: Sequence[str]
    language: str = ""
    timezone: str = ""


@dataclass(frozen=True, kw_only=True)
class StaffText:
    """Somebody who looks after the marketplace."""

    handle: str
    name: str
    region: str
    is_admin: bool = False
    is_support: bool = False
    is_moderator: bool = False
    is_senior_moderator: bool = False
    is_finance: bool = False


@dataclass(frozen=True, kw_only=True)
class Story:
    """A contract: signed `began` days ago, its milestones brought as far as `steps` say."""

    project: str
    freelancer: str
    began: int
    steps: Sequence[str]
    reviews: Sequence[str] = field(default=())
    payout: bool = False


@dataclass(frozen=True, kw_only=True)
class BidText:
    """A bid that has come some way."""

    project: str
    freelancer: str
    state: str


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of work on a profile: its words, and the cloth that is drawn for it."""

    freelancer: str
    title: str
    description: str
    pattern: str
    colours: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Names:
    """First and last names that go together, and the provinces or countries of their bearers."""

    first: Sequence[str]
    last: Sequence[str]
    regions: Sequence[str] = ()
    countries: Sequence[str] = ()


@cache
def projects() -> tuple[ProjectText, ...]:
    """Every hand-written posting, one of each category in turn."""
    shelves = [
        [ProjectText(category=path.stem, **entry) for entry in _read(path)["project"]]
        for path in sorted((HERE / "projects").glob("*.toml"))
    ]
    longest = max(map(len, shelves))
    return tuple(shelf[i] for i in range(longest) for shelf in shelves if i < len(shelf))


@cache
def clients() -> tuple[ClientText, ...]:
    return tuple(ClientText(**entry) for entry in _file("clients")["client"])


@cache
def freelancers() -> tuple[FreelancerText, ...]:
    return tuple(FreelancerText(**entry) for entry in _file("freelancers")["freelancer"])


@cache
def staff() -> tuple[StaffText, ...]:
    return tuple(StaffText(**entry) for entry in _file("staff")["staff"])


@cache
def stories() -> tuple[Story, ...]:
    return tuple(Story(**entry) for entry in _file("stories")["story"])


@cache
def bids() -> tuple[BidText, ...]:
    return tuple(BidText(**entry) for entry in _file("stories")["bid"])


@cache
def pieces() -> tuple[Piece, ...]:
    return tuple(Piece(**entry) for entry in _file("portfolio")["piece"])


@cache
def names() -> tuple[Names, ...]:
    return tuple(Names(**entry) for entry in _file("names")["names"])


@cache
def words(kind: str, language: str) -> Mapping[str, Any]:
    """The lists of `notes`, `talk`, `reviews` or `crowd` in one language."""
    found: Mapping[str, Any] = _file(kind)[language]
    return found


@cache
def middles(category: str, language: str) -> Sequence[str]:
    """What a bidder of this trade says."""
    found: Sequence[str] = _file("notes")["middle"][category][language]
    return found


@cache
def _file(name: str) -> dict[str, Any]:
    return _read(HERE / f"{name}.toml")


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)

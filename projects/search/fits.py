"""Whether one project fits the facets of a search, in plain Python.

For alerts, which ask of one project whether it fits thousands of searches. The tests hold it
against what the database finds.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from core.money import exponent_of
from projects.models import Project
from projects.search.asked import BIDS, ProjectSearch, budget_bands


@dataclass(frozen=True, slots=True)
class Candidate:
    """A project with what is looked up once for all searches."""

    project: Project
    skills: Collection[str]

    @classmethod
    def of(cls, project: Project) -> "Candidate":
        """Its skills are one query; its category, region and client one each if not loaded."""
        return cls(project, set(project.skills.values_list("slug", flat=True)))


def fits(search: ProjectSearch, candidate: Candidate, now: datetime) -> bool:
    """Whether every facet in use lets the project through. Its words are asked of Postgres."""
    return all(_TESTS[name](getattr(search, name), candidate, now) for name in search.chosen)


def _category(value: str, candidate: Candidate, _now: datetime) -> bool:
    category = candidate.project.category
    return category is not None and category.slug == value


def _skill(value: str, candidate: Candidate, _now: datetime) -> bool:
    return value in candidate.skills


def _region(value: str, candidate: Candidate, _now: datetime) -> bool:
    region = candidate.project.region
    return region is not None and value in (region.code, region.province_id)


def _place(value: str, candidate: Candidate, _now: datetime) -> bool:
    return candidate.project.is_remote == (value == "remote")


def _kind(value: str, candidate: Candidate, _now: datetime) -> bool:
    return str(candidate.project.kind) == value


def _budget(value: str, candidate: Candidate, _now: datetime) -> bool:
    low, high = budget_bands()[value]
    unit = 10 ** exponent_of(settings.DEFAULT_CURRENCY)
    most = candidate.project.budget_max_minor
    if candidate.project.currency != settings.DEFAULT_CURRENCY:
        return False
    if low is not None and (most is None or most <= low * unit):
        return False
    return high is None or (most is not None and most <= high * unit)


def _posted(value: str, candidate: Candidate, now: datetime) -> bool:
    published = candidate.project.published_at
    return published is not None and published >= now - timedelta(days=int(value))


def _language(value: str, candidate: Candidate, _now: datetime) -> bool:
    return str(candidate.project.language) == value


def _bids(value: str, candidate: Candidate, _now: datetime) -> bool:
    least, most = BIDS[value]
    count = candidate.project.bids_count
    return least <= count and (most is None or count <= most)


def _client(_value: str, candidate: Candidate, _now: datetime) -> bool:
    return candidate.project.client.is_verified


_TESTS: Mapping[str, Callable[[str, Candidate, datetime], bool]] = {
    "category": _category,
    "skill": _skill,
    "region": _region,
    "place": _place,
    "kind": _kind,
    "budget": _budget,
    "posted": _posted,
    "language": _language,
    "bids": _bids,
    "client": _client,
}

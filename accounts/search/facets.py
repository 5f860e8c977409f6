"""The facets of the search of freelancers: what each option would bring, and what to let go of."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import FreelancerProfile
from accounts.places import spoken_languages
from accounts.search.asked import (
    ANSWERS,
    AVAILABLE,
    IDENTITIES,
    LABELS,
    NEWCOMERS,
    PLACES,
    RATINGS,
    FreelancerSearch,
    rate_bands,
)
from accounts.search.names import by_words, name_of
from accounts.search.ranking import newcomers
from accounts.selectors import listed_freelancers
from core.search.bands import band_label, in_band
from core.search.facets import (
    Choice,
    Facet,
    Options,
    Relaxation,
    all_of,
    count_all,
    counted,
    make_facet,
    relaxations,
)
from core.search.groups import choices


def tests_of(search: FreelancerSearch, now: datetime) -> dict[str, Q]:
    """The condition of each facet in use."""
    return {name: _TESTS[name](getattr(search, name), now) for name in search.chosen}


def _has_skill(value: str) -> Q:
    having = FreelancerProfile.skills.through.objects.filter(skill__slug=value)
    return Q(pk__in=having.values("freelancerprofile_id"))


_TESTS: Mapping[str, Callable[[str, datetime], Q]] = {
    "category": lambda value, _now: Q(category__slug=value),
    "skill": lambda value, _now: _has_skill(value),
    "region": lambda value, _now: Q(region=value) | Q(region__province=value),
    "place": lambda _value, _now: Q(works_remotely=True),
    "rate": lambda value, _now: in_band("rate_minor", rate_bands()[value]),
    "rating": lambda value, _now: Q(rating_mean__gte=value),
    "availability": lambda value, _now: Q(availability=value),
    "answers": lambda value, _now: Q(answer_minutes__lte=int(value)),
    "language": lambda value, _now: Q(languages__contains=[value]),
    "identity": lambda _value, _now: ~Q(user__verified_name=""),
    "newcomers": lambda _value, now: newcomers(now),
}


def _fixed() -> Options:
    """The facets whose options are known beforehand, with their words."""
    return {
        "place": [*PLACES.items()],
        "rate": [(code, band_label(band)) for code, band in rate_bands().items()],
        "rating": [*RATINGS.items()],
        "availability": [*AVAILABLE],
        "answers": [*ANSWERS.items()],
        "language": [*spoken_languages()],
        "identity": [*IDENTITIES.items()],
        "newcomers": [*NEWCOMERS.items()],
    }


def count(
    base: QuerySet[FreelancerProfile], tests: Mapping[str, Q], now: datetime
) -> dict[str, int]:
    """How many are found, without each condition in use, and with each option of a fixed list."""
    return count_all(base, tests, _fixed(), lambda name, value: _TESTS[name](value, now))


def facets_of(
    search: FreelancerSearch,
    base: QuerySet[FreelancerProfile],
    tests: Mapping[str, Q],
    counts: Mapping[str, int],
) -> list[Facet]:
    """Every facet with its options, the most frequent first (1 query, and 1 for a name gone)."""
    known = counted(_fixed(), counts)
    known |= _grouped(search, base, tests)
    return [
        make_facet(search, name, label, known.get(name, []), name_of)
        for name, label in LABELS.items()
    ]


def _grouped(
    search: FreelancerSearch, base: QuerySet[FreelancerProfile], tests: Mapping[str, Q]
) -> Mapping[str, list[Choice]]:
    """Counts by category, skill and region, the most frequent first (1 query)."""
    return choices(
        by_words(search, base, tests, ("freelancerprofile", "freelancers")), search.region
    )


def relaxations_of(
    search: FreelancerSearch,
    tests: Mapping[str, Q],
    counts: Mapping[str, int],
    shown: Sequence[Facet],
) -> list[Relaxation]:
    """What to drop so that somebody is found, the most fruitful first (1 query for words)."""
    return relaxations(
        search, counts, shown, lambda: listed_freelancers().filter(all_of(tests)).count()
    )

"""The facets of the search of freelancers: what each option would bring, and what to let go of."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, Q, TextField

from accounts.models import Category, FreelancerProfile
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
from accounts.search.named import Named, regions_in, rows_of_counts, skill_of
from accounts.search.names import name_of
from accounts.search.ranking import newcomers, skills_of
from accounts.selectors import listed_freelancers
from core.search.bands import band_label, in_band
from core.search.counting import Counts, Ground, Wish, Words, count_at_most, option_of
from core.search.counting import count as count_in
from core.search.facets import (
    Facet,
    Options,
    Relaxation,
    all_of,
    in_place,
    make_facet,
    relaxations,
)
from core.search.groups import in_groups
from core.search.ways import Order

ORDER = Order(key="merit", most=14_000, most_of_facet=8000)
# Whoever is rated 4.5 is rated 4 as well, and whoever answers within an hour does within a day.
_GROWING = {"rating", "answers"}


def tests_of(search: FreelancerSearch, now: datetime) -> dict[str, Q]:
    """The condition of each facet in use."""
    return {name: _TESTS[name](getattr(search, name), now) for name in search.chosen}


def _has_skill(value: str) -> Q:
    having = FreelancerProfile.skills.through.objects.filter(skill=skill_of(value))
    return Q(pk__in=having.values("freelancerprofile_id"))


def _in_category(value: str) -> Q:
    number = Category.objects.filter(slug=value).values_list("pk", flat=True).first()
    return Q(category_id=number or 0)


def _in_region(value: str) -> Q:
    return Q(region_id__in=regions_in(value))


_TESTS: Mapping[str, Callable[[str, datetime], Q]] = {
    "category": lambda value, _now: _in_category(value),
    "skill": lambda value, _now: _has_skill(value),
    "region": lambda value, _now: _in_region(value),
    "place": lambda _value, _now: Q(works_remotely=True),
    "rate": lambda value, _now: in_band("rate_minor", rate_bands()[value]),
    "rating": lambda value, _now: Q(rating_mean__gte=value),
    "availability": lambda value, _now: Q(availability=value),
    "answers": lambda value, _now: Q(answer_minutes__lte=int(value)),
    "language": lambda value, _now: Q(languages__contains=[value]),
    "identity": lambda _value, _now: Q(is_verified=True),
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


def count(words: Words, tests: Mapping[str, Q], now: datetime, *, most: int, as_of: Q) -> Counts:
    """How many are found, without each condition in use, with each option, and the first."""
    fixed = {
        name: option_of([(value, _TESTS[name](value, now)) for value, _label in values])
        for name, values in _fixed().items()
    }
    named = {
        "category": F("category_id"),
        "region": F("region_id"),
        "skill": skills_of(),
        "language": _Languages(F("languages")),
    }
    ground = Ground(
        rows=listed_freelancers(),
        as_of=as_of,
        order=ORDER,
        options=fixed | named,
        several=("skill", "language"),
        indexed=("skill",),
    )
    return count_in(ground, words, tests, Wish(most=most, values={}))


class _Languages(Func):
    """A list in JSON as an array; what is no list has itself alone."""

    template = "ARRAY(SELECT jsonb_path_query(%(expressions)s, '$[*]') #>> '{}')"
    output_field = ArrayField(TextField())


def facets_of(search: FreelancerSearch, counts: Counts, named: Named) -> list[Facet]:
    """Every facet with its options, the most frequent first (1 query for a name gone)."""
    known = {
        name: in_place(values, counts.of(name), is_growing=name in _GROWING)
        for name, values in _fixed().items()
    }
    known |= in_groups(rows_of_counts(counts.of, named, search.skill), search.region)
    return [
        make_facet(search, name, label, known.get(name, []), name_of, is_more=counts.is_least(name))
        for name, label in LABELS.items()
    ]


def relaxations_of(
    search: FreelancerSearch, tests: Mapping[str, Q], counts: Counts, shown: Sequence[Facet]
) -> list[Relaxation]:
    """What to drop so that somebody is found, the most fruitful first (1 query for words)."""
    everybody = listed_freelancers().filter(all_of(tests))
    return relaxations(search, counts, shown, lambda: count_at_most(ORDER, everybody))

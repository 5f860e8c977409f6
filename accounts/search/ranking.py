"""The published order of “best match” among freelancers: the factors and what they give.

The page `/ranking/` prints this table, and “why here?” the same numbers for one result.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, Exists, Func, IntegerField, OuterRef, Q, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.merits import DONE, HOW_FREE, STARS
from accounts.models import FreelancerProfile, PortfolioItem
from core.search.ranking import Factor, Scale, words_value
from core.search.turns import NEW_FOR
from core.search.words import Term

_LONG_TEXT = 200
_MANY_SKILLS = 3
_FACTORS: Sequence[Factor] = (
    Factor(
        name="words",
        weight=50,
        title=_("Your words"),
        rule=_(
            "For each word of the search: 1,000 if it stands in the headline or the name, 700 if"
            " in the skills, 400 if in the text about the person, the titles of the portfolio or"
            " the name of their town or province; the average of all words, and the better one of"
            " two words joined by “or”. Word forms, both languages and words of the same meaning"
            " count alike. Without words, everybody gets 0."
        ),
    ),
    Factor(
        name="free",
        weight=15,
        title=_("Available"),
        rule=_("1,000 for available now, 600 for a few hours a week, 0 for people who are away."),
    ),
    Factor(
        name="stars",
        weight=15,
        title=_("How the freelancer is reviewed"),
        rule=_(
            "200 for each star of the average review; 800 without a review, so that newcomers"
            " stand level. The average counts few reviews with care: one five-star review does not"
            " beat thirty very good ones."
        ),
    ),
    Factor(
        name="done",
        weight=10,
        title=_("Finished jobs"),
        rule=_("1,000 × jobs ÷ (jobs + 4), rounded down: 0 without, 500 with four, 800 with 16."),
    ),
    Factor(
        name="told",
        weight=10,
        title=_("Says what there is to know"),
        rule=_(
            "300 for a rate per hour, 300 for three skills or more, 200 for a text of 200"
            " characters or more, 200 for a piece of work in the portfolio."
        ),
    ),
)
SCALE = Scale(_FACTORS)
# What changed when: the newest first.
CHANGES: Sequence[tuple[date, str | Promise]] = (
    (
        date(2026, 11, 27),
        _(
            "Freelancers: five factors with weights instead of availability, then rating, then"
            " jobs; each result says what it got. Every fifth place is kept for a newcomer."
        ),
    ),
)


def values(terms: Sequence[Term]) -> dict[str, Combinable]:
    """The value of each factor, as expressions over freelancers' profiles."""
    return {
        "words": words_value(terms),
        "free": HOW_FREE,
        "stars": STARS,
        "done": DONE,
        "told": _told(),
    }


def newcomers(now: datetime) -> Q:
    """Here for less than 90 days, without a review and without a finished job."""
    return Q(jobs_done=0, rating_count=0, joined_at__gt=now - NEW_FOR)


def is_new(now: datetime) -> Combinable:
    return Case(When(newcomers(now), then=True), default=False, output_field=BooleanField())


def _told() -> Combinable:
    skills = Func(skills_of(), function="cardinality", output_field=IntegerField())
    pieces = PortfolioItem.objects.filter(profile=OuterRef("pk"))
    return (
        Case(When(rate_minor__isnull=False, then=300), default=0)
        + Case(When(GreaterThanOrEqual(skills, _MANY_SKILLS), then=300), default=0)
        + Case(When(GreaterThanOrEqual(Length("bio"), _LONG_TEXT), then=200), default=0)
        + Case(When(Exists(pieces), then=200), default=0)
    )


def skills_of() -> ArraySubquery:
    """The keys of the skills of a freelancer."""
    has = FreelancerProfile.skills.through.objects.filter(freelancerprofile=OuterRef("pk"))
    return ArraySubquery(has.values("skill_id"))

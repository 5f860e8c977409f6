"""The published order of “best match” among projects: the factors and what they give.

The page `/ranking/` prints this table, and “why here?” the same numbers for one result.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db.models import BooleanField, Case, F, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Extract, Floor, Greatest, Least
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.search.ranking import FULL, Factor, Scale, words_value
from core.search.turns import NEW_FOR
from core.search.words import Term

_SECONDS_A_POINT = 2592  # thirty days in a thousand parts
_LONG_TEXT = 200
_STARS = F("client_rating")


_FACTORS: Sequence[Factor] = (
    Factor(
        name="words",
        weight=50,
        title=_("Your words"),
        rule=_(
            "For each word of the search: 1,000 if it stands in the title, 700 if in the skills,"
            " 400 if in the description or the name of the town or province; the average of all"
            " words, and the better one of two words joined by “or”. Word forms, both languages"
            " and words of the same meaning count alike."
        ),
    ),
    Factor(
        name="fresh",
        weight=20,
        title=_("New"),
        rule=_("1,000 when it is published, evenly down to 0 after thirty days."),
    ),
    Factor(
        name="room",
        weight=10,
        title=_("Few bids so far"),
        rule=_("5,000 divided by five plus the number of bids: 1,000 without bids, 500 with five."),
    ),
    Factor(
        name="clear",
        weight=10,
        title=_("Clearly described"),
        rule=_(
            "400 if it names a budget, 300 if it names a skill,"
            " 300 if the description has 200 characters or more."
        ),
    ),
    Factor(
        name="client",
        weight=10,
        title=_("How the client is reviewed"),
        rule=_(
            "200 for each star of the average review; 800 for a client without a review, so that"
            " newcomers stand level."
        ),
    ),
)
# What changed when: the newest first.
CHANGES: Sequence[tuple[date, str | Promise]] = (
    (
        date(2026, 11, 28),
        _(
            "A word counts also where it is the name of the town or province. The newest 300 that"
            " have the words are put in order, and of freelancers the best 300: it was 500."
        ),
    ),
    (
        date(2026, 11, 27),
        _("Every fifth place is kept for a newcomer, and says so."),
    ),
    (
        date(2026, 11, 26),
        _("Five factors with weights instead of words alone; each result says what it got."),
    ),
)
SCALE = Scale(_FACTORS)


def values(terms: Sequence[Term], now: datetime) -> dict[str, Combinable]:
    """The value of each factor, as expressions over openings."""
    return {
        "words": words_value(terms),
        "fresh": _fresh(now),
        "room": Value(5000) / (F("bids_count") + 5),  # Postgres divides whole numbers downwards
        "clear": _clear(),
        "client": Cast(Floor(Coalesce(_STARS, Value(Decimal(4))) * 200), IntegerField()),
    }


def is_new(now: datetime) -> Combinable:
    """Whether the client is a newcomer: here for less than 90 days, and without a review."""
    new = Q(client_ratings=0, client_since__gt=now - NEW_FOR)
    return Case(When(new, then=True), default=False, output_field=BooleanField())


def _fresh(now: datetime) -> Combinable:
    age = Extract(Value(now) - F("published_at"), "epoch")
    left = Value(FULL) - Floor(age / Value(_SECONDS_A_POINT))
    return Cast(Least(Greatest(left, Value(0.0)), Value(float(FULL))), IntegerField())


def _clear() -> Combinable:
    has_budget = Q(budget_min_minor__isnull=False) | Q(budget_max_minor__isnull=False)
    return (
        Case(When(has_budget, then=400), default=0)
        + Case(When(skill_ids=[], then=0), default=300)
        + Case(When(description_length__gte=_LONG_TEXT, then=300), default=0)
    )

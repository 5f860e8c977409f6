"""What a profile is worth before anybody looks for words, and what else it is found by.

All of columns of its own, so that indexes hold it and no search reads everybody.
"""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db.models import BigIntegerField, Case, F, Index, IntegerField, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Floor, Least

FREE = {"open": 1000, "limited": 600}
LEVEL = Decimal(4)  # the stars with which people without a review stand level

HOW_FREE = Case(
    *(When(availability=state, then=Value(value)) for state, value in FREE.items()),
    default=Value(0),
    output_field=IntegerField(),
)
STARS = Cast(Floor(Coalesce(F("rating_mean"), Value(LEVEL)) * Value(200)), IntegerField())
DONE = Value(1000) * F("jobs_done") / (F("jobs_done") + Value(4))  # Postgres rounds down
MERIT = HOW_FREE + STARS + DONE
_MANY = 10**6
_NO_RATE = 10**17
# By stars, then by how many reviews gave them.
RATED = Cast(Coalesce(F("rating_mean"), Value(0)) * 100, BigIntegerField()) * _MANY + Least(
    F("rating_count"), Value(_MANY - 1)
)
# In the currency of the site; whoever names no rate in it comes last.
RATE = Coalesce(
    Case(When(currency=settings.DEFAULT_CURRENCY, then=F("rate_minor"))),
    Value(_NO_RATE),
    output_field=BigIntegerField(),
)
LISTED = Q(is_listed=True) & ~Q(headline="")
GOOD = Q(is_active=True, standing="good")  # of the person
_BEST = ("-merit", "-id")
FOUND_BY = (
    Index(fields=_BEST, condition=LISTED, name="freelancer_by_merit"),
    Index(fields=("category", *_BEST), condition=LISTED, name="freelancer_in_category"),
    Index(fields=("region", *_BEST), condition=LISTED, name="freelancer_in_region"),
    Index(fields=("availability", *_BEST), condition=LISTED, name="freelancer_available"),
    Index(
        fields=_BEST,
        condition=LISTED & Q(jobs_done=0, rating_count=0),
        name="freelancer_newcomer",
    ),
    Index(RATED.desc(), F("id").desc(), condition=LISTED, name="freelancer_by_rating"),
    Index(RATE.asc(), F("id").asc(), condition=LISTED, name="freelancer_by_rate"),
    Index(fields=["rating_mean"], condition=LISTED, name="freelancer_rated"),
    Index(fields=["rate_minor"], condition=LISTED, name="freelancer_for_a_rate"),
    Index(fields=["answer_minutes"], condition=LISTED, name="freelancer_answers"),
    GinIndex(fields=["languages"], name="freelancer_languages"),
)

"""What a profile is worth before anybody looks for words, from columns of its own."""

from decimal import Decimal

from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.functions import Cast, Coalesce, Floor

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

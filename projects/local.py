"""Work in one place: what is open, and what was earned there this year as far as it may be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from core.money import Money
from projects.models import LocalBatch, Opening, Project
from projects.selectors import open_projects

_ROUNDED_TO = 10_000_000  # minor units: hundred thousand rupiah


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """Pieces of work that were paid in a year and what freelancers got for them, net.

    Rounded down to hundred thousands; zero pieces while too few people would be told of.
    """

    year: int
    pieces: int
    amount: Money


def earned_in(code: str | None, now: datetime) -> Earned:
    """What was told of this year in a region and its towns; without a code: anywhere (1 query)."""
    year = now.astimezone(ZoneInfo(settings.VISITOR_TIME_ZONE)).year
    there = Q(place=code) | Q(place__province=code) if code else Q()
    sums = LocalBatch.objects.filter(there, year=year).aggregate(
        pieces=Sum("pieces", default=0), minor=Sum("amount_minor", default=0)
    )
    rounded = sums["minor"] - sums["minor"] % _ROUNDED_TO
    return Earned(
        year=year, pieces=sums["pieces"], amount=Money(rounded, settings.DEFAULT_CURRENCY)
    )


def open_projects_in(codes: Sequence[str]) -> QuerySet[Project]:
    """Open postings of some regions, the newest first."""
    return _in_rows(open_projects().filter(region__in=codes))


def open_projects_for_anywhere() -> QuerySet[Project]:
    """Open postings of no region that can be done from everywhere, the newest first."""
    return _in_rows(open_projects().filter(region=None, is_remote=True))


def count_of_open_in(region: OuterRef) -> Combinable:
    """How many open postings a region has itself, as an expression over regions."""
    counted = Opening.objects.filter(region=region).order_by().values("region")
    many = counted.annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(many, output_field=IntegerField()), 0)


def _in_rows(projects: QuerySet[Project]) -> QuerySet[Project]:
    return projects.order_by("-published_at", "-pk").defer("search", "skill_words")

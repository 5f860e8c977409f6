"""How disputes ended: counts, times and shares, with whatever is small left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import (
    Aggregate,
    Case,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)

from core.kept import remembered
from disputes.models import Dispute
from disputes.states import OPEN_DISPUTES, WITH_STAFF, DisputeState
from marketplace.transparency.hiding import hide, in_steps

LEAST = 5  # fewer than this are hidden
STEP = 5  # the figures take in disputes by five
LEAST_TOTAL = 20  # fewer ended disputes are not divided
SHARE_STEP = 5  # shares of groups are told to the nearest five per cent
BOUNDS = (500_000, 2_000_000, 5_000_000)  # rupiah, between the sizes
_COUNTED_EVERY = 300  # seconds
_BY_STAFF = (DisputeState.EXECUTED,)
_MINOR = 100  # the bounds are rupiah


class Median(Aggregate):
    """The value in the middle."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Disputes of one kind: how many, and which part of their money freelancers won.

    `name` is a state, a category's key or the number of a size; None is what is hidden.
    """

    name: str
    count: int | None
    freelancer_percent: int | None = None

    @property
    def client_percent(self) -> int | None:
        """The rest of the money."""
        return None if self.freelancer_percent is None else 100 - self.freelancer_percent


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFigures:
    """What everybody may know; None is what is hidden because it is about too few."""

    ended: int | None
    open_now: int | None
    overdue_now: int | None
    median_days: int | None
    freelancer_percent: int | None
    late_percent: int | None
    by_end: list[Group]
    by_category: list[Group]
    by_size: list[Group]
    counted_at: datetime

    @property
    def client_percent(self) -> int | None:
        return None if self.freelancer_percent is None else 100 - self.freelancer_percent


def dispute_figures(now: datetime) -> DisputeFigures:
    """The figures, counted at most once in five minutes (at most 8 queries)."""
    return remembered("dispute-figures", lambda: count(now), seconds=_COUNTED_EVERY)


def count(now: datetime) -> DisputeFigures:
    """Count anew; the newest disputes wait until there are five of them."""
    still_open = Dispute.objects.filter(state__in=OPEN_DISPUTES).aggregate(
        many=Count("pk"),
        late=Count("pk", filter=Q(state__in=WITH_STAFF, deadline_at__lt=now)),
    )
    told = _told()
    ended = told.count()
    is_divided = ended >= LEAST_TOTAL
    whole = _whole(told) if is_divided else {}
    by_end = _by_end(told) if is_divided else []
    return DisputeFigures(
        ended=ended or None,
        open_now=_unless_small(still_open["many"]),
        overdue_now=_unless_small(still_open["late"]),
        median_days=whole["median"].days if whole else None,
        freelancer_percent=_percent(whole, step=1) if whole else None,
        late_percent=_late_percent(told, by_end) if is_divided else None,
        by_end=by_end,
        by_category=_by_category(told) if is_divided else [],
        by_size=_by_size(told) if is_divided else [],
        counted_at=now,
    )


def _told() -> QuerySet[Dispute]:
    """The ended disputes that the figures are about: the oldest, by whole steps."""
    ended = Dispute.objects.exclude(state__in=OPEN_DISPUTES).order_by("closed_at", "pk")
    many = ended.count()
    newest = ended.reverse().values_list("pk", flat=True)[: many - in_steps(many, step=STEP)]
    return Dispute.objects.exclude(state__in=OPEN_DISPUTES).exclude(pk__in=list(newest))


def _whole(told: QuerySet[Dispute]) -> Mapping[str, Any]:
    time = ExpressionWrapper(F("closed_at") - F("opened_at"), output_field=DurationField())
    return told.aggregate(median=Median(time), **_money())


def _money() -> dict[str, Any]:
    """How many ended with a division of rupiah, of how much, and the freelancers' part of it."""
    divided = Q(to_freelancer_minor__isnull=False, currency=settings.DEFAULT_CURRENCY)
    return {
        "divided": Count("pk", filter=divided),
        "won": Sum("to_freelancer_minor", filter=divided, default=0),
        "whole": Sum("amount_minor", filter=divided, default=0),
    }


def _by_end(told: QuerySet[Dispute]) -> list[Group]:
    counts = {
        row["state"]: row["many"]
        for row in told.order_by().values("state").annotate(many=Count("pk"))
    }
    names = [state for state in DisputeState.values if state not in OPEN_DISPUTES]
    shown = _hide([counts.get(name, 0) for name in names])
    return [Group(name=name, count=many) for name, many in zip(names, shown, strict=False)]


def _by_category(told: QuerySet[Dispute]) -> list[Group]:
    rows = {
        row["slug"] or "": row
        for row in told.order_by()
        .values(slug=F("milestone__contract__project__category__slug"))
        .annotate(many=Count("pk"), **_money())
    }
    return _groups(sorted(rows), rows)


def _by_size(told: QuerySet[Dispute]) -> list[Group]:
    """Up to each bound, above the last, and what is in no rupiah."""
    rupiah = Q(currency=settings.DEFAULT_CURRENCY)
    size = Case(
        *(
            When(rupiah & Q(amount_minor__lte=bound * _MINOR), then=Value(str(at)))
            for at, bound in enumerate(BOUNDS)
        ),
        When(rupiah, then=Value(str(len(BOUNDS)))),
        default=Value("other"),
    )
    rows = {
        row["size"]: row
        for row in told.order_by().values(size=size).annotate(many=Count("pk"), **_money())
    }
    names = [str(at) for at in range(len(BOUNDS) + 1)]
    return _groups([*names, "other"] if "other" in rows else names, rows)


def _groups(names: Sequence[str], rows: Mapping[str, Mapping[str, Any]]) -> list[Group]:
    counts = [rows[name]["many"] if name in rows else 0 for name in names]
    shown = _hide(counts)
    return [
        Group(
            name=name,
            count=many,
            freelancer_percent=_percent(rows[name], step=SHARE_STEP) if many else None,
        )
        for name, many in zip(names, shown, strict=False)
    ]


def _hide(counts: Sequence[int]) -> list[int | None]:
    """The counts of a table; empty where none of them may be shown."""
    shown = hide(counts, least=LEAST)
    return shown if any(count is not None for count in shown) else []


def _percent(row: Mapping[str, Any], *, step: int) -> int | None:
    """The freelancers' part, to the nearest step; None where it is about too few disputes."""
    if row["divided"] < LEAST or not row["whole"]:
        return None
    return int((row["won"] * 200 // step + row["whole"]) // (2 * row["whole"]) * step)


def _late_percent(told: QuerySet[Dispute], by_end: Sequence[Group]) -> int | None:
    """How many of the disputes that staff decided had to wait for staff beyond a deadline."""
    many = sum(group.count or 0 for group in by_end if group.name in _BY_STAFF)
    if many < LEAST:
        return None
    late = told.filter(state__in=_BY_STAFF, staff_delays__gt=0).count()
    step = SHARE_STEP
    return (late * 200 // step + many) // (2 * many) * step


def _unless_small(many: int) -> int | None:
    return None if 0 < many < LEAST else many

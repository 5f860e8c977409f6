"""How much waits for the moderators, how late it is, and who decided how much: for them alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, DurationField, ExpressionWrapper, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import TruncWeek

from accounts.models import User
from core.charts import bar_widths
from disputes.models import Dispute, DisputeChange, Ruling
from disputes.states import OPEN_DISPUTES, WITH_STAFF, DisputeState, RulingKind
from marketplace.transparency.counted import Median

WEEKS = 12
LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Open disputes in one state; `late` of them are beyond their deadline."""

    label: str
    count: int
    late: int
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What came to the moderators in a week, and what was decided."""

    begins: datetime
    came: int
    decided: int
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What one moderator decided lately; `median` is the time since it came to the moderators."""

    person: User
    count: int
    late: int
    median: timedelta | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """The figures of the moderators' desk at one moment."""

    waiting: list[Waiting]
    oldest: datetime | None
    weeks: list[Week]
    people: list[Decided]

    @property
    def late(self) -> int:
        return sum(one.late for one in self.waiting)


def workload(now: datetime) -> Workload:
    """The figures as they are now (5 queries)."""
    late = Dispute.objects.filter(state__in=OPEN_DISPUTES, deadline_at__lt=now)
    return Workload(
        waiting=_waiting(now),
        oldest=late.aggregate(oldest=Min("deadline_at"))["oldest"],
        weeks=_weeks(now),
        people=_people(now),
    )


def _waiting(now: datetime) -> list[Waiting]:
    rows = (
        Dispute.objects.filter(state__in=OPEN_DISPUTES)
        .order_by()
        .values("state")
        .annotate(many=Count("pk"), late=Count("pk", filter=Q(deadline_at__lt=now)))
    )
    found = {row["state"]: row for row in rows}
    states = [state for state in DisputeState if state in OPEN_DISPUTES]
    counts = [found[state]["many"] if state in found else 0 for state in states]
    return [
        Waiting(
            label=str(state.label),
            count=count,
            late=found[state]["late"] if state in found else 0,
            width=width,
        )
        for state, count, width in zip(states, counts, bar_widths(counts), strict=True)
    ]


def _weeks(now: datetime) -> list[Week]:
    """The last twelve weeks, this one included, the oldest first."""
    this_week = (now - timedelta(days=now.weekday())).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    begins = [this_week - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    came = _by_week(begins, DisputeState.MEDIATION)
    decided = _by_week(begins, DisputeState.EXECUTED)
    widths = bar_widths([came.get(week, 0) for week in begins])
    return [
        Week(begins=week, came=came.get(week, 0), decided=decided.get(week, 0), width=width)
        for week, width in zip(begins, widths, strict=True)
    ]


def _by_week(begins: Sequence[datetime], state: str) -> dict[datetime, int]:
    changes = DisputeChange.objects.filter(to_state=state, happened_at__gte=begins[0])
    arrived = changes.exclude(from_state__in=["", state])
    rows = (
        arrived.order_by()
        .annotate(week=TruncWeek("happened_at", tzinfo=begins[0].tzinfo))
        .values("week")
        .annotate(many=Count("dispute", distinct=True))
    )
    return {row["week"]: row["many"] for row in rows}


_MEDIATES, _JUDGES = timedelta(days=7), timedelta(days=14)  # ten working days are two weeks
_late = Q(kind=RulingKind.PROPOSAL, took__gt=_MEDIATES) | Q(
    kind__in=[RulingKind.DECISION, RulingKind.APPEAL], took__gt=_JUDGES
)


def _people(now: datetime) -> list[Decided]:
    """Who decided something in the last 90 days, the most first."""
    came = DisputeChange.objects.filter(
        dispute=OuterRef("dispute"), to_state__in=WITH_STAFF, happened_at__lte=OuterRef("ruled_at")
    ).order_by("-pk")
    took = ExpressionWrapper(
        F("ruled_at") - Subquery(came.values("happened_at")[:1]), output_field=DurationField()
    )
    rows = (
        Ruling.objects.filter(ruled_at__gte=now - LOOKED_BACK)
        .order_by()
        .annotate(took=took)
        .values("by")
        .annotate(
            many=Count("pk"),
            late=Count("pk", filter=_late),
            median=Median("took"),
        )
    )
    people = User.objects.in_bulk([row["by"] for row in rows])
    found = [
        Decided(person=people[row["by"]], count=row["many"], late=row["late"], median=row["median"])
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one.count, one.person.pk))

"""The queue of the desk, and what is shown around a case."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Value

from accounts.models import User
from desk.kinds import Kind, Whose
from desk.models import Assignment, CannedText, CannedVersion, Note
from desk.policies import has_rank_for
from desk.registry import Case, Source, source_of, sources_for
from identity.ties import Tie, ties_with

A_PAGE = 25
MOST_PAST = 5
MOST_AHEAD = 5
_ORDER = ("desk_due", "desk_kind", "desk_pk")


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What of the queue to show; the beginning is everything."""

    kind: str = ""
    whose: str = Whose.ANYONE
    only_overdue: bool = False
    only_large: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A case in the queue, with who has it and what stands between it and the reader."""

    case: Case
    assignment: Assignment | None
    is_overdue: bool
    is_tied: bool
    is_taken_here: bool
    is_above: bool  # it is for senior moderators, and the reader is none


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue:
    """A page of rows, and how many wait of each kind under the same filters."""

    rows: Sequence[Row]
    page: Page[Any]
    counts: Sequence[tuple[Kind, int]]

    @property
    def total(self) -> int:
        return sum(count for _kind, count in self.counts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Around:
    """What stands between a reader and a case, and where they may go on."""

    ties: Sequence[str]
    next: Case | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """What there was before about one person."""

    person: User
    cases: Sequence[Case]


def queue_of(user: User, wanted: Wanted, *, page: str | int | None, now: datetime) -> Queue:
    """The open work of somebody's role by deadline.

    A fixed number of queries: the counts, the page, its cases by kind, who has them, the ties.
    """
    sources = sources_for(user)
    waiting = [_waiting(source, user, wanted, now) for source in sources]
    counts = _counts(sources, waiting)
    chosen = [rows.filter(desk_shelf=wanted.kind) if wanted.kind else rows for rows in waiting]
    found = Paginator(_together(chosen), A_PAGE).get_page(page)
    cases = _load([(Kind(kind), pk) for kind, pk, _due in found])
    return Queue(rows=_rows(cases, user, now), page=found, counts=counts)


def find_case(user: User, kind: str, pk: int) -> Case | None:
    """A case of a kind that somebody works on and takes here; None for all others."""
    if kind not in Kind.values:
        return None
    source = source_of(Kind(kind))
    if not source.visible_to(user) or not source.is_taken_here:
        return None
    row = source.rows().filter(pk=pk).first()
    return source.case_of(row) if row is not None else None


def around(user: User, case: Case, now: datetime) -> Around:
    """Why somebody may not work on a case, and which one comes after it.

    The next is the most urgent open case that no colleague has in hand and that they may take.
    Ties with everybody in any of these are asked at once.
    """
    ahead = _ahead(user, case, now)
    tied = ties_with(user, _people([case, *ahead]))
    return Around(
        ties=_sentences(case, tied),
        next=next(
            (one for one in ahead if has_rank_for(user, one) and not _touches(one, tied)), None
        ),
    )


def assignment_of(case: Case) -> Assignment | None:
    """Who has a case in hand."""
    rows = Assignment.objects.select_related("assignee")
    return rows.filter(kind=case.kind, case_id=case.pk).first()


def notes_on(case: Case) -> QuerySet[Note]:
    """What staff wrote to each other, oldest first; ask `can_read_notes` before."""
    return Note.objects.filter(kind=case.kind, case_id=case.pk).select_related("by")


def tie_words(user: User, case: Case) -> list[str]:
    """Why somebody may not take or decide a case, one sentence for each tie."""
    return _sentences(case, ties_with(user, [person.pk for person in case.people]))


def past_of(user: User, case: Case) -> list[Past]:
    """The last cases of each person in a case, of the kinds that the reader works on.

    One query for each kind.
    """
    people = {person.pk: person for person in case.people}
    found: dict[int, list[Case]] = defaultdict(list)
    for source in sources_for(user) if people else ():
        rows = source.rows().filter(source.about(people.keys())).order_by("-pk")
        for row in rows[: MOST_PAST * len(people) + 1]:
            one = source.case_of(row)
            if one.kind == case.kind and one.pk == case.pk:
                continue
            for person in one.concerns or one.people:
                if person.pk in people:
                    found[person.pk].append(one)
    return [
        Past(person=person, cases=_newest(found[pk])) for pk, person in people.items() if found[pk]
    ]


def colleagues_for(user: User, case: Case) -> QuerySet[User]:
    """Who else works on this kind of case; ties are asked when it is handed over."""
    staff = User.objects.filter(is_active=True).exclude(pk=user.pk).order_by("name", "pk")
    is_of_money = not source_of(case.kind).visible_to(User(is_active=True, is_moderator=True))
    return staff.filter(is_finance=True) if is_of_money else staff.filter(is_moderator=True)


def canned_texts() -> QuerySet[CannedVersion]:
    """The texts in use as they read now, by title (1 query)."""
    newest = CannedVersion.objects.filter(of__retired_at=None).order_by("of", "-number")
    ids = newest.distinct("of").values("pk")
    return CannedVersion.objects.filter(pk__in=ids).select_related("by", "of").order_by("title")


def canned_history(text: CannedText) -> QuerySet[CannedVersion]:
    """Every version of a text, the newest first."""
    return text.versions.select_related("by")


def _ahead(user: User, case: Case, now: datetime) -> list[Case]:
    """The most urgent cases but this one that no colleague has."""
    theirs = Assignment.objects.exclude(assignee=user).filter(case_id=OuterRef("pk"))
    chosen = []
    for source in sources_for(user):
        rows = _waiting(source, user, Wanted(), now).filter(
            ~Exists(theirs.filter(kind=source.kind))
        )
        chosen.append(rows.exclude(pk=case.pk) if case.kind == source.kind else rows)
    return _load([(Kind(kind), pk) for kind, pk, _due in _together(chosen)[:MOST_AHEAD]])


def _sentences(case: Case, tied: Mapping[int, Sequence[Tie]]) -> list[str]:
    people = {person.pk: person for person in case.people}
    return [tie.about(person) for pk, person in people.items() for tie in tied.get(pk, ())]


def _waiting(source: Source, user: User, wanted: Wanted, now: datetime) -> QuerySet[Any]:
    rows: QuerySet[Any] = source.waiting().order_by()
    rows = rows.annotate(
        desk_shelf=source.filed_under,
        desk_kind=Value(str(source.kind)),
        desk_pk=F("pk"),
        desk_due=source.due,
    )
    assigned = Assignment.objects.filter(kind=source.kind, case_id=OuterRef("pk"))
    if wanted.whose == Whose.MINE:
        rows = rows.filter(Exists(assigned.filter(assignee=user)))
    elif wanted.whose == Whose.NOBODY:
        rows = rows.filter(~Exists(assigned))
    if wanted.only_overdue:
        rows = rows.filter(desk_due__lt=now)
    if wanted.only_large:
        rows = rows.filter(source.needs_two())
    return rows.exclude(source.not_for(user))


def _together(rows: Sequence[QuerySet[Any]]) -> QuerySet[Any]:
    """All kinds in one list by deadline, as kind, number, deadline."""
    lists = [one.values_list("desk_kind", "desk_pk", "desk_due") for one in rows]
    return lists[0].union(*lists[1:], all=True).order_by(*_ORDER)


def _counts(sources: Sequence[Source], rows: Sequence[QuerySet[Any]]) -> list[tuple[Kind, int]]:
    lists = [
        one.values("desk_shelf").annotate(many=Count("pk")).values_list("desk_shelf", "many")
        for one in rows
    ]
    sums: dict[str, int] = defaultdict(int)
    for shelf, many in lists[0].union(*lists[1:], all=True):
        sums[shelf] += many
    return [(source.kind, sums[source.kind]) for source in sources]


def _load(wanted: Sequence[tuple[Kind, int]]) -> list[Case]:
    """The cases in the order given, one query for each kind; who has gone meanwhile is left out."""
    by_kind: dict[Kind, list[int]] = defaultdict(list)
    for kind, pk in wanted:
        by_kind[kind].append(pk)
    found = {}
    for kind, pks in by_kind.items():
        source = source_of(kind)
        for row in source.rows().filter(pk__in=pks):
            found[kind, row.pk] = source.case_of(row)
    return [found[one] for one in wanted if one in found]


def _rows(cases: Sequence[Case], user: User, now: datetime) -> list[Row]:
    held = {
        (one.kind, one.case_id): one
        for one in Assignment.objects.filter(
            case_id__in=[case.pk for case in cases]
        ).select_related("assignee")
    }
    tied = ties_with(user, _people(cases))
    return [
        Row(
            case=case,
            assignment=held.get((str(case.kind), case.pk)),
            is_overdue=case.due_at is not None and case.due_at < now,
            is_tied=_touches(case, tied),
            is_taken_here=source_of(case.kind).is_taken_here,
            is_above=not has_rank_for(user, case),
        )
        for case in cases
    ]


def _people(cases: Sequence[Case]) -> set[int]:
    return {person.pk for case in cases for person in case.people}


def _touches(case: Case, tied: Collection[int]) -> bool:
    return any(person.pk in tied for person in case.people)


def _newest(cases: Sequence[Case]) -> list[Case]:
    def when(case: Case) -> float:
        return case.opened_at.timestamp() if case.opened_at is not None else 0.0

    return sorted(cases, key=when, reverse=True)[:MOST_PAST]

"""What of the audit log may be read, by whom, and what a search finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import User
from staff.models import AuditEntry, HelpRequest, LegalHold, LookConsent, Viewing
from staff.policies import (
    can_answer_help,
    can_find_people,
    can_read_log,
    can_view_as,
    reads_whole_log,
)
from staff.states import HelpState

A_PAGE = 50
MOST_EXPORTED = 20_000
_OF_MONEY = ("payments.", "taxes.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What to look for; empty values look for everything."""

    actor: str = ""  # an e-mail address, or a part of a name
    action: str = ""  # how it begins: "payments." or "payments.lift_stop"
    person: str = ""
    subject: str = ""  # a kind, a number, or both: "payments.payout 12"
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None  # not included


@dataclass(frozen=True, kw_only=True, slots=True)
class LogPage:
    """Some lines, and the number before which the older ones go on."""

    rows: Sequence[AuditEntry]
    before: int | None


def entries_visible_to(reader: User) -> QuerySet[AuditEntry]:
    """Nobody reads what others did about them; finance staff read what concerns money."""
    entries = AuditEntry.objects.select_related("actor", "person")
    if not can_read_log(reader):
        return entries.none()
    about_me = Q(person__isnull=False) & Q(person=reader) & ~Q(actor=reader)
    entries = entries.filter(~about_me)
    if reads_whole_log(reader):
        return entries
    money = Q()
    for beginning in _OF_MONEY:
        money |= Q(action__startswith=beginning)
    return entries.filter(money)


def entries_found(reader: User, wanted: Wanted) -> QuerySet[AuditEntry]:
    """The lines that fit, the newest first."""
    found = entries_visible_to(reader)
    if wanted.actor:
        found = found.filter(actor__in=_people(wanted.actor))
    if wanted.person:
        found = found.filter(person__in=_people(wanted.person))
    if wanted.action:
        found = found.filter(action__startswith=wanted.action)
    for word in wanted.subject.replace("#", " ").split():
        is_number = word.isascii() and word.isdigit()
        found = found.filter(subject_id=word) if is_number else found.filter(_kind(word))
    if wanted.words:
        found = found.filter(reason__icontains=wanted.words)
    if wanted.since is not None:
        found = found.filter(happened_at__gte=wanted.since)
    if wanted.until is not None:
        found = found.filter(happened_at__lt=wanted.until)
    return found.order_by("-pk")


def page_of(found: QuerySet[AuditEntry], *, before: int | None) -> LogPage:
    """The newest lines, or the newest before one of them."""
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found[: A_PAGE + 1])
    more = len(rows) > A_PAGE
    return LogPage(rows=rows[:A_PAGE], before=rows[A_PAGE - 1].pk if more else None)


def running_viewing(pk: int, *, by: User, now: datetime) -> Viewing | None:
    """What somebody of staff is looking through, if they still may."""
    found = Viewing.objects.select_related("person", "by").filter(pk=pk, by=by, ended_at=None)
    viewing = found.filter(ends_at__gt=now).first()
    return viewing if viewing is not None and can_view_as(by, viewing.person, now) else None


def viewings_of(person: User) -> QuerySet[Viewing]:
    """When staff looked through this person's eyes, the newest first."""
    return Viewing.objects.filter(person=person).order_by("-pk")


def consent_of(person: User, now: datetime) -> LookConsent | None:
    """The consent that runs now, if there is one."""
    return LookConsent.objects.filter(person=person, revoked_at=None, ends_at__gt=now).first()


def help_requests_of(person: User) -> QuerySet[HelpRequest]:
    """What somebody asked, the newest first."""
    return HelpRequest.objects.filter(person=person).order_by("-pk")


def help_queue() -> QuerySet[HelpRequest]:
    """What waits for an answer, the oldest first."""
    return HelpRequest.objects.filter(state=HelpState.OPEN).order_by("asked_at", "pk")


def help_requests_visible_to(reader: User) -> QuerySet[HelpRequest]:
    """All but one's own, for those who answer."""
    found = HelpRequest.objects.select_related("person", "answered_by").order_by("-pk")
    return found.exclude(person=reader) if can_answer_help(reader) else found.none()


def help_for_export(person: User) -> list[dict[str, str]]:
    """For the file of one's own data."""
    return [
        {"asked": one.asked_at.isoformat(), "words": one.words, "answer": one.answer}
        for one in help_requests_of(person)
    ]


def running_holds(now: datetime) -> QuerySet[LegalHold]:
    """The holds that count at this moment, the first to end first."""
    found = LegalHold.objects.filter(lifted_at=None, ends_at__gt=now)
    return found.select_related("person", "placed_by").order_by("ends_at", "pk")


def is_held(person_id: int, now: datetime) -> bool:
    """Whether nothing about this person may be deleted now."""
    return running_holds(now).filter(person=person_id).exists()


def holds_about(person: User) -> QuerySet[LegalHold]:
    """All of a person, the newest first; for admins alone."""
    return LegalHold.objects.filter(person=person).select_related("placed_by", "lifted_by")


def looks_for_export(person: User) -> list[dict[str, str]]:
    """The same for the file of one's own data."""
    return [
        {"from": one.started_at.isoformat(), "until": one.until.isoformat(), "why": one.reason}
        for one in viewings_of(person)
    ]


def people_found(reader: User, words: str) -> list[User]:
    """The first twenty people with this address, handle or part of a name."""
    if not can_find_people(reader) or not words.strip():
        return []
    return list(_people(words.strip()).order_by("name", "pk")[:20])


def _people(words: str) -> QuerySet[User]:
    if "@" in words:
        return User.objects.filter(email=words.lower())
    return User.objects.filter(Q(name__icontains=words) | Q(handle=words.lower()))


def _kind(word: str) -> Q:
    word = word.lower()
    return Q(subject_kind=word) if "." in word else Q(subject_kind__endswith=f".{word}")

"""Ask for help, answer, and let support look for a day."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import InvalidInput, LimitReached, NotAllowed
from core.events import publish
from core.policies import require
from core.states import move
from staff.events import HelpAnswered, HelpAsked
from staff.models import LONGEST_HELP, HelpRequest, LookConsent
from staff.policies import can_answer_help
from staff.services import audit
from staff.states import HelpState

CONSENT_LASTS = timedelta(hours=24)
MOST_WAITING = 5


@transaction.atomic
def ask(*, by: User, words: str, now: datetime) -> HelpRequest:
    """Write what is wrong; the same words again, while they wait, are the same request.

    Raises InvalidInput for no words or too many, LimitReached while five wait for an answer.
    """
    _lock(by)
    text = _checked(words)
    waiting = HelpRequest.objects.filter(person=by, state=HelpState.OPEN)
    if same := waiting.filter(words=text).first():
        return same
    if waiting.count() >= MOST_WAITING:
        raise LimitReached(_("Five of your requests wait for an answer. Please wait for these."))
    request = HelpRequest.objects.create(person=by, words=text, asked_at=now)
    publish(HelpAsked(request_id=request.pk))
    return request


@transaction.atomic
def answer(*, request: HelpRequest, by: User, words: str, now: datetime) -> HelpRequest:
    """Answer, once; raises NotAllowed for anybody but support and for one's own request."""
    require(can_answer_help, by)
    request = _locked(request, by)
    text = _checked(words)
    answered = {"answer": text, "answered_by": by, "answered_at": now}
    move(request, HelpState.ANSWERED, written=answered)
    audit.record(by=by, action="staff.answer_help", now=now, subject=request, person=request.person)
    publish(HelpAnswered(request_id=request.pk))
    return request


@transaction.atomic
def close(*, request: HelpRequest, by: User, now: datetime) -> HelpRequest:
    """Nothing is left to do; by support, or by the person who asked. Safe to repeat."""
    request = HelpRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if by.pk != request.person_id and not can_answer_help(by):
        raise NotAllowed(_("You may not do this."))
    if request.state == HelpState.CLOSED:
        return request
    before = request.state
    move(request, HelpState.CLOSED, written={"closed_at": now})
    if by.pk != request.person_id:
        audit.record(
            by=by,
            action="staff.close_help",
            now=now,
            subject=request,
            person=request.person,
            changed={"state": (before, request.state)},
        )
    return request


@transaction.atomic
def let_support_look(*, by: User, now: datetime) -> LookConsent:
    """From now on for 24 hours; again is for 24 hours from then."""
    _lock(by)
    _end(by, now)
    return LookConsent.objects.create(person=by, given_at=now, ends_at=now + CONSENT_LASTS)


@transaction.atomic
def take_consent_back(*, by: User, now: datetime) -> None:
    """Nobody of support may look any more, from this moment; safe to repeat."""
    _lock(by)
    _end(by, now)


def _end(person: User, now: datetime) -> None:
    LookConsent.objects.filter(person=person, revoked_at=None).update(revoked_at=now)


def _lock(person: User) -> None:
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)


def _locked(request: HelpRequest, by: User) -> HelpRequest:
    found = HelpRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if found.person_id == by.pk:
        raise NotAllowed(_("Somebody else answers what you asked."))
    return found


def _checked(words: str) -> str:
    text = words.replace("\r\n", "\n").strip()
    if not text:
        raise InvalidInput(_("Write what is wrong first."))
    if len(text) > LONGEST_HELP or "\x00" in text:
        raise InvalidInput(_("The text may have 3,000 characters at the most."))
    return text

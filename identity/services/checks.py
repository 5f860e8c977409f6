"""Identities are sent, judged, and end; the badge and the verified name stand on the person.

Locks: the person, then the check.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput, WrongState
from core.events import publish
from core.policies import require
from core.states import move
from core.sweeps import sweep
from identity import vault
from identity.events import (
    IdentityExpired,
    IdentityOverdue,
    IdentityReturned,
    IdentitySubmitted,
    IdentityVerified,
)
from identity.models import LONGEST_REASON, IdentityCheck
from identity.numbers import doubts_about_nik, doubts_about_passport, plain
from identity.policies import can_judge, can_submit
from identity.selectors import checks_to_end, overdue_checks, region_codes
from identity.services import pictures
from identity.states import ALIVE, CheckState, DocumentType, EndedBy, NumberDoubt, Part, Side
from staff.services import audit
from staff.services.holds import require_no_hold

PROMISED = timedelta(hours=24)
LONGEST_NAME = 120
LONGEST_NUMBER = 30
_VALID_FOR = timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What somebody sends: all of it was typed or chosen by them."""

    document_type: str
    legal_name: str
    number: str
    document: UploadedFile[bytes]
    selfie: UploadedFile[bytes]


def submit(*, by: User, sent: Submission, has_consented: bool, now: datetime) -> IdentityCheck:
    """Send a document and a face to be compared; the decision is promised within 24 hours.

    A number of odd shape is taken, and the moderator told. Raises InvalidInput for pictures that
    cannot be used or without consent, WrongState while a check waits or is valid.
    """
    require(can_submit, by, by)
    if not has_consented:
        raise InvalidInput(_("We may look at your document only if you agree."))
    name, number = " ".join(sent.legal_name.split()), plain(sent.number)
    if not name or len(name) > LONGEST_NAME or not number or len(number) > LONGEST_NUMBER:
        raise InvalidInput(_("Please give your legal name and the number of the document."))
    if sent.document_type not in DocumentType.values:
        raise InvalidInput(_("Please choose a KTP or a passport."))
    # Drawn before anything is locked: it takes a while.
    drawn = {
        Side.DOCUMENT: pictures.drawn(sent.document),
        Side.SELFIE: pictures.drawn(sent.selfie),
    }
    return _write(by, sent.document_type, name, number, drawn, now)


@transaction.atomic
def verify(*, check: IdentityCheck, by: User, now: datetime) -> IdentityCheck:
    """Find that document, face and legal name are of one person; raises WrongState if decided."""
    _person, check = _locked(check)
    require(can_judge, by, check)
    _decide(check, CheckState.VERIFIED, by, now, valid_until_at=now + _VALID_FOR)
    User.objects.filter(pk=check.user_id).update(verified_name=check.legal_name, verified_at=now)
    audit.record(
        by=by,
        action="identity.verify",
        now=now,
        subject=check,
        person=check.user,
        changed={"state": (str(CheckState.SUBMITTED), str(CheckState.VERIFIED))},
    )
    publish(IdentityVerified(check_id=check.pk))
    return check


@transaction.atomic
def send_back(
    *, check: IdentityCheck, by: User, reason: str, wanted: Sequence[str], now: datetime
) -> IdentityCheck:
    """Ask for something anew, with the reason; raises InvalidInput without either."""
    _person, check = _locked(check)
    require(can_judge, by, check)
    why = reason.strip()
    if not why or len(why) > LONGEST_REASON:
        raise InvalidInput(_("Please say why, in up to 1,000 characters."))
    if not wanted or not set(wanted) <= set(Part.values):
        raise InvalidInput(_("Please choose what is to be sent anew."))
    asked = [part for part in Part.values if part in wanted]
    _decide(check, CheckState.RETURNED, by, now, reason=why, wanted=asked)
    audit.record(
        by=by,
        action="identity.send_back",
        now=now,
        subject=check,
        person=check.user,
        reason=why,
        changed={"state": (str(CheckState.SUBMITTED), str(CheckState.RETURNED))},
    )
    publish(IdentityReturned(check_id=check.pk))
    return check


@transaction.atomic
def withdraw(*, by: User, now: datetime) -> None:
    """Take the own consent back: pictures and numbers are deleted at once, the badge goes.

    Of every check that was ever sent, for one that was sent back keeps its pictures for a while
    beside its successor. A second call changes nothing. Raises WrongState on legal hold.
    """
    person = User.objects.select_for_update().get(pk=by.pk)
    require_no_hold(person.pk, now)
    for locked in IdentityCheck.objects.select_for_update().filter(user=person).order_by("pk"):
        if locked.state in ALIVE:
            _end(locked, EndedBy.WITHDRAWN, now)
        _forget(locked, now)


@transaction.atomic
def end_for_new_name(*, user_id: int, now: datetime) -> None:
    """Whoever changes the legal name is verified no more."""
    for check in IdentityCheck.objects.filter(user=user_id, state__in=ALIVE):
        _person, locked = _locked(check)
        _end(locked, EndedBy.NAME, now)
        publish(IdentityExpired(check_id=locked.pk))


@transaction.atomic
def forget_person(*, user_id: int, now: datetime) -> None:
    """Of somebody who has left nothing is kept but that there were checks, and when."""
    for check in IdentityCheck.objects.filter(user=user_id):
        _person, locked = _locked(check)
        if locked.state in ALIVE:
            _end(locked, EndedBy.CLOSED, now)
        _forget(locked, now)
        locked.legal_name = locked.reason = ""
        if locked.state == CheckState.RETURNED:
            locked.reason = "—"  # a return has a reason; what it said is nobody's business now
        locked.save(update_fields=["legal_name", "reason"])


def end_old(*, now: datetime) -> int:
    """End what was verified some years ago, and tell the person."""
    return sweep(checks_to_end(now), lambda check: _end_by_time(check, now))


def tell_of_overdue(*, now: datetime) -> int:
    """Say once of each check that it should have been decided."""
    return sweep(overdue_checks(now), lambda check: _say_overdue(check, now))


@transaction.atomic
def _write(
    by: User, kind: str, name: str, number: str, drawn: dict[Side, bytes], now: datetime
) -> IdentityCheck:
    person = User.objects.select_for_update().get(pk=by.pk)
    if IdentityCheck.objects.filter(user=person, state__in=ALIVE).exists():
        raise WrongState(_("Your identity is checked already, or is being checked."))
    person.legal_name = name
    person.save(update_fields=["legal_name"])
    check = IdentityCheck.objects.create(
        user=person,
        document_type=kind,
        legal_name=name,
        number_sealed=vault.seal(f"number:{person.pk}", number.encode()).decode(),
        number_end=number[-4:],
        doubts=_doubts(kind, number, now),
        consented_at=now,
        submitted_at=now,
        due_at=now + PROMISED,
    )
    for side, content in drawn.items():
        pictures.keep(check=check, side=side, content=content, now=now)
    publish(IdentitySubmitted(check_id=check.pk))
    return check


def _doubts(kind: str, number: str, now: datetime) -> list[NumberDoubt]:
    if kind == DocumentType.PASSPORT:
        return doubts_about_passport(number)
    return doubts_about_nik(number, regions=region_codes(), today=now.date())


def _decide(
    check: IdentityCheck, to: CheckState, by: User, now: datetime, **written: object
) -> None:
    kept_until = now + timedelta(days=settings.IDENTITY_KEEP_DAYS)
    decision = {"decided_at": now, "decided_by": by, "delete_pictures_at": kept_until}
    move(check, to, written={**decision, **written})


def _end(check: IdentityCheck, why: EndedBy, now: datetime) -> None:
    """No longer valid; the pictures may be deleted, for nobody will look at them."""
    move(
        check,
        CheckState.EXPIRED,
        written={
            "ended_by": why.value,
            "ended_at": now,
            "delete_pictures_at": check.delete_pictures_at or now,
            "number_sealed": "",
        },
    )
    User.objects.filter(pk=check.user_id).update(verified_name="", verified_at=None)


def _forget(check: IdentityCheck, now: datetime) -> None:
    pictures.empty(check=check, now=now)
    check.number_sealed = check.number_end = ""
    check.save(update_fields=["number_sealed", "number_end"])


def _end_by_time(check: IdentityCheck, now: datetime) -> None:
    _person, locked = _locked(check)
    if locked.state == CheckState.VERIFIED:
        _end(locked, EndedBy.TIME, now)
        publish(IdentityExpired(check_id=locked.pk))


def _say_overdue(check: IdentityCheck, now: datetime) -> None:
    IdentityCheck.objects.filter(pk=check.pk).update(overdue_told_at=now)
    publish(IdentityOverdue(check_id=check.pk))


def _locked(check: IdentityCheck) -> tuple[User, IdentityCheck]:
    person = User.objects.select_for_update().get(pk=check.user_id)
    return person, IdentityCheck.objects.select_for_update(of=("self",)).select_related("user").get(
        pk=check.pk
    )

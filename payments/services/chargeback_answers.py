"""Karya's answer to a chargeback: written down first, sent afterwards, once, before the deadline.

The row of the intent is the chargeback itself (`narrative`, with a line in its history); the sweep
sends it, looking first how the chargeback stands. What is sent depends only on what stood in the
book when the answer was written, so that a second try sends the same.
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import InvalidInput, WrongState
from core.money import format_money
from core.policies import require
from payments.kinds import EvidenceKind
from payments.models import Chargeback, ChargebackFile
from payments.models.chargebacks import ANSWER_WRITTEN
from payments.policies import can_answer
from payments.providers.base import Refused, Unknown
from payments.providers.chargebacks import Evidence, EvidenceFile, TakesLosses
from payments.services import cases, chargebacks, decisions
from payments.services.registry import chargebacks_at
from payments.services.steps import locked, remember
from payments.states import ChargebackState, MismatchKind
from payments.words import HISTORY_FOR_BANKS
from staff.services import audit

LONGEST = 15_000  # Stripe takes 20,000 signs in a field; the facts stand beside it


def mark_of(files: Iterable[ChargebackFile]) -> str:
    """Says which files there are: another mark, other files."""
    return "-".join(str(file.pk) for file in files)


@transaction.atomic
def answer(
    *, chargeback: Chargeback, by: User, narrative: str, now: datetime, files: str | None = None
) -> Chargeback:
    """Write down what the bank is told; the next run of the sweep sends it. The same again is once.

    `files` is the mark of those that were looked at. Raises NotAllowed, InvalidInput without
    words, WrongState where other files are there now, the bank waits for no answer, its deadline
    is over, or another answer was given.
    """
    require(can_answer, by, chargeback)
    words = narrative.strip()
    if not words or len(words) > LONGEST:
        raise InvalidInput(_("Write what the bank should know, in at most 15,000 characters."))
    chargeback = locked(chargeback)
    if chargeback.narrative == words:
        return chargeback
    if chargeback.narrative:
        raise WrongState(_("The bank has one answer already, and takes no second one."))
    if chargeback.conceded_at is not None:
        raise WrongState(_("We have accepted the loss; nothing is sent any more."))
    if not chargeback.can_be_answered:
        raise WrongState(_("The bank does not wait for an answer."))
    if chargeback.is_overdue(now):
        raise WrongState(_("The deadline of the bank is over; nothing can be sent any more."))
    if files is not None and files != mark_of(chargeback.files.all()):
        raise WrongState(_("The files have changed since you looked. Look at all of it again."))
    chargeback.narrative = words
    chargeback.save(update_fields=["narrative"])
    remember(chargeback, kind=ANSWER_WRITTEN, by=by, now=now)
    decisions.drop(now=now, chargeback=chargeback)
    audit.record(
        by=by,
        action="payments.answer_chargeback",
        now=now,
        subject=chargeback,
        person=chargeback.payin.payer,
        reason=words,
    )
    return chargeback


def work_on(*, chargeback_id: int, now: datetime) -> None:
    """Ask the provider how a chargeback stands, and send the answer that waits; safe to repeat."""
    Chargeback.objects.filter(pk=chargeback_id).update(tried_at=now)
    chargeback = Chargeback.objects.get(pk=chargeback_id)
    adapter = chargebacks_at(chargeback.provider)
    if adapter is None:
        return
    try:
        _look(chargeback, now)
        if chargeback.waits_to_be_sent and not chargeback.is_overdue(now):
            adapter.submit_evidence(chargeback.reference, evidence_for(chargeback), now=now)
            _look(chargeback, now)
        elif chargeback.waits_to_be_conceded and isinstance(adapter, TakesLosses):
            adapter.accept_chargeback(chargeback.reference, now=now)
            _look(chargeback, now)
    except Unknown:
        return
    except Refused as refusal:
        _report(chargeback, refusal.code, now)


def _look(chargeback: Chargeback, now: datetime) -> None:
    chargebacks.look_up(provider=chargeback.provider, reference=chargeback.reference, now=now)
    chargeback.refresh_from_db()
    has_arrived = chargeback.state == ChargebackState.UNDER_REVIEW
    if has_arrived and chargeback.narrative and chargeback.answered_at is None:
        chargeback.answered_at = now
        chargeback.save(update_fields=["answered_at"])


def evidence_for(chargeback: Chargeback) -> Evidence:
    """The written words, the facts of the payment, the book's history of its escrow, the files."""
    written = chargeback.changes.filter(kind=ANSWER_WRITTEN).first()
    files = [
        EvidenceFile(
            kind=EvidenceKind(one.kind),
            name=one.name,
            content_type=one.content_type,
            content=_content(one),
        )
        for one in chargeback.files.all()
    ]
    until = written.happened_at if written is not None else None
    return _evidence(chargeback, chargeback.narrative, until, files)


def _content(one: ChargebackFile) -> bytes:
    with one.file.open("rb") as stored:
        content: bytes = stored.read()
        return content


def text_to_send(chargeback: Chargeback, narrative: str) -> str:
    """All that the bank would read with these words, to be looked at before they are sent."""
    return _evidence(chargeback, narrative.strip(), None, []).bundle


def _evidence(
    chargeback: Chargeback, narrative: str, until: datetime | None, files: list[EvidenceFile]
) -> Evidence:
    facts = facts_of(chargeback)
    changes = chargeback.payin.escrow.changes.all()
    if until is not None:
        changes = changes.filter(happened_at__lte=until)
    history = [
        f"{_moment(one.happened_at)}: {HISTORY_FOR_BANKS.get(one.kind, one.kind)}"
        for one in changes
    ]
    named = [f"{name}: {value}" for name, value in facts.items()]
    bundle = "\n".join([narrative, "", *named, "", *history])
    return Evidence(narrative=narrative, facts=facts, bundle=bundle, files=files)


def facts_of(chargeback: Chargeback) -> dict[str, str]:
    """What the bank is told beside the words: in English, because banks abroad read it."""
    payin = chargeback.payin
    facts = {
        "Payment": payin.key,
        "For": payin.escrow.description,
        "Paid": format_money(payin.amount, "en"),
        "Disputed": format_money(chargeback.amount, "en"),
        "Client": payin.escrow.payer.name,
        "Freelancer": payin.escrow.payee.name,
    }
    if payin.captured_at is not None:
        facts["Paid at"] = _moment(payin.captured_at)
    return facts


def _moment(at: datetime) -> str:
    """As a bank anywhere reads it."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _report(chargeback: Chargeback, code: str, now: datetime) -> None:
    """The provider does not take it: a person looks, once."""
    cases.report(
        kind=MismatchKind.RESULT,
        key=f"{chargeback.provider}:chargeback:{chargeback.reference}:answer"[:120],
        provider=chargeback.provider,
        payin=chargeback.payin,
        subject=f"answer to chargeback {chargeback.reference}: {code}",
        expected=None,
        received=None,
        now=now,
    )

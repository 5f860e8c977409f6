"""One case of each kind between Clara and Farid, and what decides it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models

from accounts.models import User
from desk.kinds import Kind
from desk.registry import Case, source_of
from disputes.states import DisputeState
from moderation.services import cases, reports
from moderation.states import Reason
from payments.models import (
    Chargeback,
    Debt,
    Escrow,
    Mismatch,
    ReconciliationCase,
    ReconciliationRun,
)
from payments.services import (
    chargeback_losses,
    chargebacks,
    letters,
    mismatch_decisions,
    payins,
    payouts,
)
from payments.states import CaseKind
from reviews.services import flag_review
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank
from staff.rulebook import rule_in_force
from tests.factories import accounts as people
from tests.factories import disputes as disagree
from tests.factories import payments as money
from tests.factories import projects as work
from tests.factories import reviews as said
from tests.identity.conftest import send

OF_MONEY = {
    Kind.MISMATCH,
    Kind.PAYOUT,
    Kind.CHARGEBACK,
    Kind.DEBT,
    Kind.DIFFERENCE,
    Kind.LETTER,
    Kind.DECISION,
}


def _dispute(clara: User, farid: User, now: datetime) -> Any:
    state, nobody = DisputeState.MEDIATION, farid
    return disagree.dispute_in(state, client=clara, freelancer=farid, moderator=nobody, now=now)


def _posting(clara: User, _farid: User, now: datetime) -> Any:
    return work.open_project(by=clara, now=now, description="Please send a free sample first.")


def _identity(_clara: User, farid: User, now: datetime) -> Any:
    return send(farid, now)


def _report(clara: User, farid: User, now: datetime) -> Any:
    found = reports.report(what=farid, by=clara, reason=Reason.SPAM, words="Look.", now=now)
    return found.reported


def _account(_clara: User, farid: User, now: datetime) -> Any:
    opener = people.make_moderator(f"Opener{farid.pk}")
    case = cases.open_case(
        person=farid, by=opener, rule=rule_in_force("A1", now), evidence="I saw it.", now=now
    )
    return cases.answer_case(case=case, by=farid, text="It was not me.", now=now)


def _review(clara: User, farid: User, now: datetime) -> Any:
    written, _other = said.published_pair(client=clara, freelancer=farid, now=now)
    return flag_review(review=written, by=farid, reason="It is not true.", now=now)


def _mismatch(clara: User, farid: User, now: datetime) -> Any:
    escrow = money.make_escrow(payer=clara, payee=farid, now=now)
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now, outcome="other_amount")
    payins.look_up(payin_id=payin.pk, now=now)
    return Mismatch.objects.get(payin=payin)


def _payout(clara: User, farid: User, now: datetime) -> Any:
    money.earn(farid, payer=clara, now=now, amount=money.rupiah(90_000_000))
    to = money.make_destination(farid, now=now, number=f"77{farid.pk:08}")
    return payouts.request_payout(
        by=farid,
        amount=money.rupiah(80_000_000),
        destination=to,
        idempotency_key="large",
        now=now,
    )


def _chargeback(clara: User, farid: User, now: datetime) -> Any:
    return _taken_back(money.make_held(payer=clara, payee=farid, now=now), now)


def _taken_back(escrow: Escrow, now: datetime) -> Chargeback:
    payment = SandboxPayment.objects.get(key=escrow.payins.get().key)
    opened = bank.open_chargeback(payment=payment, now=now)
    assert opened is not None
    chargebacks.look_up(provider="sandbox", reference=opened.reference, now=now)
    return Chargeback.objects.get(reference=opened.reference)


def _debt(clara: User, farid: User, now: datetime) -> Any:
    taken = _chargeback(clara, farid, now)
    chargeback_losses.accept(
        chargeback=taken, by=people.make_bookkeeper(f"Bea{farid.pk}"), reason="Right.", now=now
    )
    return Debt.objects.create(
        chargeback=taken, user=farid, currency="IDR", amount_minor=100_000, opened_at=now
    )


def _difference(clara: User, farid: User, now: datetime) -> Any:
    run, _is_new = ReconciliationRun.objects.get_or_create(
        provider="sandbox", until=now, defaults={"since": now, "ran_at": now}
    )
    return ReconciliationCase.objects.create(
        kind=CaseKind.MISSING_AT_PROVIDER, provider="sandbox", subject="payin", key=f"k{farid.pk}",
        occurred_at=now, currency="IDR", booked_minor=100, found_in=run, opened_at=now,
    )  # fmt: skip


def _letter(_clara: User, farid: User, now: datetime) -> Any:
    upload = SimpleUploadedFile("surat.pdf", b"%PDF-1.7 letter")
    return letters.hand_in(by=farid, year=now.year, upload=upload, now=now)


def _decision(clara: User, farid: User, now: datetime) -> Any:
    case = _mismatch(clara, farid, now)
    asker = people.make_bookkeeper(f"Asker{farid.pk}")
    mismatch_decisions.write_off(mismatch=case, by=asker, amount=case.held, reason="So.", now=now)
    return case.decisions.get()


MAKE: dict[Kind, Callable[[User, User, datetime], models.Model]] = {
    Kind.DISPUTE: _dispute,
    Kind.POSTING: _posting,
    Kind.IDENTITY: _identity,
    Kind.REPORT: _report,
    Kind.ACCOUNT: _account,
    Kind.REVIEW: _review,
    Kind.MISMATCH: _mismatch,
    Kind.PAYOUT: _payout,
    Kind.CHARGEBACK: _chargeback,
    Kind.DEBT: _debt,
    Kind.DIFFERENCE: _difference,
    Kind.LETTER: _letter,
    Kind.DECISION: _decision,
}
DECIDE: dict[Kind, tuple[str, dict[str, str]]] = {
    Kind.DISPUTE: (
        "/disputes/{}/ruling/",
        {
            "to_freelancer": "500000",
            "rule": "in_part",
            "reasons_id": "Sebagian.",
            "reasons_en": "In part.",
            "seen": "50000000",
        },
    ),
    Kind.POSTING: ("/review/postings/{}/approval/", {}),
    Kind.IDENTITY: ("/desk/identities/{}/verification/", {}),
    Kind.REPORT: ("/moderation/reports/{}/", {"reason": "Fine.", "decision": "dismiss"}),
    Kind.ACCOUNT: (
        "/moderation/accounts/{}/",
        {"measure": "closed", "english": "Fine.", "indonesian": "Baik."},
    ),
    Kind.REVIEW: ("/moderation/reviews/{}/", {"reason": "Fine.", "decision": "keep"}),
    Kind.MISMATCH: (
        "/desk/mismatches/{}/return/",
        {"amount": "100100000", "reason": "Typed twice."},
    ),
    Kind.PAYOUT: ("/desk/payouts/{}/refusal/", {"reason": "No."}),
    Kind.CHARGEBACK: ("/desk/chargebacks/{}/loss/", {"reason": "The bank is right."}),
    Kind.DEBT: ("/desk/debts/{}/", {"amount": "100000", "reason": "He is ill."}),
}


def case_of(kind: Kind, row: models.Model) -> Case:
    """The case as the desk reads it now."""
    source = source_of(kind)
    return source.case_of(source.rows().get(pk=row.pk))


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch, now):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def make(clara, farid, now):
    """`make(Kind.REPORT)`: a case of this kind that waits."""

    def one(kind: Kind) -> Case:
        return case_of(kind, MAKE[kind](clara, farid, now))

    return one


@pytest.fixture
def worker(maya, fitri):
    """Who works on a kind: Maya, or Fitri who keeps the books."""
    return lambda kind: fitri if kind in OF_MONEY else maya


@pytest.fixture
def colleague(adi, gita):
    return lambda kind: gita if kind in OF_MONEY else adi

"""Papers about money beyond what was invoiced: a proof of refund, never a credit note."""

from datetime import datetime, timedelta

import pytest

from accounts.models import User
from core.money import Money
from payments.kinds import DocumentKind
from payments.models import Document, Escrow, Mismatch, Payin, Refund
from payments.providers.base import Found, Status
from payments.services import escrows, mismatch_decisions, mismatches, refunds
from payments.services.documents import issuing
from payments.states import RefundState
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import payments as money
from tests.factories.payments import rupiah
from tests.payments.test_taken_back_shown import decide, hear

PAPERS = [DocumentKind.CREDIT_NOTE, DocumentKind.REFUND_PROOF]


@pytest.fixture
def case(escrow: Escrow, fitri: User, now: datetime) -> Mismatch:
    """1,100,000 came for a million, which finance staff credited."""
    payin = money.pay(escrow, 1_100_000, now=now)
    case = Mismatch.objects.select_related("payin__escrow").get(payin=payin)
    reason, amount = "Paid too much.", rupiah(1_000_000)
    mismatch_decisions.credit(mismatch=case, by=fitri, amount=amount, reason=reason, now=now)
    escrow.refresh_from_db()
    return Mismatch.objects.get()


def papers() -> list[tuple[str, int, str]]:
    rows = Document.objects.filter(kind__in=PAPERS).order_by("pk")
    return [(one.kind, one.amount_minor // 100, one.facts["invoice"]) for one in rows]


def answer(refund: Refund, status: Status, now: datetime) -> None:
    free, reference = Money(0, refund.currency), f"R{refund.pk}"
    found = Found(
        key=refund.key, reference=reference, status=status, amount=refund.amount, cost=free
    )
    refunds.apply(refund=refund, found=found, now=now)


def bring_back(now: datetime) -> None:
    for refund in Refund.objects.filter(state=RefundState.REQUESTED):
        answer(refund, Status.DONE, now)


def test_a_surplus_goes_back_with_a_proof_and_the_invoice_with_a_note(
    case: Mismatch, escrow: Escrow, farid: User, fitri: User, now: datetime
) -> None:
    mismatches.send_back(mismatch=case, by=fitri, now=now)
    bring_back(now)
    assert papers() == [("refund_proof", 100_000, "")]
    escrows.refund(escrow=escrow, by=farid, now=now, reason="agreed")
    bring_back(now)
    invoice = Document.objects.get(kind=DocumentKind.INVOICE)
    assert invoice.amount == rupiah(1_000_000)
    assert papers()[1:] == [("credit_note", 1_000_000, invoice.code)]
    assert issuing.catch_up() == 0


def test_what_failed_and_goes_back_again_keeps_its_note(
    held: Escrow, farid: User, fitri: User, now: datetime, quiet_workers: None
) -> None:
    escrows.refund(escrow=held, by=farid, now=now, reason="agreed")
    for hours in range(2):
        later = now + timedelta(hours=hours)
        answer(Refund.objects.latest("pk"), Status.FAILED, later)
        mismatches.send_back(mismatch=Mismatch.objects.latest("pk"), by=fitri, now=later)
    bring_back(now)
    ((kind, amount, _invoice),) = papers()
    assert (kind, amount) == ("credit_note", 1_000_000)


def test_what_a_bank_sent_back_and_goes_out_again_has_one_note_only(
    held: Escrow, farid: User, fitri: User, now: datetime, quiet_workers: None
) -> None:
    escrows.refund(escrow=held, by=farid, now=now, reason="agreed")
    refund = Refund.objects.get()
    answer(refund, Status.DONE, now)
    answer(refund, Status.FAILED, now)
    mismatches.send_back(mismatch=Mismatch.objects.get(), by=fitri, now=now)
    bring_back(now)
    assert [kind for kind, *_rest in papers()] == ["credit_note", "refund_proof"]


def test_a_failed_surplus_stays_a_surplus(
    case: Mismatch, fitri: User, now: datetime, quiet_workers: None
) -> None:
    mismatches.send_back(mismatch=case, by=fitri, now=now)
    answer(Refund.objects.get(), Status.FAILED, now)
    mismatches.send_back(mismatch=Mismatch.objects.latest("pk"), by=fitri, now=now)
    bring_back(now)
    assert papers() == [("refund_proof", 100_000, "")]


def test_a_bank_that_keeps_more_than_was_invoiced_brings_both_papers(
    case: Mismatch, now: datetime
) -> None:
    payment = SandboxPayment.objects.get(key=Payin.objects.get().key)
    at_bank = bank.open_chargeback(payment=payment, now=now)
    assert at_bank is not None
    assert at_bank.amount == 1_100_000
    hear(at_bank, now)
    decide(at_bank, now, is_won=False)
    invoice = Document.objects.get(kind=DocumentKind.INVOICE).code
    assert papers() == [("credit_note", 1_000_000, invoice), ("refund_proof", 100_000, "")]
    assert issuing.catch_up() == 0


def test_the_same_fact_told_again_brings_nothing(held: Escrow, farid: User, now: datetime) -> None:
    escrows.refund(escrow=held, by=farid, now=now, reason="agreed")
    bring_back(now)
    issuing.issue_for_refund(Refund.objects.get())
    assert len(papers()) == 1

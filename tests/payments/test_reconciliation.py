"""Each night the providers' reports are compared with the book; what differs has an owner."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from core.errors import NotAllowed, WrongState
from payments.models import (
    CaseNote,
    Entry,
    Escrow,
    Payin,
    ReconciliationCase,
    ReconciliationRun,
    Transfer,
)
from payments.services import differences, payins, payouts, reconciliation
from payments.services.registry import provider_named
from payments.states import AccountKind, CaseKind, CaseState, TransferKind
from sandbox.models import SandboxPayment, SandboxPayout
from sandbox.services import report
from sandbox.states import ReportEdit
from tests.factories import payments as money
from tests.factories.payments import rupiah


def run(now: datetime) -> ReconciliationRun:
    """The comparison of everything before this moment."""
    provider = provider_named("sandbox")
    return reconciliation.reconcile(provider=provider, until=now, now=now)


def edit(reference: str, how: ReportEdit, now: datetime, amount: int | None = None) -> None:
    report.edit_row(reference=reference, edit=how, amount=amount, now=now)


def numbers(one: ReconciliationRun) -> dict[str, int]:
    names = ("reported", "booked", "matched", "differing", "opened", "closed")
    return {name: getattr(one, name) for name in names if getattr(one, name)}


@pytest.fixture
def later(now: datetime) -> datetime:
    """The next day: what happened at `now` lies in the window."""
    return now + timedelta(days=1)


@pytest.fixture
def payment(held: Escrow) -> SandboxPayment:
    """What the bank has of the money that is held."""
    return SandboxPayment.objects.get()


def test_a_day_on_which_everything_fits(
    held: Escrow, clara: User, farid: User, now: datetime, later: datetime
) -> None:
    money.earn(farid, payer=clara, now=now)
    payout = money.request_payout(farid, now=now, amount=rupiah(100_000), number="1234569999")
    payouts.send(payout_id=payout.pk, now=now)
    for minutes in (1, 2, 3):
        soon = now + timedelta(minutes=minutes)
        money.settle_bank(now=soon)
        payouts.look_up(payout_id=payout.pk, now=soon)
    assert SandboxPayout.objects.get().returned_at is not None

    one = run(later)
    assert numbers(one) == {"reported": 4, "booked": 4, "matched": 4}
    total = one.totals.get()
    assert (total.reported, total.booked) == (rupiah(2_000_000), rupiah(2_000_000))
    assert not total.difference
    assert not ReconciliationCase.objects.exists()


def test_a_run_that_is_repeated_is_the_same_run(
    payment: SandboxPayment, now: datetime, later: datetime
) -> None:
    edit(payment.reference, ReportEdit.LEAVE_OUT, now)
    first, again = run(later), run(later)
    assert first.pk == again.pk
    assert numbers(again) == {"booked": 1, "differing": 1, "opened": 1}
    assert ReconciliationCase.objects.count() == 1
    assert again.totals.get().difference == rupiah(-1_000_000)


def test_a_row_that_the_report_lacks_closes_its_case_when_it_comes_late(
    payment: SandboxPayment, now: datetime, later: datetime
) -> None:
    edit(payment.reference, ReportEdit.LEAVE_OUT, now)
    run(later)
    case = ReconciliationCase.objects.get()
    assert (case.kind, case.state, case.key) == (
        CaseKind.MISSING_AT_PROVIDER,
        CaseState.OPEN,
        payment.key,
    )
    assert (case.reported, case.booked) == (None, rupiah(1_000_000))

    report.mend_row(reference=payment.reference)
    one = run(later + timedelta(days=20))  # as far back as the oldest open case
    case.refresh_from_db()
    assert numbers(one) == {"reported": 1, "booked": 1, "matched": 1, "closed": 1}
    assert (case.state, case.resolution, case.resolved_by) == (
        CaseState.RESOLVED,
        reconciliation.FITS_NOW,
        None,
    )


def test_a_case_that_fitted_and_differs_again_opens_again(
    payment: SandboxPayment, now: datetime, later: datetime
) -> None:
    edit(payment.reference, ReportEdit.LEAVE_OUT, now)
    run(later)
    report.mend_row(reference=payment.reference)
    run(later)
    edit(payment.reference, ReportEdit.LEAVE_OUT, now)
    run(later)
    assert ReconciliationCase.objects.get().state == CaseState.OPEN


def test_money_that_the_book_lacks(
    escrow: Escrow, now: datetime, later: datetime, quiet_workers: None
) -> None:
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now)
    run(later)
    case = ReconciliationCase.objects.get()
    assert (case.kind, case.key) == (CaseKind.MISSING_IN_BOOK, payin.key)
    assert (case.reported, case.booked) == (rupiah(1_000_000), None)

    payins.look_up(payin_id=payin.pk, now=later)
    assert numbers(run(later))["closed"] == 1


def test_a_row_that_never_was(now: datetime, later: datetime, db: None) -> None:
    edit("SBX1", ReportEdit.ADD, now, amount=5000)
    run(later)
    case = ReconciliationCase.objects.get()
    assert (case.kind, case.key, case.provider_reference) == (CaseKind.MISSING_IN_BOOK, "", "SBX1")
    assert case.difference == rupiah(5000)


def test_another_amount(payment: SandboxPayment, now: datetime, later: datetime) -> None:
    edit(payment.reference, ReportEdit.OTHER_AMOUNT, now, amount=999_000)
    run(later)
    case = ReconciliationCase.objects.get()
    assert case.kind == CaseKind.AMOUNT
    assert (case.reported, case.booked) == (rupiah(999_000), rupiah(1_000_000))
    assert case.difference == rupiah(-1000)


def test_another_cost(
    payment: SandboxPayment, now: datetime, later: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The practice bank costs nothing; here its report says that it kept Rp4.000.
    rows = report.rows
    monkeypatch.setattr(
        report, "rows", lambda **window: (_costing(row, 4000) for row in rows(**window))
    )
    run(later)
    case = ReconciliationCase.objects.get()
    assert case.kind == CaseKind.COST
    assert (case.reported_cost, case.booked_cost) == (rupiah(4000), rupiah(0))
    assert case.difference == rupiah(-4000)


def _costing(row: report.Row, cost: int) -> report.Row:
    return report.replace(row, cost=cost)


def test_a_row_that_is_told_twice(payment: SandboxPayment, now: datetime, later: datetime) -> None:
    edit(payment.reference, ReportEdit.TWICE, now)
    one = run(later)
    assert numbers(one) == {"reported": 2, "booked": 1, "matched": 1, "differing": 1, "opened": 1}
    assert ReconciliationCase.objects.get().kind == CaseKind.DUPLICATE


def test_what_is_outside_the_window_is_left_alone(payment: SandboxPayment, now: datetime) -> None:
    edit(payment.reference, ReportEdit.LEAVE_OUT, now)
    assert numbers(run(now)) == {}
    assert numbers(run(now + timedelta(days=30))) == {}


@pytest.fixture
def case(payment: SandboxPayment, now: datetime, later: datetime) -> ReconciliationCase:
    """The bank reports Rp1.000 less than the book has."""
    edit(payment.reference, ReportEdit.OTHER_AMOUNT, now, amount=999_000)
    run(later)
    return ReconciliationCase.objects.get()


def test_a_case_is_taken_then_resolved_with_a_reason(
    case: ReconciliationCase, fitri: User, gita: User, later: datetime
) -> None:
    with pytest.raises(NotAllowed):
        differences.resolve_case(case=case, reason="fine", by=fitri, now=later)
    differences.take_case(case=case, by=fitri, now=later)
    differences.take_case(case=case, by=fitri, now=later)
    differences.write_note(case=case, text="Asked the bank.", by=gita, now=later)
    with pytest.raises(NotAllowed):
        differences.resolve_case(case=case, reason="fine", by=gita, now=later)
    case.refresh_from_db()
    assert (case.state, case.owner) == (CaseState.OPEN, fitri)
    assert [note.author for note in case.notes.all()] == [fitri, gita]

    differences.resolve_case(case=case, reason="Their typing error.", by=fitri, now=later)
    run(later)  # judged: the same difference opens nothing
    case.refresh_from_db()
    assert (case.state, case.resolution) == (CaseState.RESOLVED, "Their typing error.")
    assert (case.resolved_by, case.corrected_in) == (fitri, None)
    with pytest.raises(WrongState):
        differences.take_case(case=case, by=gita, now=later)


def test_a_judged_case_opens_again_when_the_report_says_something_new(
    case: ReconciliationCase, payment: SandboxPayment, fitri: User, now: datetime, later: datetime
) -> None:
    differences.take_case(case=case, by=fitri, now=later)
    differences.resolve_case(case=case, reason="Their typing error.", by=fitri, now=later)
    edit(payment.reference, ReportEdit.OTHER_AMOUNT, now, amount=900_000)
    run(later)
    case.refresh_from_db()
    assert (case.state, case.resolution, case.owner) == (CaseState.OPEN, "", fitri)
    assert case.reported == rupiah(900_000)


def test_a_correction_is_one_more_transfer(
    case: ReconciliationCase, fitri: User, later: datetime
) -> None:
    before = list(Entry.objects.order_by("pk").values())
    differences.take_case(case=case, by=fitri, now=later)
    differences.correct_case(case=case, reason="The bank is right.", by=fitri, now=later)
    case.refresh_from_db()
    assert case.corrected_in is not None
    assert case.corrected_in.kind == TransferKind.CORRECTION
    lines = {line.account.kind: line.amount for line in case.corrected_in.entries.all()}
    assert lines == {
        AccountKind.PROVIDER_CASH: rupiah(1000),
        AccountKind.PROVIDER_FEE: rupiah(-1000),
    }
    assert list(Entry.objects.order_by("pk").values())[: len(before)] == before
    with pytest.raises(WrongState):
        differences.correct_case(case=case, reason="Again.", by=fitri, now=later)
    assert Transfer.objects.filter(kind=TransferKind.CORRECTION).count() == 1
    assert numbers(run(later))["differing"] == 1  # the rows still differ, and a person said why
    assert ReconciliationCase.objects.get().state == CaseState.RESOLVED


def test_a_missing_row_is_not_corrected(
    payment: SandboxPayment, fitri: User, now: datetime, later: datetime
) -> None:
    edit(payment.reference, ReportEdit.LEAVE_OUT, now)
    run(later)
    case = ReconciliationCase.objects.get()
    differences.take_case(case=case, by=fitri, now=later)
    transfers = Transfer.objects.count()
    with pytest.raises(WrongState):
        differences.correct_case(case=case, reason="No.", by=fitri, now=later)
    case.refresh_from_db()
    assert (case.state, Transfer.objects.count()) == (CaseState.OPEN, transfers)


def test_asking_again_books_what_we_had_not_heard(
    escrow: Escrow, fitri: User, now: datetime, later: datetime, quiet_workers: None
) -> None:
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now)
    run(later)
    case = ReconciliationCase.objects.get()
    assert differences.ask_again(case=case, by=fitri, now=later)
    assert Payin.objects.get().state == "captured"
    run(later)
    case.refresh_from_db()
    assert case.state == CaseState.RESOLVED


@pytest.mark.parametrize("person", ["clara", "farid", "sena", "maya", "adi"])
def test_only_finance_staff_work_on_cases(
    request: pytest.FixtureRequest, case: ReconciliationCase, later: datetime, person: str
) -> None:
    by = request.getfixturevalue(person)
    with pytest.raises(NotAllowed):
        differences.take_case(case=case, by=by, now=later)
    with pytest.raises(NotAllowed):
        differences.write_note(case=case, text="x", by=by, now=later)
    with pytest.raises(NotAllowed):
        differences.ask_again(case=case, by=by, now=later)
    case.refresh_from_db()
    assert (case.owner, case.state, case.notes.count()) == (None, CaseState.OPEN, 0)


def test_notes_stay_as_they_were_written(
    case: ReconciliationCase, fitri: User, later: datetime
) -> None:
    note = differences.write_note(case=case, text="Asked the bank.", by=fitri, now=later)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        CaseNote.objects.filter(pk=note.pk).update(text="Nothing.")
    note.refresh_from_db()
    assert note.text == "Asked the bank."

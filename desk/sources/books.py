"""What else waits in the books: chargebacks, debts, differences, letters, and second looks."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.roles import keeps_books
from desk.kinds import Kind
from desk.registry import Case, Source, nothing, register
from desk.sources.rows import after, both_sides, is_of, waits_for_two
from payments.decided import page_of
from payments.kinds import DecisionState, LetterState
from payments.models import (
    Chargeback,
    Debt,
    Decision,
    Escrow,
    ReconciliationCase,
    StatementLetter,
)
from payments.states import CaseState, ChargebackState

DEBTS_LOOKED_AT_IN = timedelta(days=90)  # later earnings repay most of them
DIFFERENCES_EXPLAINED_IN = timedelta(days=2)
LETTERS_ANSWERED_IN = timedelta(days=3)
SECOND_LOOKS_IN = timedelta(days=1)


def _chargebacks() -> QuerySet[Chargeback]:
    return Chargeback.objects.select_related(*both_sides("payin__escrow"))


def _chargebacks_waiting() -> QuerySet[Chargeback]:
    unanswered = Q(state=ChargebackState.NEEDS_RESPONSE, narrative="", conceded_at=None)
    return Chargeback.objects.filter(unanswered, ~waits_for_two("chargeback"))


def _chargeback(row: Chargeback) -> Case:
    escrow = row.payin.escrow
    is_open = row.can_be_answered and not row.narrative and row.conceded_at is None
    return Case(
        kind=Kind.CHARGEBACK,
        row=row,
        title=f"{row.reason_text}: {escrow.description}",
        address=reverse("payments:chargeback", args=[row.pk]),
        state=row.get_state_display(),
        is_open=is_open,
        people=[escrow.payer, escrow.payee],
        due_at=row.evidence_due_at if is_open else None,
        opened_at=row.opened_at,
        amount=row.amount,
    )


def _chargebacks_about(people: Collection[int]) -> Q:
    return is_of("payin__escrow", people)


def _taken_back(row: Chargeback) -> Sequence[Escrow]:
    return [row.payin.escrow]


def _debts() -> QuerySet[Debt]:
    return Debt.objects.select_related("user", "chargeback__payin__escrow")


def _debts_waiting() -> QuerySet[Debt]:
    return Debt.objects.filter(~waits_for_two("debt"), closed_at=None)


def _debt(row: Debt) -> Case:
    is_open = row.closed_at is None
    return Case(
        kind=Kind.DEBT,
        row=row,
        title=f"{row.user}: {row.chargeback.payin.escrow.description}",
        address=reverse("payments:debt", args=[row.pk]),
        state="",
        is_open=is_open,
        people=[row.user],
        due_at=row.opened_at + DEBTS_LOOKED_AT_IN if is_open else None,
        opened_at=row.opened_at,
        amount=row.outstanding if is_open else row.amount,
    )


def _debts_about(people: Collection[int]) -> Q:
    return Q(user__in=people)


def _differences() -> QuerySet[ReconciliationCase]:
    return ReconciliationCase.objects.all()


def _differences_waiting() -> QuerySet[ReconciliationCase]:
    return ReconciliationCase.objects.filter(state=CaseState.OPEN)


def _difference(row: ReconciliationCase) -> Case:
    is_open = row.state == CaseState.OPEN
    return Case(
        kind=Kind.DIFFERENCE,
        row=row,
        title=f"{row.get_kind_display()}: {row.provider.capitalize()}",
        address=reverse("payments:case", args=[row.pk]),
        state=row.get_state_display(),
        is_open=is_open,
        people=[],
        due_at=row.opened_at + DIFFERENCES_EXPLAINED_IN if is_open else None,
        opened_at=row.opened_at,
    )


def _about_nobody(_people: Collection[int]) -> Q:
    return nothing()


def _letters() -> QuerySet[StatementLetter]:
    return StatementLetter.objects.select_related("person")


def _letters_waiting() -> QuerySet[StatementLetter]:
    return StatementLetter.objects.filter(state=LetterState.WAITING)


def _letter(row: StatementLetter) -> Case:
    return Case(
        kind=Kind.LETTER,
        row=row,
        title=f"{row.person}, {row.year}",
        address=reverse("payments:tax-desk"),
        state=row.get_state_display(),
        is_open=row.is_waiting,
        people=[row.person],
        due_at=row.handed_in_at + LETTERS_ANSWERED_IN if row.is_waiting else None,
        opened_at=row.handed_in_at,
    )


def _letters_about(people: Collection[int]) -> Q:
    return Q(person__in=people)


def _is_own_letter(user: User) -> Q:
    return Q(person=user)


def _decisions() -> QuerySet[Decision]:
    return Decision.objects.select_related(
        "asked_by",
        "debt__user",
        *both_sides("escrow"),
        *both_sides("mismatch__payin__escrow"),
        *both_sides("chargeback__payin__escrow"),
    )


def _decisions_waiting() -> QuerySet[Decision]:
    return Decision.objects.filter(state=DecisionState.WAITING)


def _decision(row: Decision) -> Case:
    return Case(
        kind=Kind.DECISION,
        row=row,
        title=f"{row.get_kind_display()}: {row.asked_by}",
        address=page_of(row),
        state=row.get_state_display(),
        is_open=row.is_waiting,
        people=_people_of(row),
        due_at=row.asked_at + SECOND_LOOKS_IN if row.is_waiting else None,
        opened_at=row.asked_at,
        amount=row.amount,
    )


def _people_of(row: Decision) -> Sequence[User]:
    if row.debt is not None:
        return [row.debt.user]
    escrow = row.escrow
    if row.chargeback is not None:
        escrow = row.chargeback.payin.escrow
    elif row.mismatch is not None and row.mismatch.payin is not None:
        escrow = row.mismatch.payin.escrow
    return [escrow.payer, escrow.payee] if escrow is not None else []


def _decisions_about(people: Collection[int]) -> Q:
    return (
        Q(debt__user__in=people)
        | is_of("escrow", people)
        | is_of("mismatch__payin__escrow", people)
        | is_of("chargeback__payin__escrow", people)
    )


def _asked_by_oneself(user: User) -> Q:
    return Q(asked_by=user)


def _all_of_them() -> Q:
    return Q(needs_two=True)


register(
    Source(
        kind=Kind.CHARGEBACK,
        visible_to=keeps_books,
        waiting=_chargebacks_waiting,
        rows=_chargebacks,
        due=F("evidence_due_at"),
        case_of=_chargeback,
        about=_chargebacks_about,
        deciding=frozenset({"payments:chargeback", "payments:accept-loss"}),
        money=_taken_back,
    )
)
register(
    Source(
        kind=Kind.DEBT,
        visible_to=keeps_books,
        waiting=_debts_waiting,
        rows=_debts,
        due=after("opened_at", DEBTS_LOOKED_AT_IN),
        case_of=_debt,
        about=_debts_about,
        deciding=frozenset({"payments:debt"}),
    )
)
register(
    Source(
        kind=Kind.DIFFERENCE,
        visible_to=keeps_books,
        waiting=_differences_waiting,
        rows=_differences,
        due=after("opened_at", DIFFERENCES_EXPLAINED_IN),
        case_of=_difference,
        about=_about_nobody,
        is_taken_here=False,  # its own page says who works on it
    )
)
register(
    Source(
        kind=Kind.LETTER,
        visible_to=keeps_books,
        waiting=_letters_waiting,
        rows=_letters,
        due=after("handed_in_at", LETTERS_ANSWERED_IN),
        case_of=_letter,
        about=_letters_about,
        not_for=_is_own_letter,
        is_taken_here=False,  # one look and one answer, on the page of all letters
    )
)
register(
    Source(
        kind=Kind.DECISION,
        visible_to=keeps_books,
        waiting=_decisions_waiting,
        rows=_decisions,
        due=after("asked_at", SECOND_LOOKS_IN),
        case_of=_decision,
        about=_decisions_about,
        not_for=_asked_by_oneself,
        needs_two=_all_of_them,
        is_taken_here=False,  # whoever is second looks at the thing itself
    )
)

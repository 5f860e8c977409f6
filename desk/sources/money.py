"""Payments that do not fit, and payouts that wait for a look: the work of finance."""

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.roles import keeps_books
from desk.kinds import Kind
from desk.registry import Case, Source, above_the_limit_of_one, register
from desk.sources.rows import after, both_sides, is_of, waits_for_two
from payments.models import Escrow, Mismatch, Payout
from payments.states import MismatchState, PayoutState

MISMATCHES_ANSWERED_IN = timedelta(days=2)  # somebody's money rests meanwhile
PAYOUTS_ANSWERED_IN = timedelta(days=1)  # only for those that have no deadline of their own


def _mismatches() -> QuerySet[Mismatch]:
    return Mismatch.objects.select_related("payin__payer", *both_sides("payin__escrow"))


def _mismatches_waiting() -> QuerySet[Mismatch]:
    return Mismatch.objects.filter(~waits_for_two("mismatch"), state=MismatchState.OPEN)


def _mismatch(row: Mismatch) -> Case:
    is_open = row.state == MismatchState.OPEN
    escrow = row.payin.escrow if row.payin is not None else None
    return Case(
        kind=Kind.MISMATCH,
        row=row,
        title=f"{row.get_kind_display()}: {escrow.description if escrow else row.subject}",
        address=reverse("payments:mismatch", args=[row.pk]),
        state=row.get_state_display(),
        is_open=is_open,
        people=[escrow.payer, escrow.payee] if escrow is not None else [],
        due_at=row.opened_at + MISMATCHES_ANSWERED_IN if is_open else None,
        opened_at=row.opened_at,
        amount=row.left or row.received or row.expected,
    )


def _mismatches_about(people: Collection[int]) -> Q:
    return is_of("payin__escrow", people)


def _mismatches_of_two() -> Q:
    return above_the_limit_of_one(amount="received_minor", currency="received_currency")


def _escrow(row: Mismatch) -> Sequence[Escrow]:
    return [row.payin.escrow] if row.payin is not None else []


def _payouts() -> QuerySet[Payout]:
    return Payout.objects.select_related("user", "destination__user", "reviewed_by")


def _payouts_waiting() -> QuerySet[Payout]:
    return Payout.objects.filter(state=PayoutState.IN_REVIEW)


def _payout(row: Payout) -> Case:
    is_open = row.state == PayoutState.IN_REVIEW
    return Case(
        kind=Kind.PAYOUT,
        row=row,
        title=f"{row.user}, {row.destination}",
        address=reverse("payments:review-payout", args=[row.pk]),
        state=row.get_state_display(),
        is_open=is_open,
        people=[row.user],
        due_at=(row.review_by or row.created_at + PAYOUTS_ANSWERED_IN) if is_open else None,
        opened_at=row.created_at,
        amount=row.amount,
    )


def _payouts_about(people: Collection[int]) -> Q:
    return Q(user__in=people) & ~Q(review_reason="")


def _payouts_of_two() -> Q:
    return Q(needs_two=True)  # above the limit of the policy, when it was asked for


def _is_first_look(row: Payout) -> bool:
    return row.reviewed_by_id is None  # the second person is another one anyway


register(
    Source(
        kind=Kind.MISMATCH,
        visible_to=keeps_books,
        waiting=_mismatches_waiting,
        rows=_mismatches,
        due=after("opened_at", MISMATCHES_ANSWERED_IN),
        case_of=_mismatch,
        about=_mismatches_about,
        needs_two=_mismatches_of_two,
        deciding=frozenset(
            {
                "payments:send-back",
                "payments:set-aside",
                "payments:credit-mismatch",
                "payments:keep-difference",
            }
        ),
        money=_escrow,
    )
)
register(
    Source(
        kind=Kind.PAYOUT,
        visible_to=keeps_books,
        waiting=_payouts_waiting,
        rows=_payouts,
        due=Coalesce(F("review_by"), after("created_at", PAYOUTS_ANSWERED_IN)),
        case_of=_payout,
        about=_payouts_about,
        needs_two=_payouts_of_two,
        deciding=frozenset({"payments:approve-payout", "payments:reject-payout"}),
        asks_first=_is_first_look,
    )
)

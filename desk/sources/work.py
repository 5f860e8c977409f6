"""Disputes, and postings to be read."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import moderates
from core.models import money_or_none
from desk.kinds import Kind
from desk.registry import Case, Source, above_the_limit_of_one, register
from disputes.models import Dispute
from disputes.states import WITH_STAFF, DisputeState
from payments.models import Escrow
from projects.models import Project
from projects.selectors import postings_to_review
from projects.states import ProjectState

_FOR_SENIORS = (DisputeState.ARBITRATION, DisputeState.APPEALED)


def _disputes() -> QuerySet[Dispute]:
    contract = "milestone__contract"
    return Dispute.objects.select_related(
        f"{contract}__client", f"{contract}__freelancer", "milestone__escrow"
    )


def _disputes_waiting() -> QuerySet[Dispute]:
    return Dispute.objects.filter(state__in=WITH_STAFF)


def _dispute(row: Dispute) -> Case:
    contract, is_pending = row.milestone.contract, row.pending_ruling_id is not None
    return Case(
        kind=Kind.DISPUTE,
        row=row,
        title=f"{contract.title}: {row.milestone.title}",
        address=row.get_absolute_url(),
        state=str(_("To be confirmed")) if is_pending else row.get_state_display(),
        is_open=row.state in WITH_STAFF,
        for_seniors=row.state in _FOR_SENIORS and not is_pending,
        people=[contract.client, contract.freelancer],
        due_at=row.deadline_at if row.state in WITH_STAFF else None,
        opened_at=row.opened_at,
        amount=row.amount,
    )


def _disputes_about(people: Collection[int]) -> Q:
    contract = "milestone__contract"
    return Q(**{f"{contract}__client__in": people}) | Q(**{f"{contract}__freelancer__in": people})


def _disputes_of_two() -> Q:
    return above_the_limit_of_one(amount="amount_minor", currency="currency")


def _held(row: Dispute) -> Sequence[Escrow]:
    return [row.milestone.escrow] if row.milestone.escrow is not None else []


def _postings() -> QuerySet[Project]:
    return Project.objects.select_related("client")


def _posting(row: Project) -> Case:
    is_open = row.state == ProjectState.PENDING_REVIEW
    return Case(
        kind=Kind.POSTING,
        row=row,
        title=row.title,
        address=reverse("projects:review", args=[row.pk]),
        state=row.get_state_display(),
        is_open=is_open,
        people=[row.client],
        due_at=row.review_due_at if is_open else None,
        opened_at=row.created_at,
        amount=money_or_none(row.budget_max_minor, row.currency),
    )


def _postings_about(people: Collection[int]) -> Q:
    read = [ProjectState.PENDING_REVIEW, ProjectState.REMOVED]
    return Q(client__in=people, state__in=read)


def _postings_waiting() -> QuerySet[Any]:
    return postings_to_review()


register(
    Source(
        kind=Kind.DISPUTE,
        visible_to=moderates,
        waiting=_disputes_waiting,
        rows=_disputes,
        due=F("deadline_at"),
        case_of=_dispute,
        about=_disputes_about,
        needs_two=_disputes_of_two,
        deciding=frozenset({"disputes:rule"}),  # the second look is another person's anyway
        money=_held,
    )
)
register(
    Source(
        kind=Kind.POSTING,
        visible_to=moderates,
        waiting=_postings_waiting,
        rows=_postings,
        due=F("review_due_at"),
        case_of=_posting,
        about=_postings_about,
        deciding=frozenset({"projects:approve-posting"}),
    )
)

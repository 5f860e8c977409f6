"""Identities, reports, cases about accounts, and reviews: what people show, say and do."""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Case as Choose
from django.db.models import (
    CharField,
    F,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.roles import moderates
from desk.kinds import Kind
from desk.registry import Case, Source, register
from desk.sources.rows import after
from identity.models import IdentityCheck
from identity.states import CheckState
from moderation.cases import CaseState
from moderation.models import Case as DueCase
from moderation.models import Reported
from moderation.states import REPORTS_ANSWERED_IN, ReportState, Thing
from reviews.models import Review
from reviews.states import ReviewState

_DECIDABLE = (CaseState.ANSWERED, CaseState.APPEALED)
FLAGS_ANSWERED_IN: timedelta = REPORTS_ANSWERED_IN  # a flag is a report by the person concerned


def _checks() -> QuerySet[IdentityCheck]:
    return IdentityCheck.objects.select_related("user")


def _checks_waiting() -> QuerySet[IdentityCheck]:
    return IdentityCheck.objects.filter(state=CheckState.SUBMITTED)


def _check(row: IdentityCheck) -> Case:
    return Case(
        kind=Kind.IDENTITY,
        row=row,
        title=f"{row.get_document_type_display()}, {row.user}",
        address=reverse("identity:case", args=[row.pk]),
        state=row.get_state_display(),
        is_open=row.is_waiting,
        people=[row.user],
        due_at=row.due_at if row.is_waiting else None,
        opened_at=row.submitted_at,
    )


def _checks_about(people: Collection[int]) -> Q:
    return Q(user__in=people)


def _reported() -> QuerySet[Reported]:
    return Reported.objects.select_related("owner", "project").prefetch_related("reports__reporter")


def _reported_waiting() -> QuerySet[Reported]:
    return Reported.objects.filter(state=ReportState.OPEN)


def _report(row: Reported) -> Case:
    is_open = row.state == ReportState.OPEN
    return Case(
        kind=Kind.REPORT,
        row=row,
        title=f"{row.get_thing_display()}: {row.title}",
        address=row.get_absolute_url(),
        state=row.get_state_display(),
        is_open=is_open,
        people=[row.owner, *(report.reporter for report in row.reports.all())],
        concerns=[row.owner],
        due_at=row.due_at if is_open else None,
        opened_at=row.opened_at,
    )


def _reports_about(people: Collection[int]) -> Q:
    return Q(owner__in=people)


def _accounts() -> QuerySet[DueCase]:
    return DueCase.objects.select_related("person", "project", "rule")


def _accounts_waiting() -> QuerySet[DueCase]:
    return DueCase.objects.filter(Q(state__in=_DECIDABLE) | Q(look_due_at__isnull=False))


def _account(row: DueCase) -> Case:
    is_open = row.state in _DECIDABLE or row.look_due_at is not None
    return Case(
        kind=Kind.ACCOUNT,
        row=row,
        title=f"{row.title}: {row.rule.name}",
        address=reverse("moderation:account", args=[row.pk]),
        state=row.get_state_display(),
        is_open=is_open,
        people=[row.person],
        due_at=(row.look_due_at or row.due_at) if is_open else None,
        opened_at=row.opened_at,
        for_seniors=row.state == CaseState.APPEALED,
    )


def _accounts_about(people: Collection[int]) -> Q:
    return Q(person__in=people)


def _reviews() -> QuerySet[Review]:
    return Review.objects.select_related("author", "subject", "contract")


def _reviews_waiting() -> QuerySet[Review]:
    return Review.objects.filter(state=ReviewState.FLAGGED)


def _review(row: Review) -> Case:
    is_open = row.state == ReviewState.FLAGGED
    flagged = row.flagged_at
    return Case(
        kind=Kind.REVIEW,
        row=row,
        title=row.contract.title,
        address=reverse("reviews:judge", args=[row.pk]) if is_open else "",
        state=row.get_state_display(),
        is_open=is_open,
        people=[row.author, row.subject],
        concerns=[row.author],
        due_at=flagged + FLAGS_ANSWERED_IN if is_open and flagged is not None else None,
        opened_at=flagged,
    )


def _reviews_about(people: Collection[int]) -> Q:
    return Q(author__in=people, flagged_at__isnull=False)


register(
    Source(
        kind=Kind.IDENTITY,
        visible_to=moderates,
        waiting=_checks_waiting,
        rows=_checks,
        due=F("due_at"),
        case_of=_check,
        about=_checks_about,
        deciding=frozenset({"identity:verify", "identity:send-back"}),
    )
)
register(
    Source(
        kind=Kind.REPORT,
        visible_to=moderates,
        waiting=_reported_waiting,
        rows=_reported,
        due=F("due_at"),
        case_of=_report,
        about=_reports_about,
        shelf=Choose(
            When(thing=Thing.REVIEW, then=Value(str(Kind.REVIEW))),
            default=Value(str(Kind.REPORT)),
            output_field=CharField(),
        ),
        deciding=frozenset({"moderation:case"}),
    )
)
register(
    Source(
        kind=Kind.ACCOUNT,
        visible_to=moderates,
        waiting=_accounts_waiting,
        rows=_accounts,
        due=Coalesce(F("look_due_at"), F("due_at")),
        case_of=_account,
        about=_accounts_about,
        deciding=frozenset({"moderation:account"}),
    )
)
register(
    Source(
        kind=Kind.REVIEW,
        visible_to=moderates,
        waiting=_reviews_waiting,
        rows=_reviews,
        due=after("flagged_at", FLAGS_ANSWERED_IN),
        case_of=_review,
        about=_reviews_about,
        deciding=frozenset({"reviews:judge"}),
    )
)

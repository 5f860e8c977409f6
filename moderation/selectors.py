"""What may be reported, and what waits for moderators."""

from datetime import datetime

from django.db import models
from django.db.models import Count, QuerySet

from accounts.models import User
from accounts.selectors import open_people
from messaging.models import Message
from messaging.selectors import threads_of
from moderation.cases import OPEN_CASES, CaseState
from moderation.models import AccountCase, Report, Reported
from moderation.states import ReportState, Thing
from projects.models import Project
from projects.selectors import projects_visible_to
from reviews.models import Review
from reviews.selectors import reviews_visible_to
from reviews.states import READABLE


def reportable(user: User, thing: Thing) -> QuerySet[Project | User | Message | Review]:
    """Everything of a kind that this person can read, and so can report."""
    found: dict[str, QuerySet[models.Model]] = {
        Thing.PROJECT: projects_visible_to(user),
        Thing.PROFILE: open_people(),
        Thing.MESSAGE: Message.objects.select_related("author").filter(thread__in=threads_of(user)),
        Thing.REVIEW: reviews_visible_to(user).filter(state__in=READABLE),
    }
    return found[thing]  # type: ignore[return-value]


def reports_of(user: User) -> QuerySet[Report]:
    """What this person has reported, newest first."""
    return Report.objects.filter(reporter=user).select_related(
        "reported__owner", "reported__project", "reported__review__subject"
    )


def reported_queue() -> QuerySet[Reported]:
    """What waits for a moderator, with the count of reports, the most urgent first."""
    return reported_things().filter(state=ReportState.OPEN)


def reported_things() -> QuerySet[Reported]:
    """Everything that was ever reported, with the count of reports."""
    return (
        Reported.objects.select_related(
            "owner", "project", "message", "review__subject", "decided_by"
        )
        .annotate(times=Count("reports"))
        .order_by("due_at", "pk")
    )


def all_cases() -> QuerySet[AccountCase]:
    """Every case about an account."""
    return AccountCase.objects.select_related(
        "person", "rule", "reported", "opened_by", "decided_by", "judged_by"
    )


def cases_about(user: User) -> QuerySet[AccountCase]:
    """One's own cases, newest first."""
    return all_cases().filter(person=user)


def open_cases() -> QuerySet[AccountCase]:
    """What is not decided, the most urgent first."""
    return all_cases().filter(state__in=OPEN_CASES).order_by("due_at", "pk")


def cases_to_decide() -> QuerySet[AccountCase]:
    """Those that wait for a moderator now."""
    return open_cases().exclude(state=CaseState.NOTICED)


def cases_out_of_time(now: datetime) -> QuerySet[AccountCase]:
    """Open cases whose time is over."""
    return AccountCase.objects.filter(state__in=OPEN_CASES, due_at__lte=now)

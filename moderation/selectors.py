"""What may be reported, and what waits for moderators."""

from datetime import datetime

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.selectors import open_people
from messaging.models import Message
from messaging.selectors import threads_of, threads_visible_to
from moderation.cases import OPEN_CASES, REMINDED_BEFORE, About, CaseState
from moderation.models import Case, Report, Reported
from moderation.states import A_DAY, ReportState, Thing
from projects.models import Project
from projects.selectors import projects_visible_to
from projects.states import ProjectState
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


def actionable(moderator: User, thing: Thing) -> QuerySet[Project | User | Message | Review]:
    """Everything of a kind that a moderator may act on; of private words only what was reported,
    or what belongs to a dispute."""
    was_reported = Reported.objects.filter(message=OuterRef("pk"))
    found: dict[str, QuerySet[models.Model]] = {
        Thing.PROJECT: Project.objects.select_related("client").exclude(state=ProjectState.DRAFT),
        Thing.PROFILE: open_people(),
        Thing.MESSAGE: Message.objects.select_related("author").filter(
            Exists(was_reported) | Q(thread__in=threads_visible_to(moderator))
        ),
        Thing.REVIEW: Review.objects.select_related("author").filter(state__in=READABLE),
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


def all_cases() -> QuerySet[Case]:
    """Every case."""
    return Case.objects.select_related(
        "person", "project", "rule", "reported", "opened_by", "decided_by", "judged_by"
    )


def cases_about(user: User) -> QuerySet[Case]:
    """One's own cases, newest first."""
    return all_cases().filter(person=user)


def open_cases() -> QuerySet[Case]:
    """What is not decided, the most urgent first."""
    return all_cases().filter(state__in=OPEN_CASES).order_by("due_at", "pk")


def open_content_cases() -> QuerySet[Case]:
    """Those of them that are about something somebody wrote."""
    return open_cases().exclude(about=About.ACCOUNT)


def cases_to_decide() -> QuerySet[Case]:
    """Those that wait for a moderator now."""
    return open_cases().exclude(state=CaseState.NOTICED, look_due_at=None)


def cases_to_look_at() -> QuerySet[Case]:
    """Urgent measures that lapse unless a second moderator looks, the most urgent first."""
    return all_cases().filter(look_due_at__isnull=False).order_by("look_due_at", "pk")


def cases_not_looked_at(now: datetime) -> QuerySet[Case]:
    """Urgent measures whose time for a second look is over."""
    return Case.objects.filter(look_due_at__lte=now).order_by("look_due_at", "pk")


def cases_to_remind_of(now: datetime) -> QuerySet[Case]:
    """Open cases with a deadline that comes soon, of which nothing was said yet."""
    soon = Q()
    for name, before in (("due_at", REMINDED_BEFORE), ("look_due_at", A_DAY)):
        is_near = Q(**{f"{name}__gt": now, f"{name}__lte": now + before})
        soon |= is_near & (Q(reminded_at=None) | Q(reminded_at__lt=F(name) - before))
    return Case.objects.filter(soon, state__in=OPEN_CASES)


def cases_out_of_time(now: datetime) -> QuerySet[Case]:
    """Open cases whose time is over."""
    return Case.objects.filter(state__in=OPEN_CASES, due_at__lte=now)

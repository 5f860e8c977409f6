"""Report a thing; look at what was reported, and say what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput, LimitReached
from core.events import publish
from core.policies import require
from core.states import move
from core.texts import kept_text
from messaging.models import Message
from moderation.events import ReportsDecided, ThingReported
from moderation.models import LONGEST_OUTCOME, LONGEST_WORDS, Report, Reported
from moderation.policies import can_decide, can_report
from moderation.states import (
    A_DAY,
    MOST_REPORTS,
    REPORTS_ANSWERED_IN,
    Reason,
    ReportState,
    Thing,
)
from projects.models import Project
from projects.services.postings import remove_posting
from reviews.models import Review
from staff.services import audit

Reportable = Project | User | Message | Review


@dataclass(frozen=True, kw_only=True, slots=True)
class _Seen:
    """A thing as a report keeps it."""

    thing: Thing
    owner: User
    shown: str
    column: str = ""


@transaction.atomic
def report(*, what: Reportable, by: User, reason: Reason, words: str, now: datetime) -> Report:
    """Point moderators to something; a second time by the same person is the first report.

    Reports of several people about one thing wait together. Raises NotAllowed for one's own,
    LimitReached after twenty reports in a day.
    """
    seen = _seen(what)
    require(can_report, by, seen.owner)
    words = kept_text(words, LONGEST_WORDS)
    _lock_in_turn(by, seen.owner)
    target = {seen.column: what} if seen.column else {"owner": seen.owner}
    reported = Reported.objects.filter(thing=seen.thing, state=ReportState.OPEN, **target).first()
    if reported is not None:
        mine = reported.reports.filter(reporter=by).first()
        if mine is not None:
            return mine
    _require_measure(by, now)
    if reported is None:
        reported = _open(seen, {seen.column: what} if seen.column else {}, now)
    return Report.objects.create(
        reported=reported, reporter=by, reason=reason, words=words, made_at=now
    )


@transaction.atomic
def dismiss_reports(*, reported: Reported, by: User, reason: str, now: datetime) -> Reported:
    """No rule was broken; everybody who reported is told why."""
    return _decide(reported, ReportState.DISMISSED, by=by, reason=reason, now=now)


@transaction.atomic
def act_on_reports(*, reported: Reported, by: User, reason: str, now: datetime) -> Reported:
    """A rule was broken; a posting is taken down with the reason as its statement of reasons.

    Raises WrongState for a posting that cannot be removed, such as one with a running contract.
    """
    return _decide(reported, ReportState.ACTED, by=by, reason=reason, now=now, first=_take_down)


def _decide(
    reported: Reported,
    to: ReportState,
    *,
    by: User,
    reason: str,
    now: datetime,
    first: Callable[..., None] | None = None,
) -> Reported:
    if reported.project_id is not None:  # a posting is locked before what was said about it
        Project.objects.select_for_update(of=("self",)).get(pk=reported.project_id)
    reported = Reported.objects.select_for_update(of=("self",)).get(pk=reported.pk)
    require(can_decide, by, reported)
    reason = kept_text(reason, LONGEST_OUTCOME)
    if not reason:
        raise InvalidInput(_("Please give the reason."))
    if reported.state == to:
        return reported
    written = {"decided_at": now, "decided_by": by, "outcome": reason}
    came_from = move(reported, to, written=written)
    if first is not None:
        first(reported, by=by, reason=reason, now=now)
    audit.record(
        by=by,
        action="moderation.dismiss" if to == ReportState.DISMISSED else "moderation.act",
        now=now,
        subject=reported,
        person=reported.owner,
        reason=reason,
        changed={"state": (came_from, str(to))},
    )
    publish(ReportsDecided(reported_id=reported.pk))
    return reported


def _take_down(reported: Reported, *, by: User, reason: str, now: datetime) -> None:
    if reported.project is not None:
        remove_posting(project=reported.project, by=by, reason=reason, now=now)


def _seen(what: Reportable) -> _Seen:
    if isinstance(what, Project):
        shown = f"{what.title}\n\n{what.description}"
        return _Seen(thing=Thing.PROJECT, owner=what.client, shown=shown, column="project")
    if isinstance(what, Message):
        return _Seen(thing=Thing.MESSAGE, owner=what.author, shown=what.body, column="message")
    if isinstance(what, Review):
        shown = "\n\n".join(part for part in (what.text, what.reply) if part)
        return _Seen(thing=Thing.REVIEW, owner=what.author, shown=shown, column="review")
    return _Seen(thing=Thing.PROFILE, owner=what, shown=_words_of(what))


def _words_of(person: User) -> str:
    freelancer, client = person.freelancer_profile, person.client_profile
    said = (person.name, freelancer.headline, freelancer.bio, client.organisation, client.about)
    return "\n\n".join(part for part in said if part)


def _lock_in_turn(*people: User) -> None:
    """One report at a time by one person, and about one person's things."""
    found = User.objects.filter(pk__in=[person.pk for person in people]).order_by("pk")
    list(found.select_for_update(no_key=True).values_list("pk"))


def _require_measure(by: User, now: datetime) -> None:
    if Report.objects.filter(reporter=by, made_at__gt=now - A_DAY).count() >= MOST_REPORTS:
        raise LimitReached(_("You have reported a lot today. Please go on tomorrow."))


def _open(seen: _Seen, target: dict[str, Any], now: datetime) -> Reported:
    reported = Reported.objects.create(
        thing=seen.thing,
        owner=seen.owner,
        shown=seen.shown,
        opened_at=now,
        due_at=now + REPORTS_ANSWERED_IN,
        **target,
    )
    publish(ThingReported(reported_id=reported.pk))
    return reported

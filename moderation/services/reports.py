"""Report a thing; look at what was reported, and say what came of it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import InvalidInput, LimitReached, WrongState
from core.events import publish
from core.policies import require
from core.states import move
from core.texts import kept_text
from moderation.events import ReportsDecided, ThingReported
from moderation.models import LONGEST_OUTCOME, LONGEST_WORDS, Report, Reported
from moderation.policies import can_decide, can_report
from moderation.services.things import Reportable, Seen, seen
from moderation.states import (
    A_DAY,
    MOST_REPORTS,
    REPORTS_ANSWERED_IN,
    Reason,
    ReportState,
)
from staff.services import audit


@transaction.atomic
def report(*, what: Reportable, by: User, reason: Reason, words: str, now: datetime) -> Report:
    """Point moderators to something; a second time by the same person is the first report.

    Reports of several people about one thing wait together. Raises NotAllowed for one's own,
    LimitReached after twenty reports in a day.
    """
    this = seen(what)
    require(can_report, by, this.owner)
    words = kept_text(words, LONGEST_WORDS)
    _lock_in_turn(by, this.owner)
    target = {this.column: what} if this.column else {"owner": this.owner}
    reported = Reported.objects.filter(thing=this.thing, state=ReportState.OPEN, **target).first()
    if reported is not None:
        mine = reported.reports.filter(reporter=by).first()
        if mine is not None:
            return mine
    _require_measure(by, now)
    if reported is None:
        reported = _open(this, {this.column: what} if this.column else {}, now)
    return Report.objects.create(
        reported=reported, reporter=by, reason=reason, words=words, made_at=now
    )


@transaction.atomic
def dismiss_reports(*, reported: Reported, by: User, reason: str, now: datetime) -> Reported:
    """No rule was broken; everybody who reported is told why.

    Raises WrongState where somebody else has decided meanwhile.
    """
    return end_reports(reported, ReportState.DISMISSED, by=by, reason=reason, now=now)


def already_decided(reported: Reported) -> str:
    """Who has decided, and when, in a sentence."""
    assert reported.decided_at is not None
    at = localtime(reported.decided_at)
    return _("%(name)s has decided this already, on %(date)s at %(time)s.") % {
        "name": reported.decided_by,
        "date": date_format(at, "DATE_FORMAT"),
        "time": date_format(at, "TIME_FORMAT"),
    }


def end_reports(
    reported: Reported, to: ReportState, *, by: User, reason: str, now: datetime
) -> Reported:
    """Say what came of it to everybody who reported it; a second time nothing is said."""
    reported = Reported.objects.select_for_update(of=("self",)).get(pk=reported.pk)
    require(can_decide, by, reported)
    reason = kept_text(reason, LONGEST_OUTCOME)
    if not reason:
        raise InvalidInput(_("Please give the reason."))
    if reported.state == to and reported.decided_by_id == by.pk:
        return reported
    if reported.state != ReportState.OPEN:
        raise WrongState(already_decided(reported))
    written = {"decided_at": now, "decided_by": by, "outcome": reason}
    came_from = move(reported, to, written=written)
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


def _lock_in_turn(*people: User) -> None:
    """One report at a time by one person, and about one person's things."""
    found = User.objects.filter(pk__in=[person.pk for person in people]).order_by("pk")
    list(found.select_for_update(no_key=True).values_list("pk"))


def _require_measure(by: User, now: datetime) -> None:
    if Report.objects.filter(reporter=by, made_at__gt=now - A_DAY).count() >= MOST_REPORTS:
        raise LimitReached(_("You have reported a lot today. Please go on tomorrow."))


def _open(this: Seen, target: dict[str, Any], now: datetime) -> Reported:
    reported = Reported.objects.create(
        thing=this.thing,
        owner=this.owner,
        shown=this.shown,
        opened_at=now,
        due_at=now + REPORTS_ANSWERED_IN,
        **target,
    )
    publish(ThingReported(reported_id=reported.pk))
    return reported

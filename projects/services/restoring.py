"""Bring back what moderators took down: as it was, with the time that it lost."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from core.events import publish
from projects.events import BidRestored, ProjectRestored
from projects.models import Bid, Project
from projects.selectors import last_word_on
from projects.services.bids import count_bids
from projects.services.history import take
from projects.services.postings import open_posting
from projects.states import BidState, ContractState, ProjectState

_RUNNING = [
    ContractState.AWAITING_FUNDING,
    ContractState.ACTIVE,
    ContractState.PAUSED,
    ContractState.ENDING,
]


@transaction.atomic
def restore_posting(*, project: Project, by: User | None, now: datetime) -> Project:
    """Undo a removal: the posting and the bids that ended with it are what they were.

    Their deadlines move on by the time they were down. Where a contract ended meanwhile, the
    posting is closed. `by` is None for the clock. A second call changes nothing, nor does one for
    a client who closed their account.
    """
    project = _locked(project)
    removal = last_word_on(project, "removed")
    if project.state != ProjectState.REMOVED or removal is None or project.client.closed_at:
        return project
    lost = now - removal.happened_at
    to = ProjectState(removal.from_state)
    if to == ProjectState.FILLED and not project.contracts.filter(state__in=_RUNNING).exists():
        to = ProjectState.CLOSED
    for name in ("expires_at", "review_due_at"):
        _move_on(project, name, lost)
    project.save(update_fields=["expires_at", "review_due_at"])
    take(thing=project, to=to, kind="restored", by=by, now=now)
    _bring_bids_back(project, since=removal.happened_at, lost=lost, now=now)
    publish(ProjectRestored(project_id=project.pk))
    return project


@transaction.atomic
def open_returned_posting(
    *, project: Project, version: int, by: User | None, now: datetime
) -> Project:
    """Undo a return: the posting opens, unless its client has changed or published it since."""
    project = _locked(project)
    if project.state == ProjectState.DRAFT and project.version == version:
        open_posting(project, kind="approved", by=by, now=now)
    return project


def _bring_bids_back(project: Project, *, since: datetime, lost: timedelta, now: datetime) -> None:
    bids = Bid.objects.select_for_update(of=("self",)).filter(project=project)
    for bid in bids.exclude(freelancer__closed_at__isnull=False).order_by("pk"):
        last = bid.history.order_by("pk").last()
        if last is None or last.kind != "posting_removed" or last.happened_at != since:
            continue  # it had ended before, or went its own way since
        _move_on(bid, "offer_expires_at", lost)
        bid.save(update_fields=["offer_expires_at"])
        was = BidState(last.from_state)
        take(thing=bid, to=was, kind="posting_restored", by=None, now=now)
        publish(BidRestored(bid_id=bid.pk))
    count_bids(project)


def _move_on(thing: Project | Bid, name: str, lost: timedelta) -> None:
    moment = getattr(thing, name)
    if moment is not None:
        setattr(thing, name, moment + lost)


def _locked(project: Project) -> Project:
    return Project.objects.select_for_update(of=("self",)).get(pk=project.pk)

"""A freelancer answers a posting: what everybody does most, in two calls of Postgres.

Its reads with their locks and its writes are SQL functions (migration `0014_submissions`); who may,
and what a sound bid is, is decided here.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policies import require_good_standing
from core.errors import LimitReached, WrongState
from core.events import publish
from core.policies import require
from core.rows import RowsBySql
from core.states import can_move
from projects.events import BidSubmitted
from projects.models import Bid, Project, ScreeningQuestion, Terms, WorkPolicy
from projects.policies import can_bid, takes_bids
from projects.services.files import are_attached, attach
from projects.services.proposals import (
    Proposal,
    answers_of,
    is_same,
    require_time_for,
    require_words,
    steps_of,
)
from projects.states import GONE_BIDS, LIVE_BIDS, BidState, InvitationState, ProjectState

_hold = RowsBySql(
    "projects_hold_for_bid",
    rows={"project": Project, "client": User, "bid": Bid, "terms": Terms, "policy": WorkPolicy},
    lists={"questions": ScreeningQuestion},
    values=("open_bids",),
)
_enter = RowsBySql("projects_enter_bid", rows={"bid": Bid, "terms": Terms})
_ALREADY = _("You have already sent a bid for this project. You can revise it.")


@transaction.atomic
def submit_bid(
    *,
    project: Project,
    by: User,
    proposal: Proposal,
    cover_note: str,
    answers: Mapping[int, str],
    uploads: Sequence[UploadedFile[bytes]] = (),
    now: datetime,
) -> Bid:
    """Answer an open project: one bid per freelancer. The same bid sent twice is one bid.

    `answers` maps question ids to texts. Raises WrongState where no bids are taken or another
    bid of this freelancer is open, LimitReached above the quota of open bids, InvalidInput for
    an incomplete bid. Three queries, and those of files.
    """
    held = _hold(project=project.pk, freelancer=by.pk, live=sorted(LIVE_BIDS), now=now)
    project, existing = _project_of(held), _bid_of(held, by)
    require(can_bid, by, project)
    require_good_standing(by)
    require_words(cover_note)
    if existing is not None and existing.is_live:
        texts = {q.pk: answers.get(q.pk, "").strip() for q in held["questions"]}
        _require_same(existing, proposal, cover_note.strip(), texts, by)
        _require_same_files(existing, uploads)
        return existing
    _require_open(project, existing)
    _require_quota(held["policy"], held["open_bids"])
    bid = _entered(
        project=project,
        existing=existing,
        by=by,
        proposal=proposal,
        cover_note=cover_note.strip(),
        answers=answers_of(held["questions"], answers),
        now=now,
    )
    attach(to=bid, uploads=uploads, by=by, now=now)
    _tell(bid, proposal)
    return bid


def _project_of(held: Mapping[str, Any]) -> Project:
    project: Project | None = held["project"]
    if project is None:
        raise Project.DoesNotExist
    project.client = held["client"]
    return project


def _bid_of(held: Mapping[str, Any], by: User) -> Bid | None:
    bid: Bid | None = held["bid"]
    if bid is not None:
        bid.project, bid.freelancer, bid.terms = held["project"], by, held["terms"]
    return bid


def _require_same(
    existing: Bid, proposal: Proposal, cover_note: str, answers: Mapping[int, str], by: User
) -> None:
    """Raise WrongState unless the open bid says the same: a change is made knowingly."""
    assert existing.terms is not None
    given = dict(existing.answers.values_list("question_id", "text"))
    if (
        not is_same(existing, proposal, by)
        or existing.terms.note != proposal.note.strip()
        or existing.cover_note != cover_note
        or {pk: given.get(pk, "") for pk in answers} != answers
    ):
        raise WrongState(_ALREADY)


def _require_same_files(existing: Bid, uploads: Sequence[UploadedFile[bytes]]) -> None:
    if not are_attached(uploads, to=existing):
        raise WrongState(_ALREADY)


def _require_open(project: Project, existing: Bid | None) -> None:
    if project.state != ProjectState.OPEN:
        raise WrongState(_("This project does not take bids any more."))
    if not takes_bids(project):
        raise WrongState(_("This project takes no new bids at the moment."))
    if existing is not None and not can_move(existing, BidState.SUBMITTED):
        raise WrongState(_("This is no longer possible."))


def _require_quota(policy: WorkPolicy | None, open_bids: int) -> None:
    if policy is None:
        raise WrongState("No work policy is in force.")
    if open_bids >= policy.open_bids:
        raise LimitReached(
            _("You have %(quota)d open bids. Wait for an answer or withdraw one.")
            % {"quota": policy.open_bids}
        )


def _entered(
    *,
    project: Project,
    existing: Bid | None,
    by: User,
    proposal: Proposal,
    cover_note: str,
    answers: Mapping[int, str],
    now: datetime,
) -> Bid:
    """Write bid, history, terms, steps and answers; count it, and answer an invitation."""
    steps = steps_of(project, proposal)
    require_time_for(steps, proposal.days)
    told = _enter(
        project=project.pk,
        freelancer=by.pk,
        bid=existing.pk if existing else None,
        came_from=str(existing.state) if existing else "",
        submitted=BidState.SUBMITTED.value,
        cover_note=cover_note,
        amount_minor=proposal.amount.minor,
        currency=proposal.amount.currency,
        days=proposal.days,
        review_days=proposal.review_days,
        change_rounds=proposal.change_rounds,
        terms_note=proposal.note.strip(),
        steps=json.dumps(
            [
                {"position": n, "title": s.title, "amount_minor": s.amount.minor, "days": s.days}
                for n, s in enumerate(steps, start=1)
            ]
        ),
        answers=json.dumps([{"question": pk, "text": text} for pk, text in answers.items()]),
        gone=[state.value for state in GONE_BIDS],
        answered=InvitationState.ANSWERED.value,
        now=now,
    )
    bid = _bid_of({**told, "project": project}, by)
    assert bid is not None
    return bid


def _tell(bid: Bid, proposal: Proposal) -> None:
    publish(
        BidSubmitted(
            bid_id=bid.pk,
            project=bid.project.title,
            client_id=bid.project.client_id,
            freelancer=str(bid.freelancer),
            amount=proposal.amount,
        )
    )

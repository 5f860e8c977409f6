"""Bids after they were sent: revised, countered, shortlisted, rejected, withdrawn."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import WrongState
from core.events import publish
from core.policies import require
from projects.events import (
    BidAgreed,
    BidCountered,
    BidNotSelected,
    BidRejected,
    BidReleased,
    BidRevised,
    BidShortlisted,
    BidWithdrawn,
)
from projects.models import Answer, Bid, Project, Terms, TermsMilestone
from projects.policies import can_change_bid, can_judge_bid
from projects.services.files import attach
from projects.services.history import take
from projects.services.proposals import (
    Proposal,
    answers_of,
    is_same,
    proposal_of,
    require_time_for,
    require_words,
    steps_of,
)
from projects.states import AGREED, GONE_BIDS, LIVE_BIDS, BidState, ProjectState


@transaction.atomic
def revise_bid(
    *,
    bid: Bid,
    by: User,
    proposal: Proposal | None = None,
    cover_note: str | None = None,
    answers: Mapping[int, str] | None = None,
    uploads: Sequence[UploadedFile[bytes]] = (),
    now: datetime,
) -> Bid:
    """Change a bid as the freelancer; what is not given stays.

    New terms are a new version; the same terms are none.
    """
    bid = _locked(bid)
    require(can_change_bid, by, bid)
    _require_negotiable(bid)
    if cover_note is not None:
        require_words(cover_note)
        bid.cover_note = cover_note.strip()
    bid.updated_at = now
    bid.save(update_fields=["cover_note", "updated_at"])
    if answers is not None:
        _write_answers(bid, answers)
    attach(to=bid, uploads=uploads, by=by, now=now)
    if proposal is None or is_same(bid, proposal, by):
        return bid
    require_time_for(proposal.steps, proposal.days)
    add_terms(bid=bid, proposal=proposal, by=by, now=now)
    take(thing=bid, to=BidState.REVISED, kind="revised", by=by, now=now)
    publish(BidRevised(bid_id=bid.pk))
    return bid


@transaction.atomic
def agree_to_terms(*, bid: Bid, terms_version: int, by: User, now: datetime) -> Bid:
    """Take the client's counter-proposal over as one's own, so that the client may offer it.

    Raises WrongState where the terms have moved on meanwhile.
    """
    bid = _locked(bid)
    require(can_change_bid, by, bid)
    terms = bid.terms
    assert terms is not None
    if terms.version == terms_version + 1 and terms.author_id == by.pk:
        return bid
    if terms.version != terms_version or bid.state != BidState.COUNTERED:
        raise WrongState(_("The terms have changed meanwhile. Please read the newest version."))
    _require_negotiable(bid)
    bid.updated_at = now
    bid.save(update_fields=["updated_at"])
    add_terms(bid=bid, proposal=proposal_of(terms), by=by, now=now)
    take(thing=bid, to=BidState.REVISED, kind=AGREED, by=by, now=now)
    publish(BidAgreed(bid_id=bid.pk))
    return bid


@transaction.atomic
def counter_bid(*, bid: Bid, by: User, proposal: Proposal, now: datetime) -> Bid:
    """Propose other terms as the client; the same terms twice are one proposal."""
    bid = _locked(bid)
    require(can_judge_bid, by, bid)
    _require_negotiable(bid)
    if is_same(bid, proposal, by):
        return bid
    require_time_for(proposal.steps, proposal.days)
    add_terms(bid=bid, proposal=proposal, by=by, now=now)
    take(thing=bid, to=BidState.COUNTERED, kind="countered", by=by, now=now)
    publish(BidCountered(bid_id=bid.pk))
    return bid


@transaction.atomic
def shortlist_bid(*, bid: Bid, by: User, now: datetime) -> Bid:
    """Mark a bid to come back to; a second call changes nothing."""
    bid = _locked(bid)
    require(can_judge_bid, by, bid)
    if bid.state != BidState.SHORTLISTED:
        _require_negotiable(bid)
        take(thing=bid, to=BidState.SHORTLISTED, kind="shortlisted", by=by, now=now)
        publish(BidShortlisted(bid_id=bid.pk))
    return bid


@transaction.atomic
def unshortlist_bid(*, bid: Bid, by: User, now: datetime) -> Bid:
    """Take the mark off again."""
    bid = _locked(bid)
    require(can_judge_bid, by, bid)
    if bid.state == BidState.SHORTLISTED:
        take(thing=bid, to=BidState.SUBMITTED, kind="unshortlisted", by=by, now=now)
    return bid


@transaction.atomic
def reject_bid(*, bid: Bid, by: User, reason: str = "", now: datetime) -> Bid:
    """Say no, with a reason that the freelancer may read."""
    bid = _locked(bid)
    require(can_judge_bid, by, bid)
    if bid.state != BidState.REJECTED:
        _require_negotiable(bid)
        take(thing=bid, to=BidState.REJECTED, kind="rejected", by=by, now=now, reason=reason)
        count_bids(bid.project)
        publish(BidRejected(bid_id=bid.pk))
    return bid


@transaction.atomic
def withdraw_bid(
    *, bid: Bid, by: User, reason: str = "", knows_of_offer: bool = True, now: datetime
) -> Bid:
    """Take a bid back, also one that was offered the contract: then with open eyes."""
    bid = _locked(bid)
    require(can_change_bid, by, bid)
    if bid.state == BidState.WITHDRAWN:
        return bid
    _require_live(bid)
    if bid.state == BidState.OFFERED and not knows_of_offer:
        raise WrongState(_("The client has offered you the contract meanwhile. Read it first."))
    _withdraw(bid, by=by, reason=reason, now=now)
    return bid


@transaction.atomic
def end_bid_of_closed(*, bid: Bid, by: User, now: datetime) -> None:
    """Take the bid of somebody who left back, also where its posting takes none at the moment."""
    bid = _locked(bid)
    require(can_change_bid, by, bid)
    if bid.is_live:
        _withdraw(bid, by=by, reason="", now=now)


@transaction.atomic(savepoint=False)
def add_terms(*, bid: Bid, proposal: Proposal, by: User, now: datetime) -> Terms:
    """Append the next version of terms to a locked bid. The steps must sum to the amount."""
    steps = steps_of(bid.project, proposal)
    latest = bid.versions.order_by("-version").first()  # not `bid.terms`: an amendment may wait
    terms = Terms.objects.create(
        bid=bid,
        version=latest.version + 1 if latest else 1,
        author=by,
        amount_minor=proposal.amount.minor,
        currency=proposal.amount.currency,
        days=proposal.days,
        review_days=proposal.review_days,
        change_rounds=proposal.change_rounds,
        note=proposal.note.strip(),
        created_at=now,
    )
    TermsMilestone.objects.bulk_create(
        TermsMilestone(
            terms=terms, position=i, title=s.title, amount_minor=s.amount.minor, days=s.days
        )
        for i, s in enumerate(steps, start=1)
    )
    bid.terms = terms
    bid.save(update_fields=["terms"])
    return terms


@transaction.atomic
def end_live_bids(*, project: Project, now: datetime, except_bid: Bid) -> None:
    """Another bid is accepted: close what is still open."""
    for bid in _live(project).exclude(pk=except_bid.pk):
        take(thing=bid, to=BidState.NOT_SELECTED, kind="not_selected", by=None, now=now)
        publish(BidNotSelected(bid_id=bid.pk))


def lapse_live_bids(*, project: Project, now: datetime) -> None:
    """The client called the posting off: nobody was chosen."""
    for bid in _live(project):
        take(thing=bid, to=BidState.LAPSED, kind="posting_cancelled", by=None, now=now)
        publish(BidNotSelected(bid_id=bid.pk))
    count_bids(project)


def release_live_bids(*, project: Project, now: datetime) -> None:
    """A moderator took the posting down: nobody was chosen, and nobody is bound."""
    for bid in _live(project):
        take(thing=bid, to=BidState.LAPSED, kind="posting_removed", by=None, now=now)
        publish(BidReleased(bid_id=bid.pk))
    count_bids(project)


def _withdraw(bid: Bid, *, by: User, reason: str, now: datetime) -> None:
    was_offered = bid.state == BidState.OFFERED
    take(thing=bid, to=BidState.WITHDRAWN, kind="withdrawn", by=by, now=now, reason=reason)
    if was_offered:
        take(thing=bid.project, to=ProjectState.OPEN, kind="offer_ended", by=by, now=now)
    count_bids(bid.project)
    publish(BidWithdrawn(bid_id=bid.pk))


def _live(project: Project) -> QuerySet[Bid]:
    live = Bid.objects.select_for_update(of=("self",)).filter(project=project, state__in=LIVE_BIDS)
    return live.order_by("pk")


def _locked(bid: Bid) -> Bid:
    """Lock the project first, then the bid: the one order of locks."""
    project = Project.objects.select_for_update(of=("self",)).get(pk=bid.project_id)
    locked = Bid.objects.select_for_update(of=("self",)).get(pk=bid.pk)
    locked.project = project
    return locked


def _require_negotiable(bid: Bid) -> None:
    if bid.state == BidState.OFFERED:
        raise WrongState(_("An offer is open on this bid. Answer it or take it back first."))
    _require_live(bid)


def _require_live(bid: Bid) -> None:
    if bid.project.state not in {ProjectState.OPEN, ProjectState.AWARDING} or not bid.is_live:
        raise WrongState(_("This bid can no longer be changed."))


def _write_answers(bid: Bid, answers: Mapping[int, str]) -> None:
    for question, text in answers_of(bid.project.questions.all(), answers).items():
        Answer.objects.update_or_create(bid=bid, question_id=question, defaults={"text": text})


def count_bids(project: Project) -> None:
    """Count anew what everybody sees: bids that were not withdrawn, refused, declined or lapsed."""
    rows = Bid.objects.filter(project=OuterRef("pk")).exclude(state__in=GONE_BIDS).order_by()
    many = rows.values("project").annotate(many=Count("pk")).values("many")
    Project.objects.filter(pk=project.pk).update(bids_count=Coalesce(Subquery(many), 0))

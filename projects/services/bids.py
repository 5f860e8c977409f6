"""Bids: sent, revised, countered, shortlisted, rejected, withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policies import require_good_standing
from core.errors import InvalidInput, LimitReached, WrongState
from core.events import publish
from core.money import Money, smallest_step
from core.policies import require
from projects.events import (
    BidCountered,
    BidNotSelected,
    BidRejected,
    BidReleased,
    BidRevised,
    BidShortlisted,
    BidSubmitted,
    BidWithdrawn,
)
from projects.models import Answer, Bid, Invitation, Project, Terms, TermsMilestone
from projects.policies import can_bid, can_change_bid, can_judge_bid, takes_bids
from projects.selectors import current_policy
from projects.services.files import attach
from projects.services.history import record, take
from projects.states import LIVE_BIDS, BidState, InvitationState, ProjectState

MOST_STEPS = 20
DAYS, REVIEW_DAYS, CHANGE_ROUNDS = range(1, 731), range(3, 15), range(11)
LONGEST_NOTE, LONGEST_ANSWER = 5000, 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One proposed milestone."""

    title: str
    amount: Money
    days: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """Terms as one side proposes them; without steps, one step is the whole."""

    amount: Money
    days: int
    steps: Sequence[Step] = ()
    review_days: int = 14
    change_rounds: int = 2
    note: str = ""


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
    an incomplete bid.
    """
    locked = Project.objects.select_for_update(of=("self",)).select_related("client")
    project = locked.get(pk=project.pk)
    require(can_bid, by, project)
    require_good_standing(by)
    _require_words(cover_note)
    existing = _own_bid(project, by)
    if existing is not None and existing.is_live:
        if _is_same(existing, proposal, by) and existing.cover_note == cover_note.strip():
            return existing
        raise WrongState(_("You have already sent a bid for this project. You can revise it."))
    if project.state != ProjectState.OPEN:
        raise WrongState(_("This project does not take bids any more."))
    if not takes_bids(project):
        raise WrongState(_("This project takes no new bids at the moment."))
    _require_quota(by, now)
    bid = existing or Bid(project=project, freelancer=by, state=BidState.SUBMITTED)
    _enter(bid, is_new=existing is None, cover_note=cover_note, by=by, now=now)
    add_terms(bid=bid, proposal=proposal, by=by, now=now)
    _write_answers(bid, answers)
    attach(to=bid, uploads=uploads, by=by, now=now)
    _count_bids(project)
    _answer_invitation(bid)
    publish(BidSubmitted(bid_id=bid.pk))
    return bid


@transaction.atomic
def revise_bid(
    *,
    bid: Bid,
    by: User,
    proposal: Proposal,
    cover_note: str | None = None,
    answers: Mapping[int, str] | None = None,
    uploads: Sequence[UploadedFile[bytes]] = (),
    now: datetime,
) -> Bid:
    """Change a bid as the freelancer. New terms are a new version; the same terms are none."""
    bid = _locked(bid)
    require(can_change_bid, by, bid)
    _require_negotiable(bid)
    if cover_note is not None:
        _require_words(cover_note)
        bid.cover_note = cover_note.strip()
    bid.updated_at = now
    bid.save(update_fields=["cover_note", "updated_at"])
    if answers is not None:
        _write_answers(bid, answers)
    attach(to=bid, uploads=uploads, by=by, now=now)
    if _is_same(bid, proposal, by):
        return bid
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
    return revise_bid(bid=bid, by=by, proposal=proposal_of(terms), now=now)


@transaction.atomic
def counter_bid(*, bid: Bid, by: User, proposal: Proposal, now: datetime) -> Bid:
    """Propose other terms as the client; the same terms twice are one proposal."""
    bid = _locked(bid)
    require(can_judge_bid, by, bid)
    _require_negotiable(bid)
    if _is_same(bid, proposal, by):
        return bid
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
        _count_bids(bid.project)
        publish(BidRejected(bid_id=bid.pk))
    return bid


@transaction.atomic
def withdraw_bid(*, bid: Bid, by: User, reason: str = "", now: datetime) -> Bid:
    """Take a bid back, also one that was offered the contract."""
    bid = _locked(bid)
    require(can_change_bid, by, bid)
    if bid.state == BidState.WITHDRAWN:
        return bid
    _require_live(bid)
    was_offered = bid.state == BidState.OFFERED
    take(thing=bid, to=BidState.WITHDRAWN, kind="withdrawn", by=by, now=now, reason=reason)
    if was_offered:
        take(thing=bid.project, to=ProjectState.OPEN, kind="offer_ended", by=by, now=now)
    _count_bids(bid.project)
    publish(BidWithdrawn(bid_id=bid.pk))
    return bid


def proposal_of(terms: Terms) -> Proposal:
    """What a version of terms says, to be proposed again."""
    return Proposal(
        amount=terms.amount,
        days=terms.days,
        steps=[
            Step(title=s.title, amount=Money(s.amount_minor, terms.currency), days=s.days)
            for s in terms.milestones.all()
        ],
        review_days=terms.review_days,
        change_rounds=terms.change_rounds,
    )


@transaction.atomic(savepoint=False)
def add_terms(*, bid: Bid, proposal: Proposal, by: User, now: datetime) -> Terms:
    """Append the next version of terms to a locked bid. The steps must sum to the amount."""
    steps = _steps_of(bid, proposal)
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
def end_live_bids(*, project: Project, now: datetime, except_bid: Bid | None = None) -> None:
    """Close what is still open when the posting ends or another bid is accepted."""
    others = Bid.objects.select_for_update(of=("self",)).filter(
        project=project, state__in=LIVE_BIDS
    )
    if except_bid is not None:
        others = others.exclude(pk=except_bid.pk)
    for bid in others:
        take(thing=bid, to=BidState.NOT_SELECTED, kind="not_selected", by=None, now=now)
        publish(BidNotSelected(bid_id=bid.pk))


def release_live_bids(*, project: Project, now: datetime) -> None:
    """A moderator took the posting down: nobody was chosen, and nobody is bound."""
    live = Bid.objects.select_for_update(of=("self",)).filter(project=project, state__in=LIVE_BIDS)
    for bid in live.order_by("pk"):
        take(thing=bid, to=BidState.LAPSED, kind="posting_removed", by=None, now=now)
        publish(BidReleased(bid_id=bid.pk))


def _locked(bid: Bid) -> Bid:
    """Lock the project first, then the bid: the one order of locks."""
    project = Project.objects.select_for_update(of=("self",)).get(pk=bid.project_id)
    locked = Bid.objects.select_for_update(of=("self",)).get(pk=bid.pk)
    locked.project = project
    return locked


def _own_bid(project: Project, freelancer: User) -> Bid | None:
    bid = Bid.objects.select_for_update(of=("self",)).filter(project=project, freelancer=freelancer)
    return bid.first()


def _enter(bid: Bid, *, is_new: bool, cover_note: str, by: User, now: datetime) -> None:
    bid.cover_note, bid.submitted_at, bid.updated_at = cover_note.strip(), now, now
    bid.save()
    if is_new:
        record(about=bid, kind="submitted", by=by, now=now)
    else:
        take(thing=bid, to=BidState.SUBMITTED, kind="submitted", by=by, now=now)


def _is_same(bid: Bid, proposal: Proposal, by: User) -> bool:
    """Whether this person has just proposed exactly this."""
    if bid.terms is None or bid.terms.author_id != by.pk:
        return False
    standing = proposal_of(bid.terms)
    return replace(standing, note="") == replace(
        proposal, note="", steps=list(_steps_of(bid, proposal))
    )


def _require_negotiable(bid: Bid) -> None:
    if bid.state == BidState.OFFERED:
        raise WrongState(_("An offer is open on this bid. Answer it or take it back first."))
    _require_live(bid)


def _require_live(bid: Bid) -> None:
    if bid.project.state not in {ProjectState.OPEN, ProjectState.AWARDING} or not bid.is_live:
        raise WrongState(_("This bid can no longer be changed."))


def _require_words(cover_note: str) -> None:
    if not cover_note.strip():
        raise InvalidInput(_("Please write a cover note."))
    if len(cover_note) > LONGEST_NOTE:
        raise InvalidInput(_("The cover note may have 5,000 characters at the most."))


def _require_quota(by: User, now: datetime) -> None:
    quota = current_policy(now).open_bids
    if Bid.objects.filter(freelancer=by, state__in=LIVE_BIDS).count() >= quota:
        raise LimitReached(
            _("You have %(quota)d open bids. Wait for an answer or withdraw one.")
            % {"quota": quota}
        )


def _steps_of(bid: Bid, proposal: Proposal) -> Sequence[Step]:
    """The steps of a sound proposal; raises InvalidInput naming what is wrong."""
    _require_sane_clocks(proposal)
    currency = bid.project.currency
    if proposal.amount.currency != currency:
        raise InvalidInput(_("This project is paid in %(currency)s.") % {"currency": currency})
    whole = Step(title=bid.project.title[:120], amount=proposal.amount, days=proposal.days)
    steps = list(proposal.steps) or [whole]
    if len(steps) > MOST_STEPS:
        raise InvalidInput(_("There can be up to twenty milestones."))
    least = smallest_step(currency)
    if any(s.amount.minor <= 0 or s.amount.minor % least or not s.title.strip() for s in steps):
        raise InvalidInput(_("Every milestone needs a title and a whole amount above zero."))
    if sum(s.amount.minor for s in steps) != proposal.amount.minor:
        raise InvalidInput(_("The milestones must sum to the whole amount."))
    return steps


def _require_sane_clocks(proposal: Proposal) -> None:
    if any(d not in DAYS for d in (proposal.days, *(s.days for s in proposal.steps))):
        raise InvalidInput(_("The time must be between 1 and 730 days."))
    if proposal.review_days not in REVIEW_DAYS:
        raise InvalidInput(_("The time to review must be between 3 and 14 days."))
    if proposal.change_rounds not in CHANGE_ROUNDS:
        raise InvalidInput(_("There can be up to ten rounds of changes."))


def _write_answers(bid: Bid, answers: Mapping[int, str]) -> None:
    for question in bid.project.questions.all():
        text = answers.get(question.pk, "").strip()
        if question.is_required and not text:
            raise InvalidInput(_("Please answer every required question."))
        if len(text) > LONGEST_ANSWER:
            raise InvalidInput(_("An answer may have 2,000 characters at the most."))
        Answer.objects.update_or_create(bid=bid, question=question, defaults={"text": text})


def _answer_invitation(bid: Bid) -> None:
    Invitation.objects.filter(project=bid.project, freelancer=bid.freelancer).update(
        state=InvitationState.ANSWERED
    )


def _count_bids(project: Project) -> None:
    """The number that everybody sees: bids that were neither withdrawn nor rejected."""
    gone = [BidState.WITHDRAWN, BidState.REJECTED]
    rows = Bid.objects.filter(project=OuterRef("pk")).exclude(state__in=gone).order_by()
    many = rows.values("project").annotate(many=Count("pk")).values("many")
    Project.objects.filter(pk=project.pk).update(bids_count=Coalesce(Subquery(many), 0))

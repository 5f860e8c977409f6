"""The offer, and the contract that an acceptance makes."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policies import require_good_standing
from core.errors import WrongState
from core.events import publish
from core.policies import require
from payments.terms import fee_terms_for
from projects.events import (
    ContractSigned,
    OfferDeclined,
    OfferLapsed,
    OfferMade,
    OfferTakenBack,
)
from projects.models import Bid, Contract, Milestone, Project
from projects.policies import can_change_bid, can_judge_bid, takes_acceptance
from projects.selectors import current_policy
from projects.services import bids
from projects.services.history import record, take
from projects.states import BidState, ContractState, ProjectState


@transaction.atomic
def offer_contract(
    *, bid: Bid, terms_version: int, by: User, message: str = "", now: datetime
) -> Bid:
    """Offer the contract on the bid's present terms, named by version; one live offer a project.

    Raises WrongState where the terms have moved on meanwhile or another offer is open.
    """
    bid = _locked(bid)
    require(can_judge_bid, by, bid)
    _require_version(bid, terms_version)
    if bid.state == BidState.OFFERED:
        return bid
    require_good_standing(by)
    if bid.project.state != ProjectState.OPEN:
        raise WrongState(_("An offer for this project is already open."))
    bid.offer_message = message[:2000]
    bid.offer_expires_at = now + timedelta(days=current_policy(now).offer_days)
    bid.save(update_fields=["offer_message", "offer_expires_at"])
    take(thing=bid, to=BidState.OFFERED, kind="offered", by=by, now=now)
    take(thing=bid.project, to=ProjectState.AWARDING, kind="offer_made", by=by, now=now)
    publish(OfferMade(bid_id=bid.pk))
    return bid


@transaction.atomic
def accept_offer(*, bid: Bid, terms_version: int, by: User, now: datetime) -> Contract:
    """Sign the contract on the named version of terms. A second call returns the same contract."""
    bid = _locked(bid)
    require(can_change_bid, by, bid)
    if bid.state == BidState.ACCEPTED:
        return bid.contracts.latest("signed_at")
    require_good_standing(by)
    if bid.state != BidState.OFFERED:
        raise WrongState(_("This offer is no longer open."))
    if bid.offer_expires_at is not None and bid.offer_expires_at <= now:
        raise WrongState(_("This offer has lapsed."))
    if not takes_acceptance(bid.project):
        raise WrongState(
            _("This offer cannot be accepted at the moment. You need not do anything.")
        )
    _require_version(bid, terms_version)
    take(thing=bid, to=BidState.ACCEPTED, kind="accepted", by=by, now=now)
    take(thing=bid.project, to=ProjectState.FILLED, kind="filled", by=by, now=now)
    contract = _sign(bid, now)
    record(about=contract, kind="signed", by=by, now=now)
    bids.end_live_bids(project=bid.project, now=now, except_bid=bid)
    publish(ContractSigned(contract_id=contract.pk))
    return contract


@transaction.atomic
def decline_offer(*, bid: Bid, by: User, reason: str = "", now: datetime) -> Bid:
    """Say no to an offer; the posting takes bids again."""
    bid = _locked(bid)
    require(can_change_bid, by, bid)
    if bid.state == BidState.DECLINED:
        return bid
    _end_offer(bid, BidState.DECLINED, kind="declined", by=by, now=now, reason=reason)
    publish(OfferDeclined(bid_id=bid.pk))
    return bid


@transaction.atomic
def take_back_offer(*, bid: Bid, by: User, now: datetime) -> Bid:
    """The client takes an unanswered offer back; the bid stays shortlisted."""
    bid = _locked(bid)
    require(can_judge_bid, by, bid)
    _end_offer(bid, BidState.SHORTLISTED, kind="offer_taken_back", by=by, now=now)
    publish(OfferTakenBack(bid_id=bid.pk))
    return bid


@transaction.atomic
def lapse_offer(*, bid: Bid, now: datetime) -> Bid:
    """The clock ends an unanswered offer; the posting takes bids again."""
    bid = _locked(bid)
    _end_offer(bid, BidState.LAPSED, kind="offer_lapsed", by=None, now=now)
    publish(OfferLapsed(bid_id=bid.pk))
    return bid


def _end_offer(
    bid: Bid, to: BidState, *, kind: str, by: User | None, now: datetime, reason: str = ""
) -> None:
    if bid.state != BidState.OFFERED:
        raise WrongState(_("This offer is no longer open."))
    take(thing=bid, to=to, kind=kind, by=by, now=now, reason=reason)
    take(thing=bid.project, to=ProjectState.OPEN, kind="offer_ended", by=by, now=now)
    bids.count_bids(bid.project)


def _locked(bid: Bid) -> Bid:
    project = Project.objects.select_for_update(of=("self",)).get(pk=bid.project_id)
    locked = Bid.objects.select_for_update(of=("self",)).select_related("terms").get(pk=bid.pk)
    locked.project = project
    return locked


def _require_version(bid: Bid, version: int) -> None:
    if bid.terms is None or bid.terms.version != version:
        raise WrongState(_("The terms have changed meanwhile. Please read the newest version."))


def _sign(bid: Bid, now: datetime) -> Contract:
    terms, policy = bid.terms, current_policy(now)
    fees = fee_terms_for(bid.freelancer, now)
    assert terms is not None
    contract = Contract.objects.create(
        project=bid.project,
        bid=bid,
        client_id=bid.project.client_id,
        freelancer_id=bid.freelancer_id,
        title=bid.project.title,
        terms=terms,
        policy=policy,
        currency=terms.currency,
        freelancer_bps=fees.freelancer_bps,
        client_bps=fees.client_bps,
        ppn_bps=fees.ppn_bps,
        pph22_bps=fees.pph22_bps,
        fee_policy_version=fees.policy_version,
        state=ContractState.AWAITING_FUNDING,
        signed_at=now,
        fund_by_at=now + timedelta(hours=policy.fund_hours),
    )
    Milestone.objects.bulk_create(
        Milestone(
            contract=contract,
            position=step.position,
            title=step.title,
            amount_minor=step.amount_minor,
            currency=terms.currency,
            days=step.days,
        )
        for step in terms.milestones.all()
    )
    return contract

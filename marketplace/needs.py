"""What needs a person: every open question of their work, gathered for the dashboard."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Mode, User
from core.money import Money
from disputes.selectors import open_disputes_of
from disputes.turns import is_turn_of, turn_of_dispute
from payments.models import Account
from payments.selectors import owed_beside
from payments.states import AccountKind
from projects.bidding import Wait, wait_of_bid, wait_of_posting
from projects.models import Amendment, Bid, Contract, Milestone, Project, RefundRequest
from projects.selectors import (
    bids_of,
    contracts_of,
    current_policy,
    invitations_of,
    projects_of,
    running_contracts_of,
)
from projects.states import (
    LIVE_BIDS,
    AmendmentState,
    BidState,
    ContractState,
    InvitationState,
    MilestoneState,
    ProjectState,
    RefundAnswer,
)
from projects.turns import (
    Turn,
    turn_of_amendment,
    turn_of_contract,
    turn_of_milestone,
    turn_of_pause,
)
from reviews.selectors import contracts_to_review
from reviews.states import WINDOW

MOST = 50  # of each kind; older ones are in the lists
_LIVE_POSTINGS = [
    ProjectState.DRAFT,
    ProjectState.PENDING_REVIEW,
    ProjectState.OPEN,
    ProjectState.AWARDING,
    ProjectState.EXPIRED,
]
_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """One thing that waits: for this person, or (`is_mine` false) for somebody else."""

    title: str
    words: str
    address: str
    is_mine: bool
    actor: str = ""
    until: datetime | None = None
    silence: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """A person's work at a glance."""

    mine: Sequence[Need]
    others: Sequence[Need]
    contracts: Sequence[Contract]
    in_escrow: Sequence[Money]
    earnings: Sequence[tuple[str, Money]]
    has_begun: bool

    @property
    def is_empty(self) -> bool:
        return not (self.mine or self.others or self.contracts)


def desk_of(user: User, now: datetime) -> Desk:
    """All that waits, the most urgent first, in a fixed number of queries."""
    contracts = list(_contracts(user)[:MOST])
    needs = [*_of_contracts(user, contracts), *_of_disputes(user, contracts), *_reviews(user, now)]
    if user.mode == Mode.CLIENT:
        needs += _of_postings(user, now)
    else:
        needs += [*_of_bids(user), *_of_invitations(user, now)]
    needs.sort(key=lambda need: need.until or _LAST)
    return Desk(
        mine=[need for need in needs if need.is_mine],
        others=[need for need in needs if not need.is_mine],
        contracts=contracts,
        in_escrow=_held(contracts),
        earnings=_earnings(user) if user.mode == Mode.FREELANCER else [],
        has_begun=bool(needs or contracts) or _has_begun(user),
    )


def _has_begun(user: User) -> bool:
    """Whether this person has ever posted a project, or had work as a freelancer."""
    if user.mode == Mode.CLIENT:
        return projects_of(user).exists()
    return contracts_of(user).filter(freelancer=user).exists()


def _contracts(user: User) -> QuerySet[Contract]:
    open_requests = RefundRequest.objects.filter(state=RefundAnswer.OPEN)
    return (
        running_contracts_of(user)
        .select_related("terms", "policy")
        .prefetch_related(
            Prefetch("milestones", Milestone.objects.select_related("escrow")),
            Prefetch("milestones__refund_requests", open_requests, to_attr="open_requests"),
            Prefetch(
                "amendments",
                Amendment.objects.filter(state=AmendmentState.OPEN),
                to_attr="open_amendments",
            ),
        )
    )


def _of_contracts(user: User, contracts: Sequence[Contract]) -> Iterator[Need]:
    for contract in contracts:
        whole = reverse("projects:contract", args=[contract.pk])
        turns = [turn_of_contract(contract, contract.milestones.all()), turn_of_pause(contract)]
        turns += [turn_of_amendment(a, contract) for a in contract.open_amendments]  # type: ignore[attr-defined]
        for turn in turns:
            yield from _as_need(user, turn, contract.title, whole)
        if turns[0] is None or contract.state == ContractState.ENDING:  # what is paid goes on
            yield from _of_steps(user, contract)


def _of_steps(user: User, contract: Contract) -> Iterator[Need]:
    steps = list(contract.milestones.all())
    waits_for_money = False
    for step in steps:
        if step.state == MilestoneState.DISPUTED:  # its dispute says whose turn it is
            continue
        requests: list[RefundRequest] = step.open_requests  # type: ignore[attr-defined]
        turn = turn_of_milestone(step, steps, requests[0] if requests else None)
        if turn is not None and step.escrow is None:
            if waits_for_money:  # one unpaid step at a time is enough to think about
                continue
            waits_for_money = True
        address = reverse("projects:milestone", args=[step.pk])
        yield from _as_need(user, turn, _title_of(step, contract), address)


def _of_disputes(user: User, contracts: Sequence[Contract]) -> Iterator[Need]:
    steps = [step for contract in contracts for step in contract.milestones.all()]
    if all(step.state != MilestoneState.DISPUTED for step in steps):
        return
    disputes = open_disputes_of(user).prefetch_related("proposals", "ruling__answers")
    for dispute in disputes[:MOST]:
        turn, step = turn_of_dispute(dispute), dispute.milestone
        is_mine = turn is not None and is_turn_of(user, dispute, turn)
        title, address = _title_of(step, step.contract), dispute.get_absolute_url()
        yield from _as_need(user, turn, title, address, is_mine=is_mine)


def _title_of(step: Milestone, contract: Contract) -> str:
    return step.title if step.title == contract.title else f"{contract.title}: {step.title}"


def _as_need(
    user: User, turn: Turn | None, title: str, address: str, *, is_mine: bool | None = None
) -> Iterator[Need]:
    if turn is None:
        return
    is_mine = turn.is_of(user) if is_mine is None else is_mine
    yield Need(
        title=title,
        words=turn.deed if is_mine or not turn.news else turn.news,
        address=address,
        is_mine=is_mine,
        actor=str(turn.actor or ""),
        until=turn.until,
        silence=turn.silence_for(user),
    )


def _of_postings(user: User, now: datetime) -> Iterator[Need]:
    offered = Bid.objects.filter(state=BidState.OFFERED).select_related("freelancer", "project")
    postings = (
        projects_of(user)
        .filter(state__in=_LIVE_POSTINGS)
        .prefetch_related(Prefetch("bids", offered, to_attr="offered_bids"))
    )
    renewals = current_policy(now).renewals
    for posting in postings[:MOST]:
        bids: list[Bid] = posting.offered_bids
        left = renewals - posting.renewals
        wait = wait_of_posting(posting, offered=bids[0] if bids else None, renewals_left=left)
        name = "bids" if posting.bids_count else "detail"
        yield from _from_wait(wait, posting, reverse(f"projects:{name}", args=[posting.pk]))


def _of_bids(user: User) -> Iterator[Need]:
    bids = bids_of(user).filter(state__in=LIVE_BIDS).select_related("freelancer")
    for bid in bids[:MOST]:
        address = reverse("projects:show-bid", args=[bid.pk])
        yield from _from_wait(wait_of_bid(bid, user), bid.project, address)


def _from_wait(wait: Wait | None, project: Project, address: str) -> Iterator[Need]:
    if wait is not None:
        yield Need(
            title=project.title or _("Untitled draft"),
            words=wait.words,
            address=address,
            is_mine=wait.is_mine,
            actor=wait.actor,
            until=wait.until,
            silence=wait.silence,
        )


def _of_invitations(user: User, now: datetime) -> Iterator[Need]:
    waiting = invitations_of(user).filter(state=InvitationState.SENT, expires_at__gt=now)
    for invitation in waiting[:MOST]:
        yield Need(
            title=invitation.project.title,
            words=_("%(client)s invites you to bid.") % {"client": invitation.project.client},
            address=reverse("projects:detail", args=[invitation.project_id]),
            is_mine=True,
            until=invitation.expires_at,
            silence=_("The invitation lapses. You can still bid while the project is open."),
        )


def _reviews(user: User, now: datetime) -> Iterator[Need]:
    for contract in contracts_to_review(user, now)[:MOST]:
        other = contract.freelancer if contract.client_id == user.pk else contract.client
        yield Need(
            title=contract.title,
            words=_("Say how it was to work with %(person)s.") % {"person": other},
            address=reverse("reviews:new", args=[contract.pk]),
            is_mine=True,
            until=contract.ended_at + WINDOW if contract.ended_at else None,
            silence=_("You can no longer write a review about this contract."),
        )


def _held(contracts: Sequence[Contract]) -> list[Money]:
    sums: dict[str, int] = {}
    for contract in contracts:
        for step in contract.milestones.all():
            if step.escrow is not None and step.escrow.held_minor:
                sums[step.currency] = sums.get(step.currency, 0) + step.escrow.held_minor
    return [Money(minor, currency) for currency, minor in sums.items()]


def _earnings(user: User) -> list[tuple[str, Money]]:
    """What was earned, and what is owed; in one query."""
    kinds = [AccountKind.PENDING, AccountKind.AVAILABLE]
    rows = Account.objects.filter(user=user, kind__in=kinds).order_by("currency", "kind")
    accounts = list(rows.annotate(owed_minor=owed_beside()))
    words = {AccountKind.PENDING: _("still pending"), AccountKind.AVAILABLE: _("to take out")}
    had = [
        (words[AccountKind(account.kind)], Money(account.balance_minor, account.currency))
        for account in accounts
    ]
    owed = {one.currency: Money(one.owed_minor, one.currency) for one in accounts}
    return had + [(_("owed after a bank took it back"), sum_) for sum_ in owed.values() if sum_]

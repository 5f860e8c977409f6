"""A contract: started, paused, ended."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.events import AccountClosing
from accounts.models import User
from core.errors import DomainError, InvalidInput, NotAllowed, WrongState
from core.events import publish
from core.money import format_money
from payments.exports import paying_of
from payments.states import EscrowState
from projects.exports import work_of
from projects.models import Amendment, Bid, Contract, RefundRequest
from projects.services import amendments, contracts, milestones, offers
from projects.services.proposals import Step
from projects.states import (
    BidState,
    ContractState,
    MilestoneState,
    ProjectState,
)
from tests.factories import contracts as made
from tests.factories import payments as money
from tests.factories import projects as work

pytestmark = pytest.mark.usefixtures("book_is_right")
C, M = ContractState, MilestoneState
REFUSED = None


def _verbs(contract: Contract, clara: User, farid: User, now: datetime) -> dict[str, Any]:
    return {
        "lapse": lambda: contracts.lapse_contract(contract=contract, now=contract.fund_by_at),
        "end": lambda: contracts.end_contract(
            contract=contract, by=clara, reason="No budget.", now=now
        ),
        "pause": lambda: made.pause(contract, now=now),
        "resume": lambda: contracts.resume_contract(contract=contract, by=farid, now=now),
        "amend": lambda: amendments.propose_amendment(
            contract=contract,
            by=clara,
            steps=[Step(title="Sign", amount=work.rupiah(1), days=1)],
            note="",
            now=now,
        ),
    }


LEADS: dict[str, dict[str, str]] = {
    "lapse": {C.AWAITING_FUNDING: C.LAPSED},
    "end": {
        C.AWAITING_FUNDING: C.CANCELLED,
        C.ACTIVE: C.ENDING,
        C.PAUSED: C.ENDING,
        C.ENDING: C.ENDING,
        C.COMPLETED: C.COMPLETED,
        C.CANCELLED: C.CANCELLED,
    },
    "pause": {C.ACTIVE: C.PAUSED},
    "resume": {C.PAUSED: C.ACTIVE},
    "amend": {C.ACTIVE: C.ACTIVE},
}


@pytest.mark.parametrize("verb", LEADS)
@pytest.mark.parametrize("state", list(C))
def test_every_verb_in_every_state(
    state: str, verb: str, clara: User, farid: User, now: datetime
) -> None:
    contract = made.contract_in(state, client=clara, freelancer=farid, now=now)
    assert contract.state == state
    before, expected = made.traces(), LEADS[verb].get(state, REFUSED)
    act = _verbs(contract, clara, farid, now)[verb]
    if expected is REFUSED:
        with pytest.raises(DomainError):
            act()
        assert made.traces() == before
        return
    act()
    contract.refresh_from_db()
    assert contract.state == expected


@pytest.fixture
def running(clara: User, farid: User, now: datetime) -> Contract:
    """Three steps; the first is paid."""
    return work.running_contract(
        client=clara, freelancer=farid, now=now, steps=(500_000, 300_000, 200_000)
    )


def states(contract: Contract) -> list[str]:
    return list(contract.milestones.values_list("state", flat=True))


def test_a_contract_that_nobody_pays_lapses_and_the_posting_reopens(
    clara: User, farid: User, sena: User, now: datetime
) -> None:
    project = work.open_project(by=clara, now=now)
    other = work.bid_on(project, by=sena, now=now)
    bid = work.bid_on(project, by=farid, now=now)
    contracts_before = Contract.objects.count()
    offers.offer_contract(bid=bid, terms_version=1, by=clara, now=now)
    contract = offers.accept_offer(bid=bid, terms_version=1, by=farid, now=now)
    assert Contract.objects.count() == contracts_before + 1
    other.refresh_from_db()
    assert other.state == BidState.NOT_SELECTED
    with pytest.raises(WrongState):
        contracts.lapse_contract(contract=contract, now=now + timedelta(hours=71))
    contracts.lapse_contract(contract=contract, now=now + timedelta(hours=72))
    for thing, state in (
        (contract, C.LAPSED),
        (project, ProjectState.OPEN),
        (bid, BidState.LAPSED),
        (other, BidState.SUBMITTED),
    ):
        thing.refresh_from_db()
        assert thing.state == state
    assert states(contract) == [M.CANCELLED]


def test_a_late_payment_of_a_lapsed_contract_goes_back(
    clara: User, farid: User, now: datetime
) -> None:
    contract = work.signed_contract(client=clara, freelancer=farid, now=now)
    milestone = contract.milestones.get()
    escrow = milestones.start_funding(milestone=milestone, by=clara, now=now)
    payin = money.start_payin(escrow, now=now)
    contracts.lapse_contract(contract=contract, now=contract.fund_by_at)
    money.decide(payin, now=now)
    money.payins.look_up(payin_id=payin.pk, now=now)
    milestone.refresh_from_db()
    escrow.refresh_from_db()
    assert milestone.state == M.CANCELLED
    assert (escrow.state, escrow.held) == (EscrowState.CANCELLED, work.rupiah(0))
    assert payin.refunds.get().amount == work.rupiah(1_000_000)


def test_the_clients_end_asks_for_the_money_of_each_paid_step(
    running: Contract, clara: User, now: datetime
) -> None:
    work.fund(running.milestones.get(position=2), now=now)
    contracts.end_contract(contract=running, by=clara, reason="No budget.", now=now)
    assert states(running) == [M.FUNDED, M.FUNDED, M.CANCELLED]
    requests = RefundRequest.objects.order_by("milestone__position")
    assert [r.state for r in requests] == ["open", "open"]
    assert requests[0].answer_by_at == now + timedelta(days=7)


def test_the_freelancers_end_gives_back_what_was_not_worked_on(
    running: Contract, farid: User, now: datetime
) -> None:
    first, second, _third = running.milestones.all()
    work.fund(second, now=now)
    milestones.deliver(milestone=first, by=farid, message="Here", now=now)
    contracts.end_contract(contract=running, by=farid, reason="I am ill.", now=now)
    running.refresh_from_db()
    assert running.state == C.ENDING
    assert states(running) == [M.SUBMITTED, M.REFUNDED, M.CANCELLED]
    milestones.approve_by_clock(milestone=first, now=now + timedelta(days=14))
    running.refresh_from_db()
    assert running.state == C.COMPLETED
    assert running.project.state == ProjectState.CLOSED


def test_ending_needs_a_reason_and_a_party(
    running: Contract, clara: User, sena: User, maya: User, now: datetime
) -> None:
    before = made.traces()
    with pytest.raises(InvalidInput):
        contracts.end_contract(contract=running, by=clara, reason="  ", now=now)
    for person in (sena, maya):
        with pytest.raises(NotAllowed):
            contracts.end_contract(contract=running, by=person, reason="Why not", now=now)
    assert made.traces() == before


def test_a_completed_contract_counts_as_a_job(clara: User, farid: User, now: datetime) -> None:
    made.contract_in(C.COMPLETED, client=clara, freelancer=farid, now=now, steps=(100_000, 200_000))
    farid.freelancer_profile.refresh_from_db()
    assert farid.freelancer_profile.jobs_done == 1
    made.contract_in(C.CANCELLED, client=clara, freelancer=farid, now=now)
    farid.freelancer_profile.refresh_from_db()
    assert farid.freelancer_profile.jobs_done == 1


def test_a_pause_moves_every_deadline(clara: User, farid: User, now: datetime) -> None:
    contract = work.running_contract(
        client=clara, freelancer=farid, now=now, steps=(500_000, 500_000)
    )
    first, second = contract.milestones.all()
    milestones.deliver(milestone=first, by=farid, message="Here", now=now)
    work.fund(second, now=now)
    second.refresh_from_db()
    made.pause(contract, now=now)
    with pytest.raises(WrongState):
        milestones.approve_by_clock(milestone=first, now=now + timedelta(days=14))
    later = now + timedelta(days=4, hours=6)
    contracts.resume_contract(contract=contract, by=clara, now=later)
    first.refresh_from_db()
    due = second.due_on
    second.refresh_from_db()
    assert first.review_deadline_at == now + timedelta(days=18, hours=6)
    assert due is not None
    assert second.due_on == due + timedelta(days=5)


def test_ending_a_paused_contract_gives_the_time_back(
    clara: User, farid: User, now: datetime
) -> None:
    milestone = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    made.pause(milestone.contract, now=now)
    later = now + timedelta(days=10)
    contracts.end_contract(contract=milestone.contract, by=farid, reason="Ill", now=later)
    milestone.refresh_from_db()
    assert milestone.review_deadline_at == now + timedelta(days=24)


def test_asking_for_a_pause_twice_asks_once(
    running: Contract, clara: User, farid: User, sena: User, now: datetime
) -> None:
    contracts.ask_pause(contract=running, by=clara, now=now)
    before = made.traces()
    contracts.ask_pause(contract=running, by=clara, now=now)
    assert made.traces() == before
    with pytest.raises(NotAllowed):
        contracts.ask_pause(contract=running, by=sena, now=now)
    contracts.drop_pause_request(contract=running, by=farid, now=now)
    contracts.drop_pause_request(contract=running, by=farid, now=now)
    running.refresh_from_db()
    assert (running.state, running.pause_asked_by) == (C.ACTIVE, None)


def test_ending_closes_an_open_proposal(running: Contract, clara: User, now: datetime) -> None:
    amendments.propose_amendment(
        contract=running,
        by=clara,
        steps=[Step(title="Sign", amount=work.rupiah(1_000), days=1)],
        note="",
        now=now,
    )
    contracts.end_contract(contract=running, by=clara, reason="No budget", now=now)
    assert Amendment.objects.get().state == "lapsed"


def test_nobody_leaves_with_open_work(clara: User, farid: User, sena: User, now: datetime) -> None:
    contract = work.signed_contract(client=clara, freelancer=farid, now=now)
    with pytest.raises(WrongState, match=contract.title):
        publish(AccountClosing(user_id=clara.pk))
    publish(AccountClosing(user_id=sena.pk))


def test_a_called_off_contract_lets_the_freelancer_bid_again(
    clara: User, farid: User, now: datetime
) -> None:
    contract = work.signed_contract(client=clara, freelancer=farid, now=now)
    contracts.end_contract(contract=contract, by=farid, reason="Too busy", now=now)
    assert Bid.objects.get().state == BidState.LAPSED
    again = work.bid_on(contract.project, by=farid, now=now)
    assert again.pk == contract.bid_id
    assert again.state == BidState.SUBMITTED


def test_bids_that_are_dead_are_not_counted(clara, farid, now):
    contract = work.signed_contract(client=clara, freelancer=farid, now=now)
    project = contract.project
    project.refresh_from_db()
    assert project.bids_count == 1
    contracts.lapse_contract(contract=contract, now=now + timedelta(days=4))
    project.refresh_from_db()
    assert (project.state, project.bids_count) == (ProjectState.OPEN, 0)


def test_what_one_takes_along_of_work_and_money(clara, farid, sena, now):
    milestone = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    milestones.approve_milestone(milestone=milestone, by=clara, now=now)
    hers, his = work_of(clara), work_of(farid)
    assert [one["title"] for one in hers["projects"]] == [milestone.contract.project.title]
    assert hers["bids"] == hers["deliveries"] == his["projects"] == []
    assert his["bids"][0]["cover_note"] == milestone.contract.bid.cover_note
    assert his["deliveries"][0]["message"] == "Here it is."
    assert hers["contracts"] == his["contracts"]
    assert his["contracts"][0]["steps"][0]["price"] == format_money(milestone.amount)

    paid, earned = paying_of(clara), paying_of(farid)
    assert (len(paid["payments"]), paid["earnings"]) == (1, [])
    assert (earned["payments"], len(earned["earnings"])) == ([], 1)
    json.dumps([hers, his, paid, earned])
    nothing = work_of(sena) | paying_of(sena)
    assert not any(nothing.values())

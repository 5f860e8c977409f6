"""A milestone from the first rupiah to the last."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from core.errors import DomainError, InvalidInput, LimitReached, NotAllowed, WrongState
from payments.models import Earning, Refund, Transfer
from payments.states import EscrowState
from projects.models import Contract, Milestone, WorkEvent
from projects.services import contracts, milestones
from projects.states import MILESTONE_MOVES, ContractState, MilestoneState
from tests.factories import contracts as made
from tests.factories import projects as work
from tests.undoing import undone

pytestmark = pytest.mark.usefixtures("book_is_right")
M = MilestoneState
REFUSED = None


def _verbs(milestone: Milestone, clara: User, farid: User, now: datetime) -> dict[str, Any]:
    after = now + timedelta(days=15)
    return {
        "start_funding": lambda: milestones.start_funding(milestone=milestone, by=clara, now=now),
        "record_funding": lambda: milestones.record_funding(milestone=milestone, now=now),
        "record_unpaid": lambda: milestones.record_unpaid(milestone=milestone, now=now),
        "deliver": lambda: milestones.deliver(
            milestone=milestone, by=farid, message="Second try.", now=now
        ),
        "stand": lambda: milestones.stand_on_delivery(milestone=milestone, by=farid, now=now),
        "changes": lambda: milestones.request_changes(
            milestone=milestone, by=clara, changes=["Bluer"], now=now
        ),
        "approve": lambda: milestones.approve_milestone(milestone=milestone, by=clara, now=now),
        "approve_by_clock": lambda: milestones.approve_by_clock(milestone=milestone, now=after),
        "review_at_end": lambda: milestones.review_at_end(milestone=milestone, now=now),
        "dispute": lambda: milestones.dispute_milestone(
            milestone=milestone, by=farid, reason="It is done.", now=now
        ),
        "resume": lambda: milestones.resume_after_dispute(milestone=milestone, by=farid, now=now),
    }


# Where each verb leads from each state; a state that is not named refuses, and nothing changes.
LEADS: dict[str, dict[str, str]] = {
    "start_funding": {
        M.AGREED: M.AWAITING_FUNDING,
        M.AWAITING_FUNDING: M.AWAITING_FUNDING,
        M.FUNDED: M.FUNDED,
        M.SUBMITTED: M.SUBMITTED,
        M.CHANGES_REQUESTED: M.CHANGES_REQUESTED,
        M.DISPUTED: M.DISPUTED,
        M.RELEASED: M.RELEASED,
        M.PARTLY_RELEASED: M.PARTLY_RELEASED,
        M.REFUNDED: M.REFUNDED,
    },
    "record_funding": {s: s for s in made.REACHABLE}
    | {M.AGREED: M.FUNDED, M.AWAITING_FUNDING: M.FUNDED},
    "record_unpaid": {s: s for s in made.REACHABLE} | {M.AWAITING_FUNDING: M.AGREED},
    "deliver": {M.FUNDED: M.SUBMITTED, M.SUBMITTED: M.SUBMITTED, M.CHANGES_REQUESTED: M.SUBMITTED},
    "stand": {M.CHANGES_REQUESTED: M.SUBMITTED},
    "changes": {M.SUBMITTED: M.CHANGES_REQUESTED},
    "approve": {
        M.FUNDED: M.RELEASED,
        M.SUBMITTED: M.RELEASED,
        M.CHANGES_REQUESTED: M.RELEASED,
        M.RELEASED: M.RELEASED,
    },
    "approve_by_clock": {M.SUBMITTED: M.RELEASED},
    "review_at_end": {},
    "dispute": {M.FUNDED: M.DISPUTED, M.SUBMITTED: M.DISPUTED, M.CHANGES_REQUESTED: M.DISPUTED},
    "resume": {M.DISPUTED: M.SUBMITTED},
}


@pytest.mark.parametrize("state", made.REACHABLE)
def test_every_verb_in_every_state(
    state: str, clara: User, farid: User, now: datetime, subtests: pytest.Subtests
) -> None:
    pk = made.milestone_in(state, client=clara, freelancer=farid, now=now).pk
    for verb, leads in LEADS.items():
        with subtests.test(verb=verb), undone():
            milestone = Milestone.objects.get(pk=pk)
            act = _verbs(milestone, clara, farid, now)[verb]
            _leads(milestone, act, state, leads.get(state, REFUSED))


def _leads(milestone: Milestone, act: Callable[[], object], state: str, to: str | None) -> None:
    assert milestone.state == state
    before = made.traces()
    if to is REFUSED:
        with pytest.raises(DomainError):
            act()
        assert made.traces() == before
        return
    act()
    milestone.refresh_from_db()
    assert milestone.state == to
    if to != state:
        assert to in MILESTONE_MOVES[state] or to == M.RELEASED


@pytest.fixture
def contract(clara: User, farid: User, now: datetime) -> Contract:
    return work.running_contract(client=clara, freelancer=farid, now=now)


@pytest.fixture
def funded(contract: Contract) -> Milestone:
    return contract.milestones.get()


@pytest.fixture
def submitted(clara: User, farid: User, now: datetime) -> Milestone:
    return work.delivered_milestone(client=clara, freelancer=farid, now=now)


def test_payment_starts_the_contract_and_sets_the_day(funded: Milestone, now: datetime) -> None:
    assert funded.state == M.FUNDED
    assert funded.contract.state == ContractState.ACTIVE
    assert funded.due_on is not None
    assert funded.due_on.isoformat() == "2026-11-17"
    assert funded.due_at is not None
    assert funded.due_at.utcoffset() == timedelta(hours=7)


def test_the_due_day_is_that_of_the_freelancer(clara: User, farid: User, now: datetime) -> None:
    farid.timezone = "Asia/Jayapura"
    farid.save(update_fields=["timezone"])
    late = now.replace(hour=16)  # 01:00 of the next day in Jayapura, 23:00 in Jakarta
    contract = work.running_contract(client=clara, freelancer=farid, now=late)
    assert contract.milestones.get().due_on.isoformat() == "2026-11-18"  # type: ignore[union-attr]


def test_approval_releases_less_the_fee(
    submitted: Milestone, clara: User, farid: User, now: datetime
) -> None:
    milestones.approve_milestone(milestone=submitted, by=clara, now=now)
    submitted.refresh_from_db()
    assert submitted.escrow is not None
    assert submitted.escrow.state == EscrowState.RELEASED
    assert submitted.escrow.released == work.rupiah(900_000)
    assert submitted.escrow.fee == work.rupiah(100_000)
    assert Earning.objects.get().payee == farid
    assert submitted.contract.state == ContractState.COMPLETED


def test_approving_twice_releases_once(submitted: Milestone, clara: User, now: datetime) -> None:
    milestones.approve_milestone(milestone=submitted, by=clara, now=now)
    transfers = Transfer.objects.count()
    milestones.approve_milestone(milestone=submitted, by=clara, now=now)
    assert Transfer.objects.count() == transfers
    assert Earning.objects.count() == 1


def test_only_the_client_approves(
    submitted: Milestone, farid: User, sena: User, maya: User, now: datetime
) -> None:
    before = made.traces()
    for person in (farid, sena, maya):
        with pytest.raises(NotAllowed):
            milestones.approve_milestone(milestone=submitted, by=person, now=now)
    assert made.traces() == before


def test_only_the_freelancer_delivers(
    funded: Milestone, clara: User, sena: User, now: datetime
) -> None:
    for person in (clara, sena):
        with pytest.raises(NotAllowed):
            milestones.deliver(milestone=funded, by=person, message="Hm", now=now)
    assert funded.deliveries.count() == 0


def test_a_delivery_keeps_size_and_fingerprint(
    funded: Milestone, farid: User, now: datetime
) -> None:
    upload = SimpleUploadedFile("logo.txt", b"a logo in words")
    delivery = milestones.deliver(
        milestone=funded, by=farid, message="The logo", uploads=[upload], now=now
    )
    kept = delivery.attachments.get()
    assert (kept.name, kept.size) == ("logo.txt", 15)
    assert kept.sha256 == hashlib.sha256(b"a logo in words").hexdigest()
    funded.refresh_from_db()
    assert funded.review_deadline_at == now + timedelta(days=14)


def test_a_double_click_delivers_once(funded: Milestone, farid: User, now: datetime) -> None:
    def click() -> int:
        upload = SimpleUploadedFile("logo.txt", b"a logo in words")
        return milestones.deliver(
            milestone=funded, by=farid, message="The logo", uploads=[upload], now=now
        ).pk

    assert click() == click()
    assert funded.deliveries.count() == 1
    milestones.deliver(milestone=funded, by=farid, message="A better one", now=now)
    assert funded.deliveries.count() == 2


@pytest.mark.parametrize("message", ["", "   ", "x" * 5001])
def test_a_delivery_says_something_short(
    funded: Milestone, farid: User, now: datetime, message: str
) -> None:
    before = made.traces()
    with pytest.raises(InvalidInput):
        milestones.deliver(milestone=funded, by=farid, message=message, now=now)
    assert made.traces() == before


def test_a_bad_file_refuses_the_whole_delivery(
    funded: Milestone, farid: User, now: datetime
) -> None:
    upload = SimpleUploadedFile("virus.exe", b"MZ\x00\x00")
    with pytest.raises(InvalidInput):
        milestones.deliver(milestone=funded, by=farid, message="Run it", uploads=[upload], now=now)
    assert funded.deliveries.count() == 0
    funded.refresh_from_db()
    assert funded.state == M.FUNDED


def test_changes_stop_the_clock_for_two_rounds(
    submitted: Milestone, clara: User, farid: User, now: datetime
) -> None:
    for round_number in (1, 2):
        request = milestones.request_changes(
            milestone=submitted, by=clara, changes=["Bigger", " ", "Bluer"], now=now
        )
        assert request.changes == ["Bigger", "Bluer"]
        submitted.refresh_from_db()
        assert (submitted.rounds_used, submitted.review_deadline_at) == (round_number, None)
        milestones.deliver(milestone=submitted, by=farid, message=f"Round {round_number}", now=now)
    with pytest.raises(LimitReached):
        milestones.request_changes(milestone=submitted, by=clara, changes=["Again"], now=now)
    submitted.refresh_from_db()
    assert submitted.state == M.SUBMITTED


@pytest.mark.parametrize("changes", [[], ["  "], ["x" * 501], ["a"] * 21])
def test_a_list_of_changes_is_sane(
    submitted: Milestone, clara: User, now: datetime, changes: list[str]
) -> None:
    before = made.traces()
    with pytest.raises(InvalidInput):
        milestones.request_changes(milestone=submitted, by=clara, changes=changes, now=now)
    assert made.traces() == before


def test_a_paused_contract_takes_no_delivery(funded: Milestone, farid: User, now: datetime) -> None:
    made.pause(funded.contract, now=now)
    with pytest.raises(WrongState):
        milestones.deliver(milestone=funded, by=farid, message="Early", now=now)


def test_the_clock_waits_for_its_time(submitted: Milestone, now: datetime) -> None:
    with pytest.raises(WrongState):
        milestones.approve_by_clock(milestone=submitted, now=now + timedelta(days=13, hours=23))
    milestones.approve_by_clock(milestone=submitted, now=now + timedelta(days=14))
    submitted.refresh_from_db()
    assert submitted.was_approved_by_clock is True
    assert submitted.state == M.RELEASED
    approval = WorkEvent.objects.get(milestone=submitted, kind="approved")
    assert approval.actor is None


def test_a_dispute_freezes_until_it_is_withdrawn(
    submitted: Milestone, clara: User, now: datetime
) -> None:
    milestones.dispute_milestone(milestone=submitted, by=clara, reason="Not mine", now=now)
    submitted.refresh_from_db()
    assert submitted.escrow is not None
    assert submitted.escrow.state == EscrowState.FROZEN
    with pytest.raises(WrongState):
        milestones.approve_by_clock(milestone=submitted, now=now + timedelta(days=30))
    later = now + timedelta(days=3)
    milestones.resume_after_dispute(milestone=submitted, by=clara, now=later)
    submitted.refresh_from_db()
    assert submitted.state == M.SUBMITTED
    assert submitted.review_deadline_at == later + timedelta(days=14)  # nothing of it was over
    submitted.escrow.refresh_from_db()
    assert submitted.escrow.state == EscrowState.HELD


def test_disputes_that_are_taken_back_never_give_more_time_to_review(
    submitted: Milestone, clara: User, now: datetime
) -> None:
    for day in (4, 8, 12):
        opened = now + timedelta(days=day)
        milestones.dispute_milestone(milestone=submitted, by=clara, reason="No", now=opened)
        milestones.resume_after_dispute(milestone=submitted, by=clara, now=opened + timedelta(1))
    submitted.refresh_from_db()
    assert submitted.review_deadline_at == now + timedelta(days=14 + 3)


@pytest.mark.parametrize(
    ("dispute", "pause", "moved"),
    [
        ((1, 3), None, 2),
        ((1, 6), (3, 4), 5),  # a pause within the dispute
        ((3, 4), (1, 6), 5),  # a dispute within the pause
        ((1, 4), (3, 6), 5),  # the pause begins while it is disputed
        ((3, 6), (1, 4), 5),  # the pause ends while it is disputed
    ],
)
def test_no_day_counts_twice_where_a_pause_and_a_dispute_meet(
    clara: User,
    farid: User,
    now: datetime,
    dispute: tuple[int, int],
    pause: tuple[int, int] | None,
    moved: int,
) -> None:
    contract = work.running_contract(
        client=clara, freelancer=farid, now=now, steps=(500_000, 500_000)
    )
    first, second = contract.milestones.all()
    work.fund(second, now=now)
    milestones.deliver(milestone=first, by=farid, message="Here", now=now)
    second.refresh_from_db()
    due = second.due_on
    assert due is not None
    (opened, withdrawn), (paused, resumed) = dispute, pause or (None, None)
    for day in range(8):
        then = now + timedelta(days=day)
        if day == withdrawn:
            for step in (first, second):
                milestones.resume_after_dispute(milestone=step, by=clara, now=then)
        if day == resumed:
            contracts.resume_contract(contract=contract, by=clara, now=then)
        if day == opened:
            for step in (first, second):
                milestones.dispute_milestone(milestone=step, by=clara, reason="No", now=then)
        if day == paused:
            contract.refresh_from_db()
            made.pause(contract, now=then)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.review_deadline_at == now + timedelta(days=14 + moved)
    assert second.due_on == due + timedelta(days=moved)


def test_a_split_settles_the_milestone(clara: User, farid: User, now: datetime) -> None:
    milestone = made.milestone_in(M.PARTLY_RELEASED, client=clara, freelancer=farid, now=now)
    assert milestone.escrow is not None
    assert milestone.escrow.released == work.rupiah(540_000)
    assert milestone.escrow.fee == work.rupiah(60_000)
    assert milestone.escrow.refunded == work.rupiah(400_000)
    assert Refund.objects.get().amount == work.rupiah(400_000)
    assert milestone.contract.state == ContractState.COMPLETED


def test_a_failed_payment_can_be_tried_again(clara: User, farid: User, now: datetime) -> None:
    from tests.factories import payments as money  # noqa: PLC0415

    contract = work.signed_contract(client=clara, freelancer=farid, now=now)
    milestone = contract.milestones.get()
    escrow = milestones.start_funding(milestone=milestone, by=clara, now=now)
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now, outcome="failure")
    money.payins.look_up(payin_id=payin.pk, now=now)
    milestone.refresh_from_db()
    assert milestone.state == M.AGREED
    again = milestones.start_funding(milestone=milestone, by=clara, now=now)
    assert again.pk == escrow.pk
    money.fund_escrow(again, now=now)
    milestone.refresh_from_db()
    assert milestone.state == M.FUNDED

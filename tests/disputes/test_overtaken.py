"""A dispute whose money the client's bank takes: all of it, a part, or for a while."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core.errors import WrongState
from disputes.models import Dispute
from disputes.services import disputes
from disputes.services.overtaking import overtake
from disputes.states import OPEN_DISPUTES, DisputeState
from notifications.models import Notification
from payments.services import chargebacks
from projects.services import contracts, milestones
from projects.states import ContractState, MilestoneState, RefundAnswer
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import disputes as made
from tests.factories import projects as work

pytestmark = pytest.mark.usefixtures("book_is_right")


def take_back(milestone, now, rupiah=None):
    payment = SandboxPayment.objects.get(key=milestone.escrow.payins.get().key)
    opened = bank.open_chargeback(payment=payment, now=now, amount=rupiah)
    hear(opened, now)
    return opened


def hear(at_bank, now):
    chargebacks.look_up(provider="sandbox", reference=at_bank.reference, now=now)


def decide(at_bank, now, *, is_won):
    bank.decide(chargeback=at_bank, is_won=is_won, now=now)
    hear(at_bank, now)


def talked_about(client, freelancer, moderator, now):
    people = {"client": client, "freelancer": freelancer, "moderator": moderator}
    return made.dispute_in("negotiation", **people, now=now)


@pytest.fixture
def step(clara, farid, now):
    return work.delivered_milestone(client=clara, freelancer=farid, now=now)


@pytest.mark.parametrize("state", sorted(OPEN_DISPUTES))
def test_the_bank_ends_a_dispute_in_every_state(clara, farid, maya, now, browser_of, state):
    dispute = made.dispute_in(state, client=clara, freelancer=farid, moderator=maya, now=now)
    decide(take_back(dispute.milestone, now), now, is_won=False)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.closed_at) == (DisputeState.OVERTAKEN, now)
    assert dispute.to_freelancer is None
    told = Notification.objects.filter(kind="dispute_overtaken")
    assert {one.recipient for one in told} == {clara, farid}
    overtake(dispute=dispute, now=now)  # a second time changes nothing
    assert told.count() == 2
    page = browser_of(clara).get(dispute.get_absolute_url()).text
    assert "nobody won or lost" in page
    assert "there is nothing left to decide" in page
    assert "Your turn" not in page
    queue = browser_of(maya).get(reverse("disputes:queue")).text
    assert dispute.get_absolute_url() not in queue


def test_what_the_bank_gives_back_is_still_disputed(clara, farid, maya, now):
    dispute = made.dispute_in(
        "negotiation", client=clara, freelancer=farid, moderator=maya, now=now
    )
    at_bank = take_back(dispute.milestone, now)
    proposal = dispute.proposals.filter(by=clara).latest("pk")
    with pytest.raises(WrongState):  # nobody can divide what the bank has
        disputes.accept_proposal(proposal=proposal, by=farid, now=now)
    decide(at_bank, now, is_won=True)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.amount) == (DisputeState.NEGOTIATION, work.rupiah(1_000_000))
    settled = disputes.accept_proposal(proposal=proposal, by=farid, now=now)
    assert settled.state == DisputeState.SETTLED


def test_a_part_that_the_bank_keeps_is_no_longer_disputed(clara, farid, maya, now, browser_of):
    dispute = made.dispute_in(
        "negotiation", client=clara, freelancer=farid, moderator=maya, now=now
    )
    decide(take_back(dispute.milestone, now, 300_000), now, is_won=False)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.amount) == (DisputeState.NEGOTIATION, work.rupiah(700_000))
    asked = dispute.proposals.filter(by=farid).latest("pk")
    assert asked.to_freelancer_minor == work.rupiah(900_000).minor
    assert (asked.to_freelancer, asked.to_client) == (work.rupiah(700_000), work.rupiah(0))
    assert "kept a part; this is about the rest" in (
        browser_of(clara).get(dispute.get_absolute_url()).text
    )
    settled = disputes.accept_proposal(proposal=asked, by=clara, now=now)
    assert settled.to_freelancer == work.rupiah(700_000)
    assert disputes.accept_proposal(proposal=asked, by=clara, now=now) == settled
    dispute.milestone.refresh_from_db()
    assert dispute.milestone.state == MilestoneState.RELEASED


def test_nobody_opens_a_dispute_while_the_bank_has_the_money(step, clara, now, browser_of):
    address = reverse("disputes:new", args=[step.pk])
    take_back(step, now)
    step.refresh_from_db()
    with pytest.raises(WrongState, match="bank has this payment"):
        made.open_dispute(step, by=clara, now=now, to_freelancer=work.rupiah(0))
    assert not Dispute.objects.exists()
    assert browser_of(clara).get(address).status_code == 302


def test_a_dispute_is_about_what_the_bank_left(step, clara, now, browser_of):
    decide(take_back(step, now, 300_000), now, is_won=False)
    page = browser_of(clara).get(reverse("disputes:new", args=[step.pk])).text
    assert "Rp700,000" in page
    assert "Rp1,000,000" not in page


@pytest.mark.parametrize("is_won", [True, False])
def test_a_wish_for_the_money_back_falls_with_the_money(clara, farid, now, is_won):
    contract = work.running_contract(client=clara, freelancer=farid, now=now)
    step = contract.milestones.get()
    contracts.end_contract(contract=contract, by=clara, reason="No budget.", now=now)
    asked = step.refund_requests.get()
    assert asked.state == RefundAnswer.OPEN
    at_bank = take_back(step, now)
    asked.refresh_from_db()
    assert asked.state == RefundAnswer.LAPSED
    decide(at_bank, now, is_won=is_won)
    states = [one.state for one in step.refund_requests.order_by("pk")]
    # The contract is ending all the same: what came back is asked for again.
    assert states == [RefundAnswer.LAPSED, *([RefundAnswer.OPEN] if is_won else [])]


def test_a_contract_that_ends_while_the_bank_decides_settles_afterwards(
    clara, farid, now, browser_of
):
    contract = work.running_contract(client=clara, freelancer=farid, now=now)
    step = contract.milestones.get()
    at_bank = take_back(step, now)
    for person, words in ((clara, "Your bank has this payment"), (farid, "The client’s bank has")):
        page = browser_of(person).get(reverse("projects:end-contract", args=[contract.pk])).text
        assert words in page
        assert "Rp0" not in page
        assert "goes back to" not in page
    contracts.end_contract(contract=contract, by=farid, reason="I am ill.", now=now)
    contract.refresh_from_db()
    assert contract.state == ContractState.ENDING
    assert not step.refund_requests.exists()
    later = now + timedelta(days=1)
    decide(at_bank, later, is_won=True)
    step.refresh_from_db()
    contract.refresh_from_db()
    assert (step.state, contract.state) == (MilestoneState.REFUNDED, ContractState.CANCELLED)


def test_a_contract_that_goes_on_asks_for_nothing(step, now):
    decide(take_back(step, now), now, is_won=True)
    step.refresh_from_db()
    assert step.state == MilestoneState.SUBMITTED
    assert not step.refund_requests.exists()
    milestones.approve_milestone(milestone=step, by=step.contract.client, now=now)

"""Asking for the money of a step back."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from core.errors import DomainError, NotAllowed, WrongState
from payments.models import Refund
from projects.models import Milestone, RefundRequest
from projects.services import contracts, milestones, refunds
from projects.states import REFUND_MOVES, ContractState, MilestoneState, RefundAnswer
from tests.factories import contracts as made
from tests.factories import projects as work

pytestmark = pytest.mark.usefixtures("book_is_right")
R, M = RefundAnswer, MilestoneState
DUE_IN, LATE_DAYS = 7, 3


@pytest.fixture
def late(now: datetime) -> datetime:
    """Three whole days after the end of the due day, in Jakarta."""
    return datetime.fromisoformat("2026-11-21T00:00:00+07:00")


@pytest.fixture
def funded(clara: User, farid: User, now: datetime) -> Milestone:
    return work.running_contract(client=clara, freelancer=farid, now=now).milestones.get()


@pytest.fixture
def asked(funded: Milestone, clara: User, late: datetime) -> RefundRequest:
    return refunds.ask_refund_for_lateness(milestone=funded, by=clara, reason="Late", now=late)


def _verbs(request: RefundRequest, clara: User, farid: User, now: datetime) -> dict[str, Any]:
    return {
        R.AGREED: lambda: refunds.agree_to_refund(request=request, by=farid, now=now),
        R.DECLINED: lambda: refunds.decline_refund(request=request, by=farid, now=now),
        R.WITHDRAWN: lambda: refunds.withdraw_refund_request(request=request, by=clara, now=now),
        R.AGREED_BY_SILENCE: lambda: refunds.close_silent_request(
            request=request, now=now + timedelta(days=5)
        ),
    }


@pytest.mark.parametrize("verb", [R.AGREED, R.DECLINED, R.WITHDRAWN, R.AGREED_BY_SILENCE])
@pytest.mark.parametrize("state", [R.OPEN, R.AGREED, R.DECLINED, R.WITHDRAWN, R.AGREED_BY_SILENCE])
def test_every_verb_in_every_state(
    state: str, verb: str, asked: RefundRequest, clara: User, farid: User, late: datetime
) -> None:
    verbs = _verbs(asked, clara, farid, late)
    if state != R.OPEN:
        verbs[state]()
    before = made.traces()
    if state == R.OPEN:
        verbs[verb]()
        assert verb in REFUND_MOVES[state]
    elif verb == state != R.AGREED_BY_SILENCE:
        verbs[verb]()
        assert made.traces() == before
    else:
        with pytest.raises(DomainError):
            verbs[verb]()
        assert made.traces() == before
    asked.refresh_from_db()
    assert asked.state == (verb if state == R.OPEN else state)


def test_three_days_late_is_late_and_no_earlier(
    funded: Milestone, clara: User, late: datetime
) -> None:
    with pytest.raises(WrongState):
        refunds.ask_refund_for_lateness(
            milestone=funded, by=clara, reason="", now=late - timedelta(seconds=1)
        )
    request = refunds.ask_refund_for_lateness(milestone=funded, by=clara, reason="", now=late)
    assert request.answer_by_at == late + timedelta(days=5)


def test_whoever_comes_too_early_reads_why(
    funded: Milestone, clara: User, farid: User, now: datetime, late: datetime, browser_of: Any
) -> None:
    address, browser = reverse("projects:ask-refund", args=[funded.pk]), browser_of(clara)
    with time_machine.travel(late - timedelta(seconds=1), tick=False):
        page = browser.get(address, follow=True).text
        assert "You can ask for the money back when the work is 3 days late." in page
    with time_machine.travel(late, tick=False):
        assert browser.get(address).status_code == 200
    milestones.deliver(milestone=funded, by=farid, message="Here", now=now)
    assert "Something was delivered." in browser.get(address, follow=True).text


def test_asking_twice_asks_once(asked: RefundRequest, clara: User, late: datetime) -> None:
    again = refunds.ask_refund_for_lateness(
        milestone=asked.milestone, by=clara, reason="Late", now=late
    )
    assert again.pk == asked.pk
    assert RefundRequest.objects.count() == 1


def test_only_the_client_asks_and_only_the_freelancer_answers(
    asked: RefundRequest, clara: User, farid: User, sena: User, maya: User, late: datetime
) -> None:
    before = made.traces()
    for person in (farid, sena, maya):
        with pytest.raises(NotAllowed):
            refunds.ask_refund_for_lateness(
                milestone=asked.milestone, by=person, reason="", now=late
            )
        with pytest.raises(NotAllowed):
            refunds.withdraw_refund_request(request=asked, by=person, now=late)
    for person in (clara, sena, maya):
        with pytest.raises(NotAllowed):
            refunds.agree_to_refund(request=asked, by=person, now=late)
        with pytest.raises(NotAllowed):
            refunds.decline_refund(request=asked, by=person, now=late)
    assert made.traces() == before


def test_agreeing_gives_all_the_money_back(
    asked: RefundRequest, farid: User, late: datetime
) -> None:
    refunds.agree_to_refund(request=asked, by=farid, now=late)
    asked.milestone.refresh_from_db()
    assert asked.milestone.state == M.REFUNDED
    assert Refund.objects.get().amount == work.rupiah(1_000_000)
    asked.milestone.contract.refresh_from_db()
    assert asked.milestone.contract.state == ContractState.CANCELLED


def test_silence_after_a_delivery_gives_nothing_back(
    funded: Milestone, clara: User, farid: User, now: datetime
) -> None:
    milestones.deliver(milestone=funded, by=farid, message="Here", now=now)
    contracts.end_contract(contract=funded.contract, by=clara, reason="No", now=now)
    request = RefundRequest.objects.get()
    with pytest.raises(WrongState):
        refunds.close_silent_request(request=request, now=now + timedelta(days=6))
    refunds.close_silent_request(request=request, now=now + timedelta(days=7))
    request.refresh_from_db()
    funded.refresh_from_db()
    assert (request.state, funded.state) == (R.LAPSED, M.SUBMITTED)
    assert Refund.objects.count() == 0


def test_after_a_delivery_lateness_is_no_reason(
    funded: Milestone, clara: User, farid: User, now: datetime, late: datetime
) -> None:
    milestones.deliver(milestone=funded, by=farid, message="Here", now=now)
    with pytest.raises(WrongState):
        refunds.ask_refund_for_lateness(milestone=funded, by=clara, reason="", now=late)


def test_an_approval_makes_a_request_pointless(
    asked: RefundRequest, clara: User, farid: User, late: datetime
) -> None:
    milestones.approve_milestone(milestone=asked.milestone, by=clara, now=late)
    asked.refresh_from_db()
    assert asked.state == R.LAPSED
    with pytest.raises(DomainError):
        refunds.agree_to_refund(request=asked, by=farid, now=late)


def test_a_dispute_makes_a_request_pointless(
    asked: RefundRequest, farid: User, late: datetime
) -> None:
    milestones.dispute_milestone(milestone=asked.milestone, by=farid, reason="Done", now=late)
    asked.refresh_from_db()
    assert asked.state == R.LAPSED

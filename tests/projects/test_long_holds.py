"""Money that rests: warned of at 60 days, pressed at 75, decided by the clock at 90."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import User
from core.errors import WrongState
from notifications.models import Notification
from payments.models import Earning, Refund
from payments.services import sweeps
from payments.states import EscrowState
from projects.models import Contract, Milestone, WorkEvent
from projects.services import clock, contracts, long_holds, milestones, part_releases
from projects.states import ContractState, MilestoneState
from projects.turns import holding_of
from tests.factories import contracts as made
from tests.factories import payments as money
from tests.factories import projects as work

M = MilestoneState
DAY = timedelta(days=1)
Browser = Callable[[User], Client]


@pytest.fixture
def long_ago() -> datetime:
    """Pages read the clock themselves, so what they show began in the past."""
    return timezone.now() - 76 * DAY


def paid(state: str, clara: User, farid: User, now: datetime) -> Milestone:
    """A step in this state whose review does not end before the 90 days."""
    step = made.milestone_in(state, client=clara, freelancer=farid, now=now)
    if step.review_deadline_at is not None:
        Milestone.objects.filter(pk=step.pk).update(review_deadline_at=now + 100 * DAY)
    return Milestone.objects.select_related("escrow", "contract").get(pk=step.pk)


@pytest.mark.parametrize(
    ("state", "outcome", "goes_to"),
    [
        (M.FUNDED, M.REFUNDED, "client"),
        (M.SUBMITTED, M.RELEASED, "freelancer"),
        (M.CHANGES_REQUESTED, M.REFUNDED, "client"),
    ],
)
def test_at_90_days_whoever_had_to_act_loses_by_silence(
    clara: User, farid: User, now: datetime, state: str, outcome: str, goes_to: str
) -> None:
    step = paid(state, clara, farid, now)
    assert clock.settle_held_too_long(now=now + 90 * DAY - timedelta(seconds=1)) == 0
    assert clock.settle_held_too_long(now=now + 90 * DAY) == 1
    assert clock.settle_held_too_long(now=now + 90 * DAY) == 0
    step.refresh_from_db()
    assert step.state == outcome
    assert (Earning.objects.count(), Refund.objects.count()) == (
        (1, 0) if goes_to == "freelancer" else (0, 1)
    )
    assert WorkEvent.objects.filter(kind="held_too_long").count() == 1


def test_the_whole_clock_does_it(clara: User, farid: User, now: datetime) -> None:
    paid(M.FUNDED, clara, farid, now)
    assert clock.run_all(now=now + 91 * DAY)["long held settled"] == 1


def test_only_what_is_left_goes_back(clara: User, farid: User, now: datetime) -> None:
    step = paid(M.FUNDED, clara, farid, now)
    part_releases.release_part(
        milestone=step, amount=work.rupiah(400_000), by=clara, idempotency_key="k", now=now
    )
    clock.settle_held_too_long(now=now + 90 * DAY)
    step.refresh_from_db()
    assert step.state == M.PARTLY_RELEASED
    assert Refund.objects.get().amount == work.rupiah(600_000)


def test_a_dispute_is_decided_by_people(clara: User, farid: User, now: datetime) -> None:
    step = paid(M.DISPUTED, clara, farid, now)
    assert clock.settle_held_too_long(now=now + 120 * DAY) == 0
    step.refresh_from_db()
    assert step.state == M.DISPUTED


def test_a_paused_contract_does_not_keep_the_money(clara: User, farid: User, now: datetime) -> None:
    step = paid(M.FUNDED, clara, farid, now)
    made.pause(step.contract, now=now + 80 * DAY)
    assert clock.settle_held_too_long(now=now + 90 * DAY) == 1
    contract = Contract.objects.get()
    assert contract.state == ContractState.PAUSED
    contracts.resume_contract(contract=contract, by=clara, now=now + 91 * DAY)
    contract.refresh_from_db()
    assert contract.state == ContractState.CANCELLED  # nothing is left to do in it


def test_before_its_time_nothing_is_settled(clara: User, farid: User, now: datetime) -> None:
    step = paid(M.FUNDED, clara, farid, now)
    with pytest.raises(WrongState):
        long_holds.settle_long_held(milestone=step, now=now + 89 * DAY)


def test_a_client_who_could_not_be_told_is_left_to_people(
    clara: User, farid: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = paid(M.SUBMITTED, clara, farid, now)
    monkeypatch.setattr("notifications.receivers.work.never_heard_of_delivery", lambda _m: True)
    assert clock.settle_held_too_long(now=now + 90 * DAY) == 0
    step.refresh_from_db()
    assert step.state == M.SUBMITTED


def test_time_counts_from_the_first_part_of_a_payment(
    clara: User, farid: User, now: datetime
) -> None:
    contract = work.signed_contract(client=clara, freelancer=farid, now=now)
    step = contract.milestones.get()
    escrow = milestones.start_funding(milestone=step, by=clara, now=now)
    money.pay(escrow, 600_000, now=now)
    money.pay(escrow, 400_000, now=now + 5 * DAY)
    assert escrow.decide_by_at == now + 90 * DAY


def test_both_are_told_the_date(clara: User, farid: User, now: datetime) -> None:
    paid(M.FUNDED, clara, farid, now)
    for days in (61, 76):
        sweeps.watch_holding_times(now=now + days * DAY)
    for person in (clara, farid):
        kinds = ["held_60_days", "decide_in_15_days"]
        told = Notification.objects.filter(recipient=person, kind__in=kinds)
        assert [n.kind for n in told.order_by("pk")] == kinds
        for one in told:
            assert one.args["until"] == {"at": (now + 90 * DAY).isoformat()}


@pytest.mark.parametrize(
    ("state", "silence"),
    [
        (M.FUNDED, "goes back to {client}"),
        (M.SUBMITTED, "counts as approved"),
        (M.CHANGES_REQUESTED, "goes back to {client}"),
    ],
)
def test_the_page_says_the_dates_and_what_silence_does(
    clara: User, farid: User, browser_of: Browser, long_ago: datetime, state: str, silence: str
) -> None:
    step = paid(state, clara, farid, long_ago)
    assert holding_of(step) is None
    sweeps.watch_holding_times(now=timezone.now())
    for person, client in ((clara, "you"), (farid, "Clara")):
        page = strip_tags(
            browser_of(person)
            .get(reverse("projects:contract", args=[step.contract_id]))
            .content.decode()
        )
        assert "This money has been in escrow since" in page
        assert silence.format(client=client) in page


def test_the_desk_lists_what_is_past_75_days(
    clara: User, farid: User, maya: User, browser_of: Browser, long_ago: datetime
) -> None:
    paid(M.FUNDED, clara, farid, long_ago)
    desk = reverse("payments:desk")
    assert "In escrow for more than 75 days" not in browser_of(maya).get(desk).content.decode()
    sweeps.watch_holding_times(now=timezone.now())
    page = strip_tags(browser_of(maya).get(desk).content.decode())
    assert "In escrow for more than 75 days" in page
    assert "Rp1,000,000" in page
    step = Milestone.objects.select_related("escrow").get()
    assert step.escrow is not None
    assert step.escrow.state == EscrowState.HELD

"""From day 75 on staff may decide about money that both sides are silent about."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.errors import InvalidInput, NotAllowed, WrongState
from notifications.models import Notification
from payments.kinds import DecisionKind, DecisionState
from payments.models import Decision, Earning, Refund, Transfer
from payments.services import chargebacks, confirming, forced, sweeps
from payments.states import EscrowState, TransferKind
from projects.models import Milestone, WorkEvent
from projects.services import clock, long_holds, milestones
from projects.states import MilestoneState
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import contracts as made
from tests.factories import payments as money
from tests.payments.test_threads import at_once

M = MilestoneState
DAY = timedelta(days=1)
Browser = Callable[[User], Client]
RELEASE, REFUND = DecisionKind.FORCE_RELEASE, DecisionKind.FORCE_REFUND


def resting(state: str, clara: User, farid: User, now: datetime) -> Milestone:
    """A step in this state about which both were pressed on day 75."""
    step = made.milestone_in(state, client=clara, freelancer=farid, now=now)
    Milestone.objects.filter(pk=step.pk, review_deadline_at__isnull=False).update(
        review_deadline_at=now + 100 * DAY
    )
    sweeps.watch_holding_times(now=now + 76 * DAY)
    return Milestone.objects.select_related("escrow").get(pk=step.pk)


@pytest.fixture
def step(clara: User, farid: User, now: datetime) -> Milestone:
    """Delivered, and nobody answers."""
    return resting(M.SUBMITTED, clara, farid, now)


def decide(
    step: Milestone, by: User, now: datetime, kind: DecisionKind = RELEASE, reason: str = "Silence."
) -> Milestone:
    return long_holds.decide_by_staff(
        milestone=step, kind=kind, by=by, reason=reason, now=now + 76 * DAY
    )


def address(step: Milestone) -> str:
    return reverse("projects:held-long", args=[step.escrow_id])


@pytest.mark.parametrize("staff", ["maya", "fitri"])
@pytest.mark.parametrize(
    ("kind", "outcome", "counts"), [(RELEASE, M.RELEASED, (1, 0)), (REFUND, M.REFUNDED, (0, 1))]
)
def test_staff_release_or_refund_what_was_delivered(
    step: Milestone,
    staff: str,
    request: Any,
    now: datetime,
    kind: DecisionKind,
    outcome: str,
    counts: tuple[int, int],
) -> None:
    person = request.getfixturevalue(staff)
    decide(step, person, now, kind)
    step.refresh_from_db()
    assert step.state == outcome
    assert (Earning.objects.count(), Refund.objects.count()) == counts
    told = WorkEvent.objects.get(kind="decided_by_staff")
    assert (told.actor, told.reason) == (person, "Silence.")
    assert clock.settle_held_too_long(now=now + 91 * DAY) == 0


def test_what_was_never_delivered_only_goes_back(
    clara: User, farid: User, maya: User, now: datetime
) -> None:
    step = resting(M.FUNDED, clara, farid, now)
    with pytest.raises(WrongState):
        decide(step, maya, now)
    decide(step, maya, now, REFUND)
    step.refresh_from_db()
    assert step.state == M.REFUNDED


def test_before_day_75_and_in_a_dispute_staff_do_not_decide(
    clara: User, farid: User, maya: User, now: datetime, browser_of: Browser
) -> None:
    early = made.milestone_in(M.SUBMITTED, client=clara, freelancer=farid, now=now)
    with pytest.raises(WrongState):
        decide(early, maya, now)
    assert browser_of(maya).get(address(early)).status_code == 404


def test_a_dispute_keeps_it_from_staff(
    clara: User, farid: User, maya: User, now: datetime, browser_of: Browser
) -> None:
    step = resting(M.DISPUTED, clara, farid, now)
    with pytest.raises(WrongState):
        decide(step, maya, now, REFUND)
    assert "a dispute or a bank decides" in browser_of(maya).get(address(step)).text


@pytest.mark.parametrize("kind", [RELEASE, REFUND])
def test_the_lines_that_are_shown_are_those_that_are_written(
    step: Milestone, maya: User, now: datetime, kind: DecisionKind
) -> None:
    escrow = step.escrow
    assert escrow is not None
    lines = forced.lines_of(escrow, kind, now + 76 * DAY)
    decide(step, maya, now, kind)
    kinds = [TransferKind.RELEASE, TransferKind.REFUND_ASKED]
    written = Transfer.objects.get(kind__in=kinds, reference=escrow.reference).entries
    assert sorted(written.values_list("account__kind", "amount_minor")) == sorted(
        (line.pocket.kind.value, line.amount.minor) for line in lines
    )


def test_the_page_shows_both_ways_and_takes_one(
    step: Milestone, maya: User, browser_of: Browser
) -> None:
    browser = browser_of(maya)
    page = browser.get(address(step)).text
    assert "Release it to the freelancer" in page
    assert "Send it back to the client" in page
    assert address(step) in browser.get(reverse("payments:desk")).text
    for junk in ({}, {"kind": "x", "reason": "y"}, {"kind": "force_refund", "reason": ""}):
        assert "Write a reason" in browser.post(address(step), junk, follow=True).text
    browser.post(address(step), {"kind": "force_refund", "reason": "Nobody answers."})
    step.refresh_from_db()
    assert step.state == M.REFUNDED
    assert "Nobody answers." in browser.get(address(step)).text


@pytest.mark.parametrize("person", ["clara", "farid", "sena"])
def test_for_everybody_else_the_page_does_not_exist(
    step: Milestone, person: str, request: Any, browser_of: Browser
) -> None:
    browser = browser_of(request.getfixturevalue(person))
    given = {"kind": "force_refund", "reason": "x"}
    assert browser.get(address(step)).status_code == 404
    assert browser.post(address(step), given).status_code == 404
    assert browser.get(reverse("projects:held-long", args=[10**9])).status_code == 404


def test_who_has_to_do_with_one_of_the_two_does_not_decide(
    step: Milestone, clara: User, farid: User, sena: User, fitri: User, now: datetime
) -> None:
    money.make_escrow(payer=fitri, payee=farid, now=now)
    for person in (clara, farid, sena, fitri):
        with pytest.raises(NotAllowed):
            decide(step, person, now)
    assert not Decision.objects.exists()


def test_a_reason_is_needed(step: Milestone, maya: User, now: datetime) -> None:
    with pytest.raises(InvalidInput):
        decide(step, maya, now, reason=" ")


def test_a_large_sum_needs_two_and_moderators_are_asked_too(
    step: Milestone, maya: User, fitri: User, now: datetime, settings: Any, browser_of: Browser
) -> None:
    settings.SECOND_OPINION_ABOVE = 0
    decide(step, maya, now)
    decide(step, maya, now)
    step.refresh_from_db()
    assert step.state == M.SUBMITTED
    decision = Decision.objects.get()
    told = Notification.objects.filter(kind="decision_to_confirm")
    assert [one.recipient for one in told] == [fitri]
    with pytest.raises(NotAllowed):
        confirming.confirm(decision=decision, by=maya, now=now)
    with pytest.raises(WrongState):
        decide(step, fitri, now, REFUND)
    assert address(step) in browser_of(maya).get(reverse("payments:decisions")).text
    assert "Agree and write" in browser_of(fitri).get(address(step)).text
    for _time in range(2):
        browser_of(fitri).post(reverse("payments:confirm-decision", args=[decision.pk]))
    step.refresh_from_db()
    decision.refresh_from_db()
    assert (step.state, decision.state) == (M.RELEASED, DecisionState.DONE)
    assert Earning.objects.count() == 1


def test_the_clock_goes_on_while_a_decision_waits(
    step: Milestone, maya: User, fitri: User, now: datetime, settings: Any
) -> None:
    settings.SECOND_OPINION_ABOVE = 0
    decide(step, maya, now, REFUND)
    clock.settle_held_too_long(now=now + 91 * DAY)
    with pytest.raises(WrongState):
        confirming.confirm(decision=Decision.objects.get(), by=fitri, now=now + 91 * DAY)
    step.refresh_from_db()
    assert (step.state, Refund.objects.count()) == (M.RELEASED, 0)


def test_nothing_waits_for_a_second_person_once_the_sides_have_settled(
    step: Milestone, clara: User, maya: User, now: datetime, settings: Any
) -> None:
    settings.SECOND_OPINION_ABOVE = 0
    decide(step, maya, now, REFUND)
    milestones.approve_milestone(milestone=step, by=clara, now=now + 77 * DAY)
    assert Decision.objects.get().state == DecisionState.RETURNED


def test_nothing_waits_for_a_second_person_once_a_bank_has_kept_all(
    step: Milestone, maya: User, now: datetime, settings: Any
) -> None:
    settings.SECOND_OPINION_ABOVE = 0
    decide(step, maya, now, REFUND)
    assert step.escrow is not None
    payment = SandboxPayment.objects.get(key=step.escrow.payins.get().key)
    opened = bank.open_chargeback(payment=payment, now=now)
    assert opened is not None
    bank.decide(chargeback=opened, is_won=False, now=now)
    chargebacks.look_up(provider="sandbox", reference=opened.reference, now=now + 77 * DAY)
    step.escrow.refresh_from_db()
    assert step.escrow.state == EscrowState.REVERSED
    assert Decision.objects.get().state == DecisionState.RETURNED


def test_the_database_refuses_a_second_decision(step: Milestone, maya: User, now: datetime) -> None:
    decide(step, maya, now)
    one = Decision.objects.get()
    one.pk = None
    with pytest.raises(IntegrityError, match="decision_once_per_escrow"), transaction.atomic():
        one.save()


@pytest.mark.django_db(transaction=True)
def test_presses_at_once_have_one_outcome(
    step: Milestone, maya: User, fitri: User, now: datetime
) -> None:
    at_once(
        *[
            lambda by=by, kind=kind: decide(step, by, now, kind)
            for by, kind in ((maya, RELEASE), (fitri, REFUND), (maya, RELEASE), (fitri, REFUND))
        ]
    )
    assert Decision.objects.count() == 1
    assert Earning.objects.count() + Refund.objects.count() == 1

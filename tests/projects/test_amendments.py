"""Other remaining steps, agreed by both sides."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from core.errors import DomainError, InvalidInput, NotAllowed, WrongState
from core.money import Money
from projects.models import Amendment, Contract, Terms
from projects.services import amendments, clock, milestones
from projects.services.proposals import Step
from projects.states import AMENDMENT_MOVES, AmendmentState, MilestoneState
from tests.factories import contracts as made
from tests.factories import projects as work

pytestmark = pytest.mark.usefixtures("book_is_right")
A, M = AmendmentState, MilestoneState


def step(title: str, amount: int, days: int = 5) -> Step:
    return Step(title=title, amount=work.rupiah(amount), days=days)


@pytest.fixture
def running(clara: User, farid: User, now: datetime) -> Contract:
    """Rp600.000 is paid in, Rp400.000 is not."""
    return work.running_contract(client=clara, freelancer=farid, now=now, steps=(600_000, 400_000))


@pytest.fixture
def proposed(running: Contract, clara: User, now: datetime) -> Amendment:
    return amendments.propose_amendment(
        contract=running,
        by=clara,
        steps=[step("Sign", 250_000), step("Menu", 350_000)],
        note="We need a menu too.",
        now=now,
    )


def _verbs(amendment: Amendment, clara: User, farid: User, now: datetime) -> dict[str, Any]:
    return {
        A.ACCEPTED: lambda: amendments.accept_amendment(amendment=amendment, by=farid, now=now),
        A.DECLINED: lambda: amendments.decline_amendment(amendment=amendment, by=farid, now=now),
        A.WITHDRAWN: lambda: amendments.decline_amendment(amendment=amendment, by=clara, now=now),
        A.LAPSED: lambda: amendments.lapse_amendment(amendment=amendment, now=now),
    }


# A decline of what was withdrawn, and the reverse, changes nothing: both mean no.
SAME = {(A.ACCEPTED, A.ACCEPTED)} | {
    (x, y) for x in (A.DECLINED, A.WITHDRAWN) for y in (A.DECLINED, A.WITHDRAWN)
}


@pytest.mark.parametrize("verb", [A.ACCEPTED, A.DECLINED, A.WITHDRAWN, A.LAPSED])
@pytest.mark.parametrize("state", list(A))
def test_every_verb_in_every_state(
    state: str, verb: str, proposed: Amendment, clara: User, farid: User, now: datetime
) -> None:
    verbs = _verbs(proposed, clara, farid, now)
    if state != A.OPEN:
        verbs[state]()
    before = made.traces()
    if state == A.OPEN:
        verbs[verb]()
        assert verb in AMENDMENT_MOVES[state]
    elif (state, verb) in SAME:
        verbs[verb]()
        assert made.traces() == before
    else:
        with pytest.raises(DomainError):
            verbs[verb]()
        assert made.traces() == before
    proposed.refresh_from_db()
    assert proposed.state == (verb if state == A.OPEN else state)


def test_acceptance_replaces_what_is_not_paid(
    proposed: Amendment, running: Contract, farid: User, now: datetime
) -> None:
    amendments.accept_amendment(amendment=proposed, by=farid, now=now)
    found = [(m.position, m.title, m.amount, m.state) for m in running.milestones.all()]
    assert found == [
        (1, "Step 1", work.rupiah(600_000), M.FUNDED),
        (2, "Step 2", work.rupiah(400_000), M.CANCELLED),
        (3, "Sign", work.rupiah(250_000), M.AGREED),
        (4, "Menu", work.rupiah(350_000), M.AGREED),
    ]
    running.refresh_from_db()
    running.bid.refresh_from_db()
    assert running.terms == proposed.terms == running.bid.terms
    assert running.terms.amount == work.rupiah(1_200_000)
    assert running.terms.version == 2


def test_a_proposal_leaves_the_signed_terms_alone(
    proposed: Amendment, running: Contract, farid: User, now: datetime
) -> None:
    signed = Terms.objects.get(bid=running.bid, version=1)
    amendments.decline_amendment(amendment=proposed, by=farid, now=now)
    running.refresh_from_db()
    running.bid.refresh_from_db()
    assert running.terms == running.bid.terms == signed


def test_a_step_paid_meanwhile_stops_the_acceptance(
    proposed: Amendment, running: Contract, farid: User, now: datetime
) -> None:
    work.fund(running.milestones.get(position=2), now=now)
    before = made.traces()
    with pytest.raises(WrongState):
        amendments.accept_amendment(amendment=proposed, by=farid, now=now)
    assert made.traces() == before


def test_a_step_released_meanwhile_does_not(
    proposed: Amendment, running: Contract, clara: User, farid: User, now: datetime
) -> None:
    first = running.milestones.get(position=1)
    milestones.approve_milestone(milestone=first, by=clara, now=now)
    amendments.accept_amendment(amendment=proposed, by=farid, now=now)
    live = running.milestones.exclude(state=M.CANCELLED)
    assert [m.title for m in live] == ["Step 1", "Sign", "Menu"]


def test_nobody_accepts_the_own_proposal(
    proposed: Amendment, clara: User, sena: User, maya: User, now: datetime
) -> None:
    before = made.traces()
    with pytest.raises(WrongState):
        amendments.accept_amendment(amendment=proposed, by=clara, now=now)
    for person in (sena, maya):
        with pytest.raises(NotAllowed):
            amendments.accept_amendment(amendment=proposed, by=person, now=now)
        with pytest.raises(NotAllowed):
            amendments.decline_amendment(amendment=proposed, by=person, now=now)
    assert made.traces() == before


def test_one_proposal_at_a_time(proposed: Amendment, farid: User, now: datetime) -> None:
    with pytest.raises(WrongState):
        amendments.propose_amendment(
            contract=proposed.contract, by=farid, steps=[step("x", 1)], note="", now=now
        )


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [step("", 1_000)],
        [step("x", 0)],
        [step("x", -1)],
        [Step(title="x", amount=Money(150, "IDR"), days=5)],
        [Step(title="x", amount=Money(100_00, "USD"), days=5)],
        [step("x", 1_000, days=0)],
        [step("x", 1_000, days=731)],
        [step("x", 1_000)] * 20,
    ],
)
def test_bad_steps_change_nothing(
    running: Contract, clara: User, now: datetime, steps: list[Step]
) -> None:
    before, versions = made.traces(), Terms.objects.count()
    with pytest.raises(InvalidInput):
        amendments.propose_amendment(contract=running, by=clara, steps=steps, note="", now=now)
    assert made.traces() == before
    assert Terms.objects.count() == versions


def test_new_steps_have_their_own_thirty_days(
    running: Contract, clara: User, farid: User, now: datetime
) -> None:
    later = now + timedelta(days=40)
    amendment = amendments.propose_amendment(
        contract=running, by=clara, steps=[step("Sign", 250_000)], note="", now=later
    )
    amendments.accept_amendment(amendment=amendment, by=farid, now=later)
    first = running.milestones.get(position=1)
    milestones.approve_milestone(milestone=first, by=clara, now=later)
    assert clock.cancel_unpaid(now=later + timedelta(days=29)) == 0
    assert clock.cancel_unpaid(now=later + timedelta(days=31)) == 1

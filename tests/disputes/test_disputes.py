"""A disagreement: opened, talked about, settled, withdrawn, decided."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts.models import User
from core.errors import DomainError, InvalidInput, NotAllowed, WrongState
from core.money import Money
from disputes.models import Dispute, Proposal, Ruling
from disputes.selectors import disputes_visible_to, queue, standing_proposal
from disputes.services import clock, disputes, rulings
from disputes.services.rulings import Verdict
from disputes.states import DISPUTE_MOVES, OPEN_DISPUTES, UNDECIDED, DisputeState, Reason, Rule
from payments.models import Earning, Refund, Transfer
from payments.states import EscrowState
from projects.models import Milestone
from projects.services import contracts, milestones
from projects.states import ContractState, MilestoneState
from tests.factories import contracts as made
from tests.factories import disputes as quarrel
from tests.factories import projects as work
from tests.factories.accounts import make_senior_moderator
from tests.undoing import undone

pytestmark = pytest.mark.usefixtures("book_is_right")
D, M = DisputeState, MilestoneState
DAY = timedelta(days=1)


@pytest.fixture
def submitted(clara: User, farid: User, now: datetime) -> Milestone:
    return work.delivered_milestone(client=clara, freelancer=farid, now=now)


@pytest.fixture
def dispute(submitted: Milestone, clara: User, now: datetime) -> Dispute:
    """Clara would give half."""
    return quarrel.open_dispute(submitted, by=clara, now=now)


@pytest.fixture
def mediation(dispute: Dispute) -> Dispute:
    return quarrel.run_out(dispute)


def traces() -> dict[str, int]:
    return made.traces() | {
        "disputes": hash(tuple(Dispute.objects.order_by("pk").values_list())),
        "proposals": Proposal.objects.count(),
        "rulings": Ruling.objects.count(),
    }


Verbs = dict[str, Callable[[], object]]


def _verbs(dispute: Dispute, people: dict[str, User], now: datetime) -> Verbs:
    clara, farid, maya = people["clara"], people["farid"], people["maya"]
    theirs = standing_proposal(dispute, by_id=clara.pk)
    assert theirs is not None
    judge = make_senior_moderator("Juri Judge", email="juri@example.com")
    return {
        "propose": lambda: quarrel.propose(dispute, 800_000, by=farid, now=now),
        "accept": lambda: disputes.accept_proposal(proposal=theirs, by=farid, now=now),
        "withdraw": lambda: disputes.withdraw_dispute(dispute=dispute, by=clara, now=now),
        "blind": lambda: quarrel.blind(dispute, 600_000, by=clara, now=now),
        "mediate": lambda: quarrel.rule(dispute, 600_000, by=maya, now=now),
        "judge": lambda: quarrel.rule(dispute, 600_000, by=judge, now=now),
        "agree": lambda: quarrel.answer(dispute, by=farid, is_accepted=True, now=now),
        "reject": lambda: quarrel.answer(dispute, by=farid, is_accepted=False, now=now),
        "appeal": lambda: quarrel.appeal(dispute, by=farid, now=now),
        "too_early": lambda: clock.run_out(
            dispute=dispute, now=dispute.deadline_at - timedelta(seconds=1)
        ),
        "time_is_over": lambda: clock.run_out(dispute=dispute, now=dispute.deadline_at),
        "heard_and_over": lambda: _heard_and_over(dispute, farid, now),
    }


def _heard_and_over(dispute: Dispute, person: User, now: datetime) -> None:
    quarrel.hear(dispute, person, now)
    clock.run_out(dispute=dispute, now=dispute.deadline_at)


def _staying(*states: str) -> dict[str, str]:
    return {state: state for state in states}


# (state, verb) -> state; whatever is missing is refused and changes nothing.
LEADS: dict[str, dict[str, str]] = {
    "propose": {D.AWAITING_RESPONSE: D.NEGOTIATION, D.DEFAULTING: D.NEGOTIATION}
    | _staying(D.NEGOTIATION, D.MEDIATION, D.PROPOSED, D.ARBITRATION, D.DECIDED, D.APPEALED),
    "accept": dict.fromkeys([*OPEN_DISPUTES, D.SETTLED], D.SETTLED),
    "withdraw": dict.fromkeys([*UNDECIDED, D.WITHDRAWN], D.WITHDRAWN),
    "blind": _staying(D.NEGOTIATION, D.MEDIATION),
    "mediate": {D.MEDIATION: D.PROPOSED},
    "judge": {D.MEDIATION: D.PROPOSED, D.ARBITRATION: D.DECIDED, D.APPEALED: D.EXECUTED},
    "agree": _staying(D.PROPOSED),
    "reject": {D.PROPOSED: D.ARBITRATION},
    "appeal": {D.DECIDED: D.APPEALED},
    "too_early": {},
    "time_is_over": {
        D.AWAITING_RESPONSE: D.MEDIATION,  # nobody was reached
        D.DEFAULTING: D.DEFAULTED,
        D.NEGOTIATION: D.MEDIATION,
        D.MEDIATION: D.ARBITRATION,
        D.PROPOSED: D.EXECUTED,
        D.ARBITRATION: D.ARBITRATION,  # late, and said so; then five days of grace
        D.DECIDED: D.EXECUTED,
        D.APPEALED: D.APPEALED,
    },
    "heard_and_over": {
        D.AWAITING_RESPONSE: D.DEFAULTING,
        D.DEFAULTING: D.DEFAULTED,
        D.NEGOTIATION: D.MEDIATION,
        D.MEDIATION: D.ARBITRATION,
        D.PROPOSED: D.EXECUTED,
        D.ARBITRATION: D.ARBITRATION,
        D.DECIDED: D.EXECUTED,
        D.APPEALED: D.APPEALED,
    },
}


@pytest.mark.parametrize("state", list(D))
def test_every_verb_in_every_state(
    state: str, clara: User, farid: User, maya: User, now: datetime, subtests: pytest.Subtests
) -> None:
    pk = quarrel.dispute_in(state, client=clara, freelancer=farid, moderator=maya, now=now).pk
    people = {"clara": clara, "farid": farid, "maya": maya}
    for verb, leads in LEADS.items():
        with subtests.test(verb=verb), undone():
            dispute = Dispute.objects.get(pk=pk)
            if verb in ("agree", "reject") and dispute.ruling is None and state not in leads:
                continue  # there is nothing to answer
            _leads(dispute, _verbs(dispute, people, now)[verb], state, leads.get(state))


def _leads(dispute: Dispute, act: Callable[[], object], state: str, to: str | None) -> None:
    assert dispute.state == state
    before = traces()
    if to is None:
        with pytest.raises(DomainError):
            act()
        assert traces() == before
        return
    act()
    dispute.refresh_from_db()
    assert dispute.state == to
    assert to in DISPUTE_MOVES[state] | {state}


def test_opening_freezes_and_starts_the_clock(
    dispute: Dispute, submitted: Milestone, clara: User, now: datetime
) -> None:
    submitted.refresh_from_db()
    assert submitted.escrow is not None
    assert (submitted.state, submitted.escrow.state) == (M.DISPUTED, EscrowState.FROZEN)
    assert dispute.deadline_at == now + 5 * DAY
    assert [(p.by, p.to_freelancer) for p in dispute.proposals.all()] == [
        (clara, work.rupiah(500_000))
    ]
    assert clock.move_due(now=now + 5 * DAY - timedelta(seconds=1)) == 0


def test_opening_twice_is_one_dispute(
    dispute: Dispute, submitted: Milestone, clara: User, farid: User, now: datetime
) -> None:
    assert quarrel.open_dispute(submitted, by=clara, now=now).pk == dispute.pk
    with pytest.raises(WrongState):
        quarrel.open_dispute(submitted, by=farid, now=now)
    assert Dispute.objects.count() == 1


@pytest.mark.parametrize(
    ("part", "moved", "state"),
    [
        (500_000, (450_000, 50_000, 500_000), M.PARTLY_RELEASED),
        (333_333, (300_000, 33_333, 666_667), M.PARTLY_RELEASED),
        (1, (1, 0, 999_999), M.PARTLY_RELEASED),
        (1_000_000, (900_000, 100_000, 0), M.RELEASED),
        (0, (0, 0, 1_000_000), M.REFUNDED),
    ],
)
def test_what_was_agreed_moves_at_once(
    submitted: Milestone,
    clara: User,
    farid: User,
    now: datetime,
    part: int,
    moved: tuple[int, int, int],
    state: str,
) -> None:
    earned, fee, back = moved
    dispute = quarrel.open_dispute(submitted, by=clara, now=now, to_freelancer=work.rupiah(part))
    disputes.accept_proposal(proposal=dispute.proposals.get(), by=farid, now=now)
    submitted.refresh_from_db()
    escrow = submitted.escrow
    assert escrow is not None
    assert (escrow.released, escrow.fee, escrow.refunded) == (
        work.rupiah(earned),
        work.rupiah(fee),
        work.rupiah(back),
    )
    assert escrow.held == work.rupiah(0)
    assert submitted.state == state
    assert sum(e.amount_minor for e in Earning.objects.all()) == work.rupiah(earned).minor
    assert sum(r.amount_minor for r in Refund.objects.all()) == work.rupiah(back).minor
    submitted.contract.refresh_from_db()
    assert submitted.contract.state in {ContractState.COMPLETED, ContractState.CANCELLED}


def test_accepting_twice_moves_once(dispute: Dispute, farid: User, now: datetime) -> None:
    proposal = dispute.proposals.get()
    disputes.accept_proposal(proposal=proposal, by=farid, now=now)
    transfers = Transfer.objects.count()
    disputes.accept_proposal(proposal=proposal, by=farid, now=now)
    assert Transfer.objects.count() == transfers


def test_nobody_accepts_a_target_that_moved(
    dispute: Dispute, clara: User, farid: User, now: datetime
) -> None:
    first = dispute.proposals.get()
    quarrel.propose(dispute, 400_000, by=clara, now=now)
    before = traces()
    with pytest.raises(WrongState):
        disputes.accept_proposal(proposal=first, by=farid, now=now)
    assert traces() == before


def test_nobody_accepts_the_own_proposal(
    dispute: Dispute, clara: User, sena: User, maya: User, now: datetime
) -> None:
    before = traces()
    for person in (clara, sena, maya):
        with pytest.raises(NotAllowed):
            disputes.accept_proposal(proposal=dispute.proposals.get(), by=person, now=now)
    assert traces() == before


def test_the_same_figure_settles(dispute: Dispute, farid: User, clara: User, now: datetime) -> None:
    quarrel.propose(dispute, 900_000, by=farid, now=now)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.deadline_at) == (D.NEGOTIATION, now + 7 * DAY)
    quarrel.propose(dispute, 900_000, by=clara, now=now)
    dispute.refresh_from_db()
    assert (dispute.state, dispute.to_freelancer) == (D.SETTLED, work.rupiah(900_000))


def test_nobody_asks_for_less_than_is_offered(
    dispute: Dispute, clara: User, farid: User, now: datetime
) -> None:
    with pytest.raises(WrongState):
        quarrel.propose(dispute, 400_000, by=farid, now=now)
    quarrel.propose(dispute, 800_000, by=farid, now=now)
    with pytest.raises(WrongState):
        quarrel.propose(dispute, 900_000, by=clara, now=now)


def test_the_same_proposal_twice_counts_once(dispute: Dispute, farid: User, now: datetime) -> None:
    first = quarrel.propose(dispute, 900_000, by=farid, now=now, why="All was done.")
    second = quarrel.propose(dispute, 900_000, by=farid, now=now, why="All was done.")
    assert first == second


@pytest.mark.parametrize(
    "part",
    [Money(-100, "IDR"), Money(100_000_001_00, "IDR"), Money(150, "IDR"), Money(100, "USD")],
)
def test_a_part_lies_within_the_whole(
    submitted: Milestone, clara: User, farid: User, maya: User, now: datetime, part: Money
) -> None:
    before = traces()
    with pytest.raises(InvalidInput):
        quarrel.open_dispute(submitted, by=clara, now=now, to_freelancer=part)
    assert traces() == before
    dispute = quarrel.open_dispute(submitted, by=clara, now=now)
    before = traces()
    with pytest.raises(InvalidInput):
        disputes.propose_split(dispute=dispute, by=farid, to_freelancer=part, message="", now=now)
    assert traces() == before
    quarrel.run_out(dispute)
    verdict = Verdict(
        to_freelancer=part, rule_code=Rule.IN_PART, reasons_id="Begitu", reasons_en="So"
    )
    with pytest.raises(InvalidInput):
        rulings.rule(dispute=dispute, by=maya, verdict=verdict, now=now)


@pytest.mark.parametrize(
    ("code", "claim"),
    [(Reason.QUALITY, ""), (Reason.QUALITY, "  "), (Reason.QUALITY, "x" * 5001), ("magic", "Hm")],
)
def test_a_claim_has_a_reason_and_words(
    submitted: Milestone, clara: User, now: datetime, code: str, claim: str
) -> None:
    before = traces()
    with pytest.raises(InvalidInput):
        disputes.open_dispute(
            milestone=submitted,
            by=clara,
            reason_code=code,
            claim=claim,
            to_freelancer=work.rupiah(1),
            now=now,
        )
    assert traces() == before


def test_strangers_and_moderators_open_nothing(
    submitted: Milestone, sena: User, maya: User, now: datetime
) -> None:
    before = traces()
    for person in (sena, maya):
        with pytest.raises(NotAllowed):
            quarrel.open_dispute(submitted, by=person, now=now)
    assert traces() == before


@pytest.mark.parametrize("state", [M.AGREED, M.AWAITING_FUNDING, M.RELEASED, M.REFUNDED])
def test_without_money_in_escrow_there_is_no_dispute(
    state: str, clara: User, farid: User, now: datetime
) -> None:
    milestone = made.milestone_in(state, client=clara, freelancer=farid, now=now)
    with pytest.raises(WrongState):
        quarrel.open_dispute(milestone, by=clara, now=now)
    assert Dispute.objects.count() == 0


def test_only_the_opener_withdraws_and_the_review_goes_on(
    dispute: Dispute, submitted: Milestone, clara: User, farid: User, maya: User, now: datetime
) -> None:
    for person in (farid, maya):
        with pytest.raises(NotAllowed):
            disputes.withdraw_dispute(dispute=dispute, by=person, now=now)
    later = now + 2 * DAY
    disputes.withdraw_dispute(dispute=dispute, by=clara, now=later)
    submitted.refresh_from_db()
    assert submitted.escrow is not None
    assert (submitted.state, submitted.escrow.state) == (M.SUBMITTED, EscrowState.HELD)
    assert submitted.review_deadline_at == later + 14 * DAY  # nothing of it was over
    again = quarrel.open_dispute(submitted, by=clara, now=later)
    assert again.pk != dispute.pk


def test_other_steps_go_on(clara: User, farid: User, now: datetime) -> None:
    contract = work.running_contract(
        client=clara, freelancer=farid, now=now, steps=(500_000, 500_000)
    )
    first, second = contract.milestones.all()
    quarrel.open_dispute(first, by=clara, now=now, to_freelancer=work.rupiah(0))
    work.fund(second, now=now)
    milestones.approve_milestone(milestone=second, by=clara, now=now)
    contract.refresh_from_db()
    assert contract.state == ContractState.ACTIVE
    disputes.accept_proposal(proposal=Proposal.objects.get(), by=farid, now=now)
    contract.refresh_from_db()
    assert contract.state == ContractState.COMPLETED


def test_an_ending_contract_waits_for_its_dispute(
    dispute: Dispute, submitted: Milestone, clara: User, farid: User, now: datetime
) -> None:
    contracts.end_contract(contract=submitted.contract, by=clara, reason="Enough", now=now)
    submitted.contract.refresh_from_db()
    assert submitted.contract.state == ContractState.ENDING
    disputes.accept_proposal(proposal=dispute.proposals.get(), by=farid, now=now)
    submitted.contract.refresh_from_db()
    assert submitted.contract.state == ContractState.COMPLETED


def test_proposals_and_rulings_never_change(mediation: Dispute, maya: User, now: datetime) -> None:
    quarrel.rule(mediation, 600_000, by=maya, now=now)
    for rows in (Proposal.objects, Ruling.objects, mediation.history):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.update(to_freelancer_minor=0)


def test_who_sees_what(dispute: Dispute, clara: User, farid: User, sena: User, maya: User) -> None:
    for person, seen in ((clara, 1), (farid, 1), (maya, 1), (sena, 0)):
        assert disputes_visible_to(person).count() == seen


def test_the_queue_shows_first_what_waits_for_moderators(
    mediation: Dispute, clara: User, sena: User, now: datetime
) -> None:
    other = work.delivered_milestone(client=clara, freelancer=sena, now=now)
    newer = quarrel.open_dispute(other, by=clara, now=now)
    assert newer.deadline_at < mediation.deadline_at
    assert list(queue()) == [mediation, newer]

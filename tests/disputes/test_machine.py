"""Random lives of disputes: at every step the escrow sums, at most one outcome, always an end."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core.errors import DomainError
from disputes.models import Dispute, DisputeChange
from disputes.services import clock, disputes
from disputes.states import DISPUTE_MOVES
from payments.models import Escrow
from payments.services.checks import check_ledger
from tests.factories import accounts as people
from tests.factories import disputes as quarrel
from tests.factories import projects as work

NOW = datetime(2026, 11, 10, 2, tzinfo=UTC)
AMOUNTS = st.integers(0, 1_000_000)
SIDES = st.sampled_from(["clara", "farid"])
STAFF = st.sampled_from(["maya", "sari", "juri", "tied"])


class Life(RuleBasedStateMachine):
    """One dispute, whatever people and the clock do to it."""

    @initialize()
    def disagree(self) -> None:
        """In a transaction that is taken back at the end."""
        self.before = transaction.savepoint()
        self.people = {
            "clara": people.make_client(),
            "farid": people.make_freelancer(),
            "maya": people.make_moderator(),
            "sari": people.make_senior_moderator(),
            "juri": people.make_senior_moderator("Juri Judge"),
            "tied": people.make_senior_moderator("Tia Tied"),
        }
        work.signed_contract(client=self.people["clara"], freelancer=self.people["tied"], now=NOW)
        milestone = work.delivered_milestone(
            client=self.people["clara"], freelancer=self.people["farid"], now=NOW
        )
        self.now = NOW
        self.dispute = quarrel.open_dispute(milestone, by=self.people["clara"], now=NOW)

    def teardown(self) -> None:
        if not hasattr(self, "before"):
            return
        try:
            for _each in range(12):
                self.now += timedelta(days=15)
                clock.run_all(now=self.now)
            self.dispute.refresh_from_db()
            assert not self.dispute.is_open
            assert check_ledger() == []
        finally:
            transaction.savepoint_rollback(self.before)

    def does(self, act: object, **said: object) -> None:
        self.dispute.refresh_from_db()
        try:
            with transaction.atomic():
                act(dispute=self.dispute, now=self.now, **said)
        except DomainError:
            after = Dispute.objects.get(pk=self.dispute.pk)
            assert (after.state, after.to_freelancer_minor) == (
                self.dispute.state,
                self.dispute.to_freelancer_minor,
            )

    @rule(who=SIDES, rupiah=AMOUNTS)
    def propose(self, who: str, rupiah: int) -> None:
        self.does(
            lambda dispute, now: quarrel.propose(dispute, rupiah, by=self.people[who], now=now)
        )

    @rule(who=SIDES, rupiah=AMOUNTS)
    def blind(self, who: str, rupiah: int) -> None:
        self.does(lambda dispute, now: quarrel.blind(dispute, rupiah, by=self.people[who], now=now))

    @rule(who=SIDES)
    def accept_newest(self, who: str) -> None:
        other = self.people["farid" if who == "clara" else "clara"]
        newest = self.dispute.proposals.filter(by=other).order_by("-pk").first()
        if newest is not None:
            self.does(
                lambda dispute, now: disputes.accept_proposal(
                    proposal=newest, by=self.people[who], now=now
                )
            )

    @rule(who=STAFF, rupiah=AMOUNTS)
    def write(self, who: str, rupiah: int) -> None:
        self.does(lambda dispute, now: quarrel.rule(dispute, rupiah, by=self.people[who], now=now))

    @precondition(lambda self: Dispute.objects.get(pk=self.dispute.pk).ruling_id is not None)
    @rule(who=SIDES, is_accepted=st.booleans())
    def answer(self, who: str, is_accepted: bool) -> None:
        self.does(
            lambda dispute, now: quarrel.answer(
                dispute, by=self.people[who], is_accepted=is_accepted, now=now
            )
        )

    @rule(who=SIDES)
    def appeal(self, who: str) -> None:
        self.does(lambda dispute, now: quarrel.appeal(dispute, by=self.people[who], now=now))

    @rule(who=SIDES)
    def withdraw(self, who: str) -> None:
        self.does(
            lambda dispute, now: disputes.withdraw_dispute(
                dispute=dispute, by=self.people[who], now=now
            )
        )

    @rule(who=SIDES)
    def hear(self, who: str) -> None:
        quarrel.hear(self.dispute, self.people[who], self.now)

    @rule(days=st.integers(0, 16))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)
        clock.run_all(now=self.now)

    @invariant(check_during_init=False)
    def moves_are_those_of_the_table(self) -> None:
        changes = DisputeChange.objects.filter(dispute=self.dispute).exclude(from_state="")
        for change in changes:
            assert change.to_state in DISPUTE_MOVES[change.from_state], change

    @invariant(check_during_init=False)
    def the_escrow_sums_and_there_is_one_outcome(self) -> None:
        now = Dispute.objects.get(pk=self.dispute.pk)
        escrow = Escrow.objects.get(milestone=now.milestone_id)
        parts = escrow.held + escrow.released + escrow.refunded + escrow.fee + escrow.taxes
        assert parts == escrow.paid
        ended = [c for c in now.history.all() if c.to_state and not DISPUTE_MOVES[c.to_state]]
        assert len([c for c in ended if c.from_state != c.to_state]) <= 1
        assert now.is_open == (now.closed_at is None)
        if now.is_open:
            assert escrow.state == "frozen"


@pytest.mark.django_db
def test_every_life_of_a_dispute_ends_once_and_sums() -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=6,
            stateful_step_count=10,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

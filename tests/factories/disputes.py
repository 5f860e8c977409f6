"""Disagreements in the state that a test needs."""

from datetime import datetime

from accounts.models import User
from core.money import Money
from disputes.models import Dispute, Proposal, Ruling
from disputes.selectors import standing_proposal
from disputes.services import answers, clock, disputes, rulings
from disputes.services import blind as secret
from disputes.services.rulings import Verdict
from disputes.states import DisputeState, Ground, Reason, Rule
from notifications.models import Notification
from payments.services import chargebacks
from projects.models import Milestone
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import accounts as people
from tests.factories import projects as work

D = DisputeState


def open_dispute(
    milestone: Milestone, *, by: User, now: datetime, to_freelancer: Money | None = None
) -> Dispute:
    """Half of a million is asked, unless told otherwise."""
    return disputes.open_dispute(
        milestone=milestone,
        by=by,
        reason_code=Reason.QUALITY,
        claim="The letters cannot be read on the signboard.",
        to_freelancer=work.rupiah(500_000) if to_freelancer is None else to_freelancer,
        now=now,
    )


def propose(dispute: Dispute, rupiah: int, *, by: User, now: datetime, why: str = "") -> Proposal:
    return disputes.propose_split(
        dispute=dispute, by=by, to_freelancer=work.rupiah(rupiah), message=why, now=now
    )


def verdict(rupiah: int) -> Verdict:
    return Verdict(
        to_freelancer=work.rupiah(rupiah),
        rule_code=Rule.IN_PART,
        reasons_id="Dua dari tiga rancangan bisa dipakai.",
        reasons_en="Two of three drafts can be used.",
    )


def rule(dispute: Dispute, rupiah: int, *, by: User, now: datetime) -> Ruling:
    """A proposal, a decision or a judgement, as the state asks for."""
    return rulings.rule(dispute=dispute, by=by, verdict=verdict(rupiah), now=now)


def blind(dispute: Dispute, rupiah: int, *, by: User, now: datetime) -> Dispute:
    return secret.offer_blindly(dispute=dispute, by=by, limit=work.rupiah(rupiah), now=now)


def answer(dispute: Dispute, *, by: User, is_accepted: bool, now: datetime) -> Dispute:
    """To the ruling that stands."""
    dispute.refresh_from_db()
    assert dispute.ruling is not None
    return answers.answer_ruling(
        dispute=dispute, ruling=dispute.ruling, by=by, is_accepted=is_accepted, now=now
    )


def appeal(dispute: Dispute, *, by: User, now: datetime) -> Dispute:
    return answers.appeal(
        dispute=dispute, by=by, ground=Ground.EVIDENCE, text="Here is the chat.", now=now
    )


def hear(dispute: Dispute, person: User, now: datetime) -> None:
    """This person has read the news of the dispute."""
    Notification.objects.filter(about=f"dispute:{dispute.pk}", recipient=person).update(read_at=now)


def run_out(dispute: Dispute) -> Dispute:
    """The clock comes by at the moment when the time is over."""
    dispute.refresh_from_db()
    return clock.run_out(dispute=dispute, now=dispute.deadline_at)


def dispute_in(
    state: str, *, client: User, freelancer: User, moderator: User, now: datetime
) -> Dispute:
    """Clara's dispute about Farid's delivery of Rp1.000.000, in this state; Clara would give half.

    A mediator proposes Rp600.000, a senior moderator decides Rp700.000, another judges Rp800.000.
    """
    milestone = work.delivered_milestone(client=client, freelancer=freelancer, now=now)
    dispute = open_dispute(milestone, by=client, now=now)
    _Story(dispute, client, freelancer, moderator).bring_to(state)
    return Dispute.objects.get(pk=dispute.pk)


class _Story:
    """The way of a dispute to each state."""

    def __init__(self, dispute: Dispute, client: User, freelancer: User, moderator: User) -> None:
        self.dispute, self.moderator = dispute, moderator
        self.client, self.freelancer = client, freelancer

    def bring_to(self, state: str) -> None:
        for step in _WAYS[state]:
            self.dispute.refresh_from_db()
            getattr(self, step)(self.dispute.opened_at)

    def talk(self, now: datetime) -> None:
        propose(self.dispute, 900_000, by=self.freelancer, now=now)

    def hear(self, now: datetime) -> None:
        hear(self.dispute, self.freelancer, now)

    def over(self, _now: datetime) -> None:
        run_out(self.dispute)

    def propose(self, now: datetime) -> None:
        rule(self.dispute, 600_000, by=self.moderator, now=now)

    def reject(self, now: datetime) -> None:
        answer(self.dispute, by=self.client, is_accepted=False, now=now)

    def decide(self, now: datetime) -> None:
        rule(self.dispute, 700_000, by=people.make_senior_moderator(), now=now)

    def appeal(self, now: datetime) -> None:
        appeal(self.dispute, by=self.client, now=now)

    def settle(self, now: datetime) -> None:
        proposal = standing_proposal(self.dispute, by_id=self.client.pk)
        assert proposal is not None
        disputes.accept_proposal(proposal=proposal, by=self.freelancer, now=now)

    def lose(self, now: datetime) -> None:
        """The client's bank keeps all of it."""
        payment = SandboxPayment.objects.get(key=self.dispute.milestone.escrow.payins.get().key)
        opened = bank.open_chargeback(payment=payment, now=now)
        chargebacks.look_up(provider="sandbox", reference=opened.reference, now=now)
        bank.decide(chargeback=opened, is_won=False, now=now)
        chargebacks.look_up(provider="sandbox", reference=opened.reference, now=now)

    def withdraw(self, now: datetime) -> None:
        disputes.withdraw_dispute(dispute=self.dispute, by=self.client, now=now)


_MEDIATION = ("over",)  # nobody has heard of it, so silence brings a moderator
_PROPOSED = (*_MEDIATION, "propose")
_ARBITRATION = (*_PROPOSED, "reject")
_DECIDED = (*_ARBITRATION, "decide")
_WAYS: dict[str, tuple[str, ...]] = {
    D.AWAITING_RESPONSE: (),
    D.DEFAULTING: ("hear", "over"),
    D.NEGOTIATION: ("talk",),
    D.MEDIATION: _MEDIATION,
    D.PROPOSED: _PROPOSED,
    D.ARBITRATION: _ARBITRATION,
    D.DECIDED: _DECIDED,
    D.APPEALED: (*_DECIDED, "appeal"),
    D.SETTLED: ("settle",),
    D.WITHDRAWN: ("withdraw",),
    D.DEFAULTED: ("hear", "over", "over"),
    D.EXECUTED: (*_PROPOSED, "over"),
    D.OVERTAKEN: ("lose",),
}

"""Disagreements in the state that a test needs."""

from collections.abc import Callable
from datetime import datetime

from accounts.models import User
from core.money import Money
from disputes.models import Dispute, Proposal
from disputes.selectors import standing_proposal
from disputes.services import clock, disputes, rulings
from disputes.states import DisputeState, Reason, Rule
from projects.models import Milestone
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


def rule(dispute: Dispute, rupiah: int, *, by: User, now: datetime) -> None:
    rulings.rule(
        dispute=dispute,
        by=by,
        to_freelancer=work.rupiah(rupiah),
        rule_code=Rule.IN_PART,
        reasons="Two of three drafts can be used.",
        now=now,
    )


def dispute_in(
    state: str, *, client: User, freelancer: User, moderator: User, now: datetime
) -> Dispute:
    """Clara's dispute about Farid's delivery of Rp1.000.000, in this state."""
    milestone = work.delivered_milestone(client=client, freelancer=freelancer, now=now)
    dispute = open_dispute(milestone, by=client, now=now)
    _bring(dispute, state, client, freelancer, moderator, now)
    return Dispute.objects.get(pk=dispute.pk)


def _bring(
    dispute: Dispute, state: str, client: User, freelancer: User, moderator: User, now: datetime
) -> None:
    def settle() -> None:
        proposal = standing_proposal(dispute, by_id=client.pk)
        assert proposal is not None
        disputes.accept_proposal(proposal=proposal, by=freelancer, now=now)

    def mediate() -> None:
        clock.escalate(dispute=dispute, now=dispute.deadline_at)

    def decide() -> None:
        mediate()
        rule(dispute, 600_000, by=moderator, now=now)

    ways: dict[str, Callable[[], object]] = {
        D.NEGOTIATION: lambda: propose(dispute, 900_000, by=freelancer, now=now),
        D.MEDIATION: mediate,
        D.SETTLED: settle,
        D.WITHDRAWN: lambda: disputes.withdraw_dispute(dispute=dispute, by=client, now=now),
        D.RULED: decide,
    }
    if state in ways:
        ways[state]()

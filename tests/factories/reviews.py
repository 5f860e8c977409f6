"""Reviews in the state that a test needs."""

from datetime import datetime
from typing import Any

from accounts.models import User
from projects.models import Contract
from projects.services import milestones
from reviews.models import Review
from reviews.services import write_review
from tests.factories import projects as work

OF_FREELANCER = {"quality": 5, "communication": 4, "timeliness": 5, "fidelity": 4}
OF_CLIENT = {"clarity": 4, "promptness": 5, "fairness": 5}


def completed_contract(*, client: User, freelancer: User, now: datetime) -> Contract:
    """A contract whose one milestone was delivered, approved and released."""
    milestone = work.delivered_milestone(client=client, freelancer=freelancer, now=now)
    milestones.approve_milestone(milestone=milestone, by=client, now=now)
    return Contract.objects.get(pk=milestone.contract_id)


def by_client(
    contract: Contract, *, now: datetime, text: str = "Good work.", **points: Any
) -> Review:
    return write_review(
        contract=contract, by=contract.client, points=OF_FREELANCER | points, text=text, now=now
    )


def by_freelancer(
    contract: Contract, *, now: datetime, text: str = "Clear and quick.", **points: Any
) -> Review:
    return write_review(
        contract=contract, by=contract.freelancer, points=OF_CLIENT | points, text=text, now=now
    )


def published_pair(*, client: User, freelancer: User, now: datetime) -> tuple[Review, Review]:
    """What the client wrote, and what the freelancer wrote."""
    contract = completed_contract(client=client, freelancer=freelancer, now=now)
    first, second = by_client(contract, now=now), by_freelancer(contract, now=now)
    first.refresh_from_db()
    return first, second

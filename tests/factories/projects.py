"""Work in the state that a test needs, reached by the services a person would use."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from core.money import Money
from projects.models import Bid, Contract, Milestone, Project
from projects.services import milestones, offers, postings, submissions
from projects.services.postings import Posting
from projects.services.proposals import Proposal, Step
from tests.factories.accounts import make_category, make_skill
from tests.factories.payments import fund_escrow


def rupiah(amount: int) -> Money:
    """Whole rupiah as money."""
    return Money(amount * 100, "IDR")


def a_posting(**said: Any) -> Posting:
    """What Clara writes about the logo of her batik shop."""
    return Posting(
        **{
            "title": "Logo for a batik shop",
            "description": "A simple logo for a small batik shop in Tegal, in two colours.",
            "category": make_category(),
            "skills": [make_skill()],
            "budget_min_minor": rupiah(500_000).minor,
            "budget_max_minor": rupiah(1_500_000).minor,
            **said,
        }
    )


def draft(*, by: User, now: datetime, **said: Any) -> Project:
    return postings.create_draft(by=by, posting=a_posting(**said), now=now)


def open_project(*, by: User, now: datetime, **said: Any) -> Project:
    project = draft(by=by, now=now, **said)
    return postings.publish_project(project=project, by=by, now=now)


def a_proposal(amount: int = 1_000_000, *steps: int, days: int = 7, **said: Any) -> Proposal:
    """An amount in rupiah, and the amounts of its steps, each of so many days."""
    return Proposal(
        amount=rupiah(amount),
        days=days * max(len(steps), 1),
        steps=[
            Step(title=f"Step {i}", amount=rupiah(step), days=days)
            for i, step in enumerate(steps, start=1)
        ],
        **said,
    )


def bid_on(
    project: Project,
    *,
    by: User,
    now: datetime,
    proposal: Proposal | None = None,
    answers: dict[int, str] | None = None,
) -> Bid:
    return submissions.submit_bid(
        project=project,
        by=by,
        proposal=proposal or a_proposal(),
        cover_note="I have drawn logos for six shops in Kendari.",
        answers=answers or {},
        now=now,
    )


def offered_bid(*, client: User, freelancer: User, now: datetime, steps: Sequence[int] = ()) -> Bid:
    project = open_project(by=client, now=now)
    amount = sum(steps) or 1_000_000
    bid = bid_on(project, by=freelancer, now=now, proposal=a_proposal(amount, *steps))
    return offers.offer_contract(bid=bid, terms_version=1, by=client, now=now)


def signed_contract(
    *, client: User, freelancer: User, now: datetime, steps: Sequence[int] = ()
) -> Contract:
    """A contract that waits for its first payment; without steps, one of Rp1.000.000."""
    bid = offered_bid(client=client, freelancer=freelancer, now=now, steps=steps)
    return offers.accept_offer(bid=bid, terms_version=1, by=freelancer, now=now)


def fund(milestone: Milestone, *, now: datetime) -> Milestone:
    """Pay a milestone into escrow."""
    client = milestone.contract.client
    escrow = milestones.start_funding(milestone=milestone, by=client, now=now)
    fund_escrow(escrow, now=now)
    milestone.refresh_from_db()
    return milestone


def running_contract(
    *, client: User, freelancer: User, now: datetime, steps: Sequence[int] = ()
) -> Contract:
    """A contract whose first milestone is paid in."""
    contract = signed_contract(client=client, freelancer=freelancer, now=now, steps=steps)
    fund(contract.milestones.get(position=1), now=now)
    contract.refresh_from_db()
    return contract


def delivered_milestone(*, client: User, freelancer: User, now: datetime) -> Milestone:
    """A milestone whose delivery waits for the client."""
    contract = running_contract(client=client, freelancer=freelancer, now=now)
    milestone = contract.milestones.get()
    milestones.deliver(milestone=milestone, by=freelancer, message="Here it is.", now=now)
    milestone.refresh_from_db()
    return milestone

"""Two clicks and two tabs while both sides agree: one bid, one offer, one contract."""

from collections.abc import Iterator
from datetime import datetime

import pgtrigger
import pytest

from accounts.models import User
from projects.models import Bid, Contract, Project, Terms, WorkPolicy
from projects.services import bids, offers, postings
from tests.factories import projects as work
from tests.projects.test_together import refusals, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_clicks_send_one_bid(clara: User, farid: User, now: datetime) -> None:
    project = work.open_project(by=clara, now=now)
    answers = together(*[lambda: work.bid_on(project, by=farid, now=now)] * 3)

    assert refusals(answers) == 0
    assert (Bid.objects.count(), Terms.objects.count()) == (1, 1)
    assert Project.objects.get().bids_count == 1


def test_two_tabs_with_different_bids_leave_one(clara: User, farid: User, now: datetime) -> None:
    project = work.open_project(by=clara, now=now)
    answers = together(
        lambda: work.bid_on(project, by=farid, now=now, proposal=work.a_proposal(900_000)),
        lambda: work.bid_on(project, by=farid, now=now, proposal=work.a_proposal(800_000)),
    )

    assert refusals(answers) == 1
    assert (Bid.objects.count(), Terms.objects.count()) == (1, 1)


@pytest.fixture
def two_open_bids(now: datetime) -> Iterator[None]:
    """Rules of work outlive the emptying of tables, so these are taken away again."""
    policy = WorkPolicy.objects.create(version=2, effective_at=now, source="a test", open_bids=2)
    yield
    with pgtrigger.ignore("projects.WorkPolicy:work_policy_is_append_only"):
        policy.delete()


@pytest.mark.usefixtures("two_open_bids")
def test_bids_on_several_projects_at_once_keep_the_quota(
    clara: User, farid: User, now: datetime
) -> None:
    projects = [work.open_project(by=clara, now=now, title=f"Job {n}") for n in range(4)]
    answers = together(
        *[lambda one=project: work.bid_on(one, by=farid, now=now) for project in projects]
    )

    assert refusals(answers) == 2
    assert Bid.objects.count() == 2


def test_what_is_typed_in_two_tabs_is_one_draft(clara: User, now: datetime) -> None:
    key = "5e6b9c1e-8a54-4a5e-9d75-0f6c3f6f9a11"
    together(
        *[lambda: postings.create_draft(by=clara, posting=work.a_posting(), key=key, now=now)] * 3
    )

    assert Project.objects.count() == 1


def test_two_offers_at_once_are_one(clara: User, farid: User, sena: User, now: datetime) -> None:
    project = work.open_project(by=clara, now=now)
    first, second = (work.bid_on(project, by=person, now=now) for person in (farid, sena))
    answers = together(
        lambda: offers.offer_contract(bid=first, terms_version=1, by=clara, now=now),
        lambda: offers.offer_contract(bid=second, terms_version=1, by=clara, now=now),
    )

    assert refusals(answers) == 1
    assert Bid.objects.filter(state="offered").count() == 1


def test_two_acceptances_sign_one_contract(clara: User, farid: User, now: datetime) -> None:
    bid = work.offered_bid(client=clara, freelancer=farid, now=now)
    answers = together(
        *[lambda: offers.accept_offer(bid=bid, terms_version=1, by=farid, now=now)] * 3
    )

    assert refusals(answers) == 0
    assert Contract.objects.count() == 1


def test_accepting_and_taking_back_have_one_outcome(
    clara: User, farid: User, now: datetime
) -> None:
    bid = work.offered_bid(client=clara, freelancer=farid, now=now)
    answers = together(
        lambda: offers.accept_offer(bid=bid, terms_version=1, by=farid, now=now),
        lambda: offers.take_back_offer(bid=bid, by=clara, now=now),
    )
    bid.refresh_from_db()

    assert refusals(answers) == 1
    assert (bid.state, Contract.objects.count()) in {("accepted", 1), ("shortlisted", 0)}


def test_a_revision_and_an_offer_never_move_the_terms(
    clara: User, farid: User, now: datetime
) -> None:
    project = work.open_project(by=clara, now=now)
    bid = work.bid_on(project, by=farid, now=now)
    proposal = work.a_proposal(2_000_000)
    answers = together(
        lambda: offers.offer_contract(bid=bid, terms_version=1, by=clara, now=now),
        lambda: bids.revise_bid(bid=bid, by=farid, proposal=proposal, now=now),
    )
    bid.refresh_from_db()

    assert refusals(answers) == 1
    assert bid.terms is not None
    assert (bid.state, bid.terms.version) in {("offered", 1), ("revised", 2)}

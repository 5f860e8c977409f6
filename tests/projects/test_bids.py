"""Bids, terms, offers and what an acceptance makes."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from core.errors import InvalidInput, LimitReached, NotAllowed, WrongState
from core.money import Money
from projects.models import Bid, Contract, Invitation, Terms, WorkPolicy
from projects.services import bids, clock, invitations, offers, postings, submissions
from projects.services.proposals import Proposal
from projects.states import BidState, ContractState, InvitationState, ProjectState
from tests.factories.accounts import complete_profile, make_freelancer
from tests.factories.projects import (
    a_proposal,
    bid_on,
    offered_bid,
    open_project,
    rupiah,
    signed_contract,
)
from tests.projects.pages import a_file

pytestmark = pytest.mark.django_db


def test_a_bid_makes_the_first_version_of_terms(clara, farid, now):
    bid = bid_on(open_project(by=clara, now=now), by=farid, now=now)
    assert bid.terms is not None
    assert (bid.terms.version, bid.terms.amount) == (1, rupiah(1_000_000))
    assert [s.amount for s in bid.terms.milestones.all()] == [rupiah(1_000_000)]
    bid.project.refresh_from_db()
    assert bid.project.bids_count == 1


def test_one_bid_per_freelancer(clara, farid, now):
    project = open_project(by=clara, now=now)
    bid_on(project, by=farid, now=now)
    bid_on(project, by=farid, now=now)
    with pytest.raises(WrongState, match="already sent"):
        bid_on(project, by=farid, now=now, proposal=a_proposal(900_000))
    assert Bid.objects.count() == 1
    assert Terms.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"answers": "Another shop"},
        {"answers": ""},
        {"note": "Other words"},
        {"note": ""},
        {"files": ["other.txt"]},
        {"files": ["work.txt", "other.txt"]},
        {"files": []},
    ],
)
def test_a_bid_sent_again_is_the_same_in_all_its_parts_or_refused(clara, farid, now, other):
    project = open_project(by=clara, now=now, questions=["Which shop?"])
    asked = project.questions.get()

    def send(*, note="Some words", answers="A shop", files=("work.txt",)):
        return submissions.submit_bid(
            project=project,
            by=farid,
            proposal=a_proposal(note=note),
            cover_note="I have drawn logos.",
            answers={asked.pk: answers},
            uploads=[a_file(name) for name in files],
            now=now,
        )

    bid = send()
    assert send() == bid
    with pytest.raises(WrongState, match="already sent"):
        send(**other)
    assert Terms.objects.get().note == "Some words"
    assert bid.answers.get().text == "A shop"
    assert bid.attachments.get().name == "work.txt"


def test_other_words_beside_the_same_terms_are_a_new_version(clara, farid, now):
    bid = bid_on(open_project(by=clara, now=now), by=farid, now=now)
    for note in ("I can begin at once.", "I can begin at once.", ""):
        bids.revise_bid(bid=bid, by=farid, proposal=a_proposal(note=note), now=now)
    for note in ("Could it be faster?", "", "Or cheaper?"):
        bids.counter_bid(bid=bid, by=clara, proposal=a_proposal(note=note), now=now)
    assert [terms.note for terms in bid.versions.all()] == [
        "",
        "I can begin at once.",
        "Could it be faster?",
        "Or cheaper?",
    ]


def test_a_withdrawn_bid_can_be_sent_again(clara, farid, now):
    project = open_project(by=clara, now=now)
    bid = bid_on(project, by=farid, now=now)
    bids.withdraw_bid(bid=bid, by=farid, now=now)
    again = bid_on(project, by=farid, now=now, proposal=a_proposal(900_000))
    assert (again.pk, again.state) == (bid.pk, BidState.SUBMITTED)
    assert again.terms is not None
    assert again.terms.version == 2
    project.refresh_from_db()
    assert project.bids_count == 1


def test_nobody_bids_on_their_own_project(clara, now):
    project = open_project(by=clara, now=now)
    with pytest.raises(NotAllowed):
        bid_on(project, by=clara, now=now)
    assert Bid.objects.count() == 0


@pytest.mark.parametrize(
    ("proposal", "refusal"),
    [
        (a_proposal(0), "above zero"),
        (a_proposal(-5), "above zero"),
        (a_proposal(1_000_000, 600_000, 300_000), "sum to the whole"),
        (a_proposal(1_000_000, days=0), "between 1 and 730"),
        (a_proposal(1_000_000, days=731), "between 1 and 730"),
        (a_proposal(1_000_000, review_days=2), "between 3 and 14"),
        (a_proposal(1_000_000, change_rounds=11), "ten rounds"),
        (a_proposal(21_000, *([1_000] * 21)), "twenty milestones"),
        (replace(a_proposal(1_000_000, 400_000, 600_000), days=13), "The steps take 14 days"),
        (Proposal(amount=Money(150, "IDR"), days=3), "whole amount"),
        (Proposal(amount=Money(10_000, "USD"), days=3), "paid in IDR"),
    ],
)
def test_an_unsound_proposal_changes_nothing(clara, farid, now, proposal, refusal):
    project = open_project(by=clara, now=now)
    with pytest.raises(InvalidInput, match=refusal):
        bid_on(project, by=farid, now=now, proposal=proposal)
    project.refresh_from_db()
    assert (Bid.objects.count(), project.bids_count) == (0, 0)


def test_required_questions_are_answered(clara, farid, now):
    project = open_project(by=clara, now=now, questions=["Which shop?"])
    with pytest.raises(InvalidInput, match="required question"):
        bid_on(project, by=farid, now=now)
    assert Bid.objects.count() == 0


def test_the_quota_of_open_bids(clara, farid, now):
    WorkPolicy.objects.create(version=2, effective_at=now, source="a test", open_bids=1)
    bid_on(open_project(by=clara, now=now), by=farid, now=now)
    with pytest.raises(LimitReached, match="1 open bids"):
        bid_on(open_project(by=clara, now=now), by=farid, now=now)
    assert Bid.objects.count() == 1


def test_a_bid_that_is_sent_again_is_no_offer(clara, farid, now):
    bid = bid_on(open_project(by=clara, now=now), by=farid, now=now)
    offers.offer_contract(bid=bid, terms_version=1, by=clara, message="Come on Monday", now=now)
    offers.decline_offer(bid=bid, by=farid, now=now)
    again = bid_on(bid.project, by=farid, now=now, proposal=a_proposal(900_000))
    assert (again.pk, again.state) == (bid.pk, "submitted")
    assert (again.offer_message, again.offer_expires_at) == ("", None)


def test_counter_and_revise_make_versions(clara, farid, now):
    bid = bid_on(open_project(by=clara, now=now), by=farid, now=now)
    bids.counter_bid(bid=bid, by=clara, proposal=a_proposal(800_000), now=now)
    bid = bids.revise_bid(bid=bid, by=farid, proposal=a_proposal(900_000), now=now)
    assert [(t.version, t.author, t.amount) for t in bid.versions.all()] == [
        (1, farid, rupiah(1_000_000)),
        (2, clara, rupiah(800_000)),
        (3, farid, rupiah(900_000)),
    ]
    assert bid.state == BidState.REVISED


def test_no_side_proposes_steps_longer_than_the_job(clara, farid, now):
    bid = bid_on(open_project(by=clara, now=now), by=farid, now=now)
    hurried = replace(a_proposal(1_000_000, 400_000, 600_000), days=13)
    with pytest.raises(InvalidInput, match="14 days together"):
        bids.revise_bid(bid=bid, by=farid, proposal=hurried, now=now)
    with pytest.raises(InvalidInput, match="14 days together"):
        bids.counter_bid(bid=bid, by=clara, proposal=hurried, now=now)
    assert [terms.version for terms in bid.versions.all()] == [1]


def test_terms_cannot_be_changed_by_anybody(clara, farid, now):
    bid = bid_on(open_project(by=clara, now=now), by=farid, now=now)
    with pytest.raises(Exception, match="Cannot update"):
        Terms.objects.filter(bid=bid).update(amount_minor=100)


def test_an_offer_names_the_version(clara, farid, now):
    bid = bid_on(open_project(by=clara, now=now), by=farid, now=now)
    bids.revise_bid(bid=bid, by=farid, proposal=a_proposal(2_000_000), now=now)
    with pytest.raises(WrongState, match="have changed"):
        offers.offer_contract(bid=bid, terms_version=1, by=clara, now=now)
    bid.refresh_from_db()
    assert bid.state == BidState.REVISED


def test_one_live_offer_a_project(clara, farid, sena, now):
    project = open_project(by=clara, now=now)
    first, second = (bid_on(project, by=person, now=now) for person in (farid, sena))
    offers.offer_contract(bid=first, terms_version=1, by=clara, now=now)
    with pytest.raises(WrongState, match="already open"):
        offers.offer_contract(bid=second, terms_version=1, by=clara, now=now)
    offers.take_back_offer(bid=first, by=clara, now=now)
    offers.offer_contract(bid=second, terms_version=1, by=clara, now=now)
    first.refresh_from_db()
    assert first.state == BidState.SHORTLISTED


def test_acceptance_signs_once_and_tells_the_others(clara, farid, sena, now):
    project = open_project(by=clara, now=now)
    bid, other = (bid_on(project, by=person, now=now) for person in (farid, sena))
    offers.offer_contract(bid=bid, terms_version=1, by=clara, now=now)
    contract = offers.accept_offer(bid=bid, terms_version=1, by=farid, now=now)
    again = offers.accept_offer(bid=bid, terms_version=1, by=farid, now=now)
    assert contract.pk == again.pk
    assert Contract.objects.count() == 1
    assert (contract.client, contract.freelancer) == (clara, farid)
    assert (contract.state, contract.freelancer_bps) == (ContractState.AWAITING_FUNDING, 1000)
    assert contract.fund_by_at == now + timedelta(hours=72)
    assert [m.amount for m in contract.milestones.all()] == [rupiah(1_000_000)]
    other.refresh_from_db()
    project.refresh_from_db()
    assert (other.state, project.state) == (BidState.NOT_SELECTED, ProjectState.FILLED)


def test_only_the_bidder_accepts(clara, farid, sena, now):
    bid = offered_bid(client=clara, freelancer=farid, now=now)
    for person in (clara, sena):
        with pytest.raises(NotAllowed):
            offers.accept_offer(bid=bid, terms_version=1, by=person, now=now)
    assert Contract.objects.count() == 0


def test_a_late_acceptance_is_refused(clara, farid, now):
    bid = offered_bid(client=clara, freelancer=farid, now=now)
    with pytest.raises(WrongState, match="lapsed"):
        offers.accept_offer(bid=bid, terms_version=1, by=farid, now=now + timedelta(days=7))


def test_declined_and_lapsed_offers_reopen(clara, farid, sena, now):
    bid = offered_bid(client=clara, freelancer=farid, now=now)
    offers.decline_offer(bid=bid, by=farid, reason="Too busy.", now=now)
    bid.project.refresh_from_db()
    assert bid.project.state == ProjectState.OPEN
    other = bid_on(bid.project, by=sena, now=now)
    offers.offer_contract(bid=other, terms_version=1, by=clara, now=now)
    assert clock.lapse_offers(now=now + timedelta(days=6)) == 0
    assert clock.lapse_offers(now=now + timedelta(days=7)) == 1
    other.refresh_from_db()
    bid.project.refresh_from_db()
    assert (other.state, bid.project.state) == (BidState.LAPSED, ProjectState.OPEN)


def test_withdrawing_an_offered_bid_opens_the_project_again(clara, farid, now):
    bid = offered_bid(client=clara, freelancer=farid, now=now)
    bids.withdraw_bid(bid=bid, by=farid, now=now)
    bid.refresh_from_db()
    bid.project.refresh_from_db()
    assert (bid.state, bid.project.state) == (BidState.WITHDRAWN, ProjectState.OPEN)


def test_an_unpaid_contract_lapses_and_everything_is_open_again(clara, farid, sena, now):
    project = open_project(by=clara, now=now)
    bid, other = (bid_on(project, by=person, now=now) for person in (farid, sena))
    offers.offer_contract(bid=bid, terms_version=1, by=clara, now=now)
    contract = offers.accept_offer(bid=bid, terms_version=1, by=farid, now=now)
    assert clock.lapse_contracts(now=now + timedelta(hours=71)) == 0
    assert clock.lapse_contracts(now=now + timedelta(hours=72)) == 1
    for thing in (contract, project, bid, other):
        thing.refresh_from_db()
    assert contract.state == ContractState.LAPSED
    assert project.state == ProjectState.OPEN
    assert (bid.state, other.state) == (BidState.LAPSED, BidState.SUBMITTED)


def test_a_filled_project_cannot_be_cancelled(clara, farid, now):
    contract = signed_contract(client=clara, freelancer=farid, now=now)
    with pytest.raises(WrongState):
        postings.cancel_project(project=contract.project, by=clara, reason="No.", now=now)


def test_an_invitation_is_sent_once_and_answered_by_a_bid(clara, farid, now):
    complete_profile(farid)
    project = open_project(by=clara, now=now)
    for _again in range(2):
        invitation = invitations.invite(
            project=project, freelancer=farid, by=clara, message="Please bid.", now=now
        )
    assert project.invitations.count() == 1
    bid_on(project, by=farid, now=now)
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.ANSWERED


def test_whoever_offers_no_work_is_not_invited(clara, farid, now):
    project = open_project(by=clara, now=now)
    with pytest.raises(NotAllowed, match="does not offer work"):
        invitations.invite(project=project, freelancer=farid, by=clara, message="", now=now)
    assert project.invitations.count() == 0


def test_fifty_people_are_invited_in_a_day_at_most(clara, farid, now):
    complete_profile(farid)
    project = open_project(by=clara, now=now)
    others = [
        make_freelancer("Number", email=f"{number}@example.com")
        for number in range(invitations.MOST_A_DAY)
    ]
    Invitation.objects.bulk_create(
        Invitation(project=project, freelancer=one, sent_at=now, expires_at=now) for one in others
    )
    known = {"project": project, "freelancer": others[0], "by": clara, "message": ""}
    assert invitations.invite(**known, now=now).freelancer == others[0]
    with pytest.raises(LimitReached, match="fifty people"):
        invitations.invite(**known | {"freelancer": farid}, now=now)
    assert project.invitations.count() == invitations.MOST_A_DAY
    tomorrow = now + timedelta(days=1)
    assert invitations.invite(**known | {"freelancer": farid}, now=tomorrow).freelancer == farid


def test_rejecting_counts_one_fewer(clara, farid, now):
    bid = bid_on(open_project(by=clara, now=now), by=farid, now=now)
    for _again in range(2):
        bids.reject_bid(bid=bid, by=clara, reason="Over budget.", now=now)
    bid.refresh_from_db()
    bid.project.refresh_from_db()
    assert (bid.state, bid.project.bids_count) == (BidState.REJECTED, 0)


@pytest.mark.django_db(transaction=True)
def test_two_offers_at_once_leave_one(clara, now):
    project = open_project(by=clara, now=now)
    made = [bid_on(project, by=make_freelancer(f"Person{i} Bidder"), now=now) for i in range(2)]
    outcomes: list[str] = []

    def offer(bid: Bid) -> None:
        try:
            offers.offer_contract(bid=bid, terms_version=1, by=clara, now=now)
            outcomes.append("offered")
        except WrongState:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=offer, args=(bid,)) for bid in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["offered", "refused"]
    assert Bid.objects.filter(state=BidState.OFFERED).count() == 1

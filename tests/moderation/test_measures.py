"""What a measure stops, and what none ever touches: new work waits, earned money is paid."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.errors import NotAllowed, WrongState
from moderation.cases import MEASURES, About, Measure
from moderation.services import cases
from payments.states import PayoutState
from projects.services import offers
from tests.factories import accounts as people
from tests.factories import payments as money
from tests.factories import projects as work
from tests.moderation.test_cases import WORDS, decided
from tests.payments.test_payouts import finish

pytestmark = pytest.mark.django_db
HOLDS = (Measure.RESTRICT, Measure.SUSPEND)


@pytest.mark.parametrize("measure", MEASURES[About.ACCOUNT])
def test_a_payout_works_under_every_measure(measure, clara, farid, maya, now):
    money.earn(farid, payer=clara, now=now)
    decided(farid, maya, now, measure)
    farid.refresh_from_db()
    payout = money.request_payout(farid, now=now)
    finish(payout, now=now)
    assert payout.state == PayoutState.PAID


@pytest.mark.parametrize("measure", HOLDS)
def test_postings_of_the_held_back_wait_and_come_back(measure, clara, farid, sena, maya, now):
    project = work.open_project(by=clara, now=now)
    page = f"/projects/{project.pk}/"
    guest = Client()
    assert "takes no new bids" not in guest.get(page).text
    case = decided(clara, maya, now, measure)
    project.refresh_from_db()
    with pytest.raises(WrongState, match="takes no new bids at the moment"):
        work.bid_on(project, by=farid, now=now)
    assert "This project takes no new bids at the moment." in guest.get(page).text
    assert "Send a bid" not in guest.get(page).text
    assert not project.bids.exists()
    cases.appeal_case(case=case, by=clara, text="Look again.", now=now)
    senior = people.make_senior_moderator()
    cases.judge_appeal(case=case, by=senior, upholds=False, now=now, **WORDS)
    assert work.bid_on(project, by=farid, now=now).is_live
    assert "Send a bid" in guest.get(page).text


@pytest.mark.parametrize("measure", HOLDS)
def test_the_held_back_make_and_take_no_offers(measure, clara, farid, maya, now):
    bid = work.bid_on(work.open_project(by=clara, now=now), by=farid, now=now)
    version = bid.terms.version
    decided(clara, maya, now, measure)
    with pytest.raises(NotAllowed, match="restricted"):
        offers.offer_contract(
            bid=bid, terms_version=version, by=User.objects.get(pk=clara.pk), now=now
        )
    other = people.make_client("Tono Client")
    bid = work.offered_bid(client=other, freelancer=farid, now=now)
    decided(farid, maya, now, measure)
    with pytest.raises(NotAllowed, match="restricted"):
        offers.accept_offer(
            bid=bid, terms_version=bid.terms.version, by=User.objects.get(pk=farid.pk), now=now
        )


@pytest.mark.parametrize("measure", HOLDS)
def test_an_offer_of_the_held_back_cannot_be_accepted_meanwhile(
    measure, clara, farid, maya, now, browser_of
):
    bid = work.offered_bid(client=clara, freelancer=farid, now=now)
    page = reverse("projects:show-bid", args=[bid.pk])
    assert "Read and accept" in browser_of(farid).get(page).text
    case = decided(clara, maya, now, measure)
    with pytest.raises(WrongState, match="cannot be accepted at the moment"):
        offers.accept_offer(bid=bid, terms_version=bid.terms.version, by=farid, now=now)
    assert not bid.contracts.exists()
    assert "Read and accept" not in browser_of(farid).get(page).text
    assert "cannot be accepted at the moment" in browser_of(farid).get(page).text
    terms = browser_of(farid).get(reverse("projects:accept", args=[bid.pk]))
    assert (terms.status_code, terms["Location"]) == (302, page)
    cases.appeal_case(case=case, by=clara, text="Look again.", now=now)
    senior = people.make_senior_moderator()
    cases.judge_appeal(case=case, by=senior, upholds=False, now=now, **WORDS)
    contract = offers.accept_offer(bid=bid, terms_version=bid.terms.version, by=farid, now=now)
    assert contract.freelancer == farid

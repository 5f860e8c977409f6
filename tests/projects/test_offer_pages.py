"""The pages of an agreement: negotiate, offer, accept."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.models import Attachment, Bid, Contract, Project
from projects.services import bids
from tests.factories.projects import a_proposal, bid_on, rupiah
from tests.projects.pages import everything, page, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    """The pages read the clock themselves."""
    return timezone.now()


# Negotiating


@pytest.fixture
def terms_of_clara():
    return {
        "amount": "900rb", "days": "6", "review_days": "5", "change_rounds": "3", "rows": "3",
        "note": "Could you?", "then": "send",
    }  # fmt: skip


def test_a_counter_is_agreed_to_and_offered(bid, clara, farid, browser_of, terms_of_clara):
    for _click in range(2):
        browser_of(clara).post(page("counter", bid), terms_of_clara)
    bid.refresh_from_db()
    assert (bid.state, bid.terms.version, bid.terms.author) == ("countered", 2, clara)
    assert "Agree to these terms" in text_of(browser_of(farid).get(page("show-bid", bid)))
    for _click in range(2):
        browser_of(farid).post(page("agree", bid), {"version": 2})
    bid.refresh_from_db()
    assert (bid.state, bid.terms.version, bid.terms.author) == ("revised", 3, farid)
    assert bid.terms.amount == rupiah(900_000)
    told = text_of(browser_of(clara).get(page("show-bid", bid)))
    assert "Agreed to the client’s terms" in told
    assert "agreed to your terms; you can offer the contract." in told
    assert "agreed to the client’s terms; the client can" in told
    assert "changed the bid" not in told
    assert "New terms from the freelancer" not in told
    compared = text_of(browser_of(clara).get(page("bids", bid.project)))
    assert "Agreed to the client’s terms" in compared
    for name in ("show-bid", "my-bids", "detail"):
        args = {"show-bid": [bid.pk], "detail": [bid.project_id]}.get(name, [])
        shown = text_of(browser_of(farid).get(reverse(f"projects:{name}", args=args)))
        assert "Agreed to the client’s terms" in shown
    browser_of(clara).post(page("offer", bid), {"version": 3})
    bid.refresh_from_db()
    assert bid.state == "offered"


@pytest.mark.parametrize(
    ("name", "value"), [("amount", ""), ("amount", "0"), ("days", "x"), ("note", "x" * 2001)]
)
def test_a_bad_counter_changes_nothing(bid, clara, browser_of, terms_of_clara, name, value):
    before = everything()
    answer = browser_of(clara).post(page("counter", bid), {**terms_of_clara, name: value})

    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert everything() == before


@pytest.mark.parametrize("version", ["", "x", "1", "3", "-1"])
def test_nobody_agrees_to_moved_terms(bid, clara, farid, browser_of, now, version):
    bids.counter_bid(bid=bid, by=clara, proposal=a_proposal(900_000), now=now)
    before = everything()
    answer = browser_of(farid).post(page("agree", bid), {"version": version}, follow=True)

    assert "The terms have changed meanwhile." in text_of(answer)
    assert everything() == before


def test_a_file_can_be_taken_off_while_nothing_is_offered(bid, clara, farid, browser_of, now):
    file = bid.attachments.get()
    address = reverse("projects:remove-bid-file", args=[bid.pk, file.pk])
    other = reverse("projects:remove-bid-file", args=[bid.pk + 1, file.pk])

    assert browser_of(clara).post(address).status_code == 404
    assert browser_of(farid).post(other).status_code == 404
    browser_of(farid).post(address)
    assert not Attachment.objects.exists()


# Offering and accepting


def test_the_offer_page_names_everything(bid, clara, browser_of):
    words = text_of(browser_of(clara).get(page("offer", bid)))

    for expected in (
        "version 1 by Farid",
        "Rp1,000,000",
        "7 days to accept",
        "72 hours",
        "Rp400,000",
    ):
        assert expected in words


def test_an_offer_names_the_version(bid, clara, farid, browser_of, now):
    bids.revise_bid(bid=bid, by=farid, proposal=a_proposal(1_100_000), now=now)
    before = everything()
    answer = browser_of(clara).post(page("offer", bid), {"version": 1}, follow=True)
    assert "The terms have changed meanwhile." in text_of(answer)
    for version in ("", "x", "0"):
        assert browser_of(clara).post(page("offer", bid), {"version": version}).status_code == 422
    assert everything() == before


def test_one_offer_at_a_time(offered, clara, sena, browser_of, now, project):
    Project.objects.filter(pk=project.pk).update(state="open")
    answers = {q.pk: "x" for q in project.questions.all()}
    other = bid_on(project, by=sena, now=now, answers=answers)
    Project.objects.filter(pk=project.pk).update(state="awarding")
    answer = browser_of(clara).post(page("offer", other), {"version": 1}, follow=True)

    assert "already open" in text_of(answer)
    other.refresh_from_db()
    assert other.state == "submitted"


@pytest.mark.parametrize("name", ["shortlist", "reject", "counter"])
def test_an_offered_bid_stays_offered(offered, clara, browser_of, terms_of_clara, name):
    browser_of(clara).post(page(name, offered), {**terms_of_clara, "reason": "x"})
    offered.refresh_from_db()

    assert offered.state == "offered"
    assert Project.objects.get().state == "awarding"


def test_an_offer_is_taken_back(offered, clara, browser_of):
    browser_of(clara).post(page("take-back", offered))
    offered.refresh_from_db()
    assert (offered.state, Project.objects.get().state) == ("shortlisted", "open")
    answer = browser_of(clara).post(page("take-back", offered), follow=True)
    assert "no longer open" in text_of(answer)


def test_the_acceptance_page_shows_exactly_what_is_signed(offered, farid, browser_of):
    words = text_of(browser_of(farid).get(page("accept", offered)))

    for expected in (
        "version 1",
        "Rp900,000",
        "Rp360,000",
        "72 hours",
        "14 days",
        "Please!",
        "10%",
    ):
        assert expected in words


def test_accepting_twice_makes_one_contract(offered, farid, sena, browser_of, project, now):
    for _click in range(2):
        answer = browser_of(farid).post(page("accept", offered), {"version": 1})
    contract = Contract.objects.get()

    assert answer.url == reverse("projects:contract", args=[contract.pk])
    assert (contract.terms.version, contract.freelancer) == (1, farid)
    assert [m.amount for m in contract.milestones.all()] == [rupiah(400_000), rupiah(600_000)]
    project.refresh_from_db()
    assert project.state == "filled"
    assert "This bid became a contract." in text_of(
        browser_of(farid).get(page("show-bid", offered))
    )


@pytest.mark.parametrize("version", ["", "x", "2", "0"])
def test_accepting_another_version_signs_nothing(offered, farid, browser_of, version):
    before = everything()
    browser_of(farid).post(page("accept", offered), {"version": version})

    assert everything() == before


def test_a_late_acceptance_signs_nothing(offered, farid, browser_of, now):
    Bid.objects.filter(pk=offered.pk).update(offer_expires_at=now - timedelta(minutes=1))
    answer = browser_of(farid).post(page("accept", offered), {"version": 1}, follow=True)

    assert "This offer has lapsed." in text_of(answer)
    assert not Contract.objects.exists()


def test_declining_frees_the_project(offered, farid, clara, browser_of):
    for _click in range(2):
        browser_of(farid).post(page("decline", offered), {"reason": "Too little time."})
    offered.refresh_from_db()

    assert (offered.state, Project.objects.get().state) == ("declined", "open")
    assert "Too little time." in text_of(browser_of(clara).get(page("show-bid", offered)))


def test_pages_that_no_longer_apply_lead_to_the_bid(bid, clara, farid, browser_of, now):
    bids.withdraw_bid(bid=bid, by=farid, now=now)
    for name in ("counter", "reject", "offer"):
        assert browser_of(clara).get(page(name, bid)).url == page("show-bid", bid)
    for name in ("withdraw", "accept", "decline"):
        assert browser_of(farid).get(page(name, bid)).url == page("show-bid", bid)

"""Who may see a bid and act on it."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.services.postings import remove_posting
from tests.factories.projects import bid_on
from tests.projects.pages import everything, page, status_for, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    """The pages read the clock themselves."""
    return timezone.now()


EVERYBODY = {"visitor": 302, "clara": 404, "farid": 404, "sena": 404, "maya": 404}
BOTH = {**EVERYBODY, "clara": 200, "farid": 200}
CLIENT = {**EVERYBODY, "clara": 200}
FREELANCER = {**EVERYBODY, "farid": 200}
MATRIX = [
    ("show-bid", BOTH),
    ("counter", CLIENT),
    ("reject", CLIENT),
    ("offer", CLIENT),
    ("withdraw", FREELANCER),
]


@pytest.fixture
def persons(clara, farid, sena, maya):
    return {"visitor": None, "clara": clara, "farid": farid, "sena": sena, "maya": maya}


@pytest.mark.parametrize(("name", "expected"), MATRIX)
def test_a_bid_is_sealed(bid, persons, browser_of, name, expected):
    found = {who: status_for(browser_of, p, page(name, bid)) for who, p in persons.items()}

    assert found == expected


def test_what_was_taken_down_is_read_by_its_client_and_moderators_alone(
    bid, clara, farid, maya, browser_of, now
):
    project = bid.project
    file = project.attachments.create(
        file=ContentFile(b"Logo", name="brief.txt"),
        name="brief.txt",
        size=4,
        content_type="text/plain",
        sha256="0" * 64,
        uploaded_by=clara,
        uploaded_at=now,
    )
    addresses = [
        reverse("projects:attachment", args=[file.pk]),
        f"/api/v1/projects/{project.pk}",
        reverse("projects:detail", args=[project.pk]),
    ]

    def seen(person):
        return [browser_of(person).get(address).status_code for address in addresses]

    assert seen(farid) == [200, 200, 200]
    remove_posting(project=project, by=maya, reason="Illegal.", now=now)
    assert seen(farid) == [404, 404, 410]
    assert (seen(clara), seen(maya)) == ([200, 200, 200], [200, 200, 200])
    assert browser_of(farid).get(page("show-bid", bid)).status_code == 200  # it is their own


@pytest.mark.parametrize("name", ["accept", "decline"])
def test_an_offer_is_answered_by_its_freelancer_alone(offered, persons, browser_of, name):
    found = {who: status_for(browser_of, p, page(name, offered)) for who, p in persons.items()}

    assert found == FREELANCER


def test_files_of_a_bid_are_for_both_sides_alone(bid, persons, browser_of):
    address = reverse("projects:attachment", args=[bid.attachments.get().pk])
    found = {who: status_for(browser_of, p, address) for who, p in persons.items()}

    assert found == {"visitor": 404, "clara": 200, "farid": 200, "sena": 404, "maya": 404}


@pytest.mark.parametrize("who", ["visitor", "sena", "maya"])
def test_no_stranger_acts_on_a_bid(offered, request, browser_of, who):
    browser = Client() if who == "visitor" else browser_of(request.getfixturevalue(who))
    before = everything()
    file = reverse("projects:remove-bid-file", args=[offered.pk, offered.attachments.get().pk])
    names = (
        "agree", "withdraw", "shortlist", "unshortlist", "reject", "counter", "offer", "take-back",
        "accept", "decline",
    )  # fmt: skip
    for address in (*(page(name, offered) for name in names), file):
        answer = browser.post(address, {"version": 1, "reason": "x"})
        assert answer.status_code == (302 if who == "visitor" else 404)
    assert everything() == before


def test_each_side_keeps_to_its_own_verbs(offered, clara, farid, browser_of):
    before = everything()
    for name in ("shortlist", "unshortlist", "reject", "counter", "offer", "take-back"):
        assert browser_of(farid).post(page(name, offered), {"version": 1}).status_code == 404
    for name in ("withdraw", "accept", "decline"):
        assert browser_of(clara).post(page(name, offered), {"version": 1}).status_code == 404
    answer = browser_of(clara).post(page("agree", offered), {"version": 1}, follow=True)
    assert "You may not do this." in text_of(answer)
    assert everything() == before


def test_other_bidders_and_strangers_see_neither_price_nor_note(bid, sena, browser_of, client, now):
    bid_on(bid.project, by=sena, now=now, answers={q.pk: "x" for q in bid.project.questions.all()})
    pages = (page("detail", bid.project), reverse("projects:my-bids"), reverse("projects:list"))
    for browser in (browser_of(sena), client):
        for address in pages:
            words = text_of(browser.get(address))
            assert "Farid" not in words
            assert "I have drawn logos." not in words

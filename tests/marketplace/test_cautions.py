"""Before a contract, whoever writes a contact or a payment elsewhere is asked, never blocked."""

from uuid import uuid4

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from core.cautions import figures
from core.models import Caution
from messaging.models import Message
from messaging.services import open_bid_thread, open_contract_thread
from projects.models import Bid, Invitation, Project
from projects.states import ProjectState
from tests.factories import accounts as people
from tests.factories import projects as work

pytestmark = pytest.mark.django_db

OUTSIDE = "Transfer langsung saja, WA 0812-3456-7890"
ASKED = "this seems to lead outside Karya"
ANYWAY = {"send_anyway": "yes"}


def api_of(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


@pytest.fixture
def project(clara, farid, now):
    people.complete_profile(farid)
    return work.open_project(by=clara, now=now)


def counted():
    return list(Caution.objects.order_by("pk").values_list("place", "outcome"))


def test_a_bid_is_asked_about_and_goes_as_it_is(browser_of, project, farid):
    bid = {"then": "send", "amount": "500.000", "days": "5", "review_days": "7",
           "change_rounds": "1", "rows": "3", "cover_note": OUTSIDE}  # fmt: skip
    address = reverse("projects:bid", args=[project.pk])
    asked = browser_of(farid).post(address, bid).content.decode()
    assert ASKED in asked
    assert OUTSIDE in asked
    assert not Bid.objects.exists()
    browser_of(farid).post(address, bid | ANYWAY)
    assert Bid.objects.get().cover_note == OUTSIDE
    assert counted() == [("bid", "shown"), ("bid", "sent")]


def test_a_changed_text_goes_without_another_word(browser_of, project, farid, clara):
    address = reverse("projects:invite", args=[farid.handle])
    first = {"project": project.pk, "message": OUTSIDE}
    assert ASKED in browser_of(clara).post(address, first).content.decode()
    browser_of(clara).post(address, first | {"message": "Come and bid!"})
    assert Invitation.objects.get().message == "Come and bid!"
    assert counted() == [("invitation", "shown")]


def test_the_invited_read_a_hint(browser_of, project, farid, clara):
    address = reverse("projects:invite", args=[farid.handle])
    browser_of(clara).post(address, {"project": project.pk, "message": OUTSIDE} | ANYWAY)
    page = browser_of(farid).get(reverse("projects:invitations")).content.decode()
    assert "Escrow protects only what is agreed and paid here." in page


def test_a_draft_is_kept_without_asking_and_asked_about_when_it_opens(browser_of, clara):
    written = {"title": "Logo", "description": OUTSIDE, "then": "save"}
    page = browser_of(clara).post(reverse("projects:new"), written)
    assert page.status_code == 302
    project = Project.objects.get()
    assert (project.state, counted()) == (ProjectState.DRAFT, [])
    answer = api_of(clara).post(f"/api/v1/projects/{project.pk}/publication")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "confirm_first")


def test_a_profile_is_asked_about_only_where_it_changes(browser_of, farid):
    category = people.make_category().pk
    fields = {"headline": "Logos", "bio": OUTSIDE, "category": category, "availability": "open",
              "country": "ID"}  # fmt: skip
    address = reverse("accounts:edit-profile")
    assert ASKED in browser_of(farid).post(address, fields).content.decode()
    assert browser_of(farid).post(address, fields | ANYWAY).status_code == 302
    assert browser_of(farid).post(address, fields | {"headline": "Logo"}).status_code == 302
    assert counted() == [("profile", "shown"), ("profile", "sent")]


def test_the_question_names_what_the_button_does(browser_of, farid, clara):
    category = people.make_category().pk
    profile = {"headline": "Logos", "bio": OUTSIDE, "category": category, "availability": "open",
               "country": "ID"}  # fmt: skip
    posting = {"title": "Logo", "description": OUTSIDE, "category": category, "kind": "fixed",
               "budget_max": "1 jt", "level": "entry", "language": "id", "is_remote": "on",
               "then": "publish"}  # fmt: skip
    saved = browser_of(farid).post(reverse("accounts:edit-profile"), profile).text
    published = browser_of(clara).post(reverse("projects:new"), posting).text
    for page, deed, done in ((saved, "Save", "saved"), (published, "Publish", "published")):
        assert f"{deed} anyway" in page
        assert f"Not {done} yet" in page
        assert f"or {deed.lower()} them as they are" in page
        assert "Send anyway" not in page


def test_the_api_asks_for_confirm_and_warns(project, farid, clara, now):
    thread = open_bid_thread(bid=work.bid_on(project, by=farid, now=now), by=farid, now=now)
    path = f"/api/v1/threads/{thread.pk}/messages"
    asked = api_of(farid).post(path, {"body": OUTSIDE})
    assert (asked.status_code, asked.json()["errors"][0]["code"]) == (409, "confirm_first")
    assert not Message.objects.exists()
    sent = api_of(farid).post(path, {"body": OUTSIDE, "confirm": True})
    assert (sent.status_code, sent.json()["warnings"]) == (201, ["phone", "messenger", "payment"])
    seen = api_of(clara).get(path).json()["results"][0]
    assert seen["warnings"] == ["phone", "messenger", "payment"]


def test_one_own_profile_in_the_api(farid):
    change = {"freelancer": {"bio": OUTSIDE}}
    asked = api_of(farid).patch("/api/v1/me", change, format="json")
    assert (asked.status_code, asked.json()["errors"][0]["code"]) == (409, "confirm_first")
    kept = api_of(farid).patch("/api/v1/me", change | {"confirm": True}, format="json")
    assert (kept.status_code, kept.json()["freelancer"]["bio"]) == (200, OUTSIDE)


def test_after_a_contract_nobody_is_asked(browser_of, clara, farid, now):
    contract = work.signed_contract(client=clara, freelancer=farid, now=now)
    thread = open_contract_thread(contract=contract, by=clara, now=now)
    written = {"body": OUTSIDE, "key": str(uuid4())}
    browser_of(clara).post(thread.get_absolute_url(), written)
    assert Message.objects.get().body == OUTSIDE
    api = api_of(farid).post(f"/api/v1/threads/{thread.pk}/messages", {"body": OUTSIDE})
    assert (api.status_code, api.json()["warnings"], counted()) == (201, [], [])


def test_the_figures_count_by_place(browser_of, project, farid, clara, maya, now):
    address = reverse("projects:invite", args=[farid.handle])
    browser_of(clara).post(address, {"project": project.pk, "message": OUTSIDE})
    browser_of(clara).post(address, {"project": project.pk, "message": OUTSIDE} | ANYWAY)
    assert ("Invitations", 1, 1) in figures(now)
    page = browser_of(maya).get(reverse("staff-figures")).content.decode()
    assert "Sent anyway" in page

"""Pages and API of identity checks: the right people see the right things, and only those."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from identity import vault
from identity.models import IdentityCheck
from identity.services import checks
from staff.models import AuditEntry
from tests.factories import projects as work
from tests.factories.accounts import make_freelancer
from tests.identity.conftest import NIK, photo, send

pytestmark = pytest.mark.django_db
PAGE = "/identity/"
API = "/api/v1/identity"
DESK = "/desk/identities/"


def body(**given):
    fields = {
        "document_type": "ktp",
        "legal_name": "Farid Hidayat",
        "number": NIK,
        "document": photo(),
        "selfie": photo("WEBP"),
        "consent": "on",
    }
    return {**fields, **given}


def test_send_by_the_page_and_see_how_it_stands(farid, browser_of):
    browser = browser_of(farid)
    page = browser.get(PAGE).content.decode()
    assert "What happens with your data" in page
    assert "UU 27/2022" in page
    answer = browser.post(PAGE, body(), follow=True)
    text = answer.content.decode()
    assert "Somebody looks at it within 24 hours" in text
    assert "number ends in 0001" in text
    assert NIK not in text
    assert 'type="file"' not in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"consent": ""},
        {"document": ""},
        {"selfie": photo("GIF")},
        {"document_type": "library card"},
        {"legal_name": ""},
        {"legal_name": "x" * 121},
        {"number": "9" * 31},
        {"number": "\x00"},
    ],
)
def test_what_cannot_be_used_is_said_at_the_form(farid, browser_of, wrong):
    answer = browser_of(farid).post(PAGE, body(**wrong))
    assert answer.status_code == 422
    assert not IdentityCheck.objects.exists()
    api = browser_of(farid).post(API, body(**wrong))
    assert api.status_code == 400, api.content
    assert not IdentityCheck.objects.exists()


def test_a_moderator_compares_and_decides_on_one_page(waiting, farid, maya, browser_of):
    browser = browser_of(maya)
    assert "Farid Hidayat" in browser.get(DESK).content.decode()
    page = browser.get(f"{DESK}{waiting.pk}/").content.decode()
    assert NIK not in page
    for side in ("document", "selfie"):
        address = f"{PAGE}{waiting.pk}/pictures/{side}/"
        assert address in page
        answer = browser.get(address)
        assert "no-store" in answer["Cache-Control"]
        assert answer["Content-Type"] == "image/webp"
    looks = AuditEntry.objects.filter(action="identity.look", actor=maya, person=farid)
    assert sorted(looks.values_list("reason", flat=True)) == ["document", "selfie"]
    assert browser.post(f"{DESK}{waiting.pk}/return/", {"reason": ""}).status_code == 422
    assert browser.post(f"{DESK}{waiting.pk}/verification/").status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == "verified"
    assert "Nothing to check" in browser.get(DESK).content.decode()
    again = browser.post(f"{DESK}{waiting.pk}/verification/")
    assert again.status_code in {302, 409}
    assert browser.get(f"{PAGE}{waiting.pk}/pictures/selfie/").status_code == 403


def test_sent_back_is_read_by_the_person(waiting, farid, maya, browser_of):
    said = {"reason": "Too <b>dark</b>", "wanted": ["selfie"]}
    browser_of(maya).post(f"{DESK}{waiting.pk}/return/", said)
    page = browser_of(farid).get(PAGE).content.decode()
    assert "Too &lt;b&gt;dark" in page
    assert "The picture of the face" in page
    assert 'type="file"' in page


def test_an_overdue_check_is_marked(waiting, maya, browser_of):
    # `now` of the tests is weeks before today
    assert "Overdue" in browser_of(maya).get(DESK).content.decode()
    assert "Overdue" in browser_of(maya).get(f"{DESK}{waiting.pk}/").content.decode()


def test_nobody_else_comes_anywhere(waiting, clara, sena, fitri, browser_of):
    picture = f"{PAGE}{waiting.pk}/pictures/document/"
    case = f"{DESK}{waiting.pk}/"
    for other in (clara, sena, fitri):
        browser = browser_of(other)
        for address in (picture, DESK, case):
            assert browser.get(address).status_code == 404, address
        for address in (f"{case}verification/", f"{case}return/"):
            assert browser.post(address, {"reason": "x", "wanted": ["name"]}).status_code == 404
        assert browser.post(f"{PAGE}withdrawal/").status_code == 404
        assert browser.get(API).status_code == 404
        assert browser.delete(API).status_code == 404
    for address in (PAGE, picture, DESK, case):
        assert Client().get(address).status_code == 302
    assert Client().get(API).status_code in {401, 403}
    waiting.refresh_from_db()
    assert waiting.state == "submitted"
    assert not AuditEntry.objects.exists()


def test_the_person_sees_the_own_pictures_unrecorded_and_no_desk(waiting, farid, browser_of):
    browser = browser_of(farid)
    assert browser.get(f"{PAGE}{waiting.pk}/pictures/selfie/").status_code == 200
    assert browser.get(f"{PAGE}{waiting.pk}/pictures/back/").status_code == 404
    assert browser.get(f"{DESK}{waiting.pk}/").status_code == 404
    assert not AuditEntry.objects.exists()


def test_a_tied_moderator_sees_why_not(waiting, farid, maya, browser_of, now):
    work.signed_contract(client=maya, freelancer=farid, now=now)
    browser = browser_of(maya)
    page = browser.get(f"{DESK}{waiting.pk}/").content.decode()
    assert "You have to do with this person" in page
    assert "/pictures/" not in page
    assert browser.get(f"{PAGE}{waiting.pk}/pictures/selfie/").status_code == 403
    assert browser.post(f"{DESK}{waiting.pk}/verification/").status_code in {302, 403}
    waiting.refresh_from_db()
    assert waiting.state == "submitted"


def test_the_badge_is_on_profile_list_and_bids_and_in_the_api(clara, farid, maya, browser_of, now):
    project = work.open_project(by=clara, now=now)
    work.bid_on(project, by=farid, now=now)
    browser = browser_of(clara)
    pages = (f"/people/{farid.handle}/", f"/projects/{project.pk}/bids/")
    for page in pages:
        assert "Identity verified" not in browser.get(page).content.decode(), page
    assert browser.get(f"/api/v1/people/{farid.handle}").json()["is_verified"] is False
    checks.verify(check=send(farid, now), by=maya, now=now)
    for page in pages:
        assert "Identity verified" in browser.get(page).content.decode(), page
    person = browser.get(f"/api/v1/people/{farid.handle}").json()
    assert person["is_verified"] is True
    assert "verified_name" not in person
    bids = browser.get(f"/api/v1/projects/{project.pk}/bids").json()
    found = bids["results"] if isinstance(bids, dict) else bids
    assert found[0]["freelancer"]["is_verified"] is True


def test_by_the_api(farid, browser_of):
    browser = browser_of(farid)
    assert browser.get(API).status_code == 404
    made = browser.post(API, body(consent="true", number="123"))
    assert made.status_code == 201, made.content
    assert (made.json()["state"], made.json()["doubts"]) == ("submitted", ["length"])
    assert "number_sealed" not in made.json()
    assert browser.post(API, body(consent="true")).status_code == 409
    assert browser.post(API, "{}", content_type="application/json").status_code in {400, 415}
    assert browser.delete(API).status_code == 204
    assert browser.get(API).json()["state"] == "expired"


def test_the_queue_costs_the_same_for_many(maya, browser_of, now, django_assert_max_num_queries):
    browser = browser_of(maya)
    browser.get(DESK)
    for name in ("Satu", "Dua", "Tiga"):
        send(make_freelancer(f"{name} Orang"), now)
    with django_assert_max_num_queries(16):
        browser.get(DESK)


def test_files_are_not_served_as_public_files(waiting, client, settings):
    for name in vault.names():
        for address in (f"/media/public/../identity/{name}", f"/media/identity/{name}"):
            assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["IMG_0012.HEIC", "photo.jpg"])
def test_a_picture_of_an_iphone_gets_a_sentence_that_helps(farid, browser_of, name):
    heic = SimpleUploadedFile(name, b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40)
    answer = browser_of(farid).post(PAGE, body(document=heic), follow=True)
    assert "Most Compatible" in answer.content.decode()
    assert not IdentityCheck.objects.exists()

"""The whole main job through `/api/v1/`, and what it refuses."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from accounts.models import User
from payments.models import Payin
from projects.models import Bid, Contract, Delivery, Milestone, Project
from projects.services import milestones, postings
from projects.states import MilestoneState, ProjectState
from tests.factories.accounts import make_category, make_skill
from tests.factories.projects import (
    bid_on,
    delivered_milestone,
    draft,
    offered_bid,
    open_project,
    running_contract,
    rupiah,
    signed_contract,
)

pytestmark = pytest.mark.django_db


def api_of(person: User | None) -> APIClient:
    client = APIClient()
    if person is not None:
        client.force_authenticate(person)
    return client


def post(person: User | None, path: str, body: Any = None, **headers: str) -> Any:
    return api_of(person).post(f"/api/v1/{path}", body or {}, format="json", headers=headers)


@pytest.fixture
def words(db: None) -> dict[str, Any]:
    make_category("design")
    make_skill("logo-design")
    return {
        "title": "Logo for a batik shop",
        "description": "Two colours, simple.",
        "category": "design",
        "skills": ["logo-design"],
        "budget_min_minor": 500_000_00,
        "budget_max_minor": 1_500_000_00,
    }


BID = {
    "amount_minor": 1_000_000_00,
    "days": 7,
    "cover_note": "I have drawn six logos.",
    "milestones": [
        {"title": "Sketch", "amount_minor": 400_000_00, "days": 3},
        {"title": "Final", "amount_minor": 600_000_00, "days": 4},
    ],
}


def test_a_posting_from_draft_to_open(clara, words):
    made = post(clara, "projects", words)
    assert made.status_code == 201
    assert made.json()["state"] == "draft"
    published = post(clara, f"projects/{made.json()['id']}/publication")
    assert (published.status_code, published.json()["state"]) == (200, "open")
    listed = api_of(None).get("/api/v1/projects").json()
    assert [p["title"] for p in listed["results"]] == ["Logo for a batik shop"]
    found = api_of(None).get("/api/v1/projects?q=batik").json()
    assert len(found["results"]) == 1
    assert api_of(None).get("/api/v1/projects?q=kopi").json()["results"] == []


def test_a_change_keeps_what_is_not_named(clara, now):
    project = draft(by=clara, now=now)
    answer = api_of(clara).patch(f"/api/v1/projects/{project.pk}", {"title": "Better"}, "json")
    assert answer.status_code == 200
    project.refresh_from_db()
    assert project.title == "Better"
    assert project.budget_max_minor == rupiah(1_500_000).minor
    assert project.skills.count() == 1


@pytest.mark.parametrize(
    ("wrong", "attr"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"description": "x" * 10_001}, "description"),
        ({"category": "nonsense"}, "category"),
        ({"skills": ["nonsense"]}, "skills"),
        ({"budget_max_minor": -1}, "budget_max_minor"),
        ({"budget_max_minor": 10**16}, "budget_max_minor"),
        ({"budget_max_minor": "a lot"}, "budget_max_minor"),
        ({"currency": "XXX"}, "currency"),
        ({"kind": "barter"}, "kind"),
        ({"needed_on": "31-02-2026"}, "needed_on"),
        ({"questions": ["?"] * 6}, "questions"),
        ({"title": "a\x00b"}, "title"),
    ],
)
def test_a_bad_posting_is_refused_by_field(clara, words, wrong, attr):
    answer = post(clara, "projects", words | wrong)
    assert answer.status_code == 400
    assert attr in [e["attr"] for e in answer.json()["errors"]]
    assert Project.objects.count() == 0


def test_malformed_json_is_a_plain_400(clara):
    answer = api_of(clara).post("/api/v1/projects", "{", content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "parse_error"


def test_strangers_neither_write_nor_see_drafts(clara, sena, now):
    project = draft(by=clara, now=now)
    assert post(None, "projects", {"title": "x"}).status_code == 401
    assert api_of(None).get(f"/api/v1/projects/{project.pk}").status_code == 404
    assert api_of(sena).get(f"/api/v1/projects/{project.pk}").status_code == 404
    assert post(sena, f"projects/{project.pk}/publication").status_code == 404


def test_only_the_client_manages_an_open_posting(clara, sena, now):
    project = open_project(by=clara, now=now)
    for action in ("publication", "cancellation", "renewal"):
        assert post(sena, f"projects/{project.pk}/{action}").status_code == 403
    project.refresh_from_db()
    assert project.state == ProjectState.OPEN


def test_files_are_recognised_by_content(clara, now):
    project = draft(by=clara, now=now)
    url = f"/api/v1/projects/{project.pk}/files"
    real = SimpleUploadedFile("brief.pdf", b"%PDF-1.7 brief")
    fake = SimpleUploadedFile("brief.pdf", b"<script>alert(1)</script>")
    assert api_of(clara).post(url, {"files": [real]}, "multipart").status_code == 201
    assert api_of(clara).post(url, {"files": [fake]}, "multipart").status_code == 400
    assert [a.name for a in project.attachments.all()] == ["brief.pdf"]


def test_bid_offer_and_acceptance(clara, farid, now):
    project = open_project(by=clara, now=now)
    bid = post(farid, f"projects/{project.pk}/bids", BID)
    assert bid.status_code == 201
    number = bid.json()["id"]
    offer = post(clara, f"bids/{number}/offer", {"terms_version": 1})
    assert (offer.status_code, offer.json()["state"]) == (200, "offered")
    signed = post(farid, f"bids/{number}/acceptance", {"terms_version": 1})
    assert signed.status_code == 201
    assert [m["amount_minor"] for m in signed.json()["milestones"]] == [400_000_00, 600_000_00]
    assert signed.json()["state"] == "awaiting_funding"
    again = post(farid, f"bids/{number}/acceptance", {"terms_version": 1})
    assert again.json()["id"] == signed.json()["id"]
    assert Contract.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "attr"),
    [
        ({"amount_minor": 0}, "amount_minor"),
        ({"amount_minor": -100}, "amount_minor"),
        ({"amount_minor": None}, "amount_minor"),
        ({"days": 0}, "days"),
        ({"days": 9999}, "days"),
        ({"cover_note": " "}, "cover_note"),
        ({"cover_note": "x" * 5001}, "cover_note"),
        ({"currency": "USD"}, None),
        ({"amount_minor": 1_000_000_01}, None),
        ({"milestones": [{"title": "All", "amount_minor": 1, "days": 1}]}, None),
        ({"days": 6}, None),  # one less than the milestones take
        ({"answers": {"x": "y"}}, "answers"),
        ({"answers": {"1" * 5000: "y"}}, "answers"),
        ({"answers": {"\u0661": "y"}}, "answers"),
        ({"answers": {"7": "y", "07": "z"}}, "answers"),
    ],
)
def test_a_bad_bid_is_refused(clara, farid, now, wrong, attr):
    project = open_project(by=clara, now=now)
    answer = post(farid, f"projects/{project.pk}/bids", BID | wrong)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["attr"] == attr
    assert Bid.objects.count() == 0


def test_a_bid_sent_again_with_other_answers_is_a_conflict(clara, farid, now):
    project = open_project(by=clara, now=now, questions=["Which shop?"])
    asked = project.questions.get().pk
    address = f"projects/{project.pk}/bids"

    def send(answer: str):
        return post(farid, address, BID | {"answers": {str(asked): answer}})

    assert [send(text).status_code for text in ("A shop", "A shop", "Another")] == [201, 201, 409]
    assert Bid.objects.get().answers.get().text == "A shop"


@pytest.fixture
def asked_bid(clara, farid, now) -> Any:
    """A bid with two answers, on terms in two steps."""
    project = open_project(by=clara, now=now, questions=["Which shop?", "Which tools?"])
    first, second = [str(q.pk) for q in project.questions.all()]
    said = BID | {"answers": {first: "A shop", second: "Inkscape"}}
    return post(farid, f"projects/{project.pk}/bids", said).json()


def patch(person: User, bid: Any, body: Any, kind: str = "json") -> Any:
    return api_of(person).patch(f"/api/v1/bids/{bid['id']}", body, format=kind)


def test_a_bid_is_revised_in_what_is_named(asked_bid, farid):
    first, second = [str(answer["question"]) for answer in asked_bid["answers"]]
    changed = patch(
        farid, asked_bid, {"cover_note": "Seven logos by now.", "answers": {second: "Krita"}}
    )
    assert (changed.status_code, changed.json()["cover_note"]) == (200, "Seven logos by now.")
    assert changed.json()["answers"] == [
        {"question": int(first), "text": "A shop"},
        {"question": int(second), "text": "Krita"},
    ]
    assert changed.json()["terms"] == asked_bid["terms"]
    assert changed.json()["state"] == "submitted"
    dearer = [BID["milestones"][0], BID["milestones"][1] | {"amount_minor": 700_000_00}]
    for _twice in range(2):
        changed = patch(
            farid, asked_bid, {"amount_minor": 1_100_000_00, "milestones": dearer, "note": "More."}
        ).json()
    assert (changed["state"], changed["terms"]["version"]) == ("revised", 2)
    assert (changed["terms"]["amount_minor"], changed["terms"]["days"]) == (1_100_000_00, 7)
    assert (changed["terms"]["note"], changed["cover_note"]) == ("More.", "Seven logos by now.")


def test_a_single_step_follows_the_amount(clara, farid, now):
    bid = {"id": bid_on(open_project(by=clara, now=now), by=farid, now=now).pk}
    changed = patch(farid, bid, {"amount_minor": 850_000_00}).json()
    assert [m["amount_minor"] for m in changed["terms"]["milestones"]] == [850_000_00]


def test_files_of_a_bid_are_added_and_taken_off(asked_bid, farid, clara):
    pdf = SimpleUploadedFile("plan.pdf", b"%PDF-1.7\n...")
    changed = patch(farid, asked_bid, {"files": [pdf]}, "multipart")
    assert changed.status_code == 200
    assert [file["name"] for file in changed.json()["attachments"]] == ["plan.pdf"]
    assert changed.json()["answers"] == asked_bid["answers"]
    address = f"/api/v1/bids/{asked_bid['id']}/files/{changed.json()['attachments'][0]['id']}"
    assert api_of(clara).delete(address).status_code == 403
    assert Bid.objects.get().attachments.count() == 1
    left = api_of(farid).delete(address)
    assert (left.status_code, left.json()["attachments"]) == (200, [])
    assert api_of(farid).delete(address).status_code == 404


def test_new_words_alone_do_not_agree_to_a_counter_proposal(clara, farid, now):
    bid = bid_on(open_project(by=clara, now=now), by=farid, now=now)
    post(clara, f"bids/{bid.pk}/terms", {"amount_minor": 800_000_00, "days": 5})
    changed = patch(farid, {"id": bid.pk}, {"cover_note": "I can begin on Monday."}).json()
    assert (changed["state"], changed["terms"]["version"]) == ("countered", 2)
    assert changed["cover_note"] == "I can begin on Monday."


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"cover_note": " "}, 400),
        ({"answers": {"x": "y"}}, 400),
        ({"answers": {"FIRST": " "}}, 400),
        ({"amount_minor": 1_200_000_00}, 400),  # the steps that stand do not sum to it
        ({"currency": "USD"}, 400),
        ({"days": 6}, 400),  # one less than the steps take
        ({"cover_note": "Write to farid@mail.example instead."}, 409),  # first asked
    ],
)
def test_a_bad_revision_changes_nothing(asked_bid, farid, wrong, status):
    if "FIRST" in wrong.get("answers", {}):
        questions = Project.objects.get().questions
        questions.update(is_required=True)
        wrong = {"answers": {str(questions.first().pk): " "}}
    assert patch(farid, asked_bid, wrong).status_code == status
    now_there = api_of(farid).get(f"/api/v1/bids/{asked_bid['id']}").json()
    assert now_there == asked_bid


def test_others_revise_nothing(asked_bid, clara, farid, sena, now):
    words = {"cover_note": "Cheaper."}
    assert [patch(who, asked_bid, words).status_code for who in (clara, sena)] == [403, 404]
    post(clara, f"bids/{asked_bid['id']}/offer", {"terms_version": 1})
    assert patch(farid, asked_bid, words).status_code == 409  # an offer is open on it
    assert Bid.objects.get().cover_note == BID["cover_note"]


def test_bids_are_sealed(clara, farid, sena, now):
    project = open_project(by=clara, now=now)
    bid = bid_on(project, by=farid, now=now)
    assert api_of(sena).get(f"/api/v1/bids/{bid.pk}").status_code == 404
    assert api_of(sena).get(f"/api/v1/projects/{project.pk}/bids").json()["results"] == []
    assert api_of(None).get(f"/api/v1/projects/{project.pk}/bids").status_code == 401
    assert len(api_of(clara).get(f"/api/v1/projects/{project.pk}/bids").json()["results"]) == 1
    assert post(sena, f"bids/{bid.pk}/offer", {"terms_version": 1}).status_code == 404
    assert post(farid, f"bids/{bid.pk}/offer", {"terms_version": 1}).status_code == 403


def test_counter_and_old_versions(clara, farid, now):
    bid = bid_on(open_project(by=clara, now=now), by=farid, now=now)
    terms = {"amount_minor": 800_000_00, "days": 5}
    assert post(clara, f"bids/{bid.pk}/terms", terms).json()["state"] == "countered"
    old = post(clara, f"bids/{bid.pk}/offer", {"terms_version": 1})
    assert (old.status_code, old.json()["errors"][0]["code"]) == (409, "wrong_state")
    versions = api_of(farid).get(f"/api/v1/bids/{bid.pk}/terms").json()
    assert [v["version"] for v in versions] == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_paying_in_answers_a_checkout_url_once(clara, farid, now):
    milestone = signed_contract(client=clara, freelancer=farid, now=now).milestones.get()
    path = f"milestones/{milestone.pk}/payin"
    without = post(clara, path, {"method": "qris"})
    assert without.status_code == 400
    first = post(clara, path, {"method": "qris"}, **{"Idempotency-Key": "one"})
    assert first.status_code == 201
    assert "/sandbox/" in first.json()["checkout_url"]
    assert first.json()["amount_minor"] == 1_000_000_00
    again = post(clara, path, {"method": "qris"}, **{"Idempotency-Key": "one"})
    assert again.json() == first.json()
    other = post(clara, path, {"method": "card"}, **{"Idempotency-Key": "one"})
    assert (other.status_code, other.json()["errors"][0]["code"]) == (
        409,
        "idempotency_key_reused",
    )
    assert Payin.objects.count() == 1
    stranger = post(farid, path, {"method": "qris"}, **{"Idempotency-Key": "two"})
    assert stranger.status_code == 403


def test_the_ways_to_pay_a_milestone_are_listed_for_its_client(clara, farid, sena, now):
    milestone = signed_contract(client=clara, freelancer=farid, now=now).milestones.get()
    path = f"/api/v1/milestones/{milestone.pk}/ways-to-pay"
    found = api_of(clara).get(path).json()
    assert {way["method"] for way in found} >= {"qris", "va", "card"}
    milestone.refresh_from_db()
    assert milestone.escrow is None  # asking begins nothing
    assert api_of(farid).get(path).status_code == 403
    assert api_of(sena).get(path).status_code == 404
    escrow = milestones.start_funding(milestone=milestone, by=clara, now=now)
    again = api_of(clara).get(path).json()
    assert again == found == api_of(clara).get(f"/api/v1/escrows/{escrow.pk}/ways-to-pay").json()


def test_a_milestone_that_is_paid_lists_no_ways(clara, farid, now):
    milestone = running_contract(client=clara, freelancer=farid, now=now).milestones.get()
    answer = api_of(clara).get(f"/api/v1/milestones/{milestone.pk}/ways-to-pay")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "wrong_state")


def test_deliver_change_and_approve(clara, farid, now):
    milestone = running_contract(client=clara, freelancer=farid, now=now).milestones.get()
    path = f"milestones/{milestone.pk}"
    assert post(farid, f"{path}/deliveries", {"message": "Version one."}).status_code == 201
    changes = post(clara, f"{path}/changes", {"changes": ["Larger letters"]})
    assert changes.status_code == 201
    assert post(farid, f"{path}/deliveries", {"message": "Version two."}).status_code == 201
    done = post(clara, f"{path}/approval", **{"Idempotency-Key": "ok"})
    assert (done.status_code, done.json()["state"]) == (200, "released")
    again = post(clara, f"{path}/approval", **{"Idempotency-Key": "ok2"})
    assert again.json()["state"] == "released"
    deliveries = api_of(farid).get(f"/api/v1/{path}/deliveries").json()
    assert [d["message"] for d in deliveries] == ["Version one.", "Version two."]
    kinds = [
        e["kind"]
        for e in api_of(farid).get(f"/api/v1/contracts/{milestone.contract_id}/timeline").json()
    ]
    assert kinds[-2:] == ["settled", "completed"]


def test_the_other_side_and_strangers_are_refused(clara, farid, sena, now):
    milestone = delivered_milestone(client=clara, freelancer=farid, now=now)
    path = f"milestones/{milestone.pk}"
    assert post(farid, f"{path}/approval", **{"Idempotency-Key": "a"}).status_code == 403
    assert post(sena, f"{path}/approval", **{"Idempotency-Key": "a"}).status_code == 404
    assert post(clara, f"{path}/deliveries", {"message": "x"}).status_code == 403
    assert api_of(sena).get(f"/api/v1/contracts/{milestone.contract_id}").status_code == 404
    assert Milestone.objects.get().state == MilestoneState.SUBMITTED
    assert Delivery.objects.count() == 1


def test_lists_take_the_same_queries_for_one_and_three(
    clara, farid, now, django_assert_max_num_queries
):
    for count in (1, 2):
        for _i in range(count):
            project = open_project(by=clara, now=now)
            bid_on(project, by=farid, now=now)
        with django_assert_max_num_queries(4):
            api_of(None).get("/api/v1/projects")
        with django_assert_max_num_queries(6):
            api_of(farid).get("/api/v1/bids")


def test_an_expired_offer_says_so(clara, farid, now):
    bid = offered_bid(client=clara, freelancer=farid, now=now)
    Bid.objects.filter(pk=bid.pk).update(offer_expires_at=now)
    answer = post(farid, f"bids/{bid.pk}/acceptance", {"terms_version": 1})
    assert (answer.status_code, answer.json()["type"]) == (409, "client_error")
    assert Contract.objects.count() == 0


def test_a_removed_posting_is_gone_for_strangers(clara, maya, sena, now):
    project = open_project(by=clara, now=now)
    postings.remove_posting(project=project, by=maya, reason="Illegal work.", now=now)
    assert api_of(sena).get(f"/api/v1/projects/{project.pk}").status_code == 404
    assert api_of(clara).get(f"/api/v1/projects/{project.pk}").status_code == 200


def test_ending_gives_the_money_back_once(clara, farid, now):
    contract = running_contract(client=clara, freelancer=farid, now=now)
    path, why = f"contracts/{contract.pk}/ending", {"reason": "I fell ill."}
    assert post(farid, path, why).status_code == 400
    ended = post(farid, path, why, **{"Idempotency-Key": "ill"})
    assert (ended.status_code, ended.json()["state"]) == (200, "cancelled")
    assert post(farid, path, why, **{"Idempotency-Key": "ill"}).json() == ended.json()
    assert contract.milestones.get().state == MilestoneState.REFUNDED

"""The main job by programs alone: post, bid, agree, fund, deliver, release, pay out, review."""

import requests

from tests.journeys.people import Program, make_person
from tests.journeys.stack import Stack, wait_for

PRICE = 1_500_000_00
SKETCH, FINAL = 500_000_00, 1_000_000_00


def pay_at_the_bank(url: str, **decision: str) -> None:
    """Press the button on the bank's hosted page."""
    page = requests.get(url, timeout=30)
    assert page.status_code == 200
    paid = requests.post(
        url,
        data={"outcome": "success", "delay": "0"} | decision,
        timeout=30,
        allow_redirects=False,
    )
    assert paid.status_code == 302, paid.text


def test_the_main_job_by_api(karya: Stack):
    clara = Program(karya, make_person(karya, "Clara Wijaya", "client"))
    farid = Program(karya, make_person(karya, "Farid Hidayat", "freelancer"))
    sena = Program(karya, make_person(karya, "Sena Putri", "freelancer"))

    project = clara.post(
        "projects",
        {
            "title": "Logo for a batik shop",
            "description": "Two colours, simple, for signs and bags.",
            "category": clara.get("categories")[0]["slug"],
            "budget_max_minor": 2_000_000_00,
            "questions": ["Which shops have you drawn for?"],
        },
    )
    question = clara.get(f"projects/{project['id']}")["questions"][0]["id"]
    clara.post(f"projects/{project['id']}/publication")

    bid = farid.post(
        f"projects/{project['id']}/bids",
        {
            "amount_minor": PRICE,
            "days": 10,
            "cover_note": "I have drawn six.",
            "answers": {str(question): "Toko Sinar, Kendari"},
            "milestones": [
                {"title": "Sketch", "amount_minor": SKETCH, "days": 3},
                {"title": "Final", "amount_minor": FINAL, "days": 7},
            ],
        },
    )
    sena.post(f"bids/{bid['id']}/offer", {"terms_version": 1}, expect=404)
    clara.post(f"bids/{bid['id']}/offer", {"terms_version": 1})
    contract = farid.post(f"bids/{bid['id']}/acceptance", {"terms_version": 1})
    sketch, final = (m["id"] for m in contract["milestones"])

    def state_of(milestone: int) -> str:
        return str(farid.get(f"milestones/{milestone}")["state"])

    for milestone, method in ((sketch, "qris"), (final, "va")):
        payin = clara.post(f"milestones/{milestone}/payin", {"method": method}, key=f"p{milestone}")
        again = clara.post(f"milestones/{milestone}/payin", {"method": method}, key=f"p{milestone}")
        assert again["checkout_url"] == payin["checkout_url"]
        pay_at_the_bank(payin["checkout_url"], is_told_twice="on")
        wait_for(lambda milestone=milestone: state_of(milestone) == "funded")
        clara.post(f"milestones/{milestone}/payin", {"method": "card"}, expect=409)

    for milestone in (sketch, final):
        farid.post(f"milestones/{milestone}/deliveries", {"message": "Here it is."})
        sena.post(f"milestones/{milestone}/approval", expect=404)
        farid.post(f"milestones/{milestone}/approval", expect=403)
        clara.post(f"milestones/{milestone}/approval")
        assert state_of(milestone) == "released"
    assert farid.get(f"contracts/{contract['id']}")["state"] == "completed"

    net = PRICE * 9 // 10
    wait_for(lambda: farid.get("earnings")[0]["available_minor"] == net, seconds=90)
    destination = farid.post(
        "destinations",
        {"institution": "bca", "account_number": "1234567890", "holder_name": "Farid Hidayat"},
    )
    wish = {"amount_minor": net, "destination": destination["id"]}
    payout = farid.post("payouts", wish, key="pay me")
    assert farid.post("payouts", wish, key="pay me")["id"] == payout["id"]
    farid.post("payouts", wish, expect=409)
    wait_for(lambda: farid.get(f"payouts/{payout['id']}")["state"] == "paid", seconds=90)

    points = {"quality": 5, "communication": 5, "timeliness": 4, "fidelity": 5}
    clara.post(f"contracts/{contract['id']}/reviews", {"points": points, "text": "Lovely work."})
    other = {"clarity": 5, "promptness": 5, "fairness": 5}
    farid.post(f"contracts/{contract['id']}/reviews", {"points": other, "text": "Clear brief."})
    reviews = sena.get("people/" + farid.get("me")["handle"] + "/reviews")["results"]
    assert [r["text"] for r in reviews] == ["Lovely work."]
    wait_for(lambda: farid.get("notifications")["results"])
    assert karya.manage("check_ledger")

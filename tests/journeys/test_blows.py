"""Blows that a real installation takes: nothing is lost, and nothing happens twice."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor

from tests.journeys.people import Program, make_person
from tests.journeys.stack import Stack, wait_for
from tests.journeys.test_main_job_by_api import pay_at_the_bank

PRICE, NET = 1_000_000_00, 900_000_00


def kill(karya: Stack, words: str) -> None:
    """SIGKILL every process of the stack with these words in its command line."""
    pids = karya.pids_of(words)
    assert pids, words
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def until_ready(karya: Stack) -> None:
    wait_for(karya.is_ready, seconds=90)


def test_the_main_job_under_blows(karya: Stack):
    clara = Program(karya, make_person(karya, "Clara Wijaya", "client"))
    farid = Program(karya, make_person(karya, "Farid Hidayat", "freelancer"))
    project = clara.post(
        "projects",
        {
            "title": "Logo under a thunderstorm",
            "description": "In two colours.",
            "category": clara.get("categories")[0]["slug"],
            "budget_max_minor": 2 * PRICE,
        },
    )["id"]
    clara.post(f"projects/{project}/publication")
    offer = {"amount_minor": PRICE, "days": 5, "cover_note": "I have drawn six."}

    # Two tabs send the same bid, then accept the same offer.
    with ThreadPoolExecutor(2) as tabs:
        sent = list(
            tabs.map(lambda _tab: farid.post(f"projects/{project}/bids", offer)["id"], "ab")
        )
    assert len(set(sent)) == 1
    bid = sent[0]
    clara.post(f"bids/{bid}/offer", {"terms_version": 1})
    with ThreadPoolExecutor(2) as tabs:
        signed = list(
            tabs.map(lambda _t: farid.post(f"bids/{bid}/acceptance", {"terms_version": 1}), "ab")
        )
    assert signed[0]["id"] == signed[1]["id"]
    milestone = signed[0]["milestones"][0]["id"]

    # The worker dies while the bank's notice is on its way; the notice comes twice.
    payin = clara.post(f"milestones/{milestone}/payin", {"method": "qris"})
    kill(karya, "celery -A marketplace worker")
    pay_at_the_bank(payin["checkout_url"], is_told_twice="on")
    wait_for(lambda: farid.get(f"milestones/{milestone}")["state"] == "funded", seconds=120)

    # Two clicks approve while the queue is gone with everything in it.
    farid.post(f"milestones/{milestone}/deliveries", {"message": "Here it is."})
    until_ready(karya)
    kill(karya, "valkey-server")
    until_ready(karya)
    with ThreadPoolExecutor(2) as tabs:
        done = list(tabs.map(lambda _t: clara.post(f"milestones/{milestone}/approval"), "ab"))
    assert [d["state"] for d in done] == ["released", "released"]
    wait_for(lambda: farid.get("earnings")[0]["available_minor"] == NET, seconds=150)

    # The worker dies right after the payout was asked for.
    destination = farid.post(
        "destinations",
        {"institution": "bri", "account_number": "123456789012345", "holder_name": "Farid Hidayat"},
    )["id"]
    payout = farid.post("payouts", {"amount_minor": NET, "destination": destination})["id"]
    kill(karya, "celery -A marketplace worker")
    wait_for(lambda: farid.get(f"payouts/{payout}")["state"] == "paid", seconds=150)
    earned = farid.get("earnings")[0]
    assert (earned["paid_minor"], earned["available_minor"], earned["pending_minor"]) == (NET, 0, 0)
    assert len(farid.get("payouts")["results"]) == 1
    assert karya.manage("check_ledger")

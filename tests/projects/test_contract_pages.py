"""The contract room and its pages, for each of the people who may come."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.models import User
from projects.models import Contract, Milestone, RefundRequest
from projects.services import contracts, milestones, refunds
from projects.states import ContractState, MilestoneState
from tests.factories import contracts as made
from tests.factories import projects as work
from tests.projects.pages import room_of

pytestmark = pytest.mark.usefixtures("book_is_right")
Browser = Callable[[User], Client]
M, C = MilestoneState, ContractState
MOST_QUERIES = 12


@pytest.fixture
def now() -> datetime:
    """The pages read the clock themselves."""
    return timezone.now()


@pytest.fixture
def contract(clara: User, farid: User, now: datetime) -> Contract:
    return work.running_contract(client=clara, freelancer=farid, now=now)


@pytest.fixture
def submitted(clara: User, farid: User, now: datetime) -> Milestone:
    return work.delivered_milestone(client=clara, freelancer=farid, now=now)


CONTRACT_PAGES = ["", "agreement/", "end/", "amendments/"]
MILESTONE_PAGES = {"deliveries/": "f", "changes/": "c", "approval/": "c", "refund-requests/": "c"}


@pytest.mark.parametrize("state", made.REACHABLE)
def test_the_room_opens_in_every_state(
    state: str, clara: User, farid: User, maya: User, now: datetime, browser_of: Browser
) -> None:
    milestone = made.milestone_in(state, client=clara, freelancer=farid, now=now)
    for person in (clara, farid, maya):
        for page in ("", "agreement/"):
            answer = browser_of(person).get(room_of(milestone) + page)
            assert answer.status_code == 200
            assert milestone.title in answer.content.decode()


@pytest.mark.parametrize("state", list(C))
def test_the_room_opens_in_every_state_of_the_contract(
    state: str, clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    found = made.contract_in(state, client=clara, freelancer=farid, now=now)
    assert found.state == state
    for person in (clara, farid):
        assert browser_of(person).get(room_of(found)).status_code == 200
        assert browser_of(person).get("/contracts/").status_code == 200
        assert browser_of(person).get("/contracts/?tab=ended").status_code == 200


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (M.FUNDED, "3 days later {client} may ask for the money back"),
        (M.SUBMITTED, "Rp900,000 goes to {freelancer}."),
    ],
)
def test_what_silence_does_is_said_to_whoever_reads(
    clara: User, farid: User, maya: User, now: datetime, browser_of: Browser, state: str, said: str
) -> None:
    milestone = made.milestone_in(state, client=clara, freelancer=farid, now=now)
    both = {"client": clara.name, "freelancer": farid.name}
    hers, his, other = (
        said.format(**both | named) for named in ({"client": "you"}, {"freelancer": "you"}, {})
    )
    for person, words in ((clara, hers), (farid, his), (maya, other)):
        assert words in browser_of(person).get(room_of(milestone)).content.decode()
    assert hers in browser_of(clara).get("/dashboard/").content.decode()


def test_the_money_of_each_step_adds_up_for_whoever_reads(
    clara: User, farid: User, maya: User, now: datetime, browser_of: Browser
) -> None:
    contract = work.signed_contract(client=clara, freelancer=farid, now=now)
    Contract.objects.update(freelancer_bps=1000, client_bps=300, ppn_bps=1100, pph22_bps=50)
    fees = ["− Rp100,000", "− Rp3,300", "− Rp11,000", "− Rp5,000"]
    hers = ["You pay", "Rp1,033,300", "− Rp30,000", *fees, "Farid Hidayat receives", "Rp884,000"]
    his = ["Price", "Rp1,000,000", "− Rp100,000", *fees[2:], "You receive", "Rp884,000"]
    others = ["The client pays", *hers[1:]]
    for person, rows in ((clara, hers), (farid, his), (maya, others)):
        page = browser_of(person).get(room_of(contract)).content.decode()
        sums = page[page.index('class="facts sums"') :]
        said = " ".join(strip_tags(sums[: sums.index("</dl>")]).split())
        assert [row for row in rows if row not in said] == []
        assert said.endswith("Rp884,000")


def test_strangers_find_nothing(
    contract: Contract, sena: User, browser_of: Browser, client: Client
) -> None:
    milestone = contract.milestones.get()
    before = made.traces()
    paths = [f"{room_of(contract)}{page}" for page in CONTRACT_PAGES]
    paths += [f"/milestones/{milestone.pk}/{page}" for page in MILESTONE_PAGES]
    paths += [f"/milestones/{milestone.pk}/", f"/milestones/{milestone.pk}/standing/"]
    for path in paths:
        assert browser_of(sena).get(path).status_code == 404, path
        assert client.get(path).status_code == 302, path
    deeds = ["pause/", "pause-refusal/", "resumption/", "end/", "amendments/"]
    posts = [f"{room_of(contract)}{deed}" for deed in deeds]
    posts += [
        f"/milestones/{milestone.pk}/{d}" for d in (*MILESTONE_PAGES, "funding/", "standing/")
    ]
    for path in posts:
        assert browser_of(sena).post(path).status_code == 404, path
    assert made.traces() == before


def test_the_wrong_side_is_refused(
    submitted: Milestone, clara: User, farid: User, maya: User, browser_of: Browser
) -> None:
    before = made.traces()
    at = f"/milestones/{submitted.pk}/"
    for path, people in {
        "approval/": (farid, maya),
        "changes/": (farid, maya),
        "refund-requests/": (farid, maya),
        "deliveries/": (clara, maya),
        "standing/": (clara, maya),
    }.items():
        for person in people:
            assert browser_of(person).get(at + path).status_code == 403
            said = {"changes": "Bluer", "message": "Hi", "reason": "Because"}
            answer = browser_of(person).post(at + path, said, HTTP_ACCEPT="application/json")
            assert answer.status_code == 403
    for path in ("end/", "amendments/"):
        assert browser_of(maya).get(room_of(submitted) + path).status_code == 403
    assert made.traces() == before


@pytest.mark.parametrize("steps", [(1_000_000,), (500_000, 300_000, 200_000)])
def test_the_number_of_queries_stays(
    steps: tuple[int, ...],
    clara: User,
    farid: User,
    now: datetime,
    browser_of: Browser,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    found = work.running_contract(client=clara, freelancer=farid, now=now, steps=steps)
    for milestone in found.milestones.all():
        if milestone.state != M.FUNDED:
            work.fund(milestone, now=now)
        upload = SimpleUploadedFile("logo.txt", b"a logo in words")
        milestones.deliver(milestone=milestone, by=farid, message="Here", uploads=[upload], now=now)
    browser = browser_of(clara)
    for path in (room_of(found), "/contracts/", f"{room_of(found)}agreement/"):
        browser.get(path)
        with django_assert_max_num_queries(MOST_QUERIES):  # type: ignore[attr-defined]
            browser.get(path)


def test_the_main_way_through_the_pages(
    clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    found = work.signed_contract(client=clara, freelancer=farid, now=now)
    milestone = found.milestones.get()
    at = f"/milestones/{milestone.pk}/"
    client, freelancer = browser_of(clara), browser_of(farid)
    assert "not protected" in freelancer.get(room_of(found)).content.decode()

    answer = client.post(f"{at}funding/")
    milestone.refresh_from_db()
    assert answer["Location"].startswith(f"/pay/{milestone.escrow_id}/?next=%2Fcontracts")
    work.fund(milestone, now=now)

    upload = SimpleUploadedFile("logo.txt", b"a logo in words")
    answer = freelancer.post(f"{at}deliveries/", {"message": "The logo", "files": upload})
    assert answer["Location"] == f"{room_of(found)}#step-{milestone.pk}"
    page = client.get(room_of(found)).content.decode()
    assert "The logo" in page
    assert "logo.txt" in page

    client.post(f"{at}changes/", {"changes": "- Bigger\n\n* Bluer"})
    page = freelancer.get(room_of(found)).content.decode()
    assert "<li>Bigger</li><li>Bluer</li>" in page

    freelancer.post(f"{at}standing/")
    page = client.get(f"{at}approval/").content.decode()
    assert "Rp900,000" in page
    assert "Rp100,000" in page
    answer = client.post(f"{at}approval/", follow=True)
    assert "Approved. Rp900,000 belongs to" in answer.content.decode()
    milestone.refresh_from_db()
    assert milestone.state == M.RELEASED


def test_who_delivers_again_reads_what_the_client_wants_changed(
    submitted: Milestone, clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    address, browser = f"/milestones/{submitted.pk}/deliveries/", browser_of(farid)
    assert "Changes asked for" not in browser.get(address).content.decode()
    milestones.request_changes(
        milestone=submitted, by=clara, changes=["A <bluer> bird", "No frame"], now=now
    )
    for answer in (browser.get(address), browser.post(address, {"message": ""})):
        page = answer.content.decode()
        assert page.index("A &lt;bluer&gt; bird") < page.index("No frame") < page.index("<textarea")
    milestones.deliver(milestone=submitted, by=farid, message="Bluer now", now=now)
    assert "A &lt;bluer&gt; bird" not in browser.get(address).content.decode()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("deliveries/", {"message": ""}),
        ("deliveries/", {"message": "x" * 5001}),
        ("deliveries/", {"message": "Hi", "files": SimpleUploadedFile("a.exe", b"MZ")}),
    ],
)
def test_a_bad_delivery_comes_back_with_words(
    contract: Contract,
    farid: User,
    browser_of: Browser,
    path: str,
    said: dict[str, object],
) -> None:
    milestone = contract.milestones.get()
    before = made.traces()
    answer = browser_of(farid).post(f"/milestones/{milestone.pk}/{path}", said)
    assert answer.status_code == 400
    assert "error-summary" in answer.content.decode()
    assert made.traces() == before


@pytest.mark.parametrize("changes", ["", " \n- \n", "x" * 501, "a\n" * 21])
def test_a_bad_list_of_changes_comes_back(
    submitted: Milestone, clara: User, browser_of: Browser, changes: str
) -> None:
    before = made.traces()
    answer = browser_of(clara).post(f"/milestones/{submitted.pk}/changes/", {"changes": changes})
    assert answer.status_code == 400
    assert made.traces() == before


def test_script_in_words_stays_words(
    contract: Contract, clara: User, farid: User, browser_of: Browser
) -> None:
    milestone = contract.milestones.get()
    evil = "<script>alert(1)</script>"
    browser_of(farid).post(f"/milestones/{milestone.pk}/deliveries/", {"message": evil})
    page = browser_of(clara).get(room_of(contract)).content.decode()
    assert evil not in page
    assert "&lt;script&gt;" in page


def test_late_pages_lead_back_to_the_room(
    clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    milestone = made.milestone_in(M.RELEASED, client=clara, freelancer=farid, now=now)
    place = f"{room_of(milestone)}#step-{milestone.pk}"
    for person, path in [
        (clara, "approval/"),
        (clara, "changes/"),
        (clara, "refund-requests/"),
        (farid, "deliveries/"),
        (farid, "standing/"),
    ]:
        answer = browser_of(person).get(f"/milestones/{milestone.pk}/{path}")
        assert answer["Location"] == place
    assert browser_of(clara).get(f"{room_of(milestone)}end/")["Location"] == room_of(milestone)


def test_a_late_deed_is_refused_with_words(
    clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    milestone = made.milestone_in(M.RELEASED, client=clara, freelancer=farid, now=now)
    before = made.traces()
    answer = browser_of(farid).post(
        f"/milestones/{milestone.pk}/deliveries/",
        {"message": "One more"},
        HTTP_REFERER=f"http://testserver{room_of(milestone)}",
        follow=True,
    )
    assert "no money in escrow" in answer.content.decode()
    assert made.traces() == before


def test_a_pause_needs_both(
    contract: Contract, clara: User, farid: User, browser_of: Browser
) -> None:
    client, freelancer = browser_of(clara), browser_of(farid)
    client.post(f"{room_of(contract)}pause/")
    client.post(f"{room_of(contract)}pause/")
    contract.refresh_from_db()
    assert (contract.state, contract.pause_asked_by) == (C.ACTIVE, clara)
    assert "Agree to the pause" in freelancer.get(room_of(contract)).content.decode()
    freelancer.post(f"{room_of(contract)}pause-refusal/")
    contract.refresh_from_db()
    assert contract.pause_asked_by is None
    freelancer.post(f"{room_of(contract)}pause/")
    client.post(f"{room_of(contract)}pause/")
    contract.refresh_from_db()
    assert contract.state == C.PAUSED
    freelancer.post(f"{room_of(contract)}resumption/")
    contract.refresh_from_db()
    assert contract.state == C.ACTIVE


def test_ending_says_what_happens_first(
    contract: Contract, clara: User, farid: User, browser_of: Browser
) -> None:
    page = browser_of(clara).get(f"{room_of(contract)}end/").content.decode()
    assert "is asked to give" in page
    assert "Rp1,000,000" in page
    page = browser_of(farid).get(f"{room_of(contract)}end/").content.decode()
    assert "goes back to Clara Wijaya at once" in page
    answer = browser_of(clara).post(f"{room_of(contract)}end/", {"reason": " "})
    assert answer.status_code == 400
    browser_of(clara).post(f"{room_of(contract)}end/", {"reason": "No budget"})
    request = RefundRequest.objects.get()
    page = browser_of(farid).get(f"/refund-requests/{request.pk}/").content.decode()
    assert "No budget" in page
    assert browser_of(clara).get(f"/refund-requests/{request.pk}/").status_code == 403
    browser_of(farid).post(f"/refund-requests/{request.pk}/agreement/")
    contract.refresh_from_db()
    assert contract.state == C.CANCELLED


def test_a_contract_that_is_over_at_once_is_not_said_to_be_ending(
    clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    found = work.running_contract(client=clara, freelancer=farid, now=now, steps=(600_000, 400_000))
    first = found.milestones.get(position=1)
    milestones.deliver(milestone=first, by=farid, message="Here", now=now)
    milestones.approve_milestone(milestone=first, by=clara, now=now)
    said = {"reason": "Enough for now"}
    page = browser_of(clara).post(f"{room_of(found)}end/", said, follow=True).content.decode()
    assert "The contract has ended." in page
    assert "The contract is ending." not in page
    cancelled = strip_tags(page.split('id="step-')[2])
    assert "This step was cancelled, so nothing is to be paid." in cancelled
    for promise in ("You pay", "receives", "after the payment"):
        assert promise not in cancelled.split("Reviews")[0].split("What happened")[0]


def test_late_work_can_be_asked_back(
    clara: User, farid: User, sena: User, now: datetime, browser_of: Browser
) -> None:
    then = now - timedelta(days=12)
    milestone = work.running_contract(client=clara, freelancer=farid, now=then).milestones.get()
    path = f"/milestones/{milestone.pk}/refund-requests/"
    assert path in browser_of(clara).get(room_of(milestone)).content.decode()
    assert browser_of(clara).get(path).status_code == 200
    assert browser_of(clara).post(path, {"reason": ""}).status_code == 400
    browser_of(clara).post(path, {"reason": "Too late"})
    browser_of(clara).post(path, {"reason": "Too late"})
    request = RefundRequest.objects.get()
    for deed in ("agreement", "refusal", "withdrawal"):
        at = f"/refund-requests/{request.pk}/{deed}/"
        assert browser_of(sena).post(at).status_code == 404
    browser_of(farid).post(f"/refund-requests/{request.pk}/refusal/", {"reason": "Nearly done"})
    request.refresh_from_db()
    assert request.state == "declined"


def test_a_request_can_be_taken_back(
    clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    then = now - timedelta(days=12)
    milestone = work.running_contract(client=clara, freelancer=farid, now=then).milestones.get()
    request = refunds.ask_refund_for_lateness(milestone=milestone, by=clara, reason="?", now=now)
    browser_of(clara).post(f"/refund-requests/{request.pk}/withdrawal/")
    request.refresh_from_db()
    assert request.state == "withdrawn"


def test_files_of_a_delivery_are_for_the_two_sides(
    contract: Contract, clara: User, farid: User, sena: User, browser_of: Browser, now: datetime
) -> None:
    upload = SimpleUploadedFile("logo.txt", b"a logo in words")
    delivery = milestones.deliver(
        milestone=contract.milestones.get(), by=farid, message="x", uploads=[upload], now=now
    )
    address = reverse("projects:attachment", args=[delivery.attachments.get().pk])
    for person in (clara, farid):
        answer = browser_of(person).get(address)
        assert b"".join(answer) == b"a logo in words"
        assert answer["Content-Disposition"].startswith("attachment")
    assert browser_of(sena).get(address).status_code == 404


def test_a_review_is_asked_for_only_after_money_was_released(
    clara: User, farid: User, now: datetime, browser_of: Browser
) -> None:
    done = made.contract_in(C.COMPLETED, client=clara, freelancer=farid, now=now)
    assert f"/contracts/{done.pk}/review" in browser_of(clara).get(room_of(done)).content.decode()


def test_ending_twice_changes_nothing_more(contract: Contract, farid: User, now: datetime) -> None:
    contracts.end_contract(contract=contract, by=farid, reason="No time", now=now)
    before = made.traces()
    contracts.end_contract(contract=contract, by=farid, reason="No time", now=now)
    assert made.traces() == before

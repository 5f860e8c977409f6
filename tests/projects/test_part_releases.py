"""A client releases a part of a step: page, API, and what the step is afterwards."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from rest_framework.test import APIClient

from accounts.models import User
from core.errors import NotAllowed, WrongState
from disputes.services import disputes
from disputes.services.steps import carry_out
from notifications.models import Notification
from payments.models import Earning
from payments.states import EscrowState
from projects.models import Milestone, WorkEvent
from projects.services import contracts, milestones, part_releases
from projects.states import MilestoneState
from tests.factories import projects as work

Browser = Callable[[User], Client]


@pytest.fixture
def now() -> datetime:
    """Pages read the clock themselves."""
    return timezone.now()


@pytest.fixture
def step(clara: User, farid: User, now: datetime) -> Milestone:
    """A delivered step of a million."""
    return work.delivered_milestone(client=clara, freelancer=farid, now=now)


def release(step: Milestone, amount: int, *, by: User, now: datetime, key: str = "k") -> Earning:
    return part_releases.release_part(
        milestone=step, amount=work.rupiah(amount), by=by, idempotency_key=key, now=now
    )


def words_of(answer: HttpResponse) -> str:
    return strip_tags(answer.content.decode())


def test_the_step_goes_on_as_it_was(
    step: Milestone, clara: User, farid: User, now: datetime
) -> None:
    release(step, 400_000, by=clara, now=now)
    release(step, 400_000, by=clara, now=now)
    step.refresh_from_db()
    assert step.state == MilestoneState.SUBMITTED
    assert step.escrow is not None
    assert step.escrow.state == EscrowState.PARTLY_RELEASED
    assert step.left == work.rupiah(600_000)
    assert step.shares_left.net == work.rupiah(540_000)
    assert WorkEvent.objects.filter(kind="part_released").count() == 1
    told = Notification.objects.get(kind="part_released")
    assert told.recipient == farid

    approved = milestones.approve_milestone(milestone=step, by=clara, now=now)
    assert approved.state == MilestoneState.RELEASED
    assert sum(e.amount_minor for e in Earning.objects.all()) == 900_000_00


def test_only_the_client_releases(step: Milestone, farid: User, sena: User, now: datetime) -> None:
    for person in (farid, sena):
        with pytest.raises(NotAllowed):
            release(step, 1_000, by=person, now=now)


def test_what_is_not_paid_releases_nothing(clara: User, farid: User, now: datetime) -> None:
    contract = work.signed_contract(client=clara, freelancer=farid, now=now)
    with pytest.raises(WrongState):
        release(contract.milestones.get(), 1_000, by=clara, now=now)


def test_giving_the_rest_back_leaves_a_partly_released_step(
    clara: User, farid: User, now: datetime
) -> None:
    contract = work.running_contract(client=clara, freelancer=farid, now=now)
    step = contract.milestones.get()
    release(step, 400_000, by=clara, now=now)
    contracts.end_contract(contract=contract, by=farid, reason="Ill.", now=now)
    step.refresh_from_db()
    contract.refresh_from_db()
    assert step.state == MilestoneState.PARTLY_RELEASED
    assert contract.state == "completed"


@pytest.mark.parametrize("is_over", [False, True])
def test_the_sums_of_a_part_add_up_to_the_price(
    clara: User, farid: User, now: datetime, browser_of: Any, is_over: bool
) -> None:
    contract = work.running_contract(client=clara, freelancer=farid, now=now)
    release(contract.milestones.get(), 400_000, by=clara, now=now)
    if is_over:
        contracts.end_contract(contract=contract, by=farid, reason="Ill.", now=now)
    for person in (clara, farid):
        page = words_of(browser_of(person).get(f"/contracts/{contract.pk}/"))
        step = page.partition("Steps")[2].partition("What happened")[0]
        for sum_ in ("Rp1,000,000", "Rp360,000", "Rp40,000", "Rp600,000"):
            assert sum_ in step
        # What the whole price would have brought is no sum of a step that ended with less.
        assert ("Rp900,000" in step) is not is_over


@pytest.mark.parametrize(
    ("to_freelancer", "state", "released"),
    [
        (0, EscrowState.SPLIT, 360_000),
        (100_000, EscrowState.SPLIT, 450_000),
        (600_000, EscrowState.RELEASED, 900_000),
    ],
)
def test_a_dispute_is_about_what_is_left(
    step: Milestone, clara: User, now: datetime, to_freelancer: int, state: str, released: int
) -> None:
    release(step, 400_000, by=clara, now=now)
    step = Milestone.objects.get(pk=step.pk)
    dispute = disputes.open_dispute(
        milestone=step,
        by=clara,
        reason_code="quality",
        claim="Not what we agreed on.",
        to_freelancer=work.rupiah(0),
        now=now,
    )
    assert dispute.amount == work.rupiah(600_000)
    dispute.milestone.refresh_from_db()
    carry_out(dispute, work.rupiah(to_freelancer), by=None, now=now, reason="agreed")
    step = Milestone.objects.get(pk=step.pk)
    assert step.escrow is not None
    assert (step.escrow.state, step.escrow.released) == (state, work.rupiah(released))


def test_the_page_shows_every_line_before_anything_moves(
    step: Milestone, clara: User, farid: User, browser_of: Browser
) -> None:
    address = reverse("projects:release-part", args=[step.pk])
    browser = browser_of(clara)
    assert "Rp1,000,000 is still in escrow" in words_of(browser.get(address))
    page = words_of(browser.get(address, {"amount": "400.000"}))
    for line in ("Rp400,000", "Rp40,000", "Rp360,000", "Rp600,000"):
        assert line in page
    assert not Earning.objects.exists()

    said = {"amount": "400.000", "key": "one"}
    for _click in range(2):
        answer = browser.post(address, said)
        assert answer.status_code == 302
    assert Earning.objects.get().amount == work.rupiah(360_000)
    room = words_of(browser.get(reverse("projects:contract", args=[step.contract_id])))
    assert "Still in escrow" in room
    approval = words_of(browser.get(reverse("projects:approve", args=[step.pk])))
    assert "Rp540,000" in approval


@pytest.mark.parametrize("amount", ["", "x", "0", "1.000.000", "-5", "12,5"])
def test_what_is_no_part_is_refused_with_a_sentence(
    step: Milestone, clara: User, browser_of: Browser, amount: str
) -> None:
    address = reverse("projects:release-part", args=[step.pk])
    assert browser_of(clara).get(address, {"amount": amount}).status_code == 400
    browser_of(clara).post(address, {"amount": amount})
    assert not Earning.objects.exists()


@pytest.fixture
def api(clara: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(clara)
    return client


def test_a_program_releases_a_part_once(step: Milestone, api: APIClient) -> None:
    address = f"/api/v1/milestones/{step.pk}/partial-releases"
    body, key = {"amount_minor": 400_000_00}, {"HTTP_IDEMPOTENCY_KEY": "one"}
    first = api.post(address, body, format="json", **key)  # type: ignore[arg-type]
    second = api.post(address, body, format="json", **key)  # type: ignore[arg-type]
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    said = first.json()
    assert (said["gross_minor"], said["net_minor"], said["fee_minor"]) == (
        400_000_00,
        360_000_00,
        40_000_00,
    )
    assert Earning.objects.count() == 1
    escrow = api.get(f"/api/v1/escrows/{step.escrow_id}").json()
    assert (escrow["state"], escrow["earned_minor"]) == ("partly_released", 400_000_00)


@pytest.mark.parametrize(("amount", "status"), [(0, 400), (1_000_000_00, 400), (150, 400)])
def test_a_program_is_told_what_is_no_part(
    step: Milestone, api: APIClient, amount: int, status: int
) -> None:
    address = f"/api/v1/milestones/{step.pk}/partial-releases"
    answer = api.post(address, {"amount_minor": amount}, format="json", HTTP_IDEMPOTENCY_KEY="one")
    assert answer.status_code == status
    assert not Earning.objects.exists()


def test_others_do_not_find_the_page(
    step: Milestone, farid: User, sena: User, browser_of: Browser
) -> None:
    address = reverse("projects:release-part", args=[step.pk])
    assert browser_of(farid).get(address).status_code == 403
    assert browser_of(sena).get(address).status_code == 404
    assert browser_of(sena).post(address, {"amount": "1.000"}).status_code == 404

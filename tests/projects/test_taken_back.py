"""What both sides read of a step whose payment a bank has taken back."""

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from payments.services import chargebacks
from projects.models import Milestone
from sandbox.models import SandboxChargeback, SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories.projects import delivered_milestone

pytestmark = pytest.mark.usefixtures("book_is_right")


@pytest.fixture
def now() -> datetime:
    """The pages read the clock themselves."""
    return timezone.now()


@pytest.fixture
def step(clara: User, farid: User, now: datetime) -> Milestone:
    return delivered_milestone(client=clara, freelancer=farid, now=now)


def take_back(step: Milestone, now: datetime) -> SandboxChargeback:
    assert step.escrow is not None
    payment = SandboxPayment.objects.get(key=step.escrow.payins.get().key)
    opened = bank.open_chargeback(payment=payment, now=now, amount=None)
    assert opened is not None
    hear(opened, now)
    return opened


def hear(at_bank: SandboxChargeback, now: datetime) -> None:
    assert chargebacks.look_up(provider="sandbox", reference=at_bank.reference, now=now)


@pytest.fixture
def pages(step, clara, farid, browser_of):
    """The contract as the client and as the freelancer reads it, and the client's payment."""
    contract = reverse("projects:contract", args=[step.contract_id])
    payment = reverse("payments:payin", args=[step.escrow.payins.get().pk])

    def read() -> tuple[str, str, str]:
        client = browser_of(clara)
        return (
            client.get(contract).text,
            browser_of(farid).get(contract).text,
            (client.get(payment).text),
        )

    return read


def test_while_the_bank_decides_nobody_is_asked_to_act(step, pages, now):
    approval = reverse("projects:approve", args=[step.pk])
    assert approval in pages()[0]
    take_back(step, now)
    client, freelancer, payment = pages()
    for page in (client, freelancer):
        assert "has taken this payment back for now, and decides about it" in page
        assert 'class="charged-back"' in page
        assert "Rp0 goes to" not in page
    assert approval not in client
    assert reverse("projects:request-changes", args=[step.pk]) not in client
    assert reverse("disputes:new", args=[step.pk]) not in client + freelancer
    assert "on your behalf. Until it decides, the money does not move." in payment
    assert "is in escrow. The work can begin." not in payment


@pytest.mark.parametrize("is_won", [True, False])
def test_what_the_bank_has_decided_is_said(step, pages, now, is_won):
    at_bank = take_back(step, now)
    bank.decide(chargeback=at_bank, is_won=is_won, now=now)
    hear(at_bank, now)
    client, _freelancer, payment = pages()
    assert ('class="charged-back"' in client) is not is_won
    assert (reverse("projects:approve", args=[step.pk]) in client) is is_won
    assert ("is in escrow. The work can begin." in payment) is is_won
    assert ("went back to you through your bank." in payment) is not is_won
    assert "has taken this payment back for now" not in client

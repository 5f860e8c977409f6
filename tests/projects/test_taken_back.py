"""What both sides read of a step whose payment a bank has taken back."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.money import format_money
from payments.models import Chargeback
from payments.providers.chargebacks import FoundChargeback
from payments.services import chargeback_losses, chargebacks
from projects.models import Milestone
from projects.selectors import timeline_of
from projects.services import milestones
from projects.templatetags.work_history import sentence
from sandbox.models import SandboxChargeback, SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories.payments import rupiah
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
    delivery = reverse("projects:deliver", args=[step.pk])
    assert approval in pages()[0]
    assert delivery in pages()[1]
    take_back(step, now)
    client, freelancer, payment = pages()
    for page in (client, freelancer):
        assert "has taken this payment back for now, and decides about it" in page
        assert 'class="charged-back"' in page
        assert "Rp0 goes to" not in page
        assert ">The client’s bank decides<" in page
    assert approval not in client
    assert delivery not in freelancer
    assert reverse("projects:request-changes", args=[step.pk]) not in client
    assert reverse("disputes:new", args=[step.pk]) not in client + freelancer
    assert "on your behalf, and took it back until it decides." in payment
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
    assert ("Taken back by the client’s bank" in client) is not is_won
    assert "has taken this payment back for now" not in client


def lines_of(step: Milestone) -> list[str]:
    """The history of its contract as both sides read it, since the step was delivered."""
    told = [sentence(event) for event in timeline_of(step.contract)]
    return told[told.index(f"{step.contract.freelancer} delivered “{step.title}”.") + 1 :]


@pytest.mark.parametrize("is_won", [True, False])
def test_the_history_of_the_contract_says_what_the_bank_did(step, pages, now, is_won):
    at_bank = take_back(step, now)
    opened = f"The client’s bank took money of “{step.title}” back for now, and decides about it."
    assert lines_of(step) == [opened]
    bank.decide(chargeback=at_bank, is_won=is_won, now=now)
    hear(at_bank, now)
    hear(at_bank, now)  # told twice, it is said once
    won = f"The client’s bank decided for the freelancer: the money of “{step.title}” is back."
    lost = "The client’s bank decided for the client; what it took of "
    if is_won:
        assert lines_of(step) == [opened, won]
    else:
        assert lines_of(step)[1].startswith(lost)
        assert lines_of(step)[2] == f"The money of “{step.title}” goes back to the client."
    for page in pages()[:2]:
        for line in lines_of(step):
            assert line in page


def test_the_history_says_that_we_did_not_contest_it(step, fitri, now):
    at_bank = take_back(step, now)
    one = Chargeback.objects.get()
    chargeback_losses.accept(chargeback=one, by=fitri, reason="We cannot prove it.", now=now)
    bank.give_in(reference=at_bank.reference, now=now)
    hear(at_bank, now)
    assert lines_of(step)[1].startswith("We did not contest it at the client’s bank")


def test_a_question_of_the_bank_is_no_line(step, now):
    """It takes nothing, and may come to nothing."""
    found = FoundChargeback(
        reference="SBC0",
        payment_key=step.escrow.payins.get().key,
        payment_reference="",
        status="inquiry",
        amount=step.escrow.held,
        fee=rupiah(0),
        reason="general",
        opened_at=now,
        evidence_due_at=now,
    )
    chargebacks.apply(provider="sandbox", found=found, now=now)
    chargebacks.apply(provider="sandbox", found=replace(found, status="won"), now=now)
    assert lines_of(step) == []


def test_an_open_step_says_what_the_bank_left(step, pages, now):
    payment = SandboxPayment.objects.get(key=step.escrow.payins.get().key)
    opened = bank.open_chargeback(payment=payment, now=now, amount=payment.amount // 4)
    assert opened is not None
    hear(opened, now)
    bank.decide(chargeback=opened, is_won=False, now=now)
    hear(opened, now)
    step.refresh_from_db()
    left, taken = step.escrow.held, step.escrow.charged_back
    assert left.minor == 3 * taken.minor
    for page in pages()[:2]:
        card = page.partition(f'id="step-{step.pk}"')[2].partition("</article>")[0]
        assert "Taken back by the client’s bank" in card
        assert format_money(taken) in card
        assert "Still in escrow" in card
        assert format_money(left) in card
        assert format_money(step.shares_left.net) in card
        assert format_money(step.shares.net) not in card


def test_a_released_step_says_what_the_bank_took_afterwards(step, clara, pages, now):
    milestones.approve_milestone(milestone=step, by=clara, now=now)
    after = "Taken back by the client’s bank after the release"
    assert after not in pages()[0]
    assert "is in escrow. The work can begin." not in pages()[2]
    assert "Its step says where the money is now." in pages()[2]
    at_bank = take_back(step, now)
    for page in pages()[:2]:
        assert after in page
    bank.decide(chargeback=at_bank, is_won=True, now=now)
    hear(at_bank, now)
    assert after not in pages()[0]


def test_the_payment_adds_up_what_went_back_twice(step, pages, now):
    payment = SandboxPayment.objects.get(key=step.escrow.payins.get().key)
    part = payment.amount // 4
    for _twice in range(2):
        opened = bank.open_chargeback(payment=payment, now=now, amount=part)
        assert opened is not None
        hear(opened, now)
        bank.decide(chargeback=opened, is_won=False, now=now)
        hear(opened, now)
    step.refresh_from_db()
    assert f"{format_money(step.escrow.charged_back)}</span> went back to you" in pages()[2]

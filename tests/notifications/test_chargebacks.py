"""Who hears that a bank took a payment back, and what it decided."""

from collections.abc import Callable
from datetime import datetime

import pytest

from accounts.models import User
from notifications.kinds import KINDS
from notifications.models import Notification
from payments.models import Escrow
from payments.services import chargebacks, payouts
from projects.models import Milestone
from projects.states import MilestoneState
from sandbox.models import SandboxChargeback, SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import payments as money
from tests.factories import projects as work
from tests.factories.contracts import approve
from tests.factories.payments import rupiah

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(clara: User, farid: User, now: datetime) -> Escrow:
    """Rp1.000.000 that Clara has paid for Farid's work."""
    escrow = money.make_escrow(payer=clara, payee=farid, now=now)
    money.fund_escrow(escrow, now=now)
    return escrow


@pytest.fixture
def told_of(
    clara: User, farid: User, fitri: User, told: Callable[[User], list[str]]
) -> Callable[[], list[list[str]]]:
    """What the client, the freelancer and the bookkeeper were told since the last look."""
    return lambda: [told(person) for person in (clara, farid, fitri)]


@pytest.mark.parametrize(("is_won", "outcome"), [(True, "won"), (False, "lost")])
def test_both_sides_and_the_bookkeepers(
    held: Escrow,
    told_of: Callable[[], list[list[str]]],
    now: datetime,
    is_won: bool,
    outcome: str,
) -> None:
    payment = SandboxPayment.objects.get(key=held.payins.get().key)
    at_bank = bank.open_chargeback(payment=payment, now=now, amount=None)
    assert at_bank is not None
    told_of()

    chargebacks.look_up(provider="sandbox", reference=at_bank.reference, now=now)
    assert told_of() == [
        ["chargeback_opened_payer"],
        ["chargeback_opened_payee"],
        ["chargeback_to_answer"],
    ]

    bank.decide(chargeback=at_bank, is_won=is_won, now=now)
    chargebacks.look_up(provider="sandbox", reference=at_bank.reference, now=now)
    assert told_of() == [[f"chargeback_{outcome}_payer"], [f"chargeback_{outcome}_payee"], []]


@pytest.fixture
def step(clara: User, farid: User, now: datetime) -> Milestone:
    """The only step of a running contract, paid and not delivered."""
    return work.running_contract(client=clara, freelancer=farid, now=now).milestones.get()


def taken_back(step: Milestone, now: datetime, amount: int | None = None) -> SandboxChargeback:
    assert step.escrow is not None
    return of_escrow(step.escrow, now, amount)


def of_escrow(escrow: Escrow, now: datetime, amount: int | None = None) -> SandboxChargeback:
    payment = SandboxPayment.objects.get(key=escrow.payins.get().key)
    at_bank = bank.open_chargeback(payment=payment, now=now, amount=amount)
    assert at_bank is not None
    chargebacks.look_up(provider="sandbox", reference=at_bank.reference, now=now)
    return at_bank


def decided(at_bank: SandboxChargeback, now: datetime, *, is_won: bool) -> None:
    bank.decide(chargeback=at_bank, is_won=is_won, now=now)
    chargebacks.look_up(provider="sandbox", reference=at_bank.reference, now=now)


def test_a_step_whose_money_a_bank_kept_is_told_of_once(
    step: Milestone, told_of: Callable[[], list[list[str]]], now: datetime
) -> None:
    at_bank = taken_back(step, now)
    told_of()
    decided(at_bank, now, is_won=False)
    step.refresh_from_db()
    assert step.state == MilestoneState.REFUNDED
    over = "contract_cancelled"  # it was the only step
    assert told_of() == [
        ["chargeback_lost_payer", over],
        ["chargeback_lost_payee_held", over],
        [],
    ]


@pytest.mark.parametrize(("is_won", "outcome"), [(True, "won"), (False, "lost")])
def test_of_money_in_escrow_the_freelancer_is_led_to_the_step(
    step: Milestone, farid: User, now: datetime, is_won: bool, outcome: str
) -> None:
    decided(taken_back(step, now), now, is_won=is_won)
    news = Notification.objects.filter(recipient=farid, kind__startswith="chargeback_")
    assert {one.kind: one.target for one in news} == {
        "chargeback_opened_payee_held": f"/milestones/{step.pk}/",
        f"chargeback_{outcome}_payee_held": f"/milestones/{step.pk}/",
    }


def test_of_money_that_was_released_they_are_led_to_their_earnings(
    clara: User, farid: User, now: datetime
) -> None:
    step = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    approve(step, now=now)
    decided(taken_back(step, now), now, is_won=False)
    news = Notification.objects.filter(recipient=farid, kind__startswith="chargeback_")
    assert {one.kind: one.target for one in news} == {
        "chargeback_opened_payee": "/earnings/",
        "chargeback_lost_payee": "/earnings/",
    }


@pytest.mark.parametrize("owes_more", [True, False])
def test_a_win_frees_of_its_own_debt_alone(
    clara: User, farid: User, now: datetime, owes_more: bool
) -> None:
    escrows = [money.earn(farid, payer=clara, now=now) for _ in range(2)]
    payout = money.request_payout(farid, now=now, amount=rupiah(1_800_000))
    payouts.send(payout_id=payout.pk, now=now)
    money.settle_bank(now=now)
    payouts.look_up(payout_id=payout.pk, now=now)
    taken = [of_escrow(escrow, now) for escrow in escrows[: 1 + owes_more]]
    decided(taken[0], now, is_won=True)
    news = Notification.objects.get(recipient=farid, kind__startswith="chargeback_won_payee")
    assert "You owe nothing for" in news.sentence
    assert ("Rp900,000 of that is still owed" in news.sentence) == owes_more


def test_nobody_who_may_owe_for_another_payment_is_told_that_they_owe_nothing() -> None:
    for name, kind in KINDS.items():
        if name.startswith("chargeback_"):
            assert "owe nothing." not in str(kind.sentence)
            assert "owe nothing;" not in str(kind.sentence)

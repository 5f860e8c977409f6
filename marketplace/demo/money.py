"""The demo's money: paid in through the sandbox bank, and paid out by it."""

from datetime import datetime, timedelta

from accounts.models import User
from marketplace.demo.dice import dice
from payments.models import Payout
from payments.selectors import earned_by
from payments.services import destinations, payins, payouts
from payments.states import Method, PayoutState
from projects.models import Milestone
from projects.services import milestones
from sandbox.models import SandboxPayment, SandboxPayout
from sandbox.services import bank
from sandbox.states import Outcome

_QRIS_UP_TO = 5_000_000_00


def pay_in(milestone: Milestone, *, now: datetime) -> None:
    """The client pays a milestone on the bank's page, and the bank says so."""
    client = milestone.contract.client
    escrow = milestones.start_funding(milestone=milestone, by=client, now=now)
    is_small = milestone.amount_minor <= _QRIS_UP_TO
    payin = payins.start_payin(
        escrow=escrow,
        method=Method.QRIS if is_small and milestone.pk % 2 else Method.VA,
        by=client,
        idempotency_key=f"demo:milestone:{milestone.pk}",
        return_url="",
        now=now,
    )
    later = now + timedelta(minutes=4)
    bank.decide_payment(
        payment=SandboxPayment.objects.get(key=payin.key),
        outcome=Outcome.SUCCESS,
        delay_seconds=0,
        is_told_twice=False,
        now=later,
    )
    payins.look_up(payin_id=payin.pk, now=later)
    milestone.refresh_from_db()


def pay_out(freelancer: User, *, key: str, now: datetime) -> Payout | None:
    """The freelancer takes out all that is available; above the limit it waits for a moderator."""
    available = earned_by(freelancer, "IDR").available
    if not available:
        return None
    payout = payouts.request_payout(
        by=freelancer,
        amount=available,
        destination=destinations.add_destination(
            by=freelancer,
            institution="bri",
            account_number=_account_number(freelancer),
            holder_name=freelancer.name,
            now=now,
        ),
        idempotency_key=key,
        now=now,
    )
    _settle(payout, now)
    return payout


def _settle(payout: Payout, now: datetime) -> None:
    payouts.send(payout_id=payout.pk, now=now)
    payout.refresh_from_db()
    if payout.state != PayoutState.PROCESSING:
        return
    later = now + timedelta(minutes=10)
    bank.settle_payout(payout=SandboxPayout.objects.get(key=payout.key), now=later)
    payouts.look_up(payout_id=payout.pk, now=later)


def _account_number(freelancer: User) -> str:
    """Fifteen digits that end neither in 0000 nor in 9999, which the sandbox bank refuses."""
    return f"{dice(freelancer.handle).randrange(10**11):011d}1234"

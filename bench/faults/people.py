"""What people do meanwhile: pay, have work released or refunded, and withdraw; each thing once."""

import random
from datetime import timedelta

from django.conf import settings

from accounts.models import User
from bench.faults import clock
from marketplace.celery import app
from payments.models import Escrow, Payin, Payout, Refund
from payments.services import escrows
from payments.states import EscrowState, PayinState, PayoutState, RefundState
from sandbox.models import SandboxPayment
from sandbox.services import bank
from sandbox.states import PaymentState
from tests.factories import payments as money
from tests.factories.accounts import make_client, make_freelancer

AT_ONCE = 10  # things under way
SWEEPS = (
    *("sandbox.work", "payments.sweep_notices", "payments.sweep_payins"),
    *("payments.sweep_refunds", "payments.sweep_payouts", "payments.sweep_holds"),
)
MOST_WAITING = 12  # tasks in the queue, before more are rung


class Crowd:
    """A client, a freelancer for each piece of work, and what has become of each."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 -- no secret
        self.client = make_client("Clara Wijaya")
        self.wanted: dict[int, str] = {}  # escrow: released or refunded
        self.people: dict[int, User] = {}

    def act(self, *, may_begin: bool) -> int:
        """Everybody does what they can do now; answers how much is still under way."""
        underway = self._underway()
        if may_begin and underway < AT_ONCE:
            self._begin()
        for payment in SandboxPayment.objects.filter(state=PaymentState.WAITING):
            bank.decide_payment(
                payment=payment,
                outcome="success",
                delay_seconds=0,
                is_told_twice=self.dice.random() < 0.3,
                now=clock.now(),
            )
        self._decide()
        self._withdraw()
        return underway

    def ring(self) -> None:
        """What beat does each minute, as long as somebody listens."""
        with app.connection_for_write() as connection:
            waiting = connection.default_channel.client.llen("celery")
        if waiting < MOST_WAITING:
            for name in SWEEPS:
                app.send_task(name)

    def unfinished(self) -> list[str]:
        """What has not come to the end that was wanted, one line each."""
        found = [
            f"escrow {one.pk} is {one.state}, and should be {self.wanted[one.pk]}"
            for one in Escrow.objects.order_by("pk")
            if one.state != self.wanted[one.pk]
        ]
        found += [
            f"payin {p.pk} is {p.state}" for p in Payin.objects.exclude(state=PayinState.CAPTURED)
        ]
        found += [
            f"refund {r.pk} is {r.state}" for r in Refund.objects.exclude(state=RefundState.DONE)
        ]
        found += [
            f"payout {p.pk} is {p.state}" for p in Payout.objects.exclude(state=PayoutState.PAID)
        ]
        released = sum(1 for end in self.wanted.values() if end == EscrowState.RELEASED)
        if Payout.objects.count() != released:
            found.append(f"{Payout.objects.count()} payouts for {released} releases")
        return found

    def _underway(self) -> int:
        ended = sum(1 for _ in Payout.objects.filter(state=PayoutState.PAID))
        return len(self.wanted) - ended - Refund.objects.filter(state=RefundState.DONE).count()

    def _begin(self) -> None:
        number, now = len(self.wanted) + 1, clock.now()
        person = make_freelancer(f"Worker {number}", email=f"w{number}@bench.test")
        escrow = money.make_escrow(
            payer=self.client, payee=person, now=now, reference=f"faults:{number}"
        )
        ends = (EscrowState.RELEASED, EscrowState.RELEASED, EscrowState.REFUNDED)
        self.wanted[escrow.pk], self.people[escrow.pk] = str(self.dice.choice(ends)), person
        Payin.objects.create(  # the row is there, and nobody has asked the bank yet
            escrow=escrow,
            payer=escrow.payer,
            request_key=f"faults:{number}",
            method="va",
            provider="sandbox",
            key=f"pi_faults_{number}",
            currency="IDR",
            amount_minor=escrow.total.minor,
            return_url=settings.SITE_URL,
            created_at=now,
            expires_at=now + timedelta(days=1),
        )

    def _decide(self) -> None:
        for escrow in Escrow.objects.filter(state=EscrowState.HELD):
            if self.wanted[escrow.pk] == EscrowState.RELEASED:
                app.send_task("faults.release", kwargs={"escrow_id": escrow.pk})
            else:
                escrows.refund(
                    escrow=escrow, by=escrow.payee, now=clock.now(), reason="changed plans"
                )

    def _withdraw(self) -> None:
        released = Escrow.objects.filter(state=EscrowState.RELEASED, earnings__state="available")
        for escrow in released.exclude(payee__payouts__isnull=False).distinct():
            person = self.people[escrow.pk]
            money.request_payout(person, now=clock.now(), number=f"12345{escrow.pk:05}")

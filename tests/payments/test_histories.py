"""Random histories of money, beside a plain-Python model of the book.

HISTORIES=2000 tries so many.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from core.errors import DomainError
from core.money import Money
from payments.models import Chargeback, Destination, Escrow, Payin, Payout
from payments.selectors import book_totals, earned_by
from payments.services import chargebacks, checks, escrows, payins, payouts, sweeps
from payments.states import AccountKind
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank
from sandbox.services import clock
from tests.factories import payments as money
from tests.factories.payments import rupiah

START = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
LATER = timedelta(minutes=2)


@dataclass
class Model:
    """What the book should say, in whole rupiah."""

    held: dict[int, int] = field(default_factory=dict)
    short: dict[int, int] = field(default_factory=dict)
    earned: dict[int, int] = field(default_factory=dict)
    frozen: set[int] = field(default_factory=set)
    available: int = 0
    fees: int = 0
    ppn: int = 0
    pph22: int = 0
    taxed: set[int] = field(default_factory=set)
    refunded: int = 0
    on_the_way: int = 0
    paid: int = 0
    bank_fees: int = 0
    released: set[int] = field(default_factory=set)  # whole, and no bank has taken it back
    owed: int = 0

    @property
    def cash(self) -> int:
        waiting = sum(self.held.values()) + sum(self.short.values())
        kept = self.fees + self.ppn + self.pph22
        lost = self.bank_fees + self.owed
        return waiting + self.available + kept + self.on_the_way - lost

    def repay(self) -> None:
        """What is available pays a debt first."""
        part = min(self.available, self.owed)
        self.available -= part
        self.owed -= part


Amounts = st.integers(10_000, 3_000_000)
Step = st.one_of(
    st.tuples(st.just("fund"), Amounts),
    st.tuples(st.just("pay short"), Amounts),
    st.tuples(st.just("complete"), st.integers(0, 3)),
    st.tuples(st.just("give_back"), st.integers(0, 3)),
    st.tuples(st.just("release_part"), st.integers(0, 3)),
    st.tuples(st.just("release"), st.integers(0, 3)),
    st.tuples(st.just("refund"), st.integers(0, 3)),
    st.tuples(st.just("split"), st.integers(0, 3)),
    st.tuples(st.just("freeze"), st.integers(0, 3)),
    st.tuples(st.just("unfreeze"), st.integers(0, 3)),
    st.tuples(st.just("win"), st.integers(0, 3)),
    st.tuples(st.just("lose"), st.integers(0, 3)),
    st.tuples(st.just("win_after"), st.integers(0, 3)),
    st.tuples(st.just("lose_after"), st.integers(0, 3)),
    st.tuples(st.just("withdraw"), Amounts),
    st.tuples(st.just("bounce"), Amounts),
    st.tuples(st.just("pay twice"), Amounts),
    st.tuples(st.just("tell again"), st.integers(0, 3)),
)


class World:
    """The real thing and its model, moved together."""

    def __init__(self, clara: User, farid: User) -> None:
        self.clara, self.farid, self.model = clara, farid, Model()
        self.now, self.escrows = START, list[Escrow]()
        self.good = money.make_destination(farid, now=START)
        self.bad = money.make_destination(farid, now=START, number="1234560000")
        self.now += timedelta(days=3)

    def take(self, step: str, number: int) -> None:
        self.now += LATER
        acts: dict[str, Callable[[int], None]] = {
            "fund": self.fund,
            "withdraw": lambda n: self.withdraw(n, bounces=False),
            "bounce": lambda n: self.withdraw(n, bounces=True),
            "pay twice": self.pay_twice,
            "pay short": self.pay_short,
            "tell again": self.tell_again,
        }
        if step in acts:
            acts[step](number)
        elif number < len(self.escrows):
            getattr(self, step)(self.escrows[number])
        self.finish()

    def fund(self, amount: int) -> None:
        escrow = self.agree(amount)
        money.fund_escrow(escrow, now=self.now)
        self.escrows.append(escrow)
        self.model.held[escrow.pk] = amount

    def agree(self, amount: int) -> Escrow:
        """Every other contract was signed while both taxes applied."""
        is_taxed = amount % 2 == 1
        escrow = money.make_escrow(
            payer=self.clara,
            payee=self.farid,
            now=self.now,
            amount=rupiah(amount),
            fee_terms=money.taxed_terms() if is_taxed else None,
        )
        if is_taxed:
            self.model.taxed.add(escrow.pk)
        return escrow

    def pay_twice(self, amount: int) -> None:
        """Two ways, both paid; one counts, one comes back."""
        escrow = self.agree(amount)
        for method in ("va", "qris"):
            money.start_payin(escrow, now=self.now, method=method)
        for payin in escrow.payins.all():
            money.decide(payin, now=self.now)
            payins.look_up(payin_id=payin.pk, now=self.now)
        self.escrows.append(escrow)
        self.model.held[escrow.pk] = amount
        self.model.refunded += amount

    def pay_short(self, amount: int) -> None:
        """A third of it comes; the rest is large enough for every way to pay."""
        escrow = self.agree(amount + 30_000)
        part = (amount + 30_000) // 3
        money.pay(escrow, part, now=self.now)
        self.escrows.append(escrow)
        self.model.short[escrow.pk] = part

    def complete(self, escrow: Escrow) -> None:
        if self.model.short.pop(escrow.pk, None) is not None:
            money.pay(escrow, escrow.missing.minor // 100, now=self.now)
            self.model.held[escrow.pk] = escrow.amount_minor // 100

    def give_back(self, escrow: Escrow) -> None:
        def act() -> object:
            return escrows.give_back(escrow=escrow, by=self.clara, now=self.now)

        if escrow.pk in self.model.short:
            self.model.refunded += self.model.short.pop(escrow.pk)
            act()
        else:
            self.changes_nothing(act)

    def release_part(self, escrow: Escrow) -> None:
        """A third of what is left, unless that is nothing, or all fee."""
        part = self.model.held.get(escrow.pk, 0) // 3

        def act() -> object:
            return escrows.release_part(
                escrow=escrow,
                amount=rupiah(part),
                by=self.clara,
                idempotency_key=f"{self.now}",
                now=self.now,
            )

        if self.is_free(escrow) and part > sum(self.costs_of(escrow, part)):
            self.model.held[escrow.pk] -= part
            self.earn(escrow, part)
            act()
            act()  # the same key
        else:
            self.changes_nothing(act)

    def tell_again(self, _number: int) -> None:
        """Everything is asked for once more, in the wrong order."""
        for payin in Payin.objects.order_by("-pk"):
            payins.look_up(payin_id=payin.pk, now=self.now)
        for payout in Payout.objects.order_by("-pk"):
            payouts.look_up(payout_id=payout.pk, now=self.now)
        for taken in Chargeback.objects.order_by("-pk"):
            self.hear(taken.reference)

    def release(self, escrow: Escrow) -> None:
        def act() -> object:
            return escrows.release(escrow=escrow, by=self.clara, now=self.now)

        if self.is_free(escrow):
            self.earn(escrow, self.model.held.pop(escrow.pk))
            if escrow.payins.count() == 1:
                self.model.released.add(escrow.pk)
            act()
        else:
            self.changes_nothing(act)

    def refund(self, escrow: Escrow) -> None:
        def act() -> object:
            return escrows.refund(escrow=escrow, by=self.farid, now=self.now, reason="x")

        if self.is_free(escrow):
            self.model.refunded += self.model.held.pop(escrow.pk)
            act()
        else:
            self.changes_nothing(act)

    def split(self, escrow: Escrow) -> None:
        part = self.model.held.get(escrow.pk, 0) // 3

        def act() -> object:
            return escrows.split(
                escrow=escrow, to_payee=rupiah(part), by=None, now=self.now, reason="x"
            )

        if self.is_free(escrow) and part:
            self.model.refunded += self.model.held.pop(escrow.pk) - part
            self.earn(escrow, part)
            act()
        else:
            self.changes_nothing(act)

    def freeze(self, escrow: Escrow) -> None:
        def act() -> object:
            return escrows.freeze(escrow=escrow, by=self.clara, now=self.now, reason="x")

        if escrow.pk in self.model.held:
            self.model.frozen.add(escrow.pk)
            act()
        else:
            self.changes_nothing(act)

    def unfreeze(self, escrow: Escrow) -> None:
        self.model.frozen.discard(escrow.pk)
        escrows.unfreeze(escrow=escrow, by=self.clara, now=self.now)

    def win(self, escrow: Escrow) -> None:
        self.charge_back(escrow, is_won=True)

    def lose(self, escrow: Escrow) -> None:
        self.charge_back(escrow, is_won=False)

    def charge_back(self, escrow: Escrow, *, is_won: bool) -> None:
        """The bank takes the whole payment while it is held, and decides; told twice each time."""
        if not self.is_free(escrow) or escrow.payins.count() > 1 or escrow.pk in self.model.earned:
            return
        payment = SandboxPayment.objects.get(key=escrow.payins.get().key)
        at_bank = bank.open_chargeback(payment=payment, now=self.now)
        if at_bank is None:  # one at a time
            return
        self.model.bank_fees += 150_000
        self.hear(at_bank.reference)
        self.hear(at_bank.reference)
        self.changes_nothing(lambda: escrows.release(escrow=escrow, by=self.clara, now=self.now))
        bank.decide(chargeback=at_bank, is_won=is_won, now=self.now)
        self.hear(at_bank.reference)
        self.hear(at_bank.reference)
        if not is_won:
            self.model.held.pop(escrow.pk)

    def win_after(self, escrow: Escrow) -> None:
        self.charge_back_after(escrow, is_won=True)

    def lose_after(self, escrow: Escrow) -> None:
        self.charge_back_after(escrow, is_won=False)

    def charge_back_after(self, escrow: Escrow, *, is_won: bool) -> None:
        """The bank takes back what was released: fee and taxes are returned, then the freelancer's
        earnings, and what is not there any more is owed; told twice each time.
        """
        if escrow.pk not in self.model.released:
            return
        payment = SandboxPayment.objects.get(key=escrow.payins.get().key)
        at_bank = bank.open_chargeback(payment=payment, now=self.now)
        if at_bank is None:  # one at a time
            return
        model, gross = self.model, self.model.earned[escrow.pk]
        fee, ppn, pph22 = self.so_far(escrow, gross)
        net = gross - fee - ppn - pph22
        taken = min(net, model.available)
        model.bank_fees += 150_000
        self.hear(at_bank.reference)
        self.hear(at_bank.reference)
        book = {total.kind: total.amount.minor // 100 for total in book_totals()}
        assert book.get(AccountKind.AVAILABLE, 0) == model.available - taken
        assert -book.get(AccountKind.FREELANCER_DEBT, 0) == model.owed + net - taken
        if net > taken:
            self.changes_nothing(lambda: self.ask_for(1, self.good))
        bank.decide(chargeback=at_bank, is_won=is_won, now=self.now)
        self.hear(at_bank.reference)
        self.hear(at_bank.reference)
        if not is_won:
            model.released.discard(escrow.pk)
            model.available -= taken
            model.owed += net - taken
            model.fees -= fee
            model.ppn -= ppn
            model.pph22 -= pph22

    def hear(self, reference: str) -> None:
        chargebacks.look_up(provider="sandbox", reference=reference, now=self.now)

    def withdraw(self, amount: int, *, bounces: bool) -> None:
        def act() -> object:
            return self.ask_for(amount, self.bad if bounces else self.good)

        if amount > self.model.available or self.model.owed:
            self.changes_nothing(act)
            return
        act()
        self.model.available -= 0 if bounces else amount
        self.model.paid += 0 if bounces else amount

    def ask_for(self, amount: int, destination: Destination) -> object:
        return payouts.request_payout(
            by=self.farid,
            amount=rupiah(amount),
            destination=destination,
            idempotency_key=f"{self.now}",
            now=self.now,
        )

    def is_free(self, escrow: Escrow) -> bool:
        return escrow.pk in self.model.held and escrow.pk not in self.model.frozen

    def costs_of(self, escrow: Escrow, gross: int) -> tuple[int, int, int]:
        """Of all so far, each rounded down, less what was taken before: a tenth, 11 % of that,
        and a half percent.
        """
        before = self.model.earned.get(escrow.pk, 0)
        now, then = self.so_far(escrow, before + gross), self.so_far(escrow, before)
        fee, ppn, pph22 = (one - other for one, other in zip(now, then, strict=True))
        return fee, ppn, pph22

    def so_far(self, escrow: Escrow, whole: int) -> tuple[int, int, int]:
        fee, is_taxed = whole // 10, escrow.pk in self.model.taxed
        return (fee, fee * 11 // 100 * is_taxed, whole * 5 // 1000 * is_taxed)

    def earn(self, escrow: Escrow, gross: int) -> None:
        fee, ppn, pph22 = self.costs_of(escrow, gross)
        self.model.earned[escrow.pk] = self.model.earned.get(escrow.pk, 0) + gross
        self.model.available += gross - fee - ppn - pph22
        self.model.fees += fee
        self.model.ppn += ppn
        self.model.pph22 += pph22
        self.model.repay()

    def changes_nothing(self, act: Callable[[], object]) -> None:
        before = book_totals()
        try:
            with transaction.atomic():
                act()
        except DomainError:
            pass
        assert book_totals() == before

    def finish(self) -> None:
        """The workers and the bank do what is left."""
        for _round in range(3):
            money.run_payouts(now=self.now)
            sweeps.finish_refunds(now=self.now)
            self.now += LATER
            clock.settle_due(now=self.now)

    def compare(self) -> None:
        sums = {total.kind: total.amount.minor // 100 for total in book_totals()}
        earned, model = earned_by(self.farid, "IDR"), self.model
        assert checks.check_ledger() == []
        waiting = model.held | model.short
        assert sums.get(AccountKind.ESCROW, 0) == sum(waiting.values())
        assert earned.available == rupiah(model.available)
        assert earned.paid == rupiah(model.paid)
        assert sums.get(AccountKind.PLATFORM_FEE, 0) == model.fees
        assert sums.get(AccountKind.PPN, 0) == model.ppn
        assert sums.get(AccountKind.PPH22, 0) == model.pph22
        assert sums.get(AccountKind.REFUND_CLEARING, 0) == 0
        assert sums.get(AccountKind.CHARGEBACK, 0) == 0
        assert -sums.get(AccountKind.FREELANCER_DEBT, 0) == model.owed
        assert -sums.get(AccountKind.PROVIDER_CASH, 0) == model.cash
        assert sum(sums.values()) == 0
        for escrow in self.escrows:
            escrow.refresh_from_db()
            assert escrow.held == Money(waiting.get(escrow.pk, 0) * 100, "IDR")


@pytest.mark.django_db
@settings(
    max_examples=int(os.environ.get("HISTORIES", "25")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(Step, min_size=1, max_size=10))
@example(  # a debt that later work repays, then a bank that gives back
    [
        ("fund", 1_000_001),
        ("release", 0),
        ("withdraw", 500_000),
        ("lose_after", 0),
        ("fund", 300_000),
        ("release", 1),
        ("fund", 2_000_001),
        ("release_part", 2),
        ("release", 2),
        ("win_after", 2),
        ("withdraw", 1_000_000),
        ("win_after", 2),
        ("lose_after", 2),
    ]
)
def test_the_book_and_the_model_never_part(
    clara: User, farid: User, steps: list[tuple[str, int]]
) -> None:
    example = transaction.atomic()
    example._from_testcase = True  # the services may commit inside, as they may inside a test
    with example:
        world = World(clara, farid)
        for step, number in steps:
            world.take(step, number)
        world.compare()
        transaction.set_rollback(True)

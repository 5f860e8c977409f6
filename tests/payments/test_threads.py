"""Two or more workers on one row: one outcome, no deadlock, a right book."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from accounts.models import User
from core.errors import DomainError
from core.money import Money
from payments.models import (
    Chargeback,
    Debt,
    Earning,
    Entry,
    Escrow,
    Payin,
    Payout,
    PayoutStop,
    Refund,
    Transfer,
)
from payments.services import (
    chargebacks,
    destinations,
    earnings,
    escrows,
    payins,
    payout_stops,
    payouts,
)
from payments.services.documents import issuing
from payments.states import (
    AccountKind,
    EarningState,
    EscrowState,
    Method,
    PayoutState,
    TransferKind,
)
from sandbox.models import SandboxPayment, SandboxPayout
from sandbox.services import chargebacks as bank
from tests.factories import payments as money
from tests.factories.payments import rupiah
from tests.payments.test_escrows import balance

HOLD = timedelta(days=8)  # longer than any rail holds back
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], object]) -> list[BaseException]:
    """Run all at the same moment, each with a connection of its own; answers what they raised."""
    gate, raised = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            gate.wait()
            work()
        except BaseException as error:  # noqa: BLE001 -- told to the test
            raised.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    return raised


def only_refusals(raised: list[BaseException]) -> bool:
    return all(isinstance(error, DomainError) for error in raised)


def test_sixteen_releases_are_one(held: Escrow, clara: User, now: datetime) -> None:
    raised = at_once(*[lambda: escrows.release(escrow=held, by=clara, now=now)] * 16)
    assert raised == []
    assert Transfer.objects.filter(kind=TransferKind.RELEASE).count() == 1
    assert Earning.objects.count() == 1


def test_release_and_refund_at_once_have_one_outcome(
    held: Escrow, clara: User, farid: User, now: datetime
) -> None:
    raised = at_once(
        *[lambda: escrows.release(escrow=held, by=clara, now=now)] * 4,
        *[lambda: escrows.refund(escrow=held, by=farid, now=now, reason="x")] * 4,
        *[
            lambda: escrows.split(
                escrow=held, to_payee=rupiah(400_000), by=clara, now=now, reason="x"
            )
        ]
        * 4,
    )
    held.refresh_from_db()
    assert only_refusals(raised)
    assert len(raised) == 8
    assert held.state in {EscrowState.RELEASED, EscrowState.REFUNDED, EscrowState.SPLIT}
    assert Transfer.objects.count() == 2
    assert Earning.objects.count() + Refund.objects.count() in {1, 2}


def test_parts_and_ends_at_once_leave_nothing_and_lose_nothing(
    held: Escrow, clara: User, farid: User, now: datetime
) -> None:
    """Sixteen at once: parts, one of them clicked twice, and two ways to end it."""

    def part(key: str) -> Callable[[], object]:
        return lambda: escrows.release_part(
            escrow=held, amount=rupiah(99_999), by=clara, idempotency_key=key, now=now
        )

    raised = at_once(
        *[part(f"part {number}") for number in range(6)],
        *[part("twice")] * 2,
        *[lambda: escrows.release(escrow=held, by=clara, now=now)] * 4,
        *[lambda: escrows.refund(escrow=held, by=farid, now=now, reason="x")] * 4,
    )
    held.refresh_from_db()
    assert only_refusals(raised)
    assert held.held == rupiah(0)
    assert held.released + held.fee + held.refunded == rupiah(1_000_000)
    assert held.state in {EscrowState.RELEASED, EscrowState.SPLIT, EscrowState.REFUNDED}
    assert held.fee == rupiah(held.earned_minor // 100 // 10)
    earned = Earning.objects.values_list("gross_minor", flat=True)
    assert sum(earned) == held.earned_minor
    assert Earning.objects.filter(request_key="twice").count() <= 1
    assert balance(AccountKind.AVAILABLE, user=farid) == held.released


def test_many_clicks_on_one_part_release_it_once(held: Escrow, clara: User, now: datetime) -> None:
    raised = at_once(
        *[
            lambda: escrows.release_part(
                escrow=held, amount=rupiah(1_000), by=clara, idempotency_key="k", now=now
            )
        ]
        * 16
    )
    held.refresh_from_db()
    assert raised == []
    assert held.held == rupiah(999_000)
    assert Earning.objects.count() == 1


def test_the_rest_of_a_payment_and_its_return_at_once_have_one_outcome(
    escrow: Escrow, clara: User, now: datetime
) -> None:
    money.pay(escrow, 600_000, now=now)
    rest = money.start_payin(escrow, now=now)
    money.decide(rest, now=now)
    raised = at_once(
        *[lambda: payins.look_up(payin_id=rest.pk, now=now)] * 8,
        *[lambda: escrows.give_back(escrow=escrow, by=clara, now=now)] * 8,
    )
    escrow.refresh_from_db()
    rest.refresh_from_db()
    assert only_refusals(raised)
    back = sum(Refund.objects.values_list("amount_minor", flat=True))
    if escrow.state == EscrowState.HELD:
        assert (rest.state, back) == ("captured", 0)
    else:
        assert (escrow.state, rest.state, back) == ("refunded", "excess", 1_000_000_00)


def test_a_payment_told_by_many_is_captured_once(escrow: Escrow, now: datetime) -> None:
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now)
    raised = at_once(*[lambda: payins.look_up(payin_id=payin.pk, now=now)] * 8)
    escrow.refresh_from_db()
    assert raised == []
    assert escrow.state == EscrowState.HELD
    assert Entry.objects.count() == 2


def test_two_ways_paid_at_the_same_moment_hold_one_and_return_one(
    escrow: Escrow, now: datetime
) -> None:
    pair = [money.start_payin(escrow, now=now, method=m) for m in (Method.VA, Method.QRIS)]
    for payin in pair:
        money.decide(payin, now=now)
    one, two = pair
    raised = at_once(
        lambda: payins.look_up(payin_id=one.pk, now=now),
        lambda: payins.look_up(payin_id=two.pk, now=now),
    )
    assert raised == []
    assert sorted(Payin.objects.values_list("state", flat=True)) == ["captured", "excess"]
    assert Refund.objects.get().amount == rupiah(1_000_000)


def test_many_clicks_on_pay_make_one_payment(escrow: Escrow, now: datetime) -> None:
    raised = at_once(*[lambda: money.start_payin(escrow, now=now, key="k")] * 8)
    assert raised == []
    assert Payin.objects.count() == 1
    assert SandboxPayment.objects.count() == 1


def test_many_clicks_on_withdraw_make_one_payout(clara: User, farid: User, now: datetime) -> None:
    money.earn(farid, payer=clara, now=now)
    destination = money.make_destination(farid, now=now)

    def ask(key: str) -> Payout:
        return payouts.request_payout(
            by=farid,
            amount=rupiah(900_000),
            destination=destination,
            idempotency_key=key,
            now=now,
        )

    raised = at_once(*[lambda: ask("k")] * 6, *[lambda: ask("other")] * 2)
    assert only_refusals(raised)
    assert Payout.objects.count() == 1
    assert balance(AccountKind.AVAILABLE, user=farid) == rupiah(0)


def test_many_senders_send_one_payout(clara: User, farid: User, now: datetime) -> None:
    money.earn(farid, payer=clara, now=now)
    payout = money.request_payout(farid, now=now)
    raised = at_once(*[lambda: payouts.send(payout_id=payout.pk, now=now)] * 8)
    payout.refresh_from_db()
    assert raised == []
    assert SandboxPayout.objects.count() == 1
    assert payout.parts.get().attempts == 1


def test_sending_and_cancelling_at_once_have_one_outcome(
    clara: User, farid: User, now: datetime
) -> None:
    money.earn(farid, payer=clara, now=now)
    payout = money.request_payout(farid, now=now)
    raised = at_once(
        lambda: payouts.send(payout_id=payout.pk, now=now),
        lambda: payouts.cancel_payout(payout=payout, by=farid, now=now),
    )
    payout.refresh_from_db()
    assert only_refusals(raised)
    is_sent = SandboxPayout.objects.exists()
    assert is_sent == (payout.state == PayoutState.PROCESSING)
    assert (balance(AccountKind.AVAILABLE, user=farid) == rupiah(0)) == is_sent


def test_people_who_pay_each_other_crosswise_do_not_deadlock(
    clara: User, farid: User, now: datetime
) -> None:
    there = [money.make_held(payer=clara, payee=farid, now=now) for _ in range(8)]
    back = [money.make_held(payer=farid, payee=clara, now=now) for _ in range(8)]
    for pair in zip(there, back, strict=True):
        raised = at_once(
            *[
                lambda e=escrow: escrows.release(escrow=e, by=e.payer, now=now)  # type: ignore[misc]
                for escrow in pair
            ]
        )
        assert raised == []
    assert balance(AccountKind.AVAILABLE, user=farid) == rupiah(8 * 900_000)
    assert balance(AccountKind.AVAILABLE, user=clara) == rupiah(8 * 900_000)


def test_a_hold_ends_once(clara: User, farid: User, now: datetime) -> None:
    escrow = money.make_held(payer=clara, payee=farid, now=now, method=Method.CARD)
    escrows.release(escrow=escrow, by=clara, now=now)
    earning, later = Earning.objects.get(), now + timedelta(days=7)
    raised = at_once(*[lambda: earnings.make_available(earning=earning, now=later)] * 6)
    assert raised == []
    assert balance(AccountKind.AVAILABLE, user=farid) == rupiah(900_000)


def test_a_debt_that_opens_while_earnings_come_is_repaid_from_them(
    clara: User, farid: User, now: datetime
) -> None:
    """The release waits for the account that the chargeback holds, and then sees its debt."""
    first = money.earn(farid, payer=clara, now=now)
    money.request_payout(farid, now=now)
    second = money.make_held(payer=clara, payee=farid, now=now)
    payment = SandboxPayment.objects.get(key=first.payins.get().key)
    taken = bank.open_chargeback(payment=payment, now=now)
    assert taken is not None
    raised: list[BaseException] = []
    releasing = threading.Thread(
        target=lambda: raised.extend(
            at_once(lambda: escrows.release(escrow=second, by=clara, now=now))
        )
    )
    slow = transaction.atomic()
    slow._from_testcase = True  # the service may commit inside
    with slow:
        chargebacks.look_up(provider="sandbox", reference=taken.reference, now=now)
        releasing.start()
        releasing.join(1)  # it waits for the account by now
    releasing.join(30)
    assert raised == []
    assert Debt.objects.get().outstanding == rupiah(0)
    assert balance(AccountKind.AVAILABLE, user=farid) == rupiah(0)


def test_a_stop_beside_senders_takes_back_or_lets_go_and_never_both(
    clara: User, farid: User, now: datetime, quiet_workers: None
) -> None:
    money.earn(farid, payer=clara, now=now)
    wallet = destinations.add_destination(
        by=farid,
        institution="gopay",
        account_number="081234567890",
        holder_name=farid.name,
        now=now,
    )
    payout = payouts.request_payout(
        by=farid, amount=rupiah(900_000), destination=wallet, idempotency_key="k", now=now
    )
    raised = at_once(
        *[lambda: payouts.send(payout_id=payout.pk, now=now)] * 4,
        *[lambda: payout_stops.stop_payouts(destination=wallet, now=now)] * 4,
    )
    payout.refresh_from_db()
    assert raised == []
    is_sent = payout.state == PayoutState.PROCESSING
    assert is_sent or payout.state == PayoutState.CANCELLED
    assert SandboxPayout.objects.count() == int(is_sent)
    assert PayoutStop.objects.count() == 1
    assert balance(AccountKind.AVAILABLE, user=farid) == rupiah(0 if is_sent else 900_000)


def test_many_clicks_on_send_again_make_one_payout(
    clara: User, farid: User, now: datetime, quiet_workers: None
) -> None:
    money.earn(farid, payer=clara, now=now)
    payout = money.request_payout(farid, now=now, number="1234560000")
    payouts.send(payout_id=payout.pk, now=now)
    money.settle_bank(now=now + timedelta(minutes=2))
    payouts.look_up(payout_id=payout.pk, now=now + timedelta(minutes=2))
    raised = at_once(
        *[
            lambda: payouts.retry_payout(
                payout=payout, destination=payout.destination, by=farid, now=now
            )
        ]
        * 8
    )
    assert raised == []
    assert Payout.objects.filter(retry_of=payout).count() == 1
    assert balance(AccountKind.AVAILABLE, user=farid) == rupiah(0)


def lost(payer: User, payee: User, amount: Money, now: datetime) -> Debt:
    """Something that was paid out, as if: a bank took it back, and the payee owes it."""
    held = money.make_held(payer=payer, payee=payee, now=now, amount=amount, method=Method.CARD)
    escrows.release(escrow=held, by=payer, now=now)
    earnings.make_available(earning=held.earnings.get(), now=now + HOLD)
    opened = bank.open_chargeback(
        payment=SandboxPayment.objects.get(key=held.payins.get().key), now=now
    )
    assert opened is not None
    chargebacks.look_up(provider="sandbox", reference=opened.reference, now=now)
    return Debt.objects.create(
        chargeback=Chargeback.objects.get(reference=opened.reference),
        user=payee,
        currency=amount.currency,
        amount_minor=amount.minor,
        opened_at=now,
    )


@pytest.mark.broken_book  # the debts are written by hand
@pytest.mark.usefixtures("quiet_workers")
def test_debts_in_two_currencies_do_not_wait_for_each_other(
    clara: User, farid: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each thread holds the account of one currency, and then looks for debts."""
    amounts = [Money(100_000_00, "IDR"), Money(100_00, "USD")]
    owed = [lost(clara, farid, amount, now) for amount in amounts]
    coming = []
    for amount in amounts:
        held = money.make_held(payer=clara, payee=farid, now=now, amount=amount, method=Method.CARD)
        escrows.release(escrow=held, by=clara, now=now)
        coming.append(held.earnings.get(state=EarningState.PENDING))
    both_hold, issue = threading.Barrier(2), issuing.issue_for_earning_with

    def issue_then(pk: int) -> Earning:
        both_hold.wait(20)
        return issue(pk)

    monkeypatch.setattr(issuing, "issue_for_earning_with", issue_then)

    def end_hold(earning: Earning) -> Callable[[], object]:
        return lambda: earnings.make_available(earning=earning, now=now + HOLD)

    assert at_once(*[end_hold(earning) for earning in coming]) == []
    repaid = [Debt.objects.get(pk=debt.pk).repaid for debt in owed]
    assert repaid == [Money(90_000_00, "IDR"), Money(90_00, "USD")]

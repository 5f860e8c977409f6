"""The payer's bank takes a payment back: before and after release, and after the payout."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from core.errors import InvalidInput, NotAllowed, WrongState
from core.money import Money
from payments.models import Chargeback, ChargebackChange, Debt, Escrow, Mismatch, Payout
from payments.selectors import book_totals, debts_of, earned_by
from payments.services import chargebacks, debts, earnings, escrows, notices, payouts, sweeps
from payments.services.escrows import EscrowIsFrozen
from payments.states import AccountKind, ChargebackState, EscrowState, Method, MismatchKind
from sandbox.models import SandboxChargeback, SandboxNotice, SandboxPayment
from sandbox.services import chargebacks as bank
from sandbox.signing import HEADER, sign
from tests.factories import payments as money
from tests.factories.payments import rupiah

FEE = 150_000


def dispute(escrow: Escrow, *, now: datetime, amount: int | None = None) -> SandboxChargeback:
    """The cardholder disputes the payment of an escrow; Karya has not heard of it."""
    payment = SandboxPayment.objects.get(key=escrow.payins.get().key)
    opened = bank.open_chargeback(payment=payment, now=now, amount=amount)
    assert opened is not None
    return opened


def hear(at_bank: SandboxChargeback, *, now: datetime) -> Chargeback:
    """Karya asks how it stands."""
    assert chargebacks.look_up(provider="sandbox", reference=at_bank.reference, now=now)
    return Chargeback.objects.get(reference=at_bank.reference)


def decide(at_bank: SandboxChargeback, *, is_won: bool, now: datetime) -> Chargeback:
    bank.decide(chargeback=at_bank, is_won=is_won, now=now)
    return hear(at_bank, now=now)


def total(kind: AccountKind) -> int:
    """The book's balance of a kind in whole rupiah."""
    return sum(one.amount.minor for one in book_totals() if one.kind == kind) // 100


def pay_out_all(user: User, *, now: datetime) -> Payout:
    """The available earnings have left for the bank account."""
    payout = money.request_payout(user, now=now)
    payouts.send(payout_id=payout.pk, now=now)
    money.settle_bank(now=now + timedelta(minutes=1))
    payouts.look_up(payout_id=payout.pk, now=now + timedelta(minutes=1))
    return payout


def test_held_money_is_frozen_in_the_chargeback_account(held: Escrow, now: datetime) -> None:
    chargeback = hear(dispute(held, now=now), now=now)

    held.refresh_from_db()
    assert (held.state, held.held, held.charged_back) == (
        EscrowState.FROZEN,
        rupiah(0),
        rupiah(1_000_000),
    )
    assert chargeback.state == ChargebackState.NEEDS_RESPONSE
    assert chargeback.parts == {"from_escrow": rupiah(1_000_000)}
    assert total(AccountKind.PROVIDER_CASH) == FEE
    assert total(AccountKind.PROVIDER_FEE) == -FEE
    assert total(AccountKind.ESCROW) == 0


def test_won_everything_stands_as_before_but_the_fee(held: Escrow, now: datetime) -> None:
    at_bank = dispute(held, now=now)
    hear(at_bank, now=now)
    chargeback = decide(at_bank, is_won=True, now=now)

    held.refresh_from_db()
    assert (held.state, held.held, held.charged_back) == (
        EscrowState.HELD,
        rupiah(1_000_000),
        rupiah(0),
    )
    assert chargeback.state == ChargebackState.WON
    assert total(AccountKind.PROVIDER_CASH) == FEE - 1_000_000
    escrows.release(escrow=held, by=held.payer, now=now)
    assert earned_by(held.payee, "IDR").available == rupiah(900_000)


def test_lost_the_escrow_is_reversed(held: Escrow, now: datetime) -> None:
    at_bank = dispute(held, now=now)
    hear(at_bank, now=now)
    decide(at_bank, is_won=False, now=now)

    held.refresh_from_db()
    assert (held.state, held.charged_back) == (EscrowState.REVERSED, rupiah(1_000_000))
    assert not Debt.objects.exists()


def test_a_part_is_lost_and_the_rest_is_released(held: Escrow, now: datetime) -> None:
    at_bank = dispute(held, now=now, amount=400_000)
    hear(at_bank, now=now)
    decide(at_bank, is_won=False, now=now)

    held.refresh_from_db()
    assert (held.state, held.held) == (EscrowState.HELD, rupiah(600_000))
    escrows.release(escrow=held, by=held.payer, now=now)
    held.refresh_from_db()
    assert (held.released, held.fee) == (rupiah(540_000), rupiah(60_000))


def test_frozen_by_the_bank_nobody_releases_or_unfreezes(held: Escrow, now: datetime) -> None:
    hear(dispute(held, now=now), now=now)

    for act in (escrows.release, escrows.unfreeze):
        with pytest.raises(EscrowIsFrozen):
            act(escrow=held, by=held.payer, now=now)

    held.refresh_from_db()
    assert (held.state, held.released) == (EscrowState.FROZEN, rupiah(0))


def test_a_disagreement_keeps_it_frozen_after_the_bank(held: Escrow, now: datetime) -> None:
    escrows.freeze(escrow=held, by=held.payer, now=now, reason="dispute")
    at_bank = dispute(held, now=now)
    hear(at_bank, now=now)
    decide(at_bank, is_won=True, now=now)

    held.refresh_from_db()
    assert (held.state, held.held) == (EscrowState.FROZEN, rupiah(1_000_000))


def test_after_release_karya_gives_its_fee_and_the_freelancer_the_rest(
    held: Escrow, farid: User, now: datetime
) -> None:
    escrows.release(escrow=held, by=held.payer, now=now)
    chargeback = hear(dispute(held, now=now), now=now)

    assert chargeback.parts == {"from_fee": rupiah(100_000), "from_available": rupiah(900_000)}
    assert earned_by(farid, "IDR").available == rupiah(0)
    assert total(AccountKind.PLATFORM_FEE) == 0
    assert not debts_of(farid).exists()


def test_pending_earnings_are_taken_before_they_are_available(
    clara: User, farid: User, now: datetime
) -> None:
    escrow = money.make_held(payer=clara, payee=farid, now=now, method=Method.CARD)
    escrows.release(escrow=escrow, by=clara, now=now)
    at_bank = dispute(escrow, now=now, amount=300_000)
    chargeback = hear(at_bank, now=now)
    assert chargeback.parts == {"from_fee": rupiah(100_000), "from_pending": rupiah(200_000)}
    assert earned_by(farid, "IDR").pending == rupiah(700_000)

    sweeps.end_holds(now=now + timedelta(days=8))
    assert earned_by(farid, "IDR").available == rupiah(700_000)
    decide(at_bank, is_won=True, now=now)
    assert earned_by(farid, "IDR").available == rupiah(900_000)


def test_an_earning_that_was_taken_whole_ends_quietly(
    clara: User, farid: User, now: datetime
) -> None:
    escrow = money.make_held(payer=clara, payee=farid, now=now, method=Method.CARD)
    escrows.release(escrow=escrow, by=clara, now=now)
    hear(dispute(escrow, now=now), now=now)

    earnings.make_available(earning=escrow.earnings.get(), now=now + timedelta(days=8))

    assert earned_by(farid, "IDR").available == rupiah(0)


def test_after_the_payout_the_freelancer_owes_it_and_later_work_repays(
    held: Escrow, clara: User, farid: User, now: datetime
) -> None:
    escrows.release(escrow=held, by=clara, now=now)
    pay_out_all(farid, now=now)
    chargeback = hear(dispute(held, now=now), now=now)
    assert chargeback.debt == rupiah(900_000)
    assert total(AccountKind.FREELANCER_DEBT) == -900_000

    money.earn(farid, payer=clara, now=now, amount=rupiah(400_000))
    assert debts_of(farid).get().outstanding == rupiah(540_000)
    assert earned_by(farid, "IDR").available == rupiah(0)
    money.earn(farid, payer=clara, now=now)
    assert not debts_of(farid).exists()
    assert earned_by(farid, "IDR").available == rupiah(360_000)
    assert total(AccountKind.FREELANCER_DEBT) == 0


def test_no_payout_while_something_is_owed(
    held: Escrow, clara: User, farid: User, now: datetime
) -> None:
    escrows.release(escrow=held, by=clara, now=now)
    pay_out_all(farid, now=now)
    hear(dispute(held, now=now), now=now)

    with pytest.raises(WrongState, match="owe an amount"):
        money.request_payout(farid, now=now, number="5556667778")
    assert farid.payouts.count() == 1


def test_a_win_after_repayment_gives_the_repaid_part_back(
    held: Escrow, clara: User, farid: User, now: datetime
) -> None:
    escrows.release(escrow=held, by=clara, now=now)
    pay_out_all(farid, now=now)
    at_bank = dispute(held, now=now)
    hear(at_bank, now=now)
    money.earn(farid, payer=clara, now=now, amount=rupiah(400_000))
    decide(at_bank, is_won=True, now=now)

    assert earned_by(farid, "IDR").available == rupiah(360_000)
    assert not debts_of(farid).exists()
    assert total(AccountKind.FREELANCER_DEBT) == 0


def test_what_comes_back_by_a_win_repays_another_debt(
    held: Escrow, clara: User, farid: User, now: datetime
) -> None:
    kept = money.earn(farid, payer=clara, now=now)
    won = dispute(kept, now=now)
    escrows.release(escrow=held, by=clara, now=now)
    hear(won, now=now)
    pay_out_all(farid, now=now)
    hear(dispute(held, now=now), now=now)
    assert debts_of(farid).get().outstanding == rupiah(900_000)

    decide(won, is_won=True, now=now)

    assert not debts_of(farid).exists()
    assert earned_by(farid, "IDR").available == rupiah(0)
    assert total(AccountKind.FREELANCER_DEBT) == 0


def test_finance_writes_a_debt_off_and_a_win_makes_karya_whole(
    held: Escrow, clara: User, farid: User, fitri: User, now: datetime
) -> None:
    escrows.release(escrow=held, by=clara, now=now)
    pay_out_all(farid, now=now)
    at_bank = dispute(held, now=now)
    hear(at_bank, now=now)
    debts.write_off(debt=debts_of(farid).get(), by=fitri, reason="Illness", now=now)
    assert total(AccountKind.PLATFORM_FEE) == -900_000

    decide(at_bank, is_won=True, now=now)
    assert total(AccountKind.PLATFORM_FEE) == 100_000


def test_who_writes_debts_off(
    held: Escrow, clara: User, farid: User, maya: User, fitri: User, now: datetime
) -> None:
    escrows.release(escrow=held, by=clara, now=now)
    pay_out_all(farid, now=now)
    hear(dispute(held, now=now), now=now)
    debt = debts_of(farid).get()

    for person in (farid, clara, maya):
        with pytest.raises(NotAllowed):
            debts.write_off(debt=debt, by=person, reason="Please", now=now)
    with pytest.raises(InvalidInput):
        debts.write_off(debt=debt, by=fitri, reason=" ", now=now)

    assert debts_of(farid).get().outstanding == rupiah(900_000)


def test_refunded_and_charged_back_is_a_case_and_karya_bears_it(
    held: Escrow, farid: User, now: datetime
) -> None:
    escrows.refund(escrow=held, by=farid, now=now, reason="agreed")
    chargeback = hear(dispute(held, now=now), now=now)

    assert chargeback.parts == {"borne": rupiah(1_000_000)}
    assert total(AccountKind.CHARGEBACK) == -1_000_000
    assert Mismatch.objects.get().kind == MismatchKind.DOUBLE_LOSS


@pytest.mark.parametrize("is_won", [True, False])
def test_told_twice_counts_once(held: Escrow, now: datetime, is_won: bool) -> None:
    at_bank = dispute(held, now=now)
    for _time in range(2):
        hear(at_bank, now=now)
    for _time in range(2):
        decide(at_bank, is_won=is_won, now=now)

    kinds = list(ChargebackChange.objects.values_list("kind", flat=True))
    assert kinds == ["opened", "needs_response", "won" if is_won else "lost"]
    assert total(AccountKind.PROVIDER_FEE) == -FEE


def test_won_before_we_heard_costs_the_fee_only(held: Escrow, now: datetime) -> None:
    at_bank = dispute(held, now=now)
    chargeback = decide(at_bank, is_won=True, now=now)

    held.refresh_from_db()
    assert (held.state, held.held) == (EscrowState.HELD, rupiah(1_000_000))
    assert (chargeback.state, chargeback.taken_at) == (ChargebackState.WON, None)
    assert total(AccountKind.PROVIDER_CASH) == FEE - 1_000_000


def test_lost_before_we_heard_is_taken_and_reversed(held: Escrow, now: datetime) -> None:
    decide(dispute(held, now=now), is_won=False, now=now)

    held.refresh_from_db()
    assert (held.state, held.charged_back) == (EscrowState.REVERSED, rupiah(1_000_000))


def test_an_unknown_payment_is_a_case(held: Escrow, now: datetime) -> None:
    at_bank = dispute(held, now=now)
    SandboxPayment.objects.filter(pk=at_bank.payment_id).update(key="somebody-else")

    assert chargebacks.look_up(provider="sandbox", reference=at_bank.reference, now=now)

    assert not Chargeback.objects.exists()
    assert Mismatch.objects.get().kind == MismatchKind.UNKNOWN
    SandboxPayment.objects.filter(pk=at_bank.payment_id).update(key=held.payins.get().key)


def test_a_signed_notification_is_all_it_takes(held: Escrow, now: datetime) -> None:
    dispute(held, now=now)
    body = SandboxNotice.objects.get(kind="chargeback.opened").body.encode()

    for _time in range(2):
        headers = {HEADER: sign(body, now=now)}
        assert notices.store(provider="sandbox", body=body, headers=headers, now=now)
    sweeps.finish_notices(now=now + timedelta(minutes=1))

    assert Chargeback.objects.get().amount == Money(100_000_000, "IDR")


def test_the_database_holds_the_sum_of_the_parts(held: Escrow, now: datetime) -> None:
    chargeback = hear(dispute(held, now=now), now=now)

    with pytest.raises(IntegrityError, match="chargeback_is_covered"), transaction.atomic():
        Chargeback.objects.filter(pk=chargeback.pk).update(borne_minor=100)

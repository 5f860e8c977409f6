"""Taxes are taken with the fee, to accounts of their own, and undone where the sale is undone."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from payments.models import Chargeback, Earning, Entry, Escrow
from payments.selectors import earned_by
from payments.services import chargebacks, checks, escrows
from payments.states import AccountKind, EscrowState, Method
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import payments as money
from tests.factories.payments import rupiah
from tests.payments.test_escrows import balance


@pytest.fixture
def taxed(clara: User, farid: User, now: datetime) -> Escrow:
    """A million for Farid and a fee of three percent from Clara, both with their taxes; by card."""
    terms = money.taxed_terms(client_bps=300)
    return money.make_held(payer=clara, payee=farid, now=now, fee_terms=terms, method=Method.CARD)


def taxes_in_book() -> tuple[int, int]:
    """PPN and PPh 22 in whole rupiah."""
    ppn, pph22 = balance(AccountKind.PPN), balance(AccountKind.PPH22)
    return ppn.minor // 100, pph22.minor // 100


def parts_of(escrow: Escrow) -> tuple[int, ...]:
    parts = (escrow.released, escrow.fee, escrow.refunded)
    taxes = (escrow.ppn_minor // 100, escrow.pph22_minor // 100)
    return (*(part.minor // 100 for part in parts), *taxes)


def test_the_payer_pays_the_tax_on_the_payers_fee_and_the_payee_the_rest(
    taxed: Escrow, farid: User, now: datetime
) -> None:
    assert taxed.paid == rupiah(1_033_300)

    escrow = escrows.release(escrow=taxed, by=taxed.payer, now=now)

    assert parts_of(escrow) == (884_000, 130_000, 0, 14_300, 5_000)
    assert earned_by(farid, "IDR").pending == rupiah(884_000)
    assert balance(AccountKind.PLATFORM_FEE) == rupiah(130_000)
    assert taxes_in_book() == (14_300, 5_000)
    earning = Earning.objects.get()
    assert earning.client_ppn_minor == 3_300_00
    assert (earning.gross, earning.own_fee, earning.ppn, earning.pph22) == (
        rupiah(1_000_000),
        rupiah(100_000),
        rupiah(11_000),
        rupiah(5_000),
    )


def test_without_taxes_no_line_of_zero_is_written(held: Escrow, now: datetime) -> None:
    escrows.release(escrow=held, by=held.payer, now=now)
    kinds = Entry.objects.values_list("account__kind", flat=True)
    assert not {AccountKind.PPN, AccountKind.PPH22} & set(kinds)


def test_parts_cost_in_taxes_what_the_whole_costs(taxed: Escrow, now: datetime) -> None:
    for number, amount in enumerate((333_333, 111_119, 7)):
        escrows.release_part(
            escrow=taxed,
            amount=rupiah(amount),
            by=taxed.payer,
            idempotency_key=str(number),
            now=now,
        )
    escrow = escrows.release(escrow=taxed, by=taxed.payer, now=now)
    assert parts_of(escrow) == (884_000, 130_000, 0, 14_300, 5_000)


def test_a_split_taxes_what_was_earned_and_gives_the_rest_back_whole(
    taxed: Escrow, now: datetime
) -> None:
    escrow = escrows.split(
        escrow=taxed, to_payee=rupiah(400_000), by=None, now=now, reason="ruling"
    )
    assert parts_of(escrow) == (353_600, 52_000, 1_033_300 - 413_320, 5_720, 2_000)


def test_a_refund_takes_no_tax(taxed: Escrow, farid: User, now: datetime) -> None:
    escrow = escrows.refund(escrow=taxed, by=farid, now=now, reason="x")
    assert parts_of(escrow) == (0, 0, 1_033_300, 0, 0)
    assert taxes_in_book() == (0, 0)


def take_back(escrow: Escrow, amount: int | None, now: datetime) -> Chargeback:
    payment = SandboxPayment.objects.get(key=escrow.payins.get().key)
    made = bank.open_chargeback(payment=payment, amount=amount, now=now)
    assert made is not None
    chargebacks.look_up(provider="sandbox", reference=made.reference, now=now)
    return Chargeback.objects.get(reference=made.reference)


def decide(taken: Chargeback, *, is_won: bool, now: datetime) -> None:
    payment = SandboxPayment.objects.get(key=taken.payin.key)
    bank.decide_latest(payment=payment, is_won=is_won, now=now)
    chargebacks.look_up(provider="sandbox", reference=taken.reference, now=now)


@pytest.mark.parametrize("is_won", [True, False])
def test_a_chargeback_of_all_undoes_the_taxes_too(
    taxed: Escrow, farid: User, now: datetime, is_won: bool
) -> None:
    escrows.release(escrow=taxed, by=taxed.payer, now=now)
    taken = take_back(taxed, None, now)
    assert taken.parts == {
        "from_fee": rupiah(130_000),
        "from_ppn": rupiah(14_300),
        "from_pph22": rupiah(5_000),
        "from_pending": rupiah(884_000),
    }
    assert taxes_in_book() == (0, 0)

    decide(taken, is_won=is_won, now=now)

    assert taxes_in_book() == ((14_300, 5_000) if is_won else (0, 0))
    assert earned_by(farid, "IDR").available == (rupiah(884_000) if is_won else rupiah(0))


def test_a_chargeback_of_a_part_leaves_the_pph_22_of_what_is_still_sold(
    taxed: Escrow, now: datetime
) -> None:
    escrows.release(escrow=taxed, by=taxed.payer, now=now)
    taken = take_back(taxed, 200_000, now)
    assert taken.parts == {
        "from_fee": rupiah(130_000),
        "from_ppn": rupiah(14_300),
        "from_pending": rupiah(55_700),
    }
    assert taxes_in_book() == (0, 5_000)


def test_what_a_bank_leaves_of_a_held_payment_can_always_be_released(
    taxed: Escrow, now: datetime
) -> None:
    escrows.release_part(
        escrow=taxed, amount=rupiah(499), by=taxed.payer, idempotency_key="a", now=now
    )
    held = Escrow.objects.get(pk=taxed.pk)
    taken = take_back(taxed, held.held.minor // 100 - 2, now)
    decide(taken, is_won=False, now=now)
    held.refresh_from_db()
    assert held.state == EscrowState.PARTLY_RELEASED
    escrow = escrows.release(escrow=held, by=taxed.payer, now=now)
    assert escrow.state == EscrowState.RELEASED
    assert escrow.held == rupiah(0)


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE payments_escrow SET ppn_minor = ppn_minor + 100", "escrow_equation"),
        ("UPDATE payments_escrow SET pph22_minor = pph22_minor - 100", "escrow_equation"),
        (
            "UPDATE payments_escrow SET ppn_minor = -100, fee_minor = fee_minor + ppn_minor + 100",
            "escrow_parts_not_negative",
        ),
        ("UPDATE payments_escrow SET ppn_bps = 2501", "escrow_taxes_are_sane"),
        ("UPDATE payments_escrow SET client_ppn_minor = 0", "escrow_moves_when_complete"),
        (
            "UPDATE payments_earning SET pph22_minor = gross_minor",
            "earning_taxes_are_of_its_gross",
        ),
        ("UPDATE payments_earning SET ppn_minor = -100", "earning_taxes_are_of_its_gross"),
        ("UPDATE payments_earning SET client_ppn_minor = -1", "earning_taxes_are_of_its_gross"),
    ],
)
def test_the_rules_of_taxes_are_the_databases(
    taxed: Escrow, now: datetime, statement: str, rule: str
) -> None:
    escrows.release(escrow=taxed, by=taxed.payer, now=now)
    with (
        pytest.raises(IntegrityError, match=rule),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_chargeback_names_where_its_taxes_came_from(taxed: Escrow, now: datetime) -> None:
    escrows.release(escrow=taxed, by=taxed.payer, now=now)
    take_back(taxed, None, now)
    with pytest.raises(IntegrityError, match="chargeback_is_covered"), transaction.atomic():
        Chargeback.objects.update(from_ppn_minor=0)


@pytest.mark.broken_book
@pytest.mark.parametrize(
    "break_it",
    [
        lambda: Escrow.objects.update(ppn_minor=0, fee_minor=130_000_00 + 14_300_00),
        lambda: Escrow.objects.update(pph22_minor=5_100_00, ppn_minor=14_200_00),
    ],
)
def test_the_nightly_check_finds_a_tax_that_is_not_in_the_book(
    taxed: Escrow, now: datetime, break_it: Callable[[], object]
) -> None:
    escrows.release(escrow=taxed, by=taxed.payer, now=now)
    break_it()
    found = {finding.check for finding in checks.check_ledger()}
    name = "the tax accounts hold what escrows gave them, less chargebacks and what was paid on"
    assert name in found

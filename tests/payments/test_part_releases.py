"""A part of the money before the whole: never more fee, and what is left stays whole."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from core.errors import InvalidInput, NotAllowed, WrongState
from core.money import Money
from payments.fees import FeeTerms, split, split_further
from payments.models import Document, Earning, Escrow, PolicyVersion, Refund, Transfer
from payments.services import chargebacks, checks, escrows
from payments.services.escrows import EscrowIsFrozen
from payments.states import AccountKind, EscrowState, Method
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank_chargebacks
from tests.factories import payments as money
from tests.factories.payments import rupiah
from tests.payments.test_escrows import balance


def part(escrow: Escrow, amount: int, *, now: datetime, key: str = "") -> Earning:
    earning = escrows.release_part(
        escrow=escrow, amount=rupiah(amount), by=escrow.payer, idempotency_key=key, now=now
    )
    escrow.refresh_from_db()
    return earning


@given(
    st.lists(st.integers(1, 10**7), min_size=1, max_size=8),
    st.integers(0, 5000),
    st.integers(0, 5000),
)
def test_the_fees_of_all_parts_are_the_fee_of_the_whole(
    parts: list[int], freelancer_bps: int, client_bps: int
) -> None:
    terms = FeeTerms(freelancer_bps, client_bps, 1)
    before, fees, nets, totals = rupiah(0), rupiah(0), rupiah(0), rupiah(0)
    for one in parts:
        shares = split_further(before, rupiah(one), terms)
        assert shares.net >= rupiah(0)
        assert shares.freelancer_fee >= rupiah(0)
        before, fees = before + rupiah(one), fees + shares.fee
        nets, totals = nets + shares.net, totals + shares.total
    whole = split(before, terms)
    assert (fees, nets, totals) == (whole.fee, whole.net, whole.total)


def test_a_part_goes_to_the_payee_and_the_rest_stays(held: Escrow, now: datetime) -> None:
    earning = part(held, 300_000, now=now)

    assert (earning.gross, earning.amount) == (rupiah(300_000), rupiah(270_000))
    assert held.state == EscrowState.PARTLY_RELEASED
    assert (held.released, held.fee, held.held, held.divisible) == (
        rupiah(270_000),
        rupiah(30_000),
        rupiah(700_000),
        rupiah(700_000),
    )
    assert balance(AccountKind.AVAILABLE, user=held.payee) == rupiah(270_000)
    assert balance(AccountKind.ESCROW, escrow=held) == rupiah(700_000)
    assert Document.objects.filter(kind="earning_slip").count() == 1


def test_the_last_release_gives_what_is_left_for_the_same_fee(
    clara: User, farid: User, now: datetime
) -> None:
    escrow = money.make_held(payer=clara, payee=farid, now=now, amount=rupiah(1_000_009))
    for _ in range(3):
        part(escrow, 33_333, now=now)
    escrow = escrows.release(escrow=escrow, by=clara, now=now)
    assert escrow.state == EscrowState.RELEASED
    assert (escrow.fee, escrow.released) == (rupiah(100_000), rupiah(900_009))
    assert Earning.objects.count() == 4


def test_a_client_fee_is_taken_part_by_part(clara: User, farid: User, now: datetime) -> None:
    policy = PolicyVersion.objects.get()
    terms = FeeTerms(freelancer_bps=1000, client_bps=333, policy_version=policy.pk)
    escrow = money.make_held(payer=clara, payee=farid, now=now, fee_terms=terms)
    part(escrow, 12_345, now=now)
    assert escrow.fee == split(rupiah(12_345), terms).fee
    escrow = escrows.release(escrow=escrow, by=clara, now=now)
    assert escrow.fee == split(rupiah(1_000_000), terms).fee
    assert (escrow.refunded, escrow.held) == (rupiah(0), rupiah(0))


def test_the_same_key_releases_once(held: Escrow, now: datetime) -> None:
    one = part(held, 300_000, now=now, key="k")
    two = part(held, 300_000, now=now, key="k")
    assert one == two
    assert held.held == rupiah(700_000)
    with pytest.raises(InvalidInput):
        part(held, 300_001, now=now, key="k")
    escrows.release(escrow=held, by=held.payer, now=now)
    assert part(held, 300_000, now=now, key="k") == one  # also when all is over


def test_without_a_key_each_call_is_a_part_of_its_own(held: Escrow, now: datetime) -> None:
    part(held, 100_000, now=now)
    part(held, 100_000, now=now)
    assert held.held == rupiah(800_000)


@pytest.mark.parametrize("amount", [0, -1, 1_000_000, 1_000_001])
def test_a_part_is_above_zero_and_less_than_all(held: Escrow, now: datetime, amount: int) -> None:
    before = Transfer.objects.count()
    with pytest.raises(InvalidInput):
        part(held, amount, now=now)
    assert Transfer.objects.count() == before


def test_a_part_is_of_the_same_currency_and_whole(held: Escrow, now: datetime) -> None:
    for amount in (Money(100, "USD"), Money(150, "IDR")):
        with pytest.raises(InvalidInput):
            escrows.release_part(
                escrow=held, amount=amount, by=held.payer, idempotency_key="", now=now
            )


def test_a_part_that_is_all_fee_is_refused(held: Escrow, now: datetime) -> None:
    part(held, 9, now=now)  # the fee of nine is nothing yet
    with pytest.raises(InvalidInput):
        part(held, 1, now=now)


def test_only_the_payer_or_a_moderator_releases_a_part(
    held: Escrow, farid: User, sena: User, maya: User, now: datetime
) -> None:
    def act(by: User) -> None:
        escrows.release_part(escrow=held, amount=rupiah(1_000), by=by, idempotency_key="", now=now)

    for person in (farid, sena):
        with pytest.raises(NotAllowed):
            act(person)
    act(maya)


def test_nothing_of_an_unpaid_or_partly_paid_escrow_is_released(
    escrow: Escrow, now: datetime
) -> None:
    with pytest.raises(WrongState):
        part(escrow, 1_000, now=now)
    money.pay(escrow, 600_000, now=now)
    with pytest.raises(WrongState):
        part(escrow, 1_000, now=now)


def test_the_rest_goes_back_and_the_part_stays(held: Escrow, farid: User, now: datetime) -> None:
    part(held, 300_000, now=now)
    escrow = escrows.refund(escrow=held, by=farid, now=now, reason="x")
    assert escrow.state == EscrowState.SPLIT
    assert (escrow.released, escrow.refunded) == (rupiah(270_000), rupiah(700_000))
    assert Refund.objects.get().amount == rupiah(700_000)


def test_a_split_divides_what_is_left(held: Escrow, now: datetime) -> None:
    part(held, 300_000, now=now)
    with pytest.raises(InvalidInput):
        escrows.split(escrow=held, to_payee=rupiah(700_000), by=None, now=now, reason="x")
    escrow = escrows.split(escrow=held, to_payee=rupiah(200_000), by=None, now=now, reason="x")
    assert (escrow.released, escrow.fee, escrow.refunded) == (
        rupiah(450_000),
        rupiah(50_000),
        rupiah(500_000),
    )


def test_a_dispute_freezes_the_rest_and_gives_it_free_again(held: Escrow, now: datetime) -> None:
    part(held, 300_000, now=now)
    escrows.freeze(escrow=held, by=held.payer, now=now, reason="x")
    with pytest.raises(EscrowIsFrozen):
        part(held, 1_000, now=now)
    escrow = escrows.unfreeze(escrow=held, by=held.payer, now=now)
    assert escrow.state == EscrowState.PARTLY_RELEASED
    part(escrow, 1_000, now=now)


def take_back_by_bank(escrow: Escrow, amount: int | None, now: datetime) -> tuple[str, Escrow]:
    payment = SandboxPayment.objects.get(key=escrow.payins.get().key)
    made = bank_chargebacks.open_chargeback(payment=payment, amount=amount, now=now)
    assert made is not None
    chargebacks.look_up(provider="sandbox", reference=made.reference, now=now)
    return made.reference, Escrow.objects.get(pk=escrow.pk)


@pytest.mark.parametrize("is_won", [True, False])
def test_a_bank_that_takes_some_back_takes_the_rest_first(
    clara: User, farid: User, now: datetime, is_won: bool
) -> None:
    escrow = money.make_held(payer=clara, payee=farid, now=now, method=Method.CARD)
    part(escrow, 300_000, now=now)
    reference, escrow = take_back_by_bank(escrow, 200_000, now)
    assert (escrow.state, escrow.held, escrow.divisible) == (
        EscrowState.FROZEN,
        rupiah(500_000),
        rupiah(500_000),
    )
    bank_chargebacks.decide_latest(payment=SandboxPayment.objects.get(), is_won=is_won, now=now)
    chargebacks.look_up(provider="sandbox", reference=reference, now=now)
    escrow.refresh_from_db()
    assert escrow.state == EscrowState.PARTLY_RELEASED
    escrow = escrows.release(escrow=escrow, by=clara, now=now)
    left = 700_000 if is_won else 500_000
    assert escrow.released == rupiah((300_000 + left) * 9 // 10)
    assert escrow.refunded == rupiah(0)


def test_a_bank_that_takes_all_takes_the_part_from_the_payee(
    clara: User, farid: User, now: datetime
) -> None:
    escrow = money.make_held(payer=clara, payee=farid, now=now, method=Method.CARD)
    part(escrow, 300_000, now=now)
    _reference, escrow = take_back_by_bank(escrow, None, now)
    assert (escrow.state, escrow.held) == (EscrowState.FROZEN, rupiah(0))
    assert balance(AccountKind.PENDING, user=farid) == rupiah(0)
    assert balance(AccountKind.PLATFORM_FEE) == rupiah(0)


def test_each_part_waits_for_the_hold_of_its_rail(clara: User, farid: User, now: datetime) -> None:
    escrow = money.make_held(payer=clara, payee=farid, now=now, method=Method.CARD)
    earning = part(escrow, 300_000, now=now)
    assert earning.available_at == escrow.payout_hold_until
    assert balance(AccountKind.PENDING, user=farid) == rupiah(270_000)
    later = part(escrow, 300_000, now=now + timedelta(days=90))
    assert later.state == "available"


@pytest.mark.broken_book
def test_the_nightly_check_finds_a_part_that_is_not_there(held: Escrow, now: datetime) -> None:
    part(held, 300_000, now=now)
    Escrow.objects.update(earned_minor=299_999_00)
    found = [finding.check for finding in checks.check_ledger()]
    assert found == ["released and fees are what its earnings say"]


@pytest.mark.parametrize(
    ("break_it", "rule"),
    [
        (lambda: Escrow.objects.update(earned_minor=1_000_001_00), "escrow_earned_within_price"),
        (lambda: Earning.objects.update(gross_minor=1), "earning_gross_is_net_and_fee"),
        (lambda: Earning.objects.update(request_key="k"), "earning_once_per_request"),
    ],
)
def test_the_rules_of_parts_are_the_databases(
    held: Escrow, now: datetime, break_it: Callable[[], object], rule: str
) -> None:
    part(held, 300_000, now=now)
    part(held, 300_000, now=now)
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        break_it()

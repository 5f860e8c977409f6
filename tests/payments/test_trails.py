"""Lines of the book that both sides read: whole in themselves, and about their money only."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from accounts.models import User
from payments.models import Chargeback, Escrow, Mismatch, Refund
from payments.providers.base import Status
from payments.providers.chargebacks import ChargebackStatus, FoundChargeback
from payments.services import chargebacks, escrows, mismatch_decisions, mismatches
from payments.states import RefundState
from payments.trails import lines_for_both
from tests.factories import payments as money
from tests.factories.payments import rupiah
from tests.payments.test_surplus_papers import answer, bring_back


@pytest.fixture
def surplus(escrow: Escrow, fitri: User, now: datetime, quiet_workers: None) -> Mismatch:
    """1,100,000 came for a million, which finance staff credited."""
    payin = money.pay(escrow, 1_100_000, now=now)
    case = Mismatch.objects.select_related("payin__escrow").get(payin=payin)
    amount, reason = rupiah(1_000_000), "Too much."
    mismatch_decisions.credit(mismatch=case, by=fitri, amount=amount, reason=reason, now=now)
    escrow.refresh_from_db()
    return Mismatch.objects.get()


def trail(escrow: Escrow) -> list[tuple[str, str, int]]:
    lines = lines_for_both([escrow])
    sums: Counter[int] = Counter()
    for line in lines:
        sums[line.transfer_id] += line.amount_minor
    assert not any(sums.values())  # each movement is whole
    return [(one.transfer.kind, one.account.kind, one.amount_minor // 100) for one in lines]


def test_a_surplus_is_not_shown_and_what_was_credited_came_from_the_provider(
    surplus: Mismatch, escrow: Escrow, fitri: User, now: datetime
) -> None:
    credited = [
        ("credited", "provider_cash", -1_000_000),
        ("credited", "escrow", 1_000_000),
    ]
    assert sorted(trail(escrow)) == sorted(credited)
    mismatches.send_back(mismatch=surplus, by=fitri, now=now)
    bring_back(now)
    assert sorted(trail(escrow)) == sorted(credited)


def test_a_surplus_that_fails_or_is_written_off_stays_out(
    surplus: Mismatch, escrow: Escrow, fitri: User, now: datetime, settings: object
) -> None:
    settings.MISMATCH_ALONE_UP_TO = 10**9  # type: ignore[attr-defined]
    before = trail(escrow)
    mismatches.send_back(mismatch=surplus, by=fitri, now=now)
    answer(Refund.objects.get(), Status.FAILED, now)
    case = Mismatch.objects.latest("pk")
    mismatch_decisions.write_off(
        mismatch=case, by=fitri, amount=rupiah(100_000), reason="Small.", now=now
    )
    assert trail(escrow) == before


def test_money_that_came_twice_stays_out(held: Escrow, now: datetime, quiet_workers: None) -> None:
    before = trail(held)
    late = money.make_escrow(payer=held.payer, payee=held.payee, now=now)
    one, two = (money.start_payin(late, now=now, method=method) for method in ("va", "qris"))
    for payin in (one, two):
        money.decide(payin, now=now)
        money.transfer(payin, 1_000_000, now=now)
    bring_back(now)
    assert Refund.objects.get().reason == "excess"
    assert sorted(trail(late)) == sorted(before)


def test_a_refund_of_the_escrow_is_whole_however_often_it_fails(
    held: Escrow, farid: User, fitri: User, now: datetime, quiet_workers: None
) -> None:
    escrows.refund(escrow=held, by=farid, now=now, reason="agreed")
    later = now + timedelta(hours=1)
    answer(Refund.objects.get(), Status.FAILED, now)
    mismatches.send_back(mismatch=Mismatch.objects.get(), by=fitri, now=later)
    bring_back(later)
    kept = [minor for _kind, account, minor in trail(held) if account == "unapplied"]
    assert sorted(kept) == [-1_000_000, 1_000_000]
    assert Refund.objects.filter(state=RefundState.DONE).count() == 1
    assert ("refund_done", "provider_cash", 1_000_000) in trail(held)


@pytest.mark.parametrize("fee", [150_000, 1_000_000])
def test_the_cost_of_the_provider_is_no_part_of_what_a_bank_took(
    held: Escrow, now: datetime, fee: int
) -> None:
    found = FoundChargeback(
        reference="SBC0",
        payment_key=held.payins.get().key,
        payment_reference="",
        status=ChargebackStatus.NEEDS_RESPONSE,
        amount=rupiah(1_000_000),
        fee=rupiah(fee),
        reason="general",
        opened_at=now,
        evidence_due_at=now,
    )
    chargebacks.apply(provider="sandbox", found=found, now=now)
    assert Chargeback.objects.get().provider_fee == rupiah(fee)
    taken = [(account, sum_) for kind, account, sum_ in trail(held) if kind == "chargeback"]
    assert sorted(taken) == [
        ("chargeback", -1_000_000),
        ("chargeback", 1_000_000),
        ("escrow", -1_000_000),
        ("provider_cash", 1_000_000),
    ]


def test_ordinary_money_costs_one_query(
    held: Escrow, clara: User, now: datetime, django_assert_num_queries: object
) -> None:
    escrows.release(escrow=held, by=clara, now=now)
    with django_assert_num_queries(1):  # type: ignore[operator]
        lines_for_both([held])

"""Karya and Midtrans' double: the second source, under the same faults."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from payments.models import (
    Entry,
    Escrow,
    Mismatch,
    Payin,
    ProviderEvent,
    ReconciliationCase,
    Refund,
)
from payments.services import escrows, payins, payouts, refunds, registry, sweeps
from payments.services.reconciliation import reconcile
from payments.states import (
    AccountKind,
    EscrowState,
    Method,
    PayinState,
    PayoutState,
    RefundState,
)
from tests.doubles.midtrans import MidtransDouble
from tests.factories import payments as money
from tests.factories.payments import rupiah
from tests.payments.rails.test_xendit import AFTER, BEFORE, LATER, begin
from tests.payments.test_escrows import balance

pytestmark = pytest.mark.usefixtures("quiet_workers")


@pytest.fixture(autouse=True)
def clock(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payments.webhooks.timezone.now", lambda: now)


def fund(
    double: MidtransDouble, escrow: Escrow, now: datetime, method: str = Method.QRIS, **given: Any
) -> Payin:
    payin = begin(escrow, now, method, **given)
    double.pay(payin.key)
    payins.look_up(payin_id=payin.pk, now=now)
    payin.refresh_from_db()
    escrow.refresh_from_db()
    return payin


def deliver(body: Any, **headers: str) -> int:
    answer = Client().post(
        "/webhooks/midtrans/", data=body, content_type="application/json", headers=headers
    )
    return answer.status_code


@pytest.fixture
def earned(midtrans: MidtransDouble, escrow: Escrow, clara: User, now: datetime) -> None:
    """Farid has Rp900.000 available."""
    fund(midtrans, escrow, now)
    earning = escrows.release(escrow=escrow, by=clara, now=now)
    assert earning is not None
    sweeps.end_holds(now=now + timedelta(days=2))


@pytest.mark.parametrize(
    ("bank", "number"),
    [
        ("bca", "91019021579"),
        ("bni", "91019021579"),
        ("bri", "91019021579"),
        ("cimb", "91019021579"),
        ("permata", "8778000002332015"),
        ("mandiri", "70012990000000260"),
    ],
)
def test_a_virtual_account_is_shown_on_our_page(
    midtrans: MidtransDouble, escrow: Escrow, now: datetime, bank: str, number: str
) -> None:
    payin = begin(escrow, now, Method.VA, bank)
    assert payin.instructions == {"bank": bank, "va_number": number}
    assert (payin.state, payin.checkout_url) == (PayinState.OPEN, "")


def test_qr_and_wallets(midtrans: MidtransDouble, escrow: Escrow, now: datetime) -> None:
    assert begin(escrow, now).instructions["qr_string"].startswith("00020101021226")
    for wallet in ("gopay", "shopeepay"):
        payin = begin(escrow, now, Method.EWALLET, wallet)
        assert payin.checkout_url == f"https://wallet.example/{payin.key}"


def test_a_signed_notice_leads_to_money_held(
    midtrans: MidtransDouble, escrow: Escrow, now: datetime
) -> None:
    payin = begin(escrow, now)
    midtrans.pay(payin.key)
    for _time in range(2):
        assert deliver(midtrans.notice(payin.key)) == 200
        sweeps.finish_notices(now=now)
    escrow.refresh_from_db()
    assert (escrow.state, Entry.objects.count()) == (EscrowState.HELD, 2)
    assert ProviderEvent.objects.count() == 1


def test_a_forged_notice_changes_nothing(
    midtrans: MidtransDouble, escrow: Escrow, now: datetime, settings: Any
) -> None:
    payin = begin(escrow, now)
    assert deliver(midtrans.notice(payin.key, key="guessed")) == 400
    assert deliver({**midtrans.notice(payin.key), "gross_amount": "1.00"}) == 400
    assert deliver({"order_id": payin.key}) == 400
    assert deliver({"order_id": "\udfff", "signature_key": "\udfff"}) == 400
    assert deliver("[" * 50_000) == 400
    settings.MIDTRANS_SERVER_KEY = ""
    assert deliver(midtrans.notice(payin.key, key="")) == 400
    assert ProviderEvent.objects.count() == 0


def test_a_true_signature_on_a_false_state_changes_nothing(
    midtrans: MidtransDouble, escrow: Escrow, now: datetime
) -> None:
    """The signature does not cover the state, so the state is asked for."""
    payin = begin(escrow, now)
    assert deliver({**midtrans.notice(payin.key), "transaction_status": "settlement"}) == 200
    sweeps.finish_notices(now=now)
    payin.refresh_from_db()
    assert (payin.state, Entry.objects.count()) == (PayinState.OPEN, 0)


@pytest.mark.parametrize("kind", BEFORE)
def test_an_undone_charge_is_made_later(
    midtrans: MidtransDouble, escrow: Escrow, now: datetime, kind: str
) -> None:
    midtrans.break_next("POST", "/v2/charge", kind)
    payin = begin(escrow, now)
    assert payin.state == PayinState.CREATED
    sweeps.finish_payins(now=now + LATER)
    payin.refresh_from_db()
    assert payin.state == PayinState.OPEN
    assert len(midtrans.orders) == 1


@pytest.mark.parametrize("kind", AFTER)
def test_a_lost_account_number_is_said_again(
    midtrans: MidtransDouble, escrow: Escrow, now: datetime, kind: str
) -> None:
    midtrans.break_next("POST", "/v2/charge", kind)
    payin = begin(escrow, now, Method.VA, "bca")
    assert payin.state == PayinState.CREATED
    sweeps.finish_payins(now=now + LATER)
    payin.refresh_from_db()
    assert payin.instructions["va_number"] == "91019021579"


def test_less_than_asked_is_credited_and_more_becomes_a_case(
    midtrans: MidtransDouble, escrow: Escrow, clara: User, farid: User, now: datetime
) -> None:
    payin = begin(escrow, now)
    midtrans.pay(payin.key, amount=999_999)
    payins.look_up(payin_id=payin.pk, now=now)
    escrow.refresh_from_db()
    assert (escrow.state, escrow.held) == (EscrowState.PARTLY_PAID, rupiah(999_999))

    another = money.make_escrow(payer=clara, payee=farid, now=now)
    other = begin(another, now, Method.VA, "bca")
    midtrans.pay(other.key, amount=1_000_001)
    payins.look_up(payin_id=other.pk, now=now)
    assert Mismatch.objects.get().received == rupiah(1_000_001)


@pytest.mark.parametrize("kind", ["", *BEFORE, *AFTER])
def test_a_refund_is_made_once(
    midtrans: MidtransDouble, escrow: Escrow, now: datetime, kind: str
) -> None:
    payin = fund(midtrans, escrow, now)
    escrows.refund(escrow=escrow, by=escrow.payee, reason="", now=now)
    if kind:
        midtrans.break_next("POST", f"/v2/{payin.key}/refund", kind)
    refunds.send(refund_id=Refund.objects.get().pk, now=now)
    sweeps.finish_refunds(now=now + LATER)
    assert Refund.objects.get().state == RefundState.DONE
    assert len(midtrans.orders[payin.key]["refunds"]) == 1
    assert balance(AccountKind.REFUND_CLEARING) == rupiah(0)


def test_an_account_takes_no_refund(
    midtrans: MidtransDouble, escrow: Escrow, now: datetime
) -> None:
    fund(midtrans, escrow, now, Method.VA, channel="bca")
    escrows.refund(escrow=escrow, by=escrow.payee, reason="", now=now)
    refunds.send(refund_id=Refund.objects.get().pk, now=now)
    assert Refund.objects.get().failure == "refund_not_supported"
    assert Mismatch.objects.get().held == rupiah(1_000_000)


@pytest.mark.parametrize("kind", ["", *BEFORE, *AFTER])
def test_only_the_payout_that_our_row_names_is_approved(
    midtrans: MidtransDouble, earned: None, farid: User, now: datetime, kind: str
) -> None:
    payout = money.request_payout(farid, now=now)
    if kind:
        midtrans.break_next("POST", "/api/v1/payouts", kind)
    payouts.send(payout_id=payout.pk, now=now)
    midtrans.keys.clear()  # it forgets: another one is made, and the first waits for ever
    for minutes in (2, 4, 6):
        money.run_payouts(now=now + timedelta(minutes=minutes))
    payout.refresh_from_db()
    approved = [r for r, p in midtrans.payouts.items() if p["status"] == "approved"]
    assert approved == [payout.references[0]]
    assert payout.state == PayoutState.PROCESSING

    midtrans.payouts[payout.references[0]]["status"] = "completed"
    body, signature = midtrans.payout_notice(payout.references[0])
    assert deliver(body, **{"Iris-Signature": signature[::-1]}) == 400
    assert deliver(body, **{"Iris-Signature": signature}) == 200
    sweeps.finish_notices(now=now + LATER)
    payout.refresh_from_db()
    assert payout.state == PayoutState.PAID


def test_a_payout_that_comes_back_after_it_was_completed(
    midtrans: MidtransDouble, earned: None, farid: User, now: datetime
) -> None:
    payout = money.request_payout(farid, now=now)
    payouts.send(payout_id=payout.pk, now=now)
    payout.refresh_from_db()
    for status, state in (("completed", PayoutState.PAID), ("failed", PayoutState.RETURNED)):
        midtrans.payouts[payout.references[0]]["status"] = status
        payouts.look_up(payout_id=payout.pk, now=now)
        payout.refresh_from_db()
        assert payout.state == state
    assert balance(AccountKind.AVAILABLE, user=farid) == rupiah(900_000)


def test_the_report_confirms_each_payment_and_lists_payouts(
    midtrans: MidtransDouble, earned: None, farid: User, now: datetime
) -> None:
    payout = money.request_payout(farid, now=now)
    payouts.send(payout_id=payout.pk, now=now)
    rows = list(registry.provider_named("midtrans").list_settled(now, now + timedelta(days=1)))
    assert [(r.subject, r.amount) for r in rows] == [
        ("payment", rupiah(1_000_000)),
        ("payout", rupiah(900_000)),
    ]
    assert rows[1].key == payout.key


def test_a_refund_is_in_the_report_and_makes_no_case(
    midtrans: MidtransDouble, escrow: Escrow, now: datetime
) -> None:
    fund(midtrans, escrow, now)
    later = midtrans.now = now + timedelta(days=20)
    escrows.refund(escrow=escrow, by=escrow.payee, reason="", now=later)
    refunds.send(refund_id=Refund.objects.get().pk, now=later)
    midtrans_now = registry.provider_named("midtrans")
    until = later + timedelta(hours=1)
    (row,) = midtrans_now.list_settled(later - timedelta(days=4), until)
    refund = Refund.objects.get()
    assert (row.subject, row.key, row.amount) == ("refund", refund.key, rupiah(1_000_000))
    run = reconcile(provider=midtrans_now, until=until, now=until)
    assert (run.opened, ReconciliationCase.objects.count()) == (0, 0)


def test_a_rail_that_the_first_does_not_offer_falls_to_the_second(
    midtrans: MidtransDouble, settings: Any
) -> None:
    settings.PAYMENT_PROVIDERS = ["midtrans", "xendit"]
    assert registry.rail_of("IDR", Method.VA, "bca")[0].name == "midtrans"
    assert registry.rail_of("IDR", Method.VA, "bsi")[0].name == "xendit"
    assert registry.rail_of("IDR", Method.EWALLET, "ovo")[0].name == "xendit"
    settings.IRIS_APPROVER_KEY = ""
    assert registry.provider_for_payouts("IDR", "bank").name == "xendit"

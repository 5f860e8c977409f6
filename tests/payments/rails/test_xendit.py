"""Karya and Xendit's double: at most one outcome, and a right book, whatever the line does."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from payments.models import Entry, Escrow, Mismatch, Payin, ProviderEvent, Refund
from payments.services import escrows, payer_phones, payins, payouts, refunds, registry, sweeps
from payments.services.reconciliation import reconcile
from payments.states import (
    AccountKind,
    EscrowState,
    Method,
    MismatchKind,
    PayinState,
    PayoutState,
    RefundState,
)
from tests.doubles.xendit import XenditDouble
from tests.factories import payments as money
from tests.factories.payments import rupiah
from tests.payments.test_escrows import balance

LATER = timedelta(minutes=2)
BEFORE = ["drop", "429", "500", "503"]
AFTER = ["drop_after", "500_after", "garbled", "drip"]

pytestmark = pytest.mark.usefixtures("quiet_workers")


@pytest.fixture(autouse=True)
def clock(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("payments.webhooks.timezone.now", lambda: now)


def begin(escrow: Escrow, now: datetime, method: str = Method.QRIS, channel: str = "") -> Payin:
    return payins.start_payin(
        escrow=escrow,
        method=method,
        channel=channel,
        by=escrow.payer,
        idempotency_key=f"{method}-{channel}",
        return_url="http://testserver/paid/",
        now=now,
    )


def fund(double: XenditDouble, escrow: Escrow, now: datetime, **given: Any) -> Payin:
    payin = begin(escrow, now, **given)
    double.pay(payin.key)
    payins.look_up(payin_id=payin.pk, now=now)
    payin.refresh_from_db()
    escrow.refresh_from_db()
    return payin


def deliver(body: dict, headers: dict) -> int:
    answer = Client().post(
        "/webhooks/xendit/", data=body, content_type="application/json", headers=headers
    )
    return answer.status_code


@pytest.fixture
def earned(xendit: XenditDouble, escrow: Escrow, clara: User, now: datetime) -> None:
    """Farid has Rp900.000 available, paid in by a BRI account, where nothing is held back."""
    fund(xendit, escrow, now, method=Method.VA, channel="bri")
    escrows.release(escrow=escrow, by=clara, now=now)


# -- money in


@pytest.mark.parametrize("bank", ["bca", "bni", "bri", "mandiri", "permata", "bsi", "cimb"])
def test_a_virtual_account_is_shown_on_our_page(
    xendit: XenditDouble, escrow: Escrow, now: datetime, bank: str
) -> None:
    payin = begin(escrow, now, Method.VA, bank)
    assert (payin.state, payin.checkout_url) == (PayinState.OPEN, "")
    assert payin.instructions == {"bank": bank, "va_number": "8881761038089006"}
    asked = xendit.of("POST", "/v3/payment_requests")[0].body
    assert asked["request_amount"] == 1_000_000
    assert asked["channel_properties"] == {
        "display_name": "Clara Wijaya",
        "expires_at": "2026-11-11T02:00:00Z",
    }


def test_a_qr_is_shown_on_our_page(xendit: XenditDouble, escrow: Escrow, now: datetime) -> None:
    payin = begin(escrow, now)
    assert payin.instructions == {"qr_string": f"00020101021226{payin.key}"}
    assert (payin.provider, payin.checkout_url) == ("xendit", "")


@pytest.mark.parametrize("wallet", ["ovo", "dana", "gopay", "shopeepay"])
def test_a_wallet_is_paid_at_its_own_page(
    xendit: XenditDouble, escrow: Escrow, now: datetime, wallet: str
) -> None:
    payer_phones.remember_phone(by=escrow.payer, number="+62 812-3456-7890", now=now)
    payin = begin(escrow, now, Method.EWALLET, wallet)
    (asked,) = xendit.of("POST", "/v3/payment_requests")
    sent = asked.body["channel_properties"].get("account_mobile_number")
    assert sent == ("+6281234567890" if wallet == "ovo" else None)
    assert payin.checkout_url == f"https://redirect.example/{payin.provider_reference}"


def test_a_callback_leads_to_money_held_with_its_cost(
    xendit: XenditDouble, escrow: Escrow, now: datetime
) -> None:
    payin = begin(escrow, now)
    xendit.pay(payin.key, fee=6_300, tax=693)
    assert deliver(*xendit.callback("payment.capture", payin.key)) == 200
    sweeps.finish_notices(now=now)
    escrow.refresh_from_db()
    payin.refresh_from_db()
    assert (escrow.state, escrow.payout_hold_until) == (EscrowState.HELD, now + timedelta(days=2))
    assert payin.captured_at == now
    assert balance(AccountKind.PROVIDER_FEE) == rupiah(-6_993)
    assert ProviderEvent.objects.get().outcome == "applied"


@pytest.mark.parametrize("kind", BEFORE + AFTER)
def test_a_lost_answer_ends_in_one_payment(
    xendit: XenditDouble, escrow: Escrow, now: datetime, kind: str
) -> None:
    xendit.break_next("POST", "/v3/payment_requests", kind)
    payin = begin(escrow, now)
    assert payin.state == PayinState.CREATED

    sweeps.finish_payins(now=now + LATER)
    payin.refresh_from_db()
    assert payin.state == PayinState.OPEN
    xendit.pay(payin.key)
    for minutes in (3, 5):
        sweeps.finish_payins(now=now + timedelta(minutes=minutes))
    escrow.refresh_from_db()
    assert escrow.state == EscrowState.HELD
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("kind", [*BEFORE, "garbled", "drip", "redirect"])
@pytest.mark.parametrize("path", ["/v3/payment_requests", "/v3/payments", "/transactions"])
def test_while_the_look_is_broken_nothing_is_written(
    xendit: XenditDouble, escrow: Escrow, now: datetime, kind: str, path: str
) -> None:
    payin = begin(escrow, now)
    xendit.pay(payin.key)
    xendit.break_next("GET", path, kind)
    payins.look_up(payin_id=payin.pk, now=now)
    payin.refresh_from_db()
    assert (payin.state, Entry.objects.count()) == (PayinState.OPEN, 0)

    payins.look_up(payin_id=payin.pk, now=now)
    payin.refresh_from_db()
    assert payin.state == PayinState.CAPTURED


def test_money_for_a_request_that_we_lost_is_found_by_our_reference(
    xendit: XenditDouble, escrow: Escrow, now: datetime
) -> None:
    xendit.break_next("POST", "/v3/payment_requests", "drop_after")
    payin = begin(escrow, now)
    xendit.pay(payin.key)
    sweeps.finish_payins(now=now + LATER)
    escrow.refresh_from_db()
    assert escrow.state == EscrowState.HELD
    assert len(xendit.requests) == 1  # no second one was made


def test_less_than_asked_is_credited_and_the_rest_is_waited_for(
    xendit: XenditDouble, escrow: Escrow, now: datetime
) -> None:
    payin = begin(escrow, now)
    xendit.pay(payin.key, amount=999_999)
    payins.look_up(payin_id=payin.pk, now=now)
    payin.refresh_from_db()
    escrow.refresh_from_db()
    assert (payin.state, escrow.state) == (PayinState.CAPTURED, EscrowState.PARTLY_PAID)
    assert (payin.received, escrow.held) == (rupiah(999_999), rupiah(999_999))


def test_more_than_asked_becomes_a_case(
    xendit: XenditDouble, escrow: Escrow, now: datetime
) -> None:
    payin = begin(escrow, now)
    xendit.pay(payin.key, amount=1_000_001)
    payins.look_up(payin_id=payin.pk, now=now)
    payin.refresh_from_db()
    escrow.refresh_from_db()
    assert (payin.state, escrow.state) == (PayinState.MISMATCHED, EscrowState.FAILED)
    assert Mismatch.objects.get().received == rupiah(1_000_001)


def test_an_expired_request_expires_and_late_money_is_credited(
    xendit: XenditDouble, escrow: Escrow, now: datetime
) -> None:
    payin = begin(escrow, now)
    xendit.end(payin.key, "EXPIRED")
    payins.look_up(payin_id=payin.pk, now=now)
    payin.refresh_from_db()
    assert payin.state == PayinState.EXPIRED

    xendit.pay(payin.key)
    payins.look_up(payin_id=payin.pk, now=now)
    escrow.refresh_from_db()
    assert escrow.state == EscrowState.HELD


def test_a_declined_wallet_fails(xendit: XenditDouble, escrow: Escrow, now: datetime) -> None:
    payin = begin(escrow, now, Method.EWALLET, "dana")
    xendit.end(payin.key, "FAILED", "USER_DECLINED_PAYMENT")
    payins.look_up(payin_id=payin.pk, now=now)
    payin.refresh_from_db()
    assert (payin.state, payin.failure) == (PayinState.FAILED, "declined_by_payer")


def test_a_request_is_called_off_or_was_faster(
    xendit: XenditDouble, escrow: Escrow, now: datetime
) -> None:
    provider = registry.provider_named("xendit")
    first, second = begin(escrow, now), begin(escrow, now, Method.VA, "bca")
    assert provider.cancel_payment(first.key, first.provider_reference).status == "expired"
    xendit.pay(second.key)
    assert provider.cancel_payment(second.key, second.provider_reference).status == "done"
    assert provider.cancel_payment("pi_none", "") is None


# -- callbacks


@pytest.mark.parametrize("token", ["", "another", "token-of-the-doubl", "tökén"])
def test_a_forged_callback_changes_nothing(
    xendit: XenditDouble, escrow: Escrow, now: datetime, token: str
) -> None:
    payin = begin(escrow, now)
    xendit.pay(payin.key)
    body, headers = xendit.callback("payment.capture", payin.key)
    headers["x-callback-token"] = token.encode().decode("latin-1")
    assert deliver(body, headers) == 400
    assert ProviderEvent.objects.count() == 0


def test_without_a_token_of_ours_every_callback_is_refused(
    xendit: XenditDouble, escrow: Escrow, now: datetime, settings: Any
) -> None:
    settings.XENDIT_CALLBACK_TOKEN = ""
    payin = begin(escrow, now)
    assert deliver(*xendit.callback("payment_request.expiry", payin.key, token="")) == 400


def test_a_callback_that_lies_changes_nothing(
    xendit: XenditDouble, escrow: Escrow, now: datetime
) -> None:
    payin = begin(escrow, now)
    body, headers = xendit.callback("payment_request.expiry", payin.key)
    body |= {"event": "payment.capture", "data": {**body["data"], "status": "SUCCEEDED"}}
    assert deliver(body, headers) == 200
    sweeps.finish_notices(now=now)
    payin.refresh_from_db()
    assert (payin.state, Entry.objects.count()) == (PayinState.OPEN, 0)


def test_callbacks_twice_late_and_replayed_post_once(
    xendit: XenditDouble, escrow: Escrow, now: datetime
) -> None:
    payin = begin(escrow, now)
    old = xendit.callback("payment_request.expiry", payin.key)
    xendit.pay(payin.key)
    paid = xendit.callback("payment.capture", payin.key)
    for body, headers in (paid, paid, old, paid):
        assert deliver(body, headers) == 200
        sweeps.finish_notices(now=now)
    sweeps.finish_notices(now=now + timedelta(days=7))
    escrow.refresh_from_db()
    assert (escrow.state, Entry.objects.count()) == (EscrowState.HELD, 2)
    assert ProviderEvent.objects.count() == 2


def test_a_callback_about_nobody_is_a_case(xendit: XenditDouble, db: None, now: datetime) -> None:
    assert deliver(*xendit.callback("payout.succeeded", "po_nobody")) == 200
    sweeps.finish_notices(now=now)
    assert Mismatch.objects.get().kind == MismatchKind.UNKNOWN


# -- money back


@pytest.mark.parametrize("kind", ["", *BEFORE, *AFTER])
def test_a_refund_is_made_once(
    xendit: XenditDouble, escrow: Escrow, clara: User, now: datetime, kind: str
) -> None:
    fund(xendit, escrow, now)
    escrows.refund(escrow=escrow, by=escrow.payee, reason="", now=now)
    refund = Refund.objects.get()
    if kind:
        xendit.break_next("POST", "/refunds", kind)
    refunds.send(refund_id=refund.pk, now=now)
    xendit.forget_keys()
    sweeps.finish_refunds(now=now + LATER)
    assert [r["amount"] for r in xendit.refunds.values()] == [1_000_000]

    xendit.settle_refund(refund.key)
    deliver(*xendit.callback("refund.succeeded", refund.key))
    sweeps.finish_notices(now=now + LATER)
    refund.refresh_from_db()
    assert refund.state == RefundState.DONE
    assert balance(AccountKind.REFUND_CLEARING) == rupiah(0)
    assert balance(AccountKind.PROVIDER_CASH) == rupiah(0)


def test_a_refund_that_fails_after_it_was_done_is_the_payers_again(
    xendit: XenditDouble, escrow: Escrow, now: datetime
) -> None:
    fund(xendit, escrow, now)
    escrows.refund(escrow=escrow, by=escrow.payee, reason="", now=now)
    refund = Refund.objects.get()
    refunds.send(refund_id=refund.pk, now=now)
    xendit.settle_refund(refund.key)
    deliver(*xendit.callback("refund.succeeded", refund.key))
    sweeps.finish_notices(now=now + LATER)
    xendit.settle_refund(refund.key, "FAILED", "ACCOUNT_ACCESS_BLOCKED")
    deliver(*xendit.callback("refund.failed", refund.key))
    sweeps.finish_notices(now=now + LATER)
    refund.refresh_from_db()
    assert refund.state == RefundState.RETURNED
    case = Mismatch.objects.get()
    assert (case.kind, case.held) == (MismatchKind.REFUND_FAILED, refund.amount)


def test_a_rail_without_refunds_leaves_a_case(
    xendit: XenditDouble, escrow: Escrow, now: datetime
) -> None:
    fund(xendit, escrow, now, method=Method.VA, channel="bca")
    escrows.refund(escrow=escrow, by=escrow.payee, reason="", now=now)
    refunds.send(refund_id=Refund.objects.get().pk, now=now)
    refund = Refund.objects.get()
    assert (refund.state, refund.failure) == (RefundState.FAILED, "refund_not_supported")
    assert Mismatch.objects.get().held == rupiah(1_000_000)
    assert balance(AccountKind.UNAPPLIED, user=escrow.payer) == rupiah(1_000_000)


# -- money out


@pytest.mark.parametrize("kind", ["", *BEFORE, *AFTER])
def test_a_payout_is_sent_once(
    xendit: XenditDouble, earned: None, farid: User, now: datetime, kind: str
) -> None:
    payout = money.request_payout(farid, now=now)
    if kind:
        xendit.break_next("POST", "/v2/payouts", kind)
    payouts.send(payout_id=payout.pk, now=now)
    xendit.forget_keys()
    money.run_payouts(now=now + LATER)
    assert [p["amount"] for p in xendit.payouts.values()] == [900_000]

    xendit.settle_payout(payout.key, "SUCCEEDED", fee=2_500)
    deliver(*xendit.callback("payout.succeeded", payout.key))
    sweeps.finish_notices(now=now + LATER)
    payout.refresh_from_db()
    assert payout.state == PayoutState.PAID
    assert balance(AccountKind.PROVIDER_FEE) == rupiah(-2_500)


def test_a_payout_carries_what_our_row_says(
    xendit: XenditDouble, earned: None, farid: User, now: datetime
) -> None:
    payout = money.request_payout(farid, now=now)
    payouts.send(payout_id=payout.pk, now=now)
    asked = xendit.of("POST", "/v2/payouts")[0]
    assert asked.headers["idempotency-key"] == payout.key
    assert asked.body == {
        "reference_id": payout.key,
        "channel_code": "ID_BCA",
        "channel_properties": {
            "account_number": "1234567890",
            "account_holder_name": "Farid Hidayat",
        },
        "amount": 900_000,
        "currency": "IDR",
        "description": f"Karya {payout.pk}",
    }


@pytest.mark.parametrize(
    ("ends", "state", "failure"),
    [
        (["FAILED"], PayoutState.FAILED, "account_not_found"),
        (["SUCCEEDED", "REVERSED"], PayoutState.RETURNED, "account_not_found"),
        (["REVERSED"], PayoutState.FAILED, "account_not_found"),
    ],
)
def test_a_payout_that_does_not_arrive_comes_back(
    xendit: XenditDouble,
    earned: None,
    farid: User,
    now: datetime,
    ends: list[str],
    state: str,
    failure: str,
) -> None:
    payout = money.request_payout(farid, now=now)
    payouts.send(payout_id=payout.pk, now=now)
    for status in ends:
        if status == "REVERSED" and len(ends) == 1:
            xendit.settle_payout(payout.key, "SUCCEEDED")
        xendit.settle_payout(
            payout.key, status, "" if status == "SUCCEEDED" else "INVALID_DESTINATION"
        )
        payouts.look_up(payout_id=payout.pk, now=now)
    payout.refresh_from_db()
    assert (payout.state, payout.failure) == (state, failure)
    assert balance(AccountKind.AVAILABLE, user=farid) == rupiah(900_000)


def test_a_wrong_key_gives_nothing_up(
    xendit: XenditDouble, earned: None, farid: User, now: datetime, settings: Any
) -> None:
    settings.XENDIT_SECRET_KEY = "wrong"
    payout = money.request_payout(farid, now=now)
    payouts.send(payout_id=payout.pk, now=now)
    payout.refresh_from_db()
    assert (payout.state, xendit.payouts) == (PayoutState.SUBMITTED, {})


def test_a_silent_provider_is_left_after_its_time(
    xendit: XenditDouble, escrow: Escrow, now: datetime
) -> None:
    xendit.break_next("POST", "/v3/payment_requests", "silent")
    assert begin(escrow, now).state == PayinState.CREATED


# -- the report


def test_the_report_reads_all_pages_of_the_window(
    xendit: XenditDouble, earned: None, farid: User, now: datetime
) -> None:
    payout = money.request_payout(farid, now=now)
    payouts.send(payout_id=payout.pk, now=now)
    xendit.settle_payout(payout.key, "SUCCEEDED", fee=2_500)
    xendit.now = now + timedelta(days=1)
    xendit.settle_payout(payout.key, "REVERSED", "INVALID_DESTINATION")
    for number in range(60):
        xendit.book("PAYMENT", f"other-{number}", f"py-{number}", 10_000)
    provider = registry.provider_named("xendit")
    day = timedelta(days=1)
    first = list(provider.list_settled(now, now + day))
    assert [(s.subject, s.amount, s.cost) for s in first] == [
        ("payment", rupiah(1_000_000), rupiah(0)),
        ("payout", rupiah(900_000), rupiah(2_500)),
    ]
    second = list(provider.list_settled(now + day, now + 2 * day))
    assert len(second) == 61
    assert (second[-1].subject, second[-1].key) == ("payout_return", payout.key)


def test_a_payout_that_took_a_week_is_not_missing_there(
    xendit: XenditDouble, earned: None, farid: User, now: datetime
) -> None:
    payout = money.request_payout(farid, now=now)
    payouts.send(payout_id=payout.pk, now=now)
    late = now + timedelta(days=7)
    xendit.settle_payout(payout.key, "SUCCEEDED", fee=2_500)  # the report says when it was begun
    for one in xendit.payouts.values():
        one["updated"] = late.isoformat()
    payouts.look_up(payout_id=payout.pk, now=late)
    payout.refresh_from_db()
    assert payout.paid_at == late
    until = late + timedelta(hours=1)
    run = reconcile(provider=registry.provider_named("xendit"), until=until, now=until)
    assert (run.opened, run.matched) == (0, 1)


# -- who serves what


def test_a_rail_switched_off_falls_to_the_second_source(
    xendit: XenditDouble, settings: Any
) -> None:
    settings.PAYMENT_PROVIDERS = ["xendit", "sandbox"]
    assert registry.rail_of("IDR", Method.QRIS, "")[0].name == "xendit"
    settings.PAYMENT_RAILS_OFF = ["xendit:qris", "xendit:payout:bank"]
    assert registry.rail_of("IDR", Method.QRIS, "")[0].name == "sandbox"
    assert registry.provider_for_payouts("IDR", "bank").name == "sandbox"
    assert registry.provider_for_payouts("IDR", "ewallet").name == "xendit"
    settings.PAYMENT_RAILS_OFF = ["xendit"]
    assert {provider.name for provider, _rail in registry.rails_for("IDR")} == {"sandbox"}


def test_limits_are_those_of_the_rail(xendit: XenditDouble) -> None:
    most = {(r.method, r.channel): r.most for _p, r in registry.rails_for("IDR")}
    assert most["qris", ""] == rupiah(10_000_000)
    assert most["ewallet", "ovo"] == rupiah(20_000_000)
    rails = registry.provider_named("xendit").payout_rails("IDR")
    assert max(r.most.minor for r in rails if r.rail == "bank") >= rupiah(250_000_000).minor
    assert registry.provider_named("xendit").rails("USD") == []

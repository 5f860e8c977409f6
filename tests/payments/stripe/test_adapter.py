"""The adapter by itself: what it asks, how it finds again, what each state of Stripe means."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import stripe

from core.money import Money
from payments.kinds import EvidenceKind
from payments.providers.base import (
    BadSignature,
    PaymentAsked,
    PayoutAsked,
    Provider,
    RefundAsked,
    Refused,
    Status,
    Subject,
    Unknown,
)
from payments.providers.chargebacks import (
    ChargebackStatus,
    Evidence,
    EvidenceFile,
    TakesLosses,
    TellsChargebacks,
)
from payments.states import Method
from tests.doubles.stripe import money_in, money_out
from tests.doubles.stripe.double import Double
from tests.doubles.stripe.faults import DONE_UNHEARD, Fault
from tests.payments.stripe.conftest import World

TEN = Money(10_00, "USD")


@pytest.fixture
def asked(now: datetime) -> PaymentAsked:
    return PaymentAsked(
        key="pi_ours",
        amount=TEN,
        method=Method.CARD,
        payer_email="clara@example.com",
        description="Logo for a batik shop",
        return_url="https://karya.example/payins/1/",
        notify_url="https://karya.example/webhooks/stripe/",
        expires_at=now + timedelta(hours=23),
    )


def refund_of(amount: Money, key: str = "rf_ours") -> RefundAsked:
    return RefundAsked(
        key=key, payment_key="pi_ours", payment_reference="", amount=amount, reason="agreed"
    )


def payout_to(account: dict[str, Any], amount: Money = TEN) -> PayoutAsked:
    return PayoutAsked(
        key="po_ours",
        amount=amount,
        rail="stripe",
        institution="stripe",
        account_number=account["id"],
        holder_name="Farid",
        description="Karya 1",
        notify_url="",
    )


def test_a_payment_is_a_hosted_page(
    adapter: Provider, double: Double, asked: PaymentAsked, now: datetime
) -> None:
    found = adapter.create_payment(asked, now=now)
    assert (found.key, found.status, found.amount) == ("pi_ours", Status.WAITING, TEN)
    assert found.checkout_url.startswith("https://checkout.stripe.com/c/pay/cs_test_")
    (call,) = double.api.calls
    assert call.key == "pi_ours"
    assert call.params["payment_intent_data"]["transfer_group"] == "pi_ours"
    assert call.params["payment_intent_data"]["metadata"] == {"karya_key": "pi_ours"}
    assert call.params["client_reference_id"] == "pi_ours"


def test_the_states_of_a_card(
    adapter: Provider, double: Double, asked: PaymentAsked, now: datetime
) -> None:
    reference = adapter.create_payment(asked, now=now).reference
    session = double.session_of("pi_ours")

    def status() -> Status:
        found = adapter.fetch_payment("pi_ours", reference)
        assert found is not None
        return found.status

    money_in.challenge(double.state, session)
    assert status() == Status.WAITING
    money_in.decline(double.state, session)
    assert status() == Status.WAITING  # another card may be tried on the same page
    money_in.pay(double.state, session)
    found = adapter.fetch_payment("pi_ours", reference)
    assert found is not None
    assert (found.status, found.amount, found.cost) == (Status.DONE, TEN, Money(59, "USD"))
    assert found.settled_at == now


def test_a_payment_whose_cost_is_not_known_yet_is_processing(
    adapter: Provider, double: Double, asked: PaymentAsked, now: datetime
) -> None:
    adapter.create_payment(asked, now=now)
    charge = money_in.pay(double.state, double.session_of("pi_ours"))
    entry, charge["balance_transaction"] = charge["balance_transaction"], None
    assert adapter.fetch_payment("pi_ours", "").status == Status.PROCESSING
    charge["balance_transaction"] = entry
    assert adapter.fetch_payment("pi_ours", "").status == Status.DONE


@pytest.mark.parametrize(("is_paid", "status"), [(True, Status.DONE), (False, Status.FAILED)])
def test_slow_methods(
    adapter: Provider,
    double: Double,
    asked: PaymentAsked,
    now: datetime,
    is_paid: bool,
    status: Status,
) -> None:
    adapter.create_payment(asked, now=now)
    session = double.session_of("pi_ours")
    money_in.pay(double.state, session, is_slow=True)
    assert adapter.fetch_payment("pi_ours", "").status == Status.PROCESSING
    money_in.finish_slow(double.state, session, is_paid=is_paid)
    assert adapter.fetch_payment("pi_ours", "").status == status


def test_a_page_is_called_off_or_expires(
    adapter: Provider, world: World, asked: PaymentAsked, now: datetime
) -> None:
    found = adapter.create_payment(asked, now=now)
    assert adapter.cancel_payment("pi_ours", found.reference).status == Status.EXPIRED
    assert adapter.cancel_payment("pi_ours", found.reference).status == Status.EXPIRED
    other = adapter.create_payment(replace(asked, key="pi_2"), now=now)
    world.pass_time(hours=23)
    assert adapter.fetch_payment("pi_2", other.reference).status == Status.EXPIRED


def test_a_payment_is_found_without_its_name(
    adapter: Provider, double: Double, asked: PaymentAsked, now: datetime
) -> None:
    assert adapter.fetch_payment("pi_ours", "") is None
    for number in range(120):  # beyond one page of the list
        if number == 3:
            adapter.create_payment(asked, now=now)
        adapter.create_payment(replace(asked, key=f"pi_{number}"), now=now)
    reference = double.session_of("pi_ours")["id"]
    assert adapter.fetch_payment("pi_ours", "").reference == reference
    money_in.decline(double.state, double.session_of("pi_ours"))
    money_in.pay(double.state, double.session_of("pi_ours"))
    found = adapter.fetch_payment("pi_ours", "")
    assert (found.reference, found.status) == (reference, Status.DONE)
    assert adapter.fetch_payment("pi_ours", "cs_test_unknown") is None


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_of_the_line_is_unknown(
    adapter: Provider, double: Double, asked: PaymentAsked, now: datetime, fault: Fault
) -> None:
    double.faults.add("POST /v1/checkout/sessions", fault)
    with pytest.raises(Unknown):
        adapter.create_payment(asked, now=now)
    assert len(double.made("checkout.session", "pi_ours")) == (fault in DONE_UNHEARD)


def test_the_same_key_with_other_words_is_not_a_second_payment(
    adapter: Provider, double: Double, asked: PaymentAsked, now: datetime
) -> None:
    adapter.create_payment(asked, now=now)
    with pytest.raises(Unknown):
        adapter.create_payment(replace(asked, amount=Money(20_00, "USD")), now=now)
    assert len(double.made("checkout.session", "pi_ours")) == 1


def test_a_clear_no_is_refused(adapter: Provider, asked: PaymentAsked, now: datetime) -> None:
    with pytest.raises(Refused) as refusal:
        adapter.create_payment(replace(asked, amount=Money(10, "USD")), now=now)
    assert refusal.value.code == "amount_too_small"


def test_a_wrong_key_gives_nothing_up(
    adapter: Provider, double: Double, asked: PaymentAsked, now: datetime
) -> None:
    double.api.api_key = "rk_test_rolled"
    with pytest.raises(Unknown):
        adapter.create_payment(asked, now=now)


def test_refunds_in_parts(
    adapter: Provider, double: Double, asked: PaymentAsked, now: datetime
) -> None:
    with pytest.raises(Refused, match="not_paid"):
        adapter.refund(refund_of(TEN), now=now)
    double.fill("usd", 100_00)
    adapter.create_payment(asked, now=now)
    money_in.pay(double.state, double.session_of("pi_ours"))
    first = adapter.refund(refund_of(Money(4_00, "USD")), now=now)
    assert (first.key, first.status, first.amount) == ("rf_ours", Status.DONE, Money(4_00, "USD"))
    assert adapter.refund(refund_of(Money(4_00, "USD")), now=now) == first
    assert adapter.fetch_refund("rf_ours", first.reference) == first
    with pytest.raises(Refused, match="amount_too_large"):
        adapter.refund(refund_of(Money(6_01, "USD"), key="rf_2"), now=now)
    assert adapter.refund(refund_of(Money(6_00, "USD"), key="rf_3"), now=now).status == Status.DONE
    assert [len(double.made("refund", key)) for key in ("rf_ours", "rf_2", "rf_3")] == [1, 0, 1]


def test_a_refund_waits_for_the_balance_and_may_fail(
    adapter: Provider, world: World, asked: PaymentAsked, now: datetime
) -> None:
    adapter.create_payment(asked, now=now)
    money_in.pay(world.double.state, world.double.session_of("pi_ours"))
    found = adapter.refund(refund_of(Money(4_00, "USD")), now=now)
    assert found.status == Status.PROCESSING
    world.pass_time(days=3)
    assert adapter.fetch_refund("rf_ours", found.reference).status == Status.DONE
    money_in.fail_refund(world.double.state, world.double.state.get(found.reference))
    failed = adapter.fetch_refund("rf_ours", found.reference)
    assert (failed.status, failed.failure) == (Status.FAILED, "expired_or_canceled_card")
    assert adapter.fetch_refund("rf_ours", "re_unknown") is None


def test_refunds_are_found_again_after_the_keys_are_forgotten(
    adapter: Provider, world: World, asked: PaymentAsked, now: datetime
) -> None:
    world.double.fill("usd", 100_00)
    adapter.create_payment(asked, now=now)
    money_in.pay(world.double.state, world.double.session_of("pi_ours"))
    world.double.faults.add("POST /v1/refunds", Fault.DROP_AFTER)
    with pytest.raises(Unknown):
        adapter.refund(refund_of(Money(4_00, "USD")), now=now)
    world.pass_time(days=2)
    assert world.double.api.saved == {}
    assert adapter.refund(refund_of(Money(4_00, "USD")), now=now).status == Status.DONE
    assert len(world.double.made("refund", "rf_ours")) == 1


def test_a_payout_waits_for_the_balance_without_spending_its_key(
    adapter: Provider, double: Double, account: dict[str, Any], now: datetime
) -> None:
    with pytest.raises(Unknown, match="balance_insufficient"):
        adapter.create_payout(payout_to(account), now=now)
    assert double.made("transfer", "po_ours") == []
    double.fill("usd", 50_00)
    found = adapter.create_payout(payout_to(account), now=now)
    assert (found.key, found.status, found.amount) == ("po_ours", Status.PROCESSING, TEN)
    assert double.state.balance("usd").available == 40_00


@pytest.mark.parametrize("call", ["POST /v1/transfers", "POST /v1/payouts"])
@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize("wait", [timedelta(minutes=2), timedelta(days=2)])
def test_a_payout_is_sent_once_whatever_breaks(
    adapter: Provider,
    world: World,
    account: dict[str, Any],
    now: datetime,
    call: str,
    fault: Fault,
    wait: timedelta,
) -> None:
    world.double.fill("usd", 50_00)
    world.double.faults.add(call, fault)
    with pytest.raises(Unknown):
        adapter.create_payout(payout_to(account), now=now)
    world.pass_time(seconds=wait.total_seconds())
    if fault is Fault.ERROR_SAVED and wait < timedelta(days=1):
        with pytest.raises(Unknown):  # the key answers 500 until Stripe forgets it
            adapter.create_payout(payout_to(account), now=now)
        world.pass_time(days=2)
    found = adapter.fetch_payout("po_ours", "") or adapter.create_payout(
        payout_to(account), now=now
    )
    assert found.status == Status.PROCESSING
    assert len(world.double.made("transfer", "po_ours")) == 1
    assert len(world.double.made("payout", "po_ours")) == 1
    assert world.double.state.balance("usd").available == 40_00


def test_a_payout_that_fails_is_returned_when_the_money_is_back(
    adapter: Provider, world: World, account: dict[str, Any], now: datetime
) -> None:
    state = world.double.state
    world.double.fill("usd", 50_00)
    reference = adapter.create_payout(payout_to(account), now=now).reference
    payout = state.get(reference, account["id"])
    money_out.finish_payout(state, payout, "paid")
    assert adapter.fetch_payout("po_ours", reference).status == Status.DONE
    money_out.finish_payout(state, payout, "failed")
    world.double.faults.add("POST /v1/transfers/", Fault.DROP_AFTER)
    with pytest.raises(Unknown):
        adapter.fetch_payout("po_ours", reference)
    found = adapter.fetch_payout("po_ours", reference)
    assert (found.status, found.failure) == (Status.RETURNED, "account_closed")
    assert state.balance("usd").available == 50_00
    assert state.balance("usd", account["id"]).available == 0


def test_an_account_that_takes_no_payout_gives_the_transfer_back(
    adapter: Provider, double: Double, account: dict[str, Any], now: datetime
) -> None:
    double.fill("usd", 50_00)
    account["payouts_enabled"] = False
    with pytest.raises(Refused, match="payouts_not_allowed"):
        adapter.create_payout(payout_to(account), now=now)
    assert double.state.balance("usd").available == 50_00
    with pytest.raises(Refused, match="payout_failed"):
        adapter.create_payout(payout_to(account), now=now)


def test_a_chargeback_is_answered_once(
    adapter: Provider, double: Double, asked: PaymentAsked, now: datetime
) -> None:
    assert isinstance(adapter, TellsChargebacks)
    assert adapter.fetch_chargeback("du_unknown") is None
    adapter.create_payment(asked, now=now)
    charge = money_in.pay(double.state, double.session_of("pi_ours"))
    dispute = money_in.open_dispute(double.state, charge)
    found = adapter.fetch_chargeback(dispute["id"])
    assert (found.payment_key, found.status) == ("pi_ours", ChargebackStatus.NEEDS_RESPONSE)
    assert (found.amount, found.fee, found.reason) == (TEN, Money(15_00, "USD"), "fraudulent")
    assert found.evidence_due_at == now + timedelta(days=7)
    pdf = EvidenceFile(
        kind=EvidenceKind.DELIVERY,
        name="logo.pdf",
        content_type="application/pdf",
        content=b"%PDF-",
    )
    evidence = Evidence(
        narrative="It was delivered.", facts={"Delivered": "today"}, bundle="…", files=[pdf]
    )
    adapter.submit_evidence(dispute["id"], evidence, now=now)
    adapter.submit_evidence(dispute["id"], evidence, now=now)
    assert dispute["evidence_details"]["submission_count"] == 1
    (file,) = double.state.all_of("file")
    assert (file["purpose"], file["size"]) == ("dispute_evidence", 5)
    assert dispute["evidence"]["service_documentation"] == file["id"]
    assert dispute["evidence"]["uncategorized_text"] == "…"
    assert adapter.fetch_chargeback(dispute["id"]).status == ChargebackStatus.UNDER_REVIEW
    money_in.close_dispute(double.state, dispute, is_won=True)
    won = adapter.fetch_chargeback(dispute["id"])
    assert (won.status, won.settled_at) == (ChargebackStatus.WON, now)


def test_a_chargeback_is_given_in_to_once(
    adapter: Provider, double: Double, asked: PaymentAsked, now: datetime
) -> None:
    assert isinstance(adapter, TellsChargebacks)
    assert isinstance(adapter, TakesLosses)
    adapter.create_payment(asked, now=now)
    charge = money_in.pay(double.state, double.session_of("pi_ours"))
    dispute = money_in.open_dispute(double.state, charge)
    adapter.accept_chargeback(dispute["id"], now=now)
    adapter.accept_chargeback(dispute["id"], now=now)
    found = adapter.fetch_chargeback(dispute["id"])
    assert found is not None
    assert found.status == ChargebackStatus.LOST


def test_a_new_word_of_stripe_about_a_chargeback_is_no_answer(
    adapter: Provider, double: Double, asked: PaymentAsked, now: datetime
) -> None:
    assert isinstance(adapter, TellsChargebacks)
    assert isinstance(adapter, TakesLosses)
    adapter.create_payment(asked, now=now)
    charge = money_in.pay(double.state, double.session_of("pi_ours"))
    dispute = money_in.open_dispute(double.state, charge)
    dispute["status"] = "arbitration"
    with pytest.raises(Unknown):
        adapter.fetch_chargeback(dispute["id"])
    with pytest.raises(Unknown):
        adapter.accept_chargeback(dispute["id"], now=now)
    double.api.wrong.clear()  # the word is in no document of theirs


def test_the_fee_of_a_chargeback_has_the_currency_in_which_it_was_kept(
    adapter: Provider, double: Double, asked: PaymentAsked, now: datetime
) -> None:
    assert isinstance(adapter, TellsChargebacks)
    adapter.create_payment(asked, now=now)
    charge = money_in.pay(double.state, double.session_of("pi_ours"))
    dispute = money_in.open_dispute(double.state, charge)
    dispute["balance_transactions"][0].update(currency="sgd", fee=20_00)
    found = adapter.fetch_chargeback(dispute["id"])
    assert found is not None
    assert (found.amount, found.fee) == (TEN, Money(20_00, "SGD"))


def test_the_report_names_all_that_moved(
    adapter: Provider, world: World, asked: PaymentAsked, account: dict[str, Any], now: datetime
) -> None:
    double = world.double
    double.fill("usd", 50_00)
    adapter.create_payment(asked, now=now)
    money_in.pay(double.state, double.session_of("pi_ours"))
    adapter.refund(refund_of(Money(4_00, "USD")), now=now)
    reference = adapter.create_payout(payout_to(account), now=now).reference
    day = timedelta(days=1)
    rows = {row.subject: row for row in adapter.list_settled(now, now + day)}
    assert set(rows) == {Subject.PAYMENT, Subject.REFUND}
    assert (rows[Subject.PAYMENT].key, rows[Subject.PAYMENT].cost) == ("pi_ours", Money(59, "USD"))
    assert (rows[Subject.REFUND].key, rows[Subject.REFUND].amount.minor) == ("rf_ours", 4_00)
    later = world.pass_time(days=3)
    money_out.finish_payout(double.state, double.state.get(reference, account["id"]), "paid")
    (payout,) = [r for r in adapter.list_settled(now + day, later) if r.key == "po_ours"]
    assert (payout.subject, payout.amount) == (Subject.PAYOUT, TEN)
    assert list(adapter.list_settled(now - day, now)) == []


def test_notifications_name_their_object(
    adapter: Provider, world: World, asked: PaymentAsked, now: datetime
) -> None:
    adapter.create_payment(asked, now=now)
    charge = money_in.pay(world.double.state, world.double.session_of("pi_ours"))
    money_in.open_dispute(world.double.state, charge)
    seen = {}
    for event in world.double.undelivered():
        body, signature = world.double.sign(event)
        notice = adapter.verify_webhook(body=body, headers={"Stripe-Signature": signature}, now=now)
        seen[notice.kind] = (notice.subject, notice.object_key)
    assert seen["checkout.session.completed"] == (Subject.PAYMENT, "pi_ours")
    assert seen["charge.updated"] == (Subject.PAYMENT, "pi_ours")
    assert seen["charge.dispute.created"] == (Subject.CHARGEBACK, "")


@pytest.mark.parametrize("minutes", [-6, 6, -7 * 24 * 60])
def test_stale_and_future_notifications_are_refused(
    adapter: Provider, world: World, now: datetime, minutes: int
) -> None:
    event = world.double.state.tell("account.updated", {"object": "account", "id": "acct_1"})
    at = int((now + timedelta(minutes=minutes)).timestamp())
    body, signature = world.double.sign(event, at=at)
    with pytest.raises(BadSignature):
        adapter.verify_webhook(body=body, headers={"Stripe-Signature": signature}, now=now)


@pytest.mark.parametrize("signature", ["", "t=,v1=", "v1=abc", "t=99999999999999999999,v1=a"])
def test_unsigned_notifications_are_refused(
    adapter: Provider, now: datetime, signature: str
) -> None:
    with pytest.raises(BadSignature):
        adapter.verify_webhook(body=b"{}", headers={"Stripe-Signature": signature}, now=now)


def test_signed_nonsense_is_refused(adapter: Provider, world: World, now: datetime) -> None:
    moment = int(now.timestamp())
    for body in ("[]", "nonsense", '{"id": "evt_1", "object": "event"}'):
        signature = stripe.WebhookSignature.generate_signature_header(
            body, "whsec_test_karya", moment
        )
        with pytest.raises(BadSignature):
            adapter.verify_webhook(
                body=body.encode(), headers={"Stripe-Signature": signature}, now=now
            )
    assert world.double.api.calls == []

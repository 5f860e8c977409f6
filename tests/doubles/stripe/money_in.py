"""Checkout, charges, refunds and disputes of the double."""

from typing import Any

from tests.doubles.stripe.state import DISPUTE_FEE, FEE_BPS, FEE_FIXED, Problem, State, Thing

DAY = 24 * 3600


def create_session(state: State, params: Thing, base: str) -> Thing:
    """A page to pay on; it must expire 30 minutes to 24 hours from now."""
    line = params["line_items"]["0"]
    price = line["price_data"]
    total = int(price["unit_amount"]) * int(line["quantity"])
    if not 50 <= total <= 99_999_999_999:
        raise Problem("amount_too_small" if total < 50 else "amount_too_large")
    expires_at = int(params.get("expires_at", state.now + DAY))
    if not state.now + 1800 <= expires_at <= state.now + DAY:
        raise Problem("parameter_invalid_integer")
    session = state.make(
        "checkout.session",
        "cs_test",
        mode=params["mode"],
        amount_total=total,
        amount_subtotal=total,
        currency=price["currency"],
        client_reference_id=params.get("client_reference_id"),
        metadata=dict(params.get("metadata", {})),
        status="open",
        payment_status="unpaid",
        expires_at=expires_at,
        success_url=params.get("success_url"),
        cancel_url=params.get("cancel_url"),
        customer_email=params.get("customer_email"),
        payment_method_types=["card"],
    )
    session["url"] = f"{base}/c/pay/{session['id']}"
    state.wished[session["id"]] = params.get("payment_intent_data", {})
    return session


def intent_of(state: State, session: Thing) -> Thing:
    """The PaymentIntent, made when the payer first tries."""
    if session["payment_intent"]:
        return state.get(session["payment_intent"])
    asked = state.wished[session["id"]]
    intent = state.make(
        "payment_intent",
        "pi",
        amount=session["amount_total"],
        amount_received=0,
        currency=session["currency"],
        status="requires_payment_method",
        capture_method=asked.get("capture_method", "automatic_async"),
        confirmation_method="automatic",
        payment_method_types=["card"],
        metadata=dict(asked.get("metadata", {})),
        transfer_group=asked.get("transfer_group"),
        description=asked.get("description"),
    )
    session["payment_intent"] = intent["id"]
    return intent


def challenge(state: State, session: Thing) -> None:
    """The bank asks for 3-D Secure."""
    intent = intent_of(state, session)
    intent["status"] = "requires_action"
    state.tell("payment_intent.requires_action", intent)


def decline(state: State, session: Thing, code: str = "card_declined") -> None:
    """The card is refused; the page stays open, another card may be tried."""
    intent = intent_of(state, session)
    charge = _charge(state, intent, status="failed", paid=False, failure_code=code)
    intent["status"] = "requires_payment_method"
    intent["last_payment_error"] = {"type": "card_error", "code": code}
    state.tell("charge.failed", charge)
    state.tell("payment_intent.payment_failed", intent)


def pay(state: State, session: Thing, *, is_slow: bool = False, amount: int | None = None) -> Thing:
    """The payer pays; `is_slow` is a method that is known only days later."""
    if session["status"] != "open":
        raise Problem("checkout_session_expired")
    intent = intent_of(state, session)
    session.update(status="complete", url=None)
    if is_slow:
        intent["status"] = "processing"
        charge = _charge(state, intent, status="pending", paid=False)
        state.tell("checkout.session.completed", session)
        return charge
    charge = _charge(state, intent, status="succeeded", paid=True, amount=amount)
    _capture(state, session, intent, charge)
    state.tell("charge.succeeded", charge)
    state.tell("payment_intent.succeeded", intent)
    state.tell("checkout.session.completed", session)
    state.tell("charge.updated", charge)
    return charge


def finish_slow(state: State, session: Thing, *, is_paid: bool) -> None:
    """The slow method succeeded or failed."""
    intent = state.get(session["payment_intent"])
    charge = state.get(intent["latest_charge"])
    if is_paid:
        charge.update(status="succeeded", paid=True)
        _capture(state, session, intent, charge)
        state.tell("checkout.session.async_payment_succeeded", session)
    else:
        charge.update(status="failed")
        intent["status"] = "requires_payment_method"
        intent["last_payment_error"] = {
            "type": "card_error",
            "code": "payment_intent_payment_attempt_failed",
        }
        state.tell("checkout.session.async_payment_failed", session)


def expire_sessions(state: State) -> None:
    """Pages that nobody paid on in time."""
    for session in state.all_of("checkout.session"):
        if session["status"] == "open" and session["expires_at"] <= state.now:
            expire_session(state, session)


def expire_session(state: State, session: Thing) -> Thing:
    """Nobody can pay on it any more."""
    if session["status"] != "open":
        raise Problem("checkout_session_not_open")
    session.update(status="expired", url=None)
    if session["payment_intent"]:
        state.get(session["payment_intent"])["status"] = "canceled"
    state.tell("checkout.session.expired", session)
    return session


def create_refund(state: State, params: Thing) -> Thing:
    """At most what is left of the charge; pending while the available balance is short."""
    intent = state.get(params["payment_intent"])
    if not intent["latest_charge"] or intent["status"] != "succeeded":
        raise Problem("charge_not_captured")
    charge = state.get(intent["latest_charge"])
    if charge["disputed"]:
        raise Problem("charge_disputed")
    amount = int(params.get("amount", charge["amount"] - charge["amount_refunded"]))
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        raise Problem("charge_already_refunded")
    if not 0 < amount <= left:
        raise Problem("amount_too_large")
    refund = state.make(
        "refund",
        "re",
        amount=amount,
        currency=charge["currency"],
        charge=charge["id"],
        payment_intent=intent["id"],
        metadata=dict(params.get("metadata", {})),
        reason=params.get("reason"),
        status="pending",
    )
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    state.tell("refund.created", refund)
    carry_out_refund(state, refund)
    return refund


def carry_out_refund(state: State, refund: Thing) -> None:
    """Send it where the balance allows."""
    is_covered = state.balance(refund["currency"]).available >= refund["amount"]
    if refund["status"] == "pending" and is_covered:
        entry = state.book("refund", refund, -refund["amount"])
        refund.update(status="succeeded", balance_transaction=entry["id"])
        state.tell("charge.refunded", state.get(refund["charge"]))
        state.tell("refund.updated", refund)


def fail_refund(state: State, refund: Thing, reason: str = "expired_or_canceled_card") -> None:
    """The payer's bank does not take it, even after it had succeeded: the money is back."""
    if refund["status"] == "succeeded":
        entry = state.book("refund_failure", refund, refund["amount"])
        refund["failure_balance_transaction"] = entry["id"]
    refund.update(status="failed", failure_reason=reason)
    charge = state.get(refund["charge"])
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    state.tell("refund.failed", refund)


def open_dispute(state: State, charge: Thing, reason: str = "fraudulent") -> Thing:
    """The payer's bank takes the money back, and Stripe a fee."""
    dispute = state.make(
        "dispute",
        "du",
        amount=charge["amount"],
        currency=charge["currency"],
        charge=charge["id"],
        payment_intent=charge["payment_intent"],
        reason=reason,
        status="needs_response",
        is_charge_refundable=False,
        metadata={},
    )
    dispute["evidence_details"].update(due_by=state.now + 7 * DAY, has_evidence=False)
    charge["disputed"] = True
    state.tell("charge.dispute.created", dispute)
    entry = state.book("adjustment", dispute, -charge["amount"], fee=DISPUTE_FEE)
    entry["reporting_category"] = "dispute"
    dispute["balance_transactions"] = [dict(entry)]
    state.tell("charge.dispute.funds_withdrawn", dispute)
    return dispute


def close_dispute(state: State, dispute: Thing, *, is_won: bool) -> None:
    """The bank decided; a won dispute gives the money back, and not the fee."""
    dispute["status"] = "won" if is_won else "lost"
    if is_won:
        entry = state.book("adjustment", dispute, dispute["amount"])
        entry["reporting_category"] = "dispute_reversal"
        dispute["balance_transactions"].append(dict(entry))
        state.tell("charge.dispute.funds_reinstated", dispute)
    state.tell("charge.dispute.closed", dispute)


def give_in(state: State, dispute: Thing) -> Thing:
    """The shop closes it without evidence: lost."""
    if dispute["status"] not in {"needs_response", "warning_needs_response"}:
        raise Problem("dispute_not_open")
    close_dispute(state, dispute, is_won=False)
    return dispute


def update_dispute(state: State, dispute: Thing, params: Thing) -> Thing:
    """Evidence is kept; submitted once."""
    if dispute["status"] != "needs_response":
        raise Problem("dispute_not_open")
    dispute["evidence"].update(params.get("evidence", {}))
    dispute["metadata"].update(params.get("metadata", {}))
    dispute["evidence_details"]["has_evidence"] = True
    if params.get("submit", "true") == "true":
        dispute["evidence_details"]["submission_count"] += 1
        dispute["status"] = "under_review"
    state.tell("charge.dispute.updated", dispute)
    return dispute


def _charge(state: State, intent: Thing, amount: int | None = None, **given: Any) -> Thing:
    total = intent["amount"] if amount is None else amount
    charge = state.make(
        "charge",
        "ch",
        amount=total,
        amount_captured=0,
        amount_refunded=0,
        currency=intent["currency"],
        payment_intent=intent["id"],
        metadata=dict(intent["metadata"]),
        transfer_group=intent["transfer_group"],
        description=intent["description"],
        captured=False,
        disputed=False,
        refunded=False,
        **given,
    )
    intent["latest_charge"] = charge["id"]
    return charge


def _capture(state: State, session: Thing, intent: Thing, charge: Thing) -> None:
    fee = charge["amount"] * FEE_BPS // 10_000 + FEE_FIXED
    entry = state.book("charge", charge, charge["amount"], fee=fee)
    charge.update(captured=True, amount_captured=charge["amount"], balance_transaction=entry["id"])
    intent.update(status="succeeded", amount_received=charge["amount"])
    session["payment_status"] = "paid"

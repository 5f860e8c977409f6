"""Connected accounts, transfers, their payouts and reversals of the double."""

from typing import Any

from tests.doubles.stripe.spec import blank
from tests.doubles.stripe.state import Problem, State, Thing

_CURRENCIES = {"US": "usd", "SG": "sgd", "DE": "eur", "GB": "gbp"}
ARRIVES_AFTER = 2 * 24 * 3600


def create_account(state: State, params: Thing) -> Thing:
    """A connected account before its person told Stripe who they are."""
    country = params.get("country", "US")
    if country not in _CURRENCIES:
        raise Problem("country_unsupported")
    due = ["external_account", "individual.id_number", "tos_acceptance.date"]
    return state.make(
        "account",
        "acct",
        type="express",
        country=country,
        email=params.get("email"),
        default_currency=_CURRENCIES[country],
        created=state.now,
        details_submitted=False,
        charges_enabled=False,
        payouts_enabled=False,
        metadata=dict(params.get("metadata", {})),
        capabilities={"transfers": "inactive"},
        requirements=_requirements(due),
    )


def finish_onboarding(state: State, account: Thing, *, due: tuple[str, ...] = ()) -> None:
    """The person filled in Stripe's form; some things may still be missing."""
    is_whole = not due
    account.update(
        details_submitted=True,
        payouts_enabled=is_whole,
        capabilities={"transfers": "active" if is_whole else "pending"},
        requirements=_requirements(list(due)),
    )
    state.tell("account.updated", account, account["id"])


def restrict(
    state: State, account: Thing, *, due: tuple[str, ...] = (), why: str = "requirements.past_due"
) -> None:
    """Stripe pays out no more: something is due, or the person was rejected."""
    account.update(payouts_enabled=False, requirements=_requirements(list(due)))
    account["requirements"].update(past_due=list(due), disabled_reason=why)
    state.tell("account.updated", account, account["id"])


def create_transfer(state: State, params: Thing) -> Thing:
    """From the operator's available balance to a connected account."""
    account = state.get(params["destination"])
    if account["id"] in state.gone:
        raise Problem("resource_missing")
    amount, currency = int(params["amount"]), params["currency"]
    if account["capabilities"]["transfers"] != "active":
        raise Problem("insufficient_capabilities_for_transfer")
    if state.balance(currency).available < amount:
        raise Problem("balance_insufficient")
    transfer = state.make(
        "transfer",
        "tr",
        amount=amount,
        amount_reversed=0,
        currency=currency,
        destination=account["id"],
        metadata=dict(params.get("metadata", {})),
        transfer_group=params.get("transfer_group"),
        description=params.get("description"),
        reversed=False,
    )
    transfer["reversals"]["url"] = f"/v1/transfers/{transfer['id']}/reversals"
    entry = state.book("transfer", transfer, -amount)
    transfer["balance_transaction"] = entry["id"]
    state.book("payment", transfer, amount, account["id"])
    state.tell("transfer.created", transfer)
    return transfer


def reverse_transfer(state: State, transfer: Thing, params: Thing) -> Thing:
    """Back to the operator; never more than was sent, nor than the account has."""
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = int(params.get("amount", left))
    if not 0 < amount <= left:
        raise Problem("transfer_already_reversed" if left == 0 else "amount_too_large")
    if state.balance(transfer["currency"], transfer["destination"]).available < amount:
        raise Problem("balance_insufficient")
    reversal = state.make(
        "transfer_reversal",
        "trr",
        amount=amount,
        currency=transfer["currency"],
        transfer=transfer["id"],
        metadata=dict(params.get("metadata", {})),
    )
    reversal["balance_transaction"] = state.book("transfer_refund", transfer, amount)["id"]
    state.book("payment_refund", transfer, -amount, transfer["destination"])
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    transfer["reversals"]["data"].append(dict(reversal))
    state.tell("transfer.reversed", transfer)
    return reversal


def create_payout(state: State, params: Thing, account: str) -> Thing:
    """From an account's available balance to its bank."""
    owner = state.get(account)
    amount, currency = int(params["amount"]), params["currency"]
    if not owner["payouts_enabled"]:
        raise Problem("payouts_not_allowed")
    if state.balance(currency, account).available < amount:
        raise Problem("balance_insufficient")
    payout = state.make(
        "payout",
        "po",
        account,
        amount=amount,
        currency=currency,
        status="pending",
        arrival_date=state.now + ARRIVES_AFTER,
        method="standard",
        type="bank_account",
        source_type="card",
        automatic=False,
        reconciliation_status="not_applicable",
        metadata=dict(params.get("metadata", {})),
        description=params.get("description"),
    )
    payout["balance_transaction"] = state.book("payout", payout, -amount, account)["id"]
    state.tell("payout.created", payout, account)
    return payout


def finish_payout(state: State, payout: Thing, outcome: str, code: str = "account_closed") -> None:
    """`paid`, or `failed`, which may also come after `paid`: the money is on the account again."""
    account = state.account_of[payout["id"]]
    if outcome == "failed":
        entry = state.book("payout_failure", payout, payout["amount"], account)
        payout["failure_balance_transaction"] = entry["id"]
        payout["failure_code"] = code
    payout["status"] = outcome
    state.tell(f"payout.{outcome}", payout, account)


def _requirements(due: list[str]) -> dict[str, Any]:
    return {
        **blank("account_requirements"),
        "currently_due": due,
        "eventually_due": due,
        "past_due": [],
        "pending_verification": [],
        "alternatives": [],
        "errors": [],
    }

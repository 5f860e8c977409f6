"""Words for codes that are kept in rows, and facts about ways to pay."""

import re
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.states import ChargebackState, Method, PayoutState

SLICE_LABELS: dict[str, Promise] = {
    "unpaid": _("Not paid yet"),
    "escrow": _("In escrow"),
    "released": _("Released to the freelancer"),
    "fee": _("Fee of Karya"),
    "tax": _("Taxes"),
    "refunded": _("Back to the client"),
    "charged-back": _("Taken back by the payer’s bank"),
}
NEWS_OF_PROVIDERS: dict[str, Promise] = {  # by how their code begins
    "payment": _("News of the payment"),
    "refund": _("News of the refund"),
    "payout": _("News of the payout"),
    "chargeback": _("News of the chargeback"),
    "account": _("News of an account at the provider"),
}
NEWS_OUTCOMES: dict[str, Promise] = {
    "applied": _("What the provider said then is in the book."),
    "not_found": _("The provider knew nothing of it when we asked."),
    "ignored": _("It moves no money of ours."),
    "unknown": _("We know no payment of ours for it, so a case was opened."),
}
HISTORY_FOR_BANKS = {  # in English alone: banks abroad read it
    "opened": "The escrow was opened for the agreed price.",
    "payment_pending": "The client started a payment.",
    "partly_paid": "A part of the price was paid.",
    "held": "The money was held in escrow until the client approves the work.",
    "frozen": "The money was frozen while a dispute is open.",
    "partly_released": "A part was released to the freelancer.",
    "released": "The money was released to the freelancer.",
    "refunded": "The money was refunded to the client.",
    "split": "The money was divided between client and freelancer.",
    "failed": "The payment failed.",
    "expired": "The payment expired before it was made.",
    "cancelled": "The escrow was cancelled.",
    "reversed": "The client's bank took the payment back.",
}
METHOD_NOTES: dict[str, Promise] = {
    Method.VA: _("Transfer from any bank: BCA, BRI, Mandiri, BNI and others."),
    Method.QRIS: _("Scan one code with your bank or e-wallet app."),
    Method.EWALLET: _("GoPay, OVO, DANA or ShopeePay."),
    Method.CARD: _("Visa, Mastercard or JCB, from Indonesia or abroad."),
}
METHOD_ICONS = {
    Method.VA: "landmark",
    Method.QRIS: "qr-code",
    Method.EWALLET: "smartphone",
    Method.CARD: "credit-card",
}
PAYOUT_ICONS: dict[str, str] = {
    PayoutState.REQUESTED: "hand-coins",
    PayoutState.IN_REVIEW: "eye",
    PayoutState.APPROVED: "check",
    PayoutState.SUBMITTED: "send",
    PayoutState.PROCESSING: "loader",
    PayoutState.PAID: "circle-check",
    PayoutState.PARTLY_PAID: "circle-alert",
    PayoutState.FAILED: "circle-alert",
    PayoutState.RETURNED: "undo-2",
    PayoutState.CANCELLED: "x",
}
CHARGEBACK_ICONS: dict[str, str] = {
    "answer_written": "pencil",
    "loss_accepted": "x",
    "file_added": "paperclip",
    "file_removed": "trash-2",
    ChargebackState.INQUIRY: "message-circle",
    ChargebackState.NEEDS_RESPONSE: "hourglass",
    ChargebackState.UNDER_REVIEW: "landmark",
    ChargebackState.WON: "circle-check",
    ChargebackState.LOST: "x",
}
# Why a bank took a payment back; the codes are Stripe’s, and those of the sandbox.
BANK_REASONS: dict[str, Promise] = {
    "bank_cannot_process": _("The bank could not process the payment."),
    "check_returned": _("The payment was returned to the bank."),
    "credit_not_processed": _("The cardholder says that money promised back did not come."),
    "debit_not_authorized": _("The holder of the account says that they did not allow it."),
    "duplicate": _("The cardholder says that they paid twice."),
    "fraudulent": _("The cardholder says that they did not pay this."),
    "general": _("The bank gives no reason."),
    "incorrect_account_details": _("The details of the account were wrong."),
    "insufficient_funds": _("The account did not hold enough money."),
    "product_not_received": _("The cardholder says that nothing was delivered."),
    "product_unacceptable": _("The cardholder says that it is not what was agreed."),
    "subscription_canceled": _("The cardholder says that they had cancelled it."),
    "unrecognized": _("The cardholder does not recognise the payment."),
}
FAILURES: dict[str, Promise] = {
    "refused_by_bank": _("The bank refused the payment."),
    "account_not_found": _("The bank does not know this account number."),
    "account_closed": _("The account is closed."),
    "account_invalid": _("The Stripe account was closed, or is not connected with us any more."),
    "name_differs": _("The name of the holder differs."),
    "key_reused": _("The provider refused the request."),
    "refund_too_large": _("The provider refused the refund."),
    "not_paid": _("The provider refused the refund."),
    "refund_not_supported": _("This way to pay takes no refunds: send the money back by hand."),
    "over_the_limit": _("The amount is above what the receiver takes."),
    "declined_by_payer": _("The payment was declined in the app."),
    "country_unsupported": _("Stripe opens no accounts in this country."),
    "refused_by_provider": _("The provider refused the request."),
    "not_me": _("It was reported that the destination is not yours."),
    "not_offered": _("The provider does not offer this any more."),
}
REASONS: dict[str, Promise] = {
    "large_amount": _("The amount is large, so a person looks at it first."),
    "first_payout": _("It is your first payout, so a person looks at it first."),
    "new_destination": _("The destination is new, so a person looks at it first."),
    "agreed": _("Both sides agreed on this."),
    "name_differs": _(
        "The name of the account’s holder differs from your legal name, so a person looks at it "
        "first."
    ),
    "other_currency": _("The currency is not rupiah, so a person looks at it first."),
    "excess": _("This had been paid or closed already."),
    "amount": _("Another amount arrived than was asked for."),
    "incomplete": _("The rest of the payment did not come, or was not wanted any more."),
    "bank_took_part": _("The bank took back a part of the payment, so the rest goes back too."),
    "bank_gave_back": _("The bank gave the payment back after this had been closed."),
    "held_too_long": _("Nobody decided in the time that the provider keeps money."),
    "refund_failed": _("An earlier refund failed."),
    # How a dispute ended; the kinds are those of its history.
    "settled": _("Both sides settled the dispute."),
    "settled_blindly": _("The secret offers of both sides met, which settled the dispute."),
    "defaulted": _("The other side of the dispute did not answer."),
    "both_accepted": _("Both sides accepted what the moderator proposed."),
    "silence_accepted": _("Nobody objected in time to what the moderator proposed."),
    "arbitration_overdue": _("No decision came in time, so what the moderator proposed counted."),
    "middle": _("No decision came in time, so the middle of both proposals counted."),
    "not_appealed": _("A moderator decided the dispute, and nobody appealed."),
    "appeal_judged": _("The appeal in the dispute was judged."),
    "appeal_overdue": _("Nobody judged the appeal in time, so the decision counted."),
}
# A code of ours; what a person writes has spaces or no underscore.
_CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")
# The same to finance staff, where the words above speak to the person.
STAFF_REASONS: dict[str, Promise] = {
    "first_payout": _("It is the person’s first payout."),
    "name_differs": _("The name of the account’s holder differs from the person’s legal name."),
}
SKIPS: dict[str, Promise] = {
    "below_least": _("Less was available than the least that can be paid out."),
    "below_threshold": _("Less was available than the amount you chose."),
    "cooling_off": _("The destination is new; it can be used after the waiting time."),
    "paused": _("Your e-mail address or password was changed; payouts pause for your safety."),
    "no_destination": _("The destination was removed; choose another one."),
    "in_review": _("An earlier payout is still being checked."),
    "stopped": _(
        "Payouts are stopped, because it was reported that a new destination is not yours; our "
        "support looks at it."
    ),
    "came_back": _("The last payout to this destination came back."),
    "debt": _("You owe an amount to Karya; it is settled from your next earnings first."),
    "too_much": _("It was more than goes to this destination at once; ask for a part by hand."),
    "not_ready": _("Stripe does not pay out to you at the moment; see what it needs from you."),
    "refused": _("The payout could not be asked for; try it by hand to see why."),
}
WAYS_ON: dict[str, Promise] = {
    "below_least": _("It goes on by itself when more has come together."),
    "below_threshold": _("It goes on by itself when more has come together."),
    "cooling_off": _("It goes on by itself after that time; until then another one can be chosen."),
    "paused": _("It goes on by itself after that time. Was that not you? Change your password."),
    "no_destination": _("Choose below where the money should go."),
    "in_review": _("It goes on by itself once that is decided."),
    "came_back": _("Choose another destination below, or save this one again to try once more."),
    "stopped": _("It goes on once our support has spoken with you."),
    "debt": _("It goes on by itself once nothing is owed any more."),
    "too_much": _("Withdraw a part by hand; the rest follows by itself."),
    "refused": _("Try it by hand to see why, or choose another destination below."),
    "not_ready": _("It goes on by itself once Stripe pays out to you again."),
}
# The beginnings of Stripe's codes for what it wants to know of a person; the first that fits.
MISSING: dict[str, Promise] = {
    "external_account": _("the bank account where your money goes"),
    "tos_acceptance": _("your yes to Stripe’s terms"),
    "individual.verification": _("a photo of your identity document"),
    "individual.id_number": _("your tax or identity number"),
    "individual.ssn_last_4": _("your tax or identity number"),
    "individual.dob": _("your date of birth"),
    "individual.address": _("your address"),
    "individual.email": _("your e-mail address"),
    "individual.phone": _("your phone number"),
    "individual.": _("your name and facts about you"),
    "business_profile": _("what kind of work you do"),
    "business_type": _("whether you work alone or as a company"),
    "company": _("facts about your company"),
    "person_": _("facts about the people of your company"),
}
KINDS: dict[str, Promise] = {
    "first_approval": _("Approved by the first person, waits for the second"),
    "review_late": _("The check takes longer than promised"),
}
CHANNELS: dict[str, str] = {"bi_fast": "BI-FAST", "rtgs": "RTGS", "ewallet": "E-wallet"}


def skip_in_words(code: str) -> str:
    """Why an automatic payout was left out, as a sentence; nothing for no reason."""
    return str(SKIPS.get(code, code))


def way_on_in_words(code: str) -> str:
    """How automatic payouts go on after what keeps them back, as a sentence."""
    return str(WAYS_ON.get(code, ""))


def failure_in_words(code: str) -> str:
    """Why something failed, as a sentence."""
    return str(FAILURES.get(code, code))


def reason_in_words(code: str) -> str:
    """Why something was done: a code of ours, or what a person wrote; no code that has no words."""
    if code in REASONS:
        return str(REASONS[code])
    return "" if _CODE.fullmatch(code) else code


def bank_reason_in_words(code: str) -> str:
    """Why a bank took a payment back; a code we do not know stays as it is."""
    return str(BANK_REASONS.get(code, code))


def reason_for_staff(code: str) -> str:
    """The same, as those read it who decide about somebody else."""
    known = STAFF_REASONS.get(code)
    return reason_in_words(code) if known is None else str(known)


def missing_in_words(codes: Iterable[str]) -> list[str]:
    """What a provider wants to know of a person, a few words each, each once."""
    return list(dict.fromkeys(_missing(code) for code in codes))


def _missing(code: str) -> str:
    known = (words for start, words in MISSING.items() if code.startswith(start))
    return str(next(known, _("something that only the form names")))

"""Words for codes that are kept in rows, and facts about ways to pay."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from payments.states import Method, PayoutState

SLICE_LABELS: dict[str, Promise] = {
    "unpaid": _("Not paid yet"),
    "escrow": _("In escrow"),
    "released": _("Released to the freelancer"),
    "fee": _("Fee of Karya"),
    "refunded": _("Back to the client"),
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
    PayoutState.FAILED: "circle-alert",
    PayoutState.RETURNED: "undo-2",
    PayoutState.CANCELLED: "x",
}
FAILURES: dict[str, Promise] = {
    "refused_by_bank": _("The bank refused the payment."),
    "account_not_found": _("The bank does not know this account number."),
    "account_closed": _("The account is closed."),
    "name_differs": _("The name of the holder differs."),
    "key_reused": _("The provider refused the request."),
    "refund_too_large": _("The provider refused the refund."),
    "not_paid": _("The provider refused the refund."),
    "refund_not_supported": _("This way to pay takes no refunds: send the money back by hand."),
    "over_the_limit": _("The amount is above what the receiver takes."),
    "declined_by_payer": _("The payment was declined in the app."),
    "not_offered": _("The provider does not offer this any more."),
}
REASONS: dict[str, Promise] = {
    "large_amount": _("The amount is large, so a person looks at it first."),
    "first_payout": _("It is your first payout, so a person looks at it first."),
    "new_destination": _("The destination is new, so a person looks at it first."),
    "agreed": _("Both sides agreed on this."),
    "other_currency": _("The currency is not rupiah, so a person looks at it first."),
    "excess": _("This had been paid or closed already."),
    "amount": _("Another amount arrived than was asked for."),
    "refund_failed": _("An earlier refund failed."),
}


def failure_in_words(code: str) -> str:
    """Why something failed, as a sentence."""
    return str(FAILURES.get(code, code))


def reason_in_words(code: str) -> str:
    """Why something was done: a code of ours, or what a person wrote."""
    return str(REASONS.get(code, code))

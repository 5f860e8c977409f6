"""Kinds of documents, of taxes, and of what staff decide about money."""

import re

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DocumentKind(models.TextChoices):
    """What Karya hands out on paper; each kind is a series of numbers of its own."""

    RECEIPT = "receipt", _("Receipt")
    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")
    REFUND_PROOF = "refund_proof", _("Proof of refund")
    EARNING_SLIP = "earning_slip", _("Earning slip")
    PAYOUT_SLIP = "payout_slip", _("Payout slip")
    CLIENT_STATEMENT = "client_statement", _("Statement of payments")
    FREELANCER_STATEMENT = "freelancer_statement", _("Statement of earnings")
    CLIENT_YEAR = "client_year", _("Year of payments")
    FREELANCER_YEAR = "freelancer_year", _("Year of earnings")


SERIES_CODES = {
    DocumentKind.RECEIPT: "RCP",
    DocumentKind.INVOICE: "INV",
    DocumentKind.CREDIT_NOTE: "CRN",
    DocumentKind.REFUND_PROOF: "RFD",
    DocumentKind.EARNING_SLIP: "ERN",
    DocumentKind.PAYOUT_SLIP: "PAY",
    DocumentKind.CLIENT_STATEMENT: "STC",
    DocumentKind.FREELANCER_STATEMENT: "STF",
    DocumentKind.CLIENT_YEAR: "YRC",
    DocumentKind.FREELANCER_YEAR: "YRF",
}
KIND_OF_CODE = {code: kind for kind, code in SERIES_CODES.items()}
CODE_SHAPE = re.compile(
    rf"(?P<series>{'|'.join(KIND_OF_CODE)})-(?P<year>\d{{4}})-(?P<person>\d{{1,9}})-(?P<number>\d{{4,9}})"
)
STATEMENTS = frozenset({DocumentKind.CLIENT_STATEMENT, DocumentKind.FREELANCER_STATEMENT})
YEARS = frozenset({DocumentKind.CLIENT_YEAR, DocumentKind.FREELANCER_YEAR})
WITH_CSV = STATEMENTS | YEARS


class WithheldKind(models.TextChoices):
    """Income taxes that are withheld of what is paid: by the client, or by Karya itself."""

    PPH21 = "pph21", _("PPh 21 (person)")
    PPH23 = "pph23", _("PPh 23 (company)")
    PPH26 = "pph26", _("PPh 26 (abroad)")
    PPH22 = "pph22", _("PPh 22 (by Karya)")


BY_CLIENTS = (WithheldKind.PPH21, WithheldKind.PPH23, WithheldKind.PPH26)


class Exemption(models.TextChoices):
    """Why no PPh 22 is withheld of somebody."""

    LETTER = "letter", _("A statement letter is accepted")
    ABROAD = "abroad", _("Lives and is paid abroad")


class RemittedTax(models.TextChoices):
    """Taxes that Karya pays to the tax office; the kinds of their accounts."""

    PPN = "ppn", _("PPN on the fee")
    PPH22 = "pph22", _("PPh 22")


class LetterState(models.TextChoices):
    """How a statement letter of a freelancer stands."""

    WAITING = "waiting", pgettext_lazy("letter", "Being checked")
    ACCEPTED = "accepted", pgettext_lazy("letter", "Accepted")
    REFUSED = "refused", pgettext_lazy("letter", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("letter", "Withdrawn")


class TaxKind(models.TextChoices):
    """Taxes whose rates are kept as rows."""

    PPN_ON_FEE = "ppn_on_fee", _("PPN on the fee")
    PPH21 = "pph21", _("PPh 21 (person)")
    PPH23 = "pph23", _("PPh 23 (company)")
    PPH26 = "pph26", _("PPh 26 (abroad)")
    PPH22_MARKETPLACE = "pph22_marketplace", _("PPh 22 by the marketplace")


class DecisionKind(models.TextChoices):
    """What a person of the staff decides about money."""

    DEBT_WRITE_OFF = "debt_write_off", _("Write a debt off")
    CREDIT = "credit", _("Credit a payment to its milestone")
    ACCEPT_LOSS = "accept_loss", _("Accept that a bank took a payment back")
    FORCE_RELEASE = "force_release", _("Release what nobody decided about")
    FORCE_REFUND = "force_refund", _("Refund what nobody decided about")
    DIFFERENCE = "difference", _("Write a small difference off")
    SEND_BACK = "send_back", _("Send a payment back that does not fit")


FORCED = frozenset({DecisionKind.FORCE_RELEASE, DecisionKind.FORCE_REFUND})


class DecisionState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("decision", "Waits for a second person")
    DONE = "done", pgettext_lazy("decision", "Carried out")
    RETURNED = "returned", pgettext_lazy("decision", "Not carried out")


class EvidenceKind(models.TextChoices):
    """What a file shows the bank that took a payment back."""

    DELIVERY = "delivery", _("What was delivered")
    TALK = "talk", _("What both wrote to each other")
    RECEIPT = "receipt", pgettext_lazy("evidence", "The receipt")
    RULES = "rules", _("The rules of refunds that were agreed to")
    OTHER = "other", _("Something else, such as a bundle of it all")

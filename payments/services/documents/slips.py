"""Documents about one fact: receipt, invoice, credit note, earning slip, payout slip."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from core.money import Money, format_money
from core.percents import format_bps
from payments.models import Document
from payments.services.documents.sheets import (
    Sheet,
    amounts,
    day,
    party,
    total_of,
)
from payments.states import Method


def receipt(document: Document) -> Sheet:
    """Money was received, and is held for the work."""
    facts = document.facts
    return Sheet(
        parties=[
            party(gettext("Received from"), facts["person"]),
            party(gettext("Held for"), facts["payee"]),
        ],
        facts=[*_payment(facts), *_surplus(document), *_part(document)],
        tables=[amounts(document.currency, (facts["about"], document.amount_minor))],
        total=total_of(gettext("Received"), document.amount),
        notes=[
            gettext(
                "The money waits in escrow with a licensed provider until the work is approved."
                " This receipt is no tax invoice."
            )
        ],
    )


def invoice(document: Document) -> Sheet:
    """What the payment is for, line by line."""
    facts = document.facts
    return Sheet(
        parties=[
            party(gettext("Billed to"), facts["person"]),
            party(gettext("Work by"), facts["payee"]),
        ],
        facts=[*_payment(facts), *_part(document)],
        tables=[amounts(document.currency, *_invoiced(document, facts))],
        total=total_of(gettext("Paid"), document.amount),
        notes=[
            gettext(
                "%(operator)s issues this invoice for the work on behalf of the person who does it."
                " It is no Faktur Pajak."
            )
            % {"operator": facts["operator"]["name"]},
            aid(),
        ],
    )


def credit_note(document: Document) -> Sheet:
    """An invoice was paid back, wholly or in part, by us or by the payer's bank."""
    facts = document.facts
    about = [(gettext("For invoice"), facts["invoice"])] if facts["invoice"] else []
    return Sheet(
        parties=[
            party(gettext("Paid back to"), facts["person"]),
            party(gettext("Work by"), facts["payee"]),
        ],
        facts=[*about, *_payment(facts)],
        tables=[amounts(document.currency, (facts["about"], document.amount_minor))],
        total=total_of(gettext("Paid back"), document.amount),
        notes=[
            gettext("Your bank took the money back for you.")
            if facts.get("by_bank")
            else gettext("The money goes back the way it came.")
        ],
    )


def refund_proof(document: Document) -> Sheet:
    """Money that was paid twice, or did not fit, went back; nothing had been invoiced."""
    return credit_note(document)


def earning_slip(document: Document) -> Sheet:
    """What a release brought: gross, what was kept as fee and taxes, net."""
    facts = document.facts
    fee = gettext("Fee of %(operator)s (%(rate)s)") % {
        "operator": facts["operator"]["name"],
        "rate": format_bps(facts["fee_bps"]),
    }
    rows = [(facts["about"], facts["gross_minor"]), (fee, -facts["fee_minor"]), *_taxed(facts)]
    notes = [gettext("This slip is the proof that PPh 22 was withheld (PMK 37/2025).")]
    return Sheet(
        parties=[
            party(gettext("Earned by"), facts["person"]),
            party(gettext("Client"), facts["payer"]),
        ],
        facts=[
            (gettext("Reference"), facts["reference"]),
            (gettext("Can be withdrawn from"), day(facts["available_at"])),
        ],
        tables=[amounts(document.currency, *rows)],
        total=total_of(gettext("Yours"), document.amount),
        notes=[*(notes if facts.get("pph22_minor") else []), aid()],
    )


def payout_slip(document: Document) -> Sheet:
    """Money was sent to a bank account or e-wallet."""
    facts = document.facts
    return Sheet(
        parties=[
            party(gettext("Paid to"), facts["person"]),
        ],
        facts=[
            (gettext("Destination"), facts["about"]),
            (gettext("Name of the holder"), facts["holder"]),
            (gettext("Asked for"), day(facts["asked_at"])),
            (gettext("Reference of the provider"), facts["reference"] or "—"),
        ],
        total=total_of(gettext("Paid out"), document.amount),
        notes=[
            *_did_not_arrive(document),
            gettext(
                "If the bank sends the money back later, it is available to you again,"
                " and this slip stays as it is."
            ),
        ],
    )


def _did_not_arrive(document: Document) -> list[str]:
    """What is said where only some parts of a payout arrived."""
    asked = document.facts.get("asked_minor")
    if asked is None:
        return []
    return [
        gettext("You asked for %(amount)s. The rest did not arrive and is in your balance again.")
        % {"amount": format_money(Money(asked, document.currency))}
    ]


def aid() -> str:
    """What every page about tax says."""
    return gettext(
        "%(site)s gives this as an aid for your records. It is no tax advice;"
        " ask your tax office or adviser what applies to you."
    ) % {"site": settings.SITE_NAME}


def _payment(facts: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (gettext("Paid on"), day(facts["paid_at"])),
        (gettext("By"), str(Method(facts["method"]).label)),
        (gettext("Reference"), facts["reference"]),
        (gettext("Reference of the provider"), facts["provider_reference"] or "—"),
    ]


def _surplus(document: Document) -> list[tuple[str, str]]:
    """What came beyond what was to be paid; older receipts do not know."""
    beyond = Money(document.facts.get("surplus_minor", 0), document.currency)
    if not beyond:
        return []
    return [
        (gettext("Arrived altogether"), format_money(document.amount + beyond)),
        (gettext("Of that, not part of this payment"), format_money(beyond)),
    ]


def _part(document: Document) -> list[tuple[str, str]]:
    """Of a part: what all of it is, and what was still missing then; older ones do not know."""
    facts = document.facts
    if "missing_minor" not in facts or document.amount_minor == facts["total_minor"]:
        return []
    whole, missing = (
        Money(facts[name], document.currency) for name in ("total_minor", "missing_minor")
    )
    rest = format_money(missing) if missing else gettext("Nothing: all of it is paid")
    return [
        (gettext("A part of"), format_money(whole)),
        (gettext("Still missing after this payment"), rest),
    ]


def _invoiced(document: Document, facts: dict[str, Any]) -> list[tuple[str, int]]:
    """Price and fee where the payment is the whole; else the part that was paid."""
    if document.amount_minor != facts["total_minor"]:
        part = gettext("%(work)s (part of the price)") % {"work": facts["about"]}
        return [(part, document.amount_minor)]
    price = (facts["about"], facts["price_minor"])
    fee = (gettext("Fee for clients"), facts["client_fee_minor"])
    ppn = (_ppn(facts), facts.get("client_ppn_minor", 0))
    return [price, *(line for line in (fee, ppn) if line[1])]


def _taxed(facts: dict[str, Any]) -> list[tuple[str, int]]:
    """The taxes of a release, those that there are; older slips know none."""
    pph22 = gettext("PPh 22 withheld (%(rate)s)") % {"rate": format_bps(facts.get("pph22_bps", 0))}
    lines = [(_ppn(facts), facts.get("ppn_minor", 0)), (pph22, facts.get("pph22_minor", 0))]
    return [(label, -minor) for label, minor in lines if minor]


def _ppn(facts: dict[str, Any]) -> str:
    return gettext("PPN on the fee (%(rate)s)") % {"rate": format_bps(facts.get("ppn_bps", 0))}

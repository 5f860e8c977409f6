"""What stands on statements and packs of a year."""

from typing import Any

from django.utils.translation import gettext

from core.money import Money, format_money
from payments.models import Document
from payments.services.documents.sheets import (
    Column,
    Sheet,
    Table,
    day,
    party,
    short_day,
    total_of,
)
from payments.services.documents.slips import aid
from payments.services.documents.years import gross_of, losses_in, taxes_in
from payments.states import TransferKind


def statement(document: Document) -> Sheet:
    """Opening balance, every movement, closing balance."""
    facts = document.facts
    balance = facts["opening_minor"]
    rows = [["", gettext("Opening balance"), "", _money(document, balance)]]
    for move in facts["moves"]:
        balance += move["minor"]
        what = str(TransferKind(move["kind"]).label)
        text = f"{what}: {move['about']}" if move["about"] else what
        signed, after = _money(document, move["minor"]), _money(document, balance)
        rows.append([short_day(move["at"]), text, signed, after])
    table = Table(
        columns=[
            Column(gettext("Date")),
            Column(gettext("What"), wide=True),
            Column(gettext("Amount"), number=True),
            Column(gettext("Balance"), number=True),
        ],
        rows=rows,
        sums=[["", gettext("Closing balance"), "", _money(document, balance)]],
    )
    return Sheet(
        parties=[party(gettext("For"), facts["person"])],
        facts=_period(document),
        tables=[table],
        total=total_of(gettext("Closing balance"), document.amount),
        notes=[gettext("Each row is a line of the book, as it was written."), *_owed(document)],
    )


def _owed(document: Document) -> list[str]:
    """What was owed beside the balance at the end, where something was."""
    minor = document.facts.get("owed_minor", 0)
    if not minor:
        return []
    return [
        gettext(
            "Beside this balance, %(owed)s was owed to Karya at the end, because a bank took back "
            "payments. No row shows how that arose; “Debt repaid from earnings” repays it."
        )
        % {"owed": _money(document, minor)}
    ]


def year_of_freelancer(document: Document) -> Sheet:
    """Per client: gross, fee, net."""
    return _year(document, gettext("Client"), gettext("Gross earnings"))


def year_of_client(document: Document) -> Sheet:
    """Per freelancer: paid, fee, what arrived."""
    return _year(document, gettext("Freelancer"), gettext("Paid for work"))


def _year(document: Document, other: str, total: str) -> Sheet:
    """A tax has a column only where somebody paid it, and so has what banks took back."""
    facts = document.facts
    rows = facts["rows"]
    taxes, losses = taxes_in(rows), losses_in(rows)
    heads = {"ppn_minor": gettext("PPN on the fee"), "pph22_minor": gettext("PPh 22")}
    minors = [
        _money(document, sum(row.get(name, 0) for row in rows))
        for name in ("fee_minor", *taxes, "net_minor", *losses, "withheld_minor")
    ]
    count = str(sum(row["releases"] for row in rows))
    table = Table(
        columns=[
            Column(other, wide=True),
            Column(gettext("Releases"), number=True),
            Column(gettext("Gross"), number=True),
            Column(gettext("Fee"), number=True),
            *[Column(heads[name], number=True) for name in taxes],
            Column(gettext("Net"), number=True),
            *[Column(gettext("Taken back by banks"), number=True) for _name in losses],
            Column(gettext("Withheld"), number=True),
            Column(gettext("Slips / missing"), number=True),
        ],
        rows=[_year_row(document, row, taxes, losses) for row in rows],
        sums=[[gettext("Sum"), count, _money(document, document.amount_minor), *minors, ""]],
    )
    return Sheet(
        parties=[party(gettext("For"), facts["person"])],
        facts=_period(document),
        tables=[table],
        total=total_of(total, document.amount),
        notes=[aid()],
    )


def _year_row(
    document: Document, row: dict[str, Any], taxes: list[str], losses: list[str]
) -> list[str]:
    organisation, name = row["organisation"], row["name"]
    shown = ("fee_minor", *taxes, "net_minor", *losses, "withheld_minor")
    minors = [row.get(one, 0) for one in shown]
    return [
        f"{organisation} ({name})" if organisation else name,
        str(row["releases"]),
        _money(document, gross_of(row)),
        *[_money(document, minor) for minor in minors],
        f"{row.get('slips', 0)} / {row.get('without_slip', 0)}",
    ]


def _period(document: Document) -> list[tuple[str, str]]:
    facts = document.facts
    return [
        (gettext("From"), day(facts["from"])),
        (
            gettext("Up to, not including") if facts["is_whole"] else gettext("So far, up to"),
            day(facts["until"]),
        ),
        (gettext("Currency"), document.currency),
    ]


def _money(document: Document, minor: int) -> str:
    return format_money(Money(minor, document.currency))

"""A draft of the answer to a bank that took a payment back, out of what was frozen.

In English, because banks abroad read it; of plain facts, which a person checks before it is sent.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.text import Truncator

from core.money import Money, format_money
from evidence.models import Bundle
from evidence.states import PartKind

LONGEST = 12_000  # the answer takes 15,000; the rest is for whoever writes it
_DESCRIPTION, _MESSAGE = 1500, 300
_DELIVERIES, _DAYS = 10, 20


def draft_for(bundle: Bundle) -> str:
    """What was agreed, delivered, accepted and said, in paragraphs; empty without a milestone."""
    parts = {part.kind: part.facts for part in bundle.parts.all()}
    if PartKind.TERMS not in parts:
        return ""
    step = bundle.facts["about"]["milestone"]
    paragraphs = [
        _agreed(parts[PartKind.TERMS]),
        _paid(parts[PartKind.PAYMENTS], parts[PartKind.MILESTONES], step),
        *_delivered(parts[PartKind.DELIVERIES]),
        _accepted(parts[PartKind.EVENTS], step),
        _said(parts[PartKind.MESSAGES], parts[PartKind.TERMS]["client"]),
        _kept(bundle),
    ]
    return Truncator("\n\n".join(filter(None, paragraphs))).chars(LONGEST)


def _agreed(terms: Any) -> str:
    client, freelancer = terms["client"]["name"], terms["freelancer"]["name"]
    force = next(v for v in terms["versions"] if v["version"] == terms["version_in_force"])
    amount = _money(force["amount_minor"], force["currency"])
    description = Truncator(terms["description"].strip()).chars(_DESCRIPTION)
    said = (
        f"{client} (the client) and {freelancer} (the freelancer) signed the contract "
        f"“{terms['title']}” on {_day(terms['signed_at'])}: {amount} for "
        f"{len(force['steps']) or 1} step(s). By these terms the client reviews a delivery within "
        f"{force['review_days']} days and may ask for changes {force['change_rounds']} time(s)."
    )
    return f"{said}\nThe work as the client described it: {description}" if description else said


def _paid(paid: Any, steps: Any, step: int) -> str:
    this = next((one for one in steps if one["milestone"] == step), None)
    title = f"the step “{this['title']}”" if this else "this step"
    times = [
        f"{_money(one['received_minor'], paid['currency'])} on {_day(one['captured_at'])}"
        for one in paid["payments"]
        if one["captured_at"] and one["received_minor"]
    ]
    if not times:
        return ""
    return f"The client paid for {title}: {', '.join(times)}."


def _delivered(deliveries: Any) -> Iterator[str]:
    if not deliveries:
        yield "Nothing had been delivered when the payment was taken back."
    for one in deliveries[:_DELIVERIES]:
        files = ", ".join(f"{file['name']} (SHA-256 {file['sha256']})" for file in one["files"])
        words = Truncator(" ".join(one["message"].split())).chars(_MESSAGE)
        line = f"Delivery {one['number']} on {_day(one['delivered_at'])}: “{words}”"
        yield f"{line} Files: {files}." if files else line
        if one["changes_asked"]:
            yield f"The client asked for changes to it on {_day(one['changes_asked_at'])}."


def _accepted(events: Any, step: int) -> str:
    approvals = [e for e in events if e["what"] == "approved" and e["milestone"] == step]
    if not approvals:
        return ""
    last = approvals[-1]
    if last["by"] is None:
        return (
            "The client did not answer within the agreed time after the delivery, so by the terms "
            f"the work counted as accepted on {_day(last['at'])}."
        )
    return f"{last['by']['name']} approved the work on {_day(last['at'])}."


def _said(talk: Any, client: Any) -> str:
    """How much was said, and on which days the client wrote; the words stand in the bundle."""
    messages = talk["messages"]
    if not messages:
        return ""
    own = [one for one in messages if one["by"]["person"] == client["person"]]
    days = list(dict.fromkeys(_day(one["sent_at"]) for one in own))
    line = (
        f"Both sides exchanged {len(messages)} message(s) from {_day(messages[0]['sent_at'])} to "
        f"{_day(messages[-1]['sent_at'])}."
    )
    if not days:
        return line
    shown = f"{', '.join(days[-_DAYS:])}"
    return f"{line} The client wrote on {shown}."


def _kept(bundle: Bundle) -> str:
    return (
        "A bundle of the signed terms, the deliveries, the messages, the history and the ledger "
        f"was kept on {_day(bundle.made_at.isoformat())}; the SHA-256 of its manifest is "
        f"{bundle.sha256}."
    )


def _day(at: str) -> str:
    return f"{datetime.fromisoformat(at):%d %B %Y}".lstrip("0")


def _money(minor: int, currency: str) -> str:
    return format_money(Money(minor, currency), "en")

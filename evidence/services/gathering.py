"""Puts together what is known of a milestone: plain values, by part, as JSON can hold them.

Amounts are minor units beside their currency. People are named as they were called on that day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.models import User
from core.models import Changed, StoredFile
from evidence.services.paid import payments_of
from evidence.states import PartKind
from messaging.models import Message, ReadMarker, Thread
from messaging.selectors import all_messages
from payments.models import Escrow
from projects.models import Contract, Delivery, Milestone, Terms
from projects.selectors import deliveries_of, terms_versions_of, timeline_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The parts of a bundle, and the stored files that they speak of, by the path in the pack."""

    parts: Mapping[PartKind, Any]
    files: Mapping[str, StoredFile]


def gather(milestone: Milestone) -> Gathered:
    """All there is about a milestone: what was agreed, done, said and paid."""
    contract = milestone.contract
    deliveries = list(deliveries_of(milestone))
    messages = _messages_about(contract)
    parts = {
        PartKind.TERMS: _terms(contract),
        PartKind.MILESTONES: [_step(one) for one in contract.milestones.all()],
        PartKind.DELIVERIES: [_delivery(one) for one in deliveries],
        PartKind.MESSAGES: {
            "messages": [_message(one) for one in messages],
            "read": _read(contract),
        },
        PartKind.EVENTS: [_event(one) for one in timeline_of(contract)],
        PartKind.PAYMENTS: payments_of(milestone.escrow),
    }
    return Gathered(parts=parts, files=_files(deliveries, messages))


def gather_payment(escrow: Escrow) -> Gathered:
    """What there is about an escrow that belongs to no milestone."""
    return Gathered(parts={PartKind.PAYMENTS: payments_of(escrow)}, files={})


def packed_name(name: str) -> str:
    """A file's name that no program reads as a path or a command."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)
    return plain.lstrip("._-")[-80:] or "file"


def _terms(contract: Contract) -> dict[str, Any]:
    versions = terms_versions_of(contract).order_by("version")
    return {
        "contract": contract.pk,
        "title": contract.title,
        "description": contract.project.description,
        "cover_note": contract.bid.cover_note,
        "client": _person(contract.client),
        "freelancer": _person(contract.freelancer),
        "signed_at": _moment(contract.signed_at),
        "first_signed_version": _first_version(contract, versions),
        "version_in_force": contract.terms.version,
        "work_policy": contract.policy.version,
        "freelancer_fee_bps": contract.freelancer_bps,
        "client_fee_bps": contract.client_bps,
        "versions": [_version(one) for one in versions],
    }


def _first_version(contract: Contract, versions: Iterable[Terms]) -> int | None:
    """The newest version that was written when both signed; later ones are amendments."""
    signed = [one.version for one in versions if one.created_at <= contract.signed_at]
    return max(signed, default=None)


def _version(terms: Terms) -> dict[str, Any]:
    return {
        "version": terms.version,
        "written_by": _person(terms.author),
        "written_at": _moment(terms.created_at),
        "amount_minor": terms.amount_minor,
        "currency": terms.currency,
        "days": terms.days,
        "review_days": terms.review_days,
        "change_rounds": terms.change_rounds,
        "note": terms.note,
        "steps": [
            {"title": step.title, "amount_minor": step.amount_minor, "days": step.days}
            for step in terms.milestones.all()
        ],
    }


def _step(milestone: Milestone) -> dict[str, Any]:
    return {
        "milestone": milestone.pk,
        "position": milestone.position,
        "title": milestone.title,
        "amount_minor": milestone.amount_minor,
        "currency": milestone.currency,
        "state": milestone.state,
        "due_on": milestone.due_on.isoformat() if milestone.due_on else None,
        "funded_at": _moment(milestone.funded_at),
        "review_deadline_at": _moment(milestone.review_deadline_at),
        "rounds_used": milestone.rounds_used,
        "was_approved_by_clock": milestone.was_approved_by_clock,
        "ended_at": _moment(milestone.ended_at),
    }


def _delivery(delivery: Delivery) -> dict[str, Any]:
    asked = getattr(delivery, "change_request", None)
    return {
        "number": delivery.number,
        "message": delivery.message,
        "delivered_at": _moment(delivery.delivered_at),
        "files": [_file(one) for one in delivery.attachments.all()],
        "changes_asked": asked.changes if asked else [],
        "changes_asked_at": _moment(asked.requested_at) if asked else None,
    }


def _messages_about(contract: Contract) -> list[Message]:
    thread = _thread_of(contract)
    return list(all_messages(thread).order_by("pk")) if thread else []


def _thread_of(contract: Contract) -> Thread | None:
    return Thread.objects.filter(Q(contract=contract) | Q(bid=contract.bid_id)).first()


def _message(message: Message) -> dict[str, Any]:
    return {
        "message": message.pk,
        "by": _person(message.author),
        "text": message.body,
        "sent_at": _moment(message.sent_at),
        "files": [_file(one) for one in message.files.all()],
    }


def _read(contract: Contract) -> list[dict[str, Any]]:
    """Up to which message each side has read, and when."""
    markers = ReadMarker.objects.select_related("user").filter(thread=_thread_of(contract))
    return [
        {"by": _person(m.user), "up_to": m.last_message_id, "at": _moment(m.read_at)}
        for m in markers.order_by("pk")
    ]


def _event(change: Changed) -> dict[str, Any]:
    return {
        "at": _moment(change.happened_at),
        "what": change.kind,
        "by": _person(change.actor) if change.actor else None,
        "from": change.from_state,
        "to": change.to_state,
        "reason": change.reason,
        "milestone": getattr(change, "milestone_id", None),
    }


def _file(file: StoredFile) -> dict[str, Any]:
    return {
        "name": file.name,
        "size": file.size,
        "sha256": file.sha256,
        "uploaded_at": _moment(file.uploaded_at),
    }


def _files(deliveries: list[Delivery], messages: list[Message]) -> dict[str, StoredFile]:
    found: dict[str, StoredFile] = {}
    for delivery in deliveries:
        for file in delivery.attachments.all():
            found[f"files/delivery-{delivery.number}/{file.pk}-{packed_name(file.name)}"] = file
    for message in messages:
        for sent in message.files.all():
            found[f"files/message-{message.pk}/{sent.pk}-{packed_name(sent.name)}"] = sent
    return found


def _person(person: User) -> dict[str, Any]:
    return {"person": person.pk, "name": str(person)}


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None

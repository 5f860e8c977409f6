"""Disputes, which Karya calls chargebacks: how they stand, and our answer, given once.

Stripe has no key of ours here; our payment is known by the metadata that the charge took over.
"""

from datetime import UTC, datetime
from io import BytesIO
from typing import cast

import stripe
import structlog
from stripe.params import DisputeModifyParamsEvidence

from core.money import Money
from payments.kinds import EvidenceKind
from payments.providers.base import Unknown
from payments.providers.chargebacks import (
    ChargebackStatus,
    Evidence,
    EvidenceFile,
    FoundChargeback,
)
from payments.providers.stripe.client import Missing, asking, looking
from payments.providers.stripe.payments import moment, name_of
from payments.providers.stripe.refunds import key_of
from payments.providers.stripe.units import cost_from_stripe, from_stripe

_STATUS = {
    "warning_needs_response": ChargebackStatus.INQUIRY,
    "warning_under_review": ChargebackStatus.INQUIRY,
    "needs_response": ChargebackStatus.NEEDS_RESPONSE,
    "under_review": ChargebackStatus.UNDER_REVIEW,
    "lost": ChargebackStatus.LOST,
    "won": ChargebackStatus.WON,
    "warning_closed": ChargebackStatus.WON,
    "prevented": ChargebackStatus.WON,
}
_DECIDED = frozenset({ChargebackStatus.WON, ChargebackStatus.LOST})
_FIELD = {
    EvidenceKind.DELIVERY: "service_documentation",
    EvidenceKind.TALK: "customer_communication",
    EvidenceKind.RECEIPT: "receipt",
    EvidenceKind.RULES: "refund_policy",
    EvidenceKind.OTHER: "uncategorized_file",
}
# Stripe takes no other kinds of files as evidence, and at most 5 MB each.
_SUFFIX = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}
LONGEST = 20_000  # signs in one field of evidence, of 150,000 in all
log = structlog.get_logger(__name__)


def fetch(client: stripe.StripeClient, reference: str) -> FoundChargeback | None:
    """The dispute as it is now; None if Stripe does not know it."""
    try:
        with looking():
            dispute = client.v1.disputes.retrieve(reference, {"expand": ["charge"]})
    except Missing:
        return None
    return _found(dispute)


def submit_evidence(client: stripe.StripeClient, reference: str, evidence: Evidence) -> None:
    """Upload the files and send our answer; what was sent before is not sent again."""
    with looking():
        dispute = client.v1.disputes.retrieve(reference)
    if dispute.evidence_details.submission_count:
        return
    with asking():
        uploaded = {_FIELD[one.kind]: _upload(client, reference, one) for one in evidence.files}
        client.v1.disputes.update(
            reference,
            {"evidence": _fields(evidence, uploaded), "submit": True},
            {"idempotency_key": f"{reference}:evidence"},
        )


def accept(client: stripe.StripeClient, reference: str) -> None:
    """Close the dispute without evidence, which Stripe counts as lost; once."""
    with looking():
        dispute = client.v1.disputes.retrieve(reference)
    if _status_of(dispute) in _DECIDED:
        return
    with asking():
        client.v1.disputes.close(reference, {}, {"idempotency_key": f"{reference}:close"})


def _upload(client: stripe.StripeClient, reference: str, one: EvidenceFile) -> str:
    """The name of an uploaded file. The library uploads what can be read and has a name."""
    file = BytesIO(one.content)
    file.name = f"{one.kind}{_SUFFIX[one.content_type]}"
    answer = client.v1.files.create(
        {"purpose": "dispute_evidence", "file": file},
        {"idempotency_key": f"{reference}:file:{one.kind}"},
    )
    return answer.id


def _fields(evidence: Evidence, uploaded: dict[str, str]) -> DisputeModifyParamsEvidence:
    fields: DisputeModifyParamsEvidence = {
        "product_description": evidence.narrative[:LONGEST],
        "uncategorized_text": evidence.bundle[:LONGEST],
    }
    return cast("DisputeModifyParamsEvidence", {**fields, **uploaded})


def _found(dispute: stripe.Dispute) -> FoundChargeback:
    charge = dispute.charge
    amount = from_stripe(dispute.amount, dispute.currency)
    status = _status_of(dispute)
    moves = [moment(one.created) for one in dispute.balance_transactions]
    return FoundChargeback(
        reference=dispute.id,
        payment_key=key_of(charge) if not isinstance(charge, str) else "",
        payment_reference=name_of(dispute.payment_intent or charge),
        status=status,
        amount=amount,
        fee=_fee_of(dispute),
        reason=dispute.reason,
        evidence_due_at=moment(dispute.evidence_details.due_by or None),
        opened_at=datetime.fromtimestamp(dispute.created, UTC),
        settled_at=moves[-1] if status in _DECIDED and moves else None,
    )


def _status_of(dispute: stripe.Dispute) -> ChargebackStatus:
    """Raises Unknown for a word of Stripe's that is newer than this list."""
    status = _STATUS.get(dispute.status)
    if status is None:
        log.warning("stripe_new_status", dispute=dispute.id, status=dispute.status)
        raise Unknown("another status")
    return status


def _fee_of(dispute: stripe.Dispute) -> Money:
    """What Stripe kept for the work, in the currency in which it kept it.

    That is nearly always the one of the dispute; another one is told whole, and nothing is
    converted.
    """
    kept = [one for one in dispute.balance_transactions if one.fee]
    others = (one.currency for one in kept if one.currency != dispute.currency)
    currency = next(others, dispute.currency)
    return cost_from_stripe(sum(one.fee for one in kept if one.currency == currency), currency)

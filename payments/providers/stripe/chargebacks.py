"""Disputes, which Karya calls chargebacks: how they stand, and our answer, given once.

Stripe has no key of ours here; our payment is known by the metadata that the charge took over.
"""

from datetime import UTC, datetime
from io import BytesIO

import stripe
from stripe.params import DisputeModifyParamsEvidence

from payments.providers.base import Refused
from payments.providers.chargebacks import ChargebackStatus, Evidence, FoundChargeback
from payments.providers.stripe.client import asking, is_missing
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
LONGEST = 20_000  # signs in one field of evidence, of 150,000 in all


def fetch(client: stripe.StripeClient, reference: str) -> FoundChargeback | None:
    """The dispute as it is now; None if Stripe does not know it."""
    try:
        with asking():
            dispute = client.v1.disputes.retrieve(reference, {"expand": ["charge"]})
    except Refused as refusal:
        if is_missing(refusal):
            return None
        raise
    return _found(dispute)


def submit_evidence(client: stripe.StripeClient, reference: str, evidence: Evidence) -> None:
    """Upload the bundle and send our answer; what was sent before is not sent again."""
    with asking():
        dispute = client.v1.disputes.retrieve(reference)
        if dispute.evidence_details.submission_count:
            return
        bundle = client.v1.files.create(
            {"purpose": "dispute_evidence", "file": _file(evidence.bundle)},
            {"idempotency_key": f"{reference}:file"},
        )
        client.v1.disputes.update(
            reference,
            {"evidence": _fields(evidence, bundle.id), "submit": True},
            {"idempotency_key": f"{reference}:evidence"},
        )


def _file(text: str) -> BytesIO:
    """A file as the library uploads it: something to read that has a name."""
    file = BytesIO(text.encode())
    file.name = "evidence.txt"
    return file


def _fields(evidence: Evidence, file_id: str) -> DisputeModifyParamsEvidence:
    facts = "\n".join(f"{name}: {value}" for name, value in evidence.facts.items())
    text = f"{evidence.narrative}\n\n{facts}"
    return {
        "product_description": evidence.narrative[:LONGEST],
        "uncategorized_text": text[:LONGEST],
        "uncategorized_file": file_id,
    }


def _found(dispute: stripe.Dispute) -> FoundChargeback:
    charge = dispute.charge
    fees = [one for one in dispute.balance_transactions if one.fee]
    amount = from_stripe(dispute.amount, dispute.currency)
    status = _STATUS[dispute.status]
    moves = [moment(one.created) for one in dispute.balance_transactions]
    return FoundChargeback(
        reference=dispute.id,
        payment_key=key_of(charge) if not isinstance(charge, str) else "",
        payment_reference=name_of(dispute.payment_intent or charge),
        status=status,
        amount=amount,
        fee=cost_from_stripe(sum(one.fee for one in fees), dispute.currency),
        reason=dispute.reason,
        evidence_due_at=moment(dispute.evidence_details.due_by or None),
        opened_at=datetime.fromtimestamp(dispute.created, UTC),
        settled_at=moves[-1] if status in _DECIDED and moves else None,
    )

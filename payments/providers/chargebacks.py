"""The part of the port that only some providers have: a payer disputes a payment at their bank.

A chargeback has no key of ours, because we never ask for one: its name is the provider's reference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from core.money import Money
from payments.kinds import EvidenceKind


class ChargebackStatus(StrEnum):
    """How it stands. The provider takes the money when it needs a response, not on an inquiry."""

    INQUIRY = "inquiry"
    NEEDS_RESPONSE = "needs_response"
    UNDER_REVIEW = "under_review"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundChargeback:
    """The present state of one chargeback at the provider.

    `amount` is what the payer disputes, at most what was paid; `fee` is what the provider keeps for
    the work, in the currency in which it keeps it. `payment_key` is our key of the payment, empty
    where the provider repeats only its own `payment_reference`.
    """

    reference: str
    payment_key: str
    payment_reference: str
    status: ChargebackStatus
    amount: Money
    fee: Money
    reason: str
    evidence_due_at: datetime | None
    opened_at: datetime
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """A PDF, PNG or JPEG that goes with the answer, at most one of each kind."""

    kind: EvidenceKind
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What we answer: our words, named facts, all of it as one text, and files beside it."""

    narrative: str
    facts: Mapping[str, str]
    bundle: str
    files: Sequence[EvidenceFile] = ()


@runtime_checkable
class TellsChargebacks(Protocol):
    """A provider whose payments can be charged back."""

    def fetch_chargeback(self, reference: str) -> FoundChargeback | None:
        """The chargeback as it is now; None if the provider does not know it."""
        ...

    def submit_evidence(self, reference: str, evidence: Evidence, *, now: datetime) -> None:
        """Answer a chargeback, once; raises Refused when it is too late or decided."""
        ...


@runtime_checkable
class TakesLosses(Protocol):
    """A provider that can be told that we do not contest a chargeback."""

    def accept_chargeback(self, reference: str, *, now: datetime) -> None:
        """Give in, once; raises Refused when it is decided already or too late."""
        ...

"""The nouns of money."""

from payments.models.book import Account, AccountSnapshot, Entry, Transfer
from payments.models.chargebacks import Chargeback, ChargebackChange, ChargebackFile, Debt
from payments.models.decisions import LONGEST_REASON, Decision
from payments.models.destinations import Destination, PayoutSchedule, PayoutStop
from payments.models.documents import Document, DocumentSeries
from payments.models.escrows import HELD_AT_MOST, Earning, Escrow, EscrowChange
from payments.models.letters import StatementLetter
from payments.models.notices import Mismatch, ProviderEvent
from payments.models.onboarding import ConnectedAccount
from payments.models.pace import ProviderPace
from payments.models.payins import PayerPhone, Payin, PayinChange, Refund, RefundChange
from payments.models.payouts import Payout, PayoutChange, PayoutPart
from payments.models.policy import PolicyVersion, TaxPolicy
from payments.models.reconciliation import (
    CaseNote,
    ReconciliationAttempt,
    ReconciliationCase,
    ReconciliationRun,
    ReconciliationTotal,
)
from payments.models.remittances import RemittanceReversal, TaxRemittance
from payments.models.set_asides import (
    ContributionPaid,
    ContributionPlan,
    ContributionRate,
    SetAside,
    SetAsideChange,
)
from payments.models.taxes import TaxRate, WithholdingSlip
from payments.models.trust import EarningHold, TrustLevel, TrustPolicy

__all__ = [
    "HELD_AT_MOST",
    "LONGEST_REASON",
    "Account",
    "AccountSnapshot",
    "CaseNote",
    "Chargeback",
    "ChargebackChange",
    "ChargebackFile",
    "ConnectedAccount",
    "ContributionPaid",
    "ContributionPlan",
    "ContributionRate",
    "Debt",
    "Decision",
    "Destination",
    "Document",
    "DocumentSeries",
    "Earning",
    "EarningHold",
    "Entry",
    "Escrow",
    "EscrowChange",
    "Mismatch",
    "PayerPhone",
    "Payin",
    "PayinChange",
    "Payout",
    "PayoutChange",
    "PayoutPart",
    "PayoutSchedule",
    "PayoutStop",
    "PolicyVersion",
    "ProviderEvent",
    "ProviderPace",
    "ReconciliationAttempt",
    "ReconciliationCase",
    "ReconciliationRun",
    "ReconciliationTotal",
    "Refund",
    "RefundChange",
    "RemittanceReversal",
    "SetAside",
    "SetAsideChange",
    "StatementLetter",
    "TaxPolicy",
    "TaxRate",
    "TaxRemittance",
    "Transfer",
    "TrustLevel",
    "TrustPolicy",
    "WithholdingSlip",
]

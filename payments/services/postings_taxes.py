"""What a payment to the tax office writes into the book."""

from payments import ledger
from payments.ledger import Line, Pocket, Posted
from payments.models import TaxRemittance
from payments.states import AccountKind, TransferKind


def remitted(remittance: TaxRemittance) -> Posted:
    """The tax is no longer owed, and the provider holds that much less."""
    cash = Pocket(kind=AccountKind.PROVIDER_CASH, provider=remittance.provider)
    lines = [
        Line(Pocket(kind=AccountKind(remittance.tax)), -remittance.amount),
        Line(cash, remittance.amount),
    ]
    return ledger.post(
        key=f"remittance:{remittance.pk}:paid",
        kind=TransferKind.TAX_REMITTED,
        lines=lines,
        reference=f"{remittance.tax}:{remittance.month:%Y-%m}",
    )

"""What a payment to the tax office writes into the book."""

from core.money import Money
from payments import ledger
from payments.ledger import Line, Pocket, Posted
from payments.models import TaxRemittance
from payments.states import AccountKind, TransferKind


def remitted(remittance: TaxRemittance) -> Posted:
    """The tax is no longer owed, and the provider holds that much less."""
    return _post(remittance, "paid", remittance.amount)


def taken_back(remittance: TaxRemittance) -> Posted:
    """It was not so: the tax is owed again, and the provider holds what it held."""
    return _post(remittance, "taken-back", -remittance.amount)


def _post(remittance: TaxRemittance, step: str, amount: Money) -> Posted:
    cash = Pocket(kind=AccountKind.PROVIDER_CASH, provider=remittance.provider)
    lines = [Line(Pocket(kind=AccountKind(remittance.tax)), -amount), Line(cash, amount)]
    return ledger.post(
        key=f"remittance:{remittance.pk}:{step}",
        kind=TransferKind.TAX_REMITTED,
        lines=lines,
        reference=f"{remittance.tax}:{remittance.month:%Y-%m}",
    )

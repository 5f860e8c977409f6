"""What decisions about money that did not fit write into the book; one transfer each.

The lines of each may also be read before anybody decides.
"""

from core.money import Money
from payments import ledger
from payments.ledger import Line, Pocket, Posted
from payments.models import Mismatch, Payin
from payments.states import AccountKind, TransferKind


def unapplied_refund_asked(payin: Payin, amount: Money, *, attempt: int) -> Posted:
    """Money that did not match goes back to its payer."""
    return ledger.post(
        key=f"payin:{payin.pk}:unapplied:{attempt}",
        kind=TransferKind.REFUND_ASKED,
        lines=unapplied_refund_lines(payin, amount),
        reference=payin.escrow.reference,
    )


def unapplied_refund_lines(payin: Payin, amount: Money) -> list[Line]:
    """Out of what is kept for the payer, on its way back."""
    clearing = Pocket(kind=AccountKind.REFUND_CLEARING, provider=payin.provider)
    return [_out(payin, amount), Line(clearing, amount)]


def credited(payin: Payin, amount: Money) -> Posted:
    """Money that did not fit belongs to the escrow after all."""
    return ledger.post(
        key=f"payin:{payin.pk}:credited",
        kind=TransferKind.CREDITED,
        lines=credited_lines(payin, amount),
        reference=payin.escrow.reference,
    )


def credited_lines(payin: Payin, amount: Money) -> list[Line]:
    """Out of what is kept for the payer, into the escrow."""
    escrow = Pocket(kind=AccountKind.ESCROW, escrow_id=payin.escrow_id)
    return [_out(payin, amount), Line(escrow, amount)]


def difference_kept(mismatch: Mismatch, payin: Payin, amount: Money) -> Posted:
    """A difference too small to send back stays with Karya, on an account of its own."""
    return ledger.post(
        key=f"mismatch:{mismatch.pk}:written_off",
        kind=TransferKind.DIFFERENCE_KEPT,
        lines=difference_kept_lines(payin, amount),
        reference=payin.escrow.reference,
    )


def difference_kept_lines(payin: Payin, amount: Money) -> list[Line]:
    """Out of what is kept for the payer, to the differences."""
    return [_out(payin, amount), Line(Pocket(kind=AccountKind.WRITTEN_OFF), amount)]


def _out(payin: Payin, amount: Money) -> Line:
    return Line(Pocket(kind=AccountKind.UNAPPLIED, user_id=payin.payer_id), -amount)

"""What chargebacks and the debts after them write into the book; one transfer each."""

from core.money import Money
from payments import ledger
from payments.ledger import Line, Pocket, Posted
from payments.models import Chargeback, Debt
from payments.services.postings import Parts
from payments.states import AccountKind, TransferKind


def taken(chargeback: Chargeback) -> Posted:
    """The provider took amount and fee; what the parts cover stands in the chargeback account."""
    cash = Line(_at(chargeback, AccountKind.PROVIDER_CASH), chargeback.amount)
    lines = [
        cash,
        Line(_at(chargeback, AccountKind.CHARGEBACK), -chargeback.amount),
        *_fee(chargeback),
        *(Line(pocket, -amount) for pocket, amount in _covered(chargeback)),
        Line(_at(chargeback, AccountKind.CHARGEBACK), _sum(chargeback)),
    ]
    return _post(chargeback, "taken", TransferKind.CHARGEBACK, lines)


def fee_only(chargeback: Chargeback) -> Posted:
    """Won before we heard of it: only the provider's fee is gone."""
    return _post(chargeback, "fee", TransferKind.CHARGEBACK, _fee(chargeback))


def won(chargeback: Chargeback, *, debt: Debt | None, refunded: Parts) -> Posted:
    """The provider gave the amount back, and every part goes back where it came from.

    What the freelancer repaid of the debt meanwhile is theirs again, what Karya wrote off is
    Karya's; earnings that were pending come back as available. `refunded` names the payins that
    the part of the escrow goes back through, where it was closed meanwhile.
    """
    back_to_payer = sum((amount for _payin, amount in refunded), chargeback.money(0))
    owed = debt.outstanding if debt is not None else chargeback.money(0)
    repaid = debt.repaid if debt is not None else chargeback.money(0)
    payee = chargeback.payin.escrow.payee_id
    back = chargeback.money(chargeback.from_pending_minor + chargeback.from_available_minor)
    rest = chargeback.money(chargeback.debt_minor) - owed - repaid  # was written off
    lines = [
        Line(_at(chargeback, AccountKind.PROVIDER_CASH), -chargeback.amount),
        Line(_escrow(chargeback), chargeback.money(chargeback.from_escrow_minor) - back_to_payer),
        *[
            Line(Pocket(kind=AccountKind.REFUND_CLEARING, provider=payin.provider), amount)
            for payin, amount in refunded
        ],
        Line(
            Pocket(kind=AccountKind.PLATFORM_FEE),
            chargeback.money(chargeback.from_fee_minor) + rest,
        ),
        Line(Pocket(kind=AccountKind.PPN), chargeback.money(chargeback.from_ppn_minor)),
        Line(Pocket(kind=AccountKind.PPH22), chargeback.money(chargeback.from_pph22_minor)),
        Line(Pocket(kind=AccountKind.AVAILABLE, user_id=payee), back + repaid),
        Line(Pocket(kind=AccountKind.FREELANCER_DEBT), owed),
        Line(
            _at(chargeback, AccountKind.CHARGEBACK),
            chargeback.money(chargeback.borne_minor),
        ),
    ]
    return _post(chargeback, "won", TransferKind.CHARGEBACK_WON, lines)


def repaid(debt: Debt, amount: Money) -> Posted:
    """A part of the earnings repays the debt."""
    lines = [
        Line(Pocket(kind=AccountKind.AVAILABLE, user_id=debt.user_id), -amount),
        Line(Pocket(kind=AccountKind.FREELANCER_DEBT), amount),
    ]
    key = f"debt:{debt.pk}:repaid:{debt.repayments + 1}"
    return ledger.post(
        key=key, kind=TransferKind.DEBT_REPAID, lines=lines, reference=f"debt:{debt.pk}"
    )


def written_off(debt: Debt, amount: Money) -> Posted:
    """Karya bears the rest of a debt, out of its fees."""
    return ledger.post(
        key=f"debt:{debt.pk}:written_off",
        kind=TransferKind.DEBT_WRITTEN_OFF,
        lines=written_off_lines(amount),
        reference=f"debt:{debt.pk}",
    )


def written_off_lines(amount: Money) -> list[Line]:
    """The lines of the same, also to be read before anybody decides."""
    return [
        Line(Pocket(kind=AccountKind.PLATFORM_FEE), -amount),
        Line(Pocket(kind=AccountKind.FREELANCER_DEBT), amount),
    ]


def _covered(chargeback: Chargeback) -> list[tuple[Pocket, Money]]:
    payee = chargeback.payin.escrow.payee_id
    parts = [
        (_escrow(chargeback), chargeback.from_escrow_minor),
        (Pocket(kind=AccountKind.PLATFORM_FEE), chargeback.from_fee_minor),
        (Pocket(kind=AccountKind.PPN), chargeback.from_ppn_minor),
        (Pocket(kind=AccountKind.PPH22), chargeback.from_pph22_minor),
        (Pocket(kind=AccountKind.PENDING, user_id=payee), chargeback.from_pending_minor),
        (Pocket(kind=AccountKind.AVAILABLE, user_id=payee), chargeback.from_available_minor),
        (Pocket(kind=AccountKind.FREELANCER_DEBT), chargeback.debt_minor),
    ]
    return [(pocket, chargeback.money(minor)) for pocket, minor in parts]


def _sum(chargeback: Chargeback) -> Money:
    return chargeback.money(chargeback.amount_minor - chargeback.borne_minor)


def _fee(chargeback: Chargeback) -> list[Line]:
    return [
        Line(_at(chargeback, AccountKind.PROVIDER_FEE), -chargeback.provider_fee),
        Line(_at(chargeback, AccountKind.PROVIDER_CASH), chargeback.provider_fee),
    ]


def _escrow(chargeback: Chargeback) -> Pocket:
    return Pocket(kind=AccountKind.ESCROW, escrow_id=chargeback.payin.escrow_id)


def _at(chargeback: Chargeback, kind: AccountKind) -> Pocket:
    return Pocket(kind=kind, provider=chargeback.provider)


def _post(chargeback: Chargeback, what: str, kind: TransferKind, lines: list[Line]) -> Posted:
    return ledger.post(
        key=f"chargeback:{chargeback.pk}:{what}",
        kind=kind,
        lines=lines,
        reference=chargeback.payin.escrow.reference,
    )

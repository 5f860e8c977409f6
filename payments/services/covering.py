"""Where the amount of a chargeback is taken from: one order, written down before it is posted.

The escrow first; then Karya gives its fee back, and the PPN on it; then the freelancer's earnings,
pending before available; what they do not have is owed. Only when all of it is gone there was no
sale, and the PPh 22 goes back too: the tax accounts may fall below zero, to be set off against the
next month. What nobody here got of this payment, Karya bears.
"""

from django.db.models import Sum

from accounts.models import User
from payments.models import Account, Chargeback, Earning, Escrow
from payments.states import AccountKind, ChargebackState, EarningState, PayinState


def cover(chargeback: Chargeback, escrow: Escrow) -> None:
    """Fill the parts of a chargeback whose escrow is locked; locks and marks earnings."""
    rest = chargeback.amount_minor
    if chargeback.payin.state == PayinState.CAPTURED:
        chargeback.from_escrow_minor = min(rest, escrow.held_minor)
        rest -= chargeback.from_escrow_minor
        before = _covered_before(chargeback, escrow)
        chargeback.from_fee_minor = min(rest, max(escrow.fee_minor - before["fee"], 0))
        rest -= chargeback.from_fee_minor
        chargeback.from_ppn_minor = min(rest, max(escrow.ppn_minor - before["ppn"], 0))
        rest -= chargeback.from_ppn_minor
        owed = min(rest, max(escrow.released_minor - before["payee"], 0))
        _take_from_payee(chargeback, escrow, owed)
        rest -= owed
        chargeback.from_pph22_minor = min(rest, max(escrow.pph22_minor - before["pph22"], 0))
        rest -= chargeback.from_pph22_minor
    chargeback.borne_minor = rest


def _covered_before(chargeback: Chargeback, escrow: Escrow) -> dict[str, int]:
    """What earlier chargebacks of the same escrow took already, and still have."""
    others = Chargeback.objects.filter(payin__escrow=escrow).exclude(pk=chargeback.pk)
    sums = others.exclude(state=ChargebackState.WON).aggregate(
        fee=Sum("from_fee_minor", default=0),
        ppn=Sum("from_ppn_minor", default=0),
        pph22=Sum("from_pph22_minor", default=0),
        pending=Sum("from_pending_minor", default=0),
        available=Sum("from_available_minor", default=0),
        debt=Sum("debt_minor", default=0),
    )
    payee = sums["pending"] + sums["available"] + sums["debt"]
    return {"fee": sums["fee"], "ppn": sums["ppn"], "pph22": sums["pph22"], "payee": payee}


def _take_from_payee(chargeback: Chargeback, escrow: Escrow, owed: int) -> None:
    """Pending, then available, then debt. The person is locked as a payout request does it."""
    if not owed:
        return
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=escrow.payee_id)
    chargeback.from_pending_minor = _mark_pending(escrow, owed)
    owed -= chargeback.from_pending_minor
    account = (
        Account.objects.select_for_update(of=("self",), no_key=True)
        .filter(kind=AccountKind.AVAILABLE, user=escrow.payee_id, currency=escrow.currency)
        .first()
    )
    chargeback.from_available_minor = min(owed, account.balance_minor if account else 0)
    chargeback.debt_minor = owed - chargeback.from_available_minor


def _mark_pending(escrow: Escrow, owed: int) -> int:
    """Take from pending earnings, this escrow's own first; how much there was."""
    rows = Earning.objects.select_for_update(of=("self",), no_key=True).filter(
        payee=escrow.payee_id, currency=escrow.currency, state=EarningState.PENDING
    )
    earnings = sorted(rows.order_by("pk"), key=lambda one: (one.escrow_id != escrow.pk, one.pk))
    rest = owed
    for earning in earnings:
        part = min(rest, earning.left.minor)
        if part:
            earning.taken_minor += part
            earning.save(update_fields=["taken_minor"])
            rest -= part
    return owed - rest

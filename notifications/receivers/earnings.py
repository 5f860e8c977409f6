"""News of earnings that became available, and of debts that they repaid."""

from core.events import on
from notifications.kinds.earnings import kind_of
from notifications.receivers.telling import tell
from payments.events import DebtRepaid, EarningsDivided
from payments.models import Debt
from payments.selectors import debts_of


@on(EarningsDivided)
def tell_of_earnings(event: EarningsDivided) -> None:
    """What of it can be paid out, what repaid a debt and what is set aside."""
    tell(
        kind_of(free=bool(event.free), repaid=bool(event.repaid), kept=bool(event.kept)),
        [event.user_id],
        about=f"earning:{event.earning_id}",
        amount=event.amount,
        free=event.free,
        repaid=event.repaid,
        kept=event.kept,
        what=event.what,
    )


@on(DebtRepaid)
def tell_of_repaid_debt(event: DebtRepaid) -> None:
    debt = Debt.objects.select_related("user", "chargeback__payin__escrow").get(pk=event.debt_id)
    owes_more = debts_of(debt.user).exists()
    tell(
        "debt_repaid_others_open" if owes_more else "debt_repaid",
        [debt.user_id],
        about=f"debt:{debt.pk}",
        amount=debt.repaid,
        what=debt.chargeback.payin.escrow.description,
    )

"""What becomes of earnings at the moment at which their hold is over."""

from datetime import datetime

from core.events import publish
from core.money import Money
from payments import events
from payments.earmarks import free_of
from payments.models import Earning
from payments.services import debts, set_asides


def divide(*, earning: Earning, amount: Money, what: str, now: datetime) -> None:
    """What is owed is repaid of it first, then shares are set aside; and both are told.

    What fills up a jar from which a bank took counts as set aside too: it is not free. Part of the
    transaction that made the earnings available.
    """
    repaid = kept = Money(0, amount.currency)
    if debts.has_claims(user_id=earning.payee_id):
        paid = debts.repay(user_id=earning.payee_id, currency=amount.currency, now=now)
        repaid = min(paid, amount)
        shared = set_asides.share_earning(earning=earning, now=now)
        rest = amount - repaid
        free = min(rest - shared, free_of(earning.payee, amount.currency))
        kept = rest - max(free, Money(0, amount.currency))
    publish(
        events.EarningsDivided(
            user_id=earning.payee_id,
            earning_id=earning.pk,
            amount=amount,
            repaid=repaid,
            kept=kept,
            what=what,
        )
    )

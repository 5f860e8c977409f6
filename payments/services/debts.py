"""What freelancers owe after a chargeback: repaid first from what becomes available."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.events import publish
from core.money import Money
from core.policies import require
from payments import events
from payments.kinds import DecisionKind
from payments.ledger import Line
from payments.models import Account, Chargeback, Debt, Decision
from payments.policies import can_write_off
from payments.services import decisions
from payments.services import postings_chargebacks as postings
from payments.states import AccountKind

_CLAIMS = """
    SELECT EXISTS (SELECT 1 FROM payments_debt WHERE user_id = %(user)s AND closed_at IS NULL)
        OR EXISTS (SELECT 1 FROM payments_setaside
                   WHERE user_id = %(user)s AND (share_bps > 0 OR amount_minor > 0))
"""


def has_claims(*, user_id: int) -> bool:
    """Whether a debt or a jar may want a part of what this person earns (1 query).

    A jar that only holds something may want it too: a bank may have taken what was in it.

    Asked after the posting, which waits for the account that a chargeback locks before it opens a
    debt: an answer from before the wait would miss that debt.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CLAIMS, {"user": user_id})
        return bool(cursor.fetchone()[0])


def open_debt(*, chargeback: Chargeback, now: datetime) -> Debt | None:
    """Write down the part of a chargeback that the freelancer did not have any more."""
    if not chargeback.debt_minor:
        return None
    return Debt.objects.create(
        chargeback=chargeback,
        user_id=chargeback.payin.escrow.payee_id,
        currency=chargeback.currency,
        amount_minor=chargeback.debt_minor,
        opened_at=now,
    )


def repay(*, user_id: int, currency: str, now: datetime) -> Money:
    """Pay debts of a person from what is available in a currency, the oldest first.

    Part of the transaction that made it available, and safe to repeat: what became available in
    another currency repaid its own debts then. So no transaction that holds the account of one
    currency waits for that of another. Answers with what was paid, and tells of the ends of debts
    once all of them have got theirs.
    """
    debts = Debt.objects.filter(user=user_id, currency=currency, closed_at__isnull=True)
    steps = [_repay_one(debt, now) for debt in debts]
    for debt, amount in steps:
        if amount and debt.closed_at is not None:
            publish(events.DebtRepaid(debt_id=debt.pk))
    return Money(sum(amount.minor for _debt, amount in steps), currency)


def _repay_one(debt: Debt, now: datetime) -> tuple[Debt, Money]:
    account = (
        Account.objects.select_for_update(of=("self",), no_key=True)
        .filter(kind=AccountKind.AVAILABLE, user=debt.user_id, currency=debt.currency)
        .first()
    )
    debt = Debt.objects.select_for_update(of=("self",), no_key=True).get(pk=debt.pk)
    if account is None or not account.balance or not debt.outstanding:
        return debt, Money(0, debt.currency)
    amount = min(account.balance, debt.outstanding)
    postings.repaid(debt, amount)
    debt.repaid_minor += amount.minor
    debt.repayments += 1
    debt.closed_at = None if debt.outstanding else now
    debt.save(update_fields=["repaid_minor", "repayments", "closed_at"])
    if debt.closed_at is not None:
        decisions.drop(now=now, debt=debt)
    return debt, amount


def lines_to_write_off(debt: Debt) -> list[Line]:
    """What writing the rest off would write into the book; nothing where nothing is owed."""
    return postings.written_off_lines(debt.outstanding) if debt.outstanding else []


@transaction.atomic
def write_off(
    *, debt: Debt, by: User, reason: str, now: datetime, amount: Money | None = None
) -> Debt:
    """Finance staff let a person off the rest, with a reason; Karya bears it.

    Above `SECOND_OPINION_ABOVE` it waits for a second person. `amount` is what the person saw.
    The same person again changes nothing. Raises NotAllowed, InvalidInput without a reason,
    WrongState where the rest is another one meanwhile or somebody else's decision waits.
    """
    debt = Debt.objects.select_for_update(of=("self",), no_key=True).get(pk=debt.pk)
    require(can_write_off, by, debt)
    text = decisions.checked_reason(reason)
    if not debt.outstanding or decisions.is_asked_by(by, debt=debt):
        return debt
    if amount is not None and amount != debt.outstanding:
        raise WrongState(_("The rest of the debt is another one meanwhile. Look at it again."))
    decision = decisions.ask(
        DecisionKind.DEBT_WRITE_OFF,
        amount=debt.outstanding,
        reason=text,
        by=by,
        now=now,
        debt=debt,
    )
    return debt if decision.is_waiting else _carry_out(decision, debt, now)


@transaction.atomic
def confirm_write_off(*, decision: Decision, by: User, now: datetime) -> Debt:
    """A second person agrees: the rest, as it is now, is written off; repeated, nothing changes.

    Raises NotAllowed for whoever asked and for people with ties, WrongState where it was returned.
    """
    assert decision.debt is not None
    debt = Debt.objects.select_for_update(of=("self",), no_key=True).get(pk=decision.debt.pk)
    decision, is_new = decisions.confirm(decision, by=by, now=now, amount=debt.outstanding)
    return _carry_out(decision, debt, now) if is_new else debt


def _carry_out(decision: Decision, debt: Debt, now: datetime) -> Debt:
    postings.written_off(debt, debt.outstanding)
    debt.written_off_minor, debt.closed_at = debt.outstanding.minor, now
    debt.written_off_by, debt.written_off_reason = decision.asked_by, decision.reason
    fields = ["written_off_minor", "written_off_by", "written_off_reason", "closed_at"]
    debt.save(update_fields=fields)
    publish(events.DebtWrittenOff(debt_id=debt.pk))
    return debt


def cancel(debt: Debt, *, now: datetime) -> None:
    """The chargeback is won: nothing is owed. Part of that posting's transaction."""
    debt.cancelled_minor, debt.closed_at = debt.outstanding.minor, now
    debt.save(update_fields=["cancelled_minor", "closed_at"])
    decisions.drop(now=now, debt=debt)

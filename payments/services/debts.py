"""What freelancers owe after a chargeback: repaid first from what becomes available."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import InvalidInput
from core.policies import require
from payments.models import Account, Chargeback, Debt
from payments.policies import can_write_off
from payments.services import postings_chargebacks as postings
from payments.states import AccountKind


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


def repay(*, user_id: int, now: datetime) -> None:
    """Pay debts of a person from the available earnings, the oldest first; safe to repeat.

    Part of the transaction that made them available.
    """
    for debt in Debt.objects.filter(user=user_id, closed_at__isnull=True):
        _repay_one(debt, now)


def _repay_one(debt: Debt, now: datetime) -> None:
    account = (
        Account.objects.select_for_update(of=("self",), no_key=True)
        .filter(kind=AccountKind.AVAILABLE, user=debt.user_id, currency=debt.currency)
        .first()
    )
    debt = Debt.objects.select_for_update(of=("self",), no_key=True).get(pk=debt.pk)
    if account is None or not account.balance or not debt.outstanding:
        return
    amount = min(account.balance, debt.outstanding)
    postings.repaid(debt, amount)
    debt.repaid_minor += amount.minor
    debt.repayments += 1
    debt.closed_at = None if debt.outstanding else now
    debt.save(update_fields=["repaid_minor", "repayments", "closed_at"])


@transaction.atomic
def write_off(*, debt: Debt, by: User, reason: str, now: datetime) -> Debt:
    """Finance staff let a person off the rest, with a reason; Karya bears it.

    Raises NotAllowed, or InvalidInput without a reason.
    """
    require(can_write_off, by, debt)
    if not reason.strip():
        raise InvalidInput(_("Write a reason first."))
    debt = Debt.objects.select_for_update(of=("self",), no_key=True).get(pk=debt.pk)
    if not debt.outstanding:
        return debt
    postings.written_off(debt, debt.outstanding)
    debt.written_off_minor, debt.closed_at = debt.outstanding.minor, now
    debt.written_off_by, debt.written_off_reason = by, reason.strip()[:300]
    fields = ["written_off_minor", "written_off_by", "written_off_reason", "closed_at"]
    debt.save(update_fields=fields)
    return debt


def cancel(debt: Debt, *, now: datetime) -> None:
    """The chargeback is won: nothing is owed. Part of that posting's transaction."""
    debt.cancelled_minor, debt.closed_at = debt.outstanding.minor, now
    debt.save(update_fields=["cancelled_minor", "closed_at"])

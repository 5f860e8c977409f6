"""Taxes are paid to the tax office outside of Karya; finance staff write down that they were."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import InvalidInput
from core.money import Money, smallest_step
from core.policies import require
from payments.holdings import holdings
from payments.kinds import RemittedTax
from payments.models import LONGEST_REASON, Account, RemittanceReversal, TaxRemittance
from payments.months import book_day
from payments.policies import can_remit_taxes
from payments.selectors_taxes import owed_of, owed_of_month
from payments.services import postings_taxes as postings
from staff.services import audit

LONGEST_REFERENCE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What was paid: for which month, from which provider's money, with which proof."""

    tax: RemittedTax
    month: date
    amount: Money
    provider: str
    reference: str
    paid_on: date


@transaction.atomic
def remit(*, paid: Paid, by: User, now: datetime) -> TaxRemittance:
    """Write down and post a payment to the tax office; the same proof again changes nothing.

    Raises NotAllowed for anybody but finance staff; InvalidInput for more than is owed for the
    month or at all, more than the provider holds, a day to come, or a proof that stands beside
    another payment already.
    """
    require(can_remit_taxes, by)
    reference = " ".join(paid.reference.upper().split())  # “ß” becomes two letters
    if len(reference) > LONGEST_REFERENCE:
        raise InvalidInput(_("This number is too long."))
    _lock(paid)
    known = TaxRemittance.objects.filter(tax=paid.tax, reference=reference).order_by("pk").last()
    taken_back = RemittanceReversal.objects.filter(remittance=known).first()
    if known is not None and taken_back is None:
        if (known.month, known.amount) != (paid.month, paid.amount):
            raise InvalidInput(_("This number stands beside another payment already."))
        return known
    _check(paid, reference, now)
    remittance = TaxRemittance.objects.create(
        tax=paid.tax,
        month=paid.month,
        currency=paid.amount.currency,
        amount_minor=paid.amount.minor,
        provider=paid.provider,
        reference=reference,
        paid_on=paid.paid_on,
        recorded_by=by,
        recorded_at=now,
        replaces=taken_back,
    )
    audit.record(
        by=by,
        action="taxes.remit",
        now=now,
        subject=remittance,
        changed={"amount": ("", str(paid.amount.minor))},
    )
    postings.remitted(remittance)
    return remittance


@transaction.atomic
def take_back(
    *, remittance: TaxRemittance, reason: str, by: User, now: datetime
) -> RemittanceReversal:
    """Undo an entry that was wrong: the tax is owed again, by a posting of its own.

    Both stay in the book and on the page. The same proof may be written down again, rightly. A
    second call changes nothing. Raises NotAllowed for anybody but finance staff, InvalidInput
    without a reason.
    """
    require(can_remit_taxes, by)
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidInput(_("Say what was wrong with it."))
    _lock(remittance)
    reversal, is_new = RemittanceReversal.objects.get_or_create(
        remittance=remittance,
        defaults={"reason": reason[:LONGEST_REASON], "recorded_by": by, "recorded_at": now},
    )
    if is_new:
        audit.record(
            by=by,
            action="taxes.take_remittance_back",
            now=now,
            subject=remittance,
            reason=reversal.reason,
            changed={"amount": (str(remittance.amount.minor), "")},
        )
        postings.taken_back(remittance)
    return reversal


def _lock(paid: Paid | TaxRemittance) -> None:
    """One at a time for a tax, so that two of them do not pay the same twice."""
    tax = Account.objects.filter(kind=paid.tax, currency=paid.amount.currency)
    list(tax.select_for_update(of=("self",), no_key=True))


def _check(paid: Paid, reference: str, now: datetime) -> None:
    amount = paid.amount
    if not reference:
        raise InvalidInput(_("Write the number of the proof of payment."))
    if amount.minor <= 0 or amount.minor % smallest_step(amount.currency):
        raise InvalidInput(_("Use whole amounts, without decimals."))
    if paid.paid_on > book_day(now):
        raise InvalidInput(_("The day of the payment cannot be to come."))
    owed = owed_of_month(paid.tax, paid.month, amount.currency)
    most = min(owed.minor, owed_of(paid.tax, amount.currency).minor)
    if amount.minor > most:
        raise InvalidInput(
            _("At most %(amount)s is owed for this month.")
            % {"amount": Money(max(most, 0), amount.currency)}
        )
    held = {(one.provider, one.held.currency): one.held for one in holdings()}
    at_provider = held.get((paid.provider, amount.currency), Money(0, amount.currency))
    if at_provider < amount:
        raise InvalidInput(_("This provider holds less than that."))

"""What a division would write into the book, found by doing it and taking it back."""

from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise

from core.money import Money
from disputes.models import Dispute
from disputes.services.steps import carry_out, check_part, locked_dispute
from payments.selectors import lines_about
from payments.states import AccountKind


class _TakenBack(Exception):
    """Ends the try-out; nothing of it stays."""


def lines_of(
    dispute: Dispute, to_freelancer: Money, *, now: datetime
) -> list[tuple[str | Promise, Money]]:
    """The exact lines that this division would write now: kind of account and amount.

    `to_freelancer` is the price before the fee. Nothing is kept and nobody is told. Raises
    InvalidInput where the part does not lie within the whole.
    """
    check_part(dispute.amount, to_freelancer)
    lines: list[tuple[str | Promise, Money]] = []
    try:
        with transaction.atomic():
            locked = locked_dispute(dispute)
            escrow = locked.milestone.escrow
            assert escrow is not None
            before = list(lines_about([escrow]).values_list("pk", flat=True))
            carry_out(locked, to_freelancer, by=None, now=now, reason="preview")
            written = lines_about([escrow]).exclude(pk__in=before)
            lines += [(AccountKind(e.account.kind).label, e.amount) for e in written]
            raise _TakenBack  # noqa: TRY301 -- the only way out of a transaction without keeping it
    except _TakenBack:
        return lines

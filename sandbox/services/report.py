"""The bank's report for merchants: all that moved money, a row each, in its own units."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from sandbox.models import (
    SandboxChargeback,
    SandboxPayment,
    SandboxPayout,
    SandboxRefund,
    SandboxReportEdit,
)
from sandbox.states import ChargebackState, PaymentState, RefundState, ReportEdit


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Money that moved: whole rupiah, or cents of another currency; the practice costs nothing."""

    subject: str
    key: str
    reference: str
    amount: int
    currency: str
    settled_at: datetime
    cost: int = 0


def rows(*, since: datetime, until: datetime) -> Iterator[Row]:
    """All that moved money, and what came back of it, from `since` on and before `until`.

    With the faults that testers asked for.
    """
    edits = {edit.reference: edit for edit in SandboxReportEdit.objects.all()}
    moved = (_payments, _refunds, _payouts, _chargebacks)
    for row in (row for of_kind in moved for row in of_kind(since, until)):
        yield from _edited(row, edits.get(row.reference))
    for edit in edits.values():
        if edit.edit == ReportEdit.ADD and since <= edit.made_at < until:
            yield _added(edit)


@transaction.atomic
def edit_row(*, reference: str, edit: str, amount: int | None, now: datetime) -> None:
    """Let the report say something wrong about one row, or add one; in place of an earlier fault.

    `amount` is in the bank's units and counts for another amount and for an added row.
    """
    SandboxReportEdit.objects.update_or_create(
        reference=reference, defaults={"edit": edit, "amount": amount, "made_at": now}
    )


def mend_row(*, reference: str) -> None:
    """Let the report say the truth again, as a provider's late row does."""
    SandboxReportEdit.objects.filter(reference=reference).delete()


def _edited(row: Row, edit: SandboxReportEdit | None) -> list[Row]:
    if edit is None or edit.edit == ReportEdit.ADD:
        return [row]
    if edit.edit == ReportEdit.LEAVE_OUT:
        return []
    if edit.edit == ReportEdit.TWICE:
        return [row, row]
    return [replace(row, amount=row.amount + 1 if edit.amount is None else edit.amount)]


def _added(edit: SandboxReportEdit) -> Row:
    return Row(
        subject="payment",
        key="",
        reference=edit.reference,
        amount=edit.amount or 1,
        currency="IDR",
        settled_at=edit.made_at,
    )


def _payments(since: datetime, until: datetime) -> Iterator[Row]:
    paid = SandboxPayment.objects.filter(
        state=PaymentState.PAID, settled_at__gte=since, settled_at__lt=until
    )
    for payment in paid.iterator():
        if payment.settled_at is not None and payment.paid_amount is not None:
            yield Row(
                subject="payment",
                key=payment.key,
                reference=payment.reference,
                amount=payment.paid_amount,
                currency=payment.currency,
                settled_at=payment.settled_at,
            )


def _refunds(since: datetime, until: datetime) -> Iterator[Row]:
    done = SandboxRefund.objects.filter(
        state=RefundState.DONE, settled_at__gte=since, settled_at__lt=until
    )
    for refund in done.select_related("payment").iterator():
        if refund.settled_at is not None:
            yield Row(
                subject="refund",
                key=refund.key,
                reference=refund.reference,
                amount=refund.amount,
                currency=refund.payment.currency,
                settled_at=refund.settled_at,
            )


def _payouts(since: datetime, until: datetime) -> Iterator[Row]:
    for subject, moment in (("payout", "settled_at"), ("payout_return", "returned_at")):
        window = {f"{moment}__gte": since, f"{moment}__lt": until}
        for payout in SandboxPayout.objects.filter(**window).iterator():
            yield Row(
                subject=subject,
                key=payout.key,
                reference=payout.reference,
                amount=payout.amount,
                currency=payout.currency,
                settled_at=getattr(payout, moment),
            )


def _chargebacks(since: datetime, until: datetime) -> Iterator[Row]:
    """The bank takes amount and fee at once, and gives back the amount alone."""
    taken = SandboxChargeback.objects.filter(created_at__gte=since, created_at__lt=until)
    won = SandboxChargeback.objects.filter(
        state=ChargebackState.WON, settled_at__gte=since, settled_at__lt=until
    )
    for subject, moment, found in (
        ("chargeback", "created_at", taken),
        ("chargeback_return", "settled_at", won),
    ):
        for one in found.select_related("payment").iterator():
            yield Row(
                subject=subject,
                key="",
                reference=one.reference,
                amount=one.amount,
                currency=one.payment.currency,
                settled_at=getattr(one, moment),
                cost=one.fee if subject == "chargeback" else 0,
            )

"""Which document follows from which fact; each is issued once, in the transaction of the fact.

What is old enough to have none is caught up with by `catch_up`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import CharField, Exists, OuterRef, Q, Sum, Value
from django.db.models.functions import Cast, Concat

from accounts.models import ClientProfile, User
from core.money import Money
from core.rows import RowsBySql
from payments.kinds import DocumentKind, WithheldKind
from payments.models import (
    Chargeback,
    Document,
    Earning,
    Escrow,
    Payin,
    Payout,
    Refund,
    WithholdingSlip,
)
from payments.months import book_day
from payments.selectors import missing_after
from payments.services.documents.register import names_of, write
from payments.states import ChargebackState, PartState, PayinState, PayoutState, RefundState
from payments.trails import sent_before

M = TypeVar("M", bound=models.Model)

_slip_rows = RowsBySql(
    "payments_slip_rows",
    rows={
        "earning": Earning,
        "escrow": Escrow,
        "payee": User,
        "payer": User,
        "payee_profile": ClientProfile,
        "payer_profile": ClientProfile,
    },
)


def issue_for_escrow_with(pk: int) -> None:
    """Receipt and invoice for each payment that the escrow of this id has received."""
    for payin in _payins().filter(escrow=pk, state=PayinState.CAPTURED):
        issue_for_payin(payin)


def issue_for_payin(payin: Payin) -> None:
    """Receipt and invoice of one payment: what the payer gave, and for what."""
    received = payin.received
    assert received is not None
    escrow = payin.escrow
    facts = _of_payin(payin) | {
        "price_minor": escrow.amount_minor,
        "client_fee_minor": escrow.client_fee_minor,
        "client_ppn_minor": escrow.client_ppn_minor,
        "ppn_bps": escrow.ppn_bps,
        "total_minor": escrow.total.minor,
        "missing_minor": missing_after(payin).minor,
        "surplus_minor": payin.surplus_minor,
    }
    for kind in (DocumentKind.RECEIPT, DocumentKind.INVOICE):
        write(
            person=payin.payer,
            kind=kind,
            subject=f"payin:{payin.pk}",
            amount=received,
            facts=facts,
            issued_at=payin.captured_at or payin.created_at,
            escrow_id=escrow.pk,
        )


def issue_for_refund(refund: Refund) -> None:
    """Credit note to the invoice of a payment; for what was never invoiced, a proof of refund.

    A refund that a bank sent back has its note already: sent once more, it gets a proof.
    """
    at = refund.done_at or refund.created_at
    before = sent_before(refund)
    first = before[-1] if before else refund
    was_noted = any(one.state == RefundState.RETURNED for one in before)
    invoice = None if first.escrow_id is None or was_noted else _invoice_of(refund.payin)
    paid_back = _PaidBack(payin=refund.payin, subject=f"refund:{refund.pk}", at=at, by_bank=False)
    _credit(paid_back, refund.amount, invoice)


def issue_for_chargeback(chargeback: Chargeback) -> None:
    """The same for money that the payer's bank has kept for the payer."""
    at = chargeback.settled_at or chargeback.opened_at
    payin, subject = chargeback.payin, f"chargeback:{chargeback.pk}"
    paid_back = _PaidBack(payin=payin, subject=subject, at=at, by_bank=True)
    _credit(paid_back, chargeback.amount, _invoice_of(payin))


@dataclass(frozen=True, slots=True, kw_only=True)
class _PaidBack:
    """Money that its payer has again: which fact says so, and since when."""

    payin: Payin
    subject: str
    at: datetime
    by_bank: bool


def _credit(paid_back: _PaidBack, amount: Money, invoice: Document | None) -> None:
    """A note at most over what is left of the invoice, and a proof of the rest."""
    written = Document.objects.filter(person=paid_back.payin.payer, subject=paid_back.subject)
    if written.filter(kind__in=[DocumentKind.CREDIT_NOTE, DocumentKind.REFUND_PROOF]).exists():
        return
    noted = Money(min(amount.minor, _left_of(invoice)), amount.currency)
    if noted:
        _hand_out(paid_back, noted, invoice)
    if noted != amount:
        _hand_out(paid_back, amount - noted, None)


def _hand_out(paid_back: _PaidBack, amount: Money, invoice: Document | None) -> None:
    payin = paid_back.payin
    facts = {"invoice": invoice.code if invoice else "", "by_bank": paid_back.by_bank}
    write(
        person=payin.payer,
        kind=DocumentKind.CREDIT_NOTE if invoice else DocumentKind.REFUND_PROOF,
        subject=paid_back.subject,
        amount=amount,
        facts=_of_payin(payin) | facts,
        issued_at=paid_back.at,
        escrow_id=payin.escrow_id,
    )


def _invoice_of(payin: Payin) -> Document | None:
    return Document.objects.filter(
        person=payin.payer, kind=DocumentKind.INVOICE, subject=f"payin:{payin.pk}"
    ).first()


def _left_of(invoice: Document | None) -> int:
    """What no credit note was written over yet, in minor units; nothing without an invoice."""
    if invoice is None:
        return 0
    notes = Document.objects.filter(
        person=invoice.person_id,
        kind=DocumentKind.CREDIT_NOTE,
        content__contains=f'"invoice": "{invoice.code}"',  # as `write` spells it
    )
    noted: int = notes.aggregate(minor=Sum("amount_minor", default=0))["minor"]
    return max(invoice.amount_minor - noted, 0)


def issue_for_earning(earning: Earning) -> None:
    """What one release brought its payee: gross, what was kept, net."""
    escrow = earning.escrow
    facts = {
        "about": escrow.description,
        "reference": escrow.reference,
        "payer": names_of(escrow.payer),
        "fee_bps": escrow.freelancer_bps,
        "fee_minor": earning.own_fee.minor,
        "ppn_minor": earning.ppn_minor,
        "ppn_bps": escrow.ppn_bps,
        "pph22_minor": earning.pph22_minor,
        "pph22_bps": escrow.pph22_bps,
        "gross_minor": earning.gross_minor,
        "available_at": earning.available_at.isoformat(),
    }
    write(
        person=earning.payee,
        kind=DocumentKind.EARNING_SLIP,
        subject=f"earning:{earning.pk}",
        amount=earning.amount,
        facts=facts,
        issued_at=earning.earned_at,
        escrow_id=escrow.pk,
    )
    if earning.pph22_minor:
        _record_slip(earning)


def _record_slip(earning: Earning) -> None:
    """Our own document is the proof that PPh 22 was withheld (PMK 37/2025)."""
    paper = Document.objects.get(
        person=earning.payee, kind=DocumentKind.EARNING_SLIP, subject=f"earning:{earning.pk}"
    )
    WithholdingSlip.objects.get_or_create(
        earning=earning,
        kind=WithheldKind.PPH22,
        defaults={
            "slip_number": paper.code,
            "issued_on": book_day(earning.earned_at),
            "currency": earning.currency,
            "base_minor": earning.gross_minor,
            "amount_minor": earning.pph22_minor,
            "recorded_at": earning.earned_at,
        },
    )


def issue_for_payout(payout: Payout) -> None:
    """What was paid out, and where to; the number of the account stays masked.

    Where only some parts arrived, the slip is of those.
    """
    place, parts = payout.destination, list(payout.parts.all())
    if payout.state == PayoutState.PARTLY_PAID:
        parts = [part for part in parts if part.state == PartState.PAID]
    amount = sum(part.amount_minor for part in parts)
    facts = {
        "about": str(place),
        "holder": place.holder_name,
        "reference": ", ".join(one.provider_reference for one in parts if one.provider_reference),
        "asked_at": payout.created_at.isoformat(),
        **({"asked_minor": payout.amount_minor} if amount != payout.amount_minor else {}),
    }
    paid_at = max((part.paid_at for part in parts if part.paid_at), default=None)
    write(
        person=payout.user,
        kind=DocumentKind.PAYOUT_SLIP,
        subject=f"payout:{payout.pk}",
        amount=Money(amount, payout.currency),
        facts=facts,
        issued_at=payout.paid_at or paid_at or payout.created_at,
    )


def issue_for_refund_with(pk: int) -> None:
    """The same, by the refund's id."""
    issue_for_refund(_refunds().get(pk=pk))


def issue_for_chargeback_with(pk: int) -> None:
    """The same, by the chargeback's id."""
    issue_for_chargeback(_lost().get(pk=pk))


def issue_for_earning_with(pk: int) -> Earning:
    """The same, by the earning's id; returns the earning (2 queries)."""
    rows = _slip_rows(earning=pk)
    earning: Earning = rows["earning"]
    earning.escrow, earning.payee = rows["escrow"], rows["payee"]
    earning.escrow.payer = rows["payer"]
    _remember_profile(earning.payee, rows["payee_profile"])
    _remember_profile(earning.escrow.payer, rows["payer_profile"])
    issue_for_earning(earning)
    return earning


def _remember_profile(person: User, profile: ClientProfile | None) -> None:
    User._meta.get_field("client_profile").set_cached_value(person, profile)


def issue_for_payout_with(pk: int) -> None:
    """The same, by the payout's id."""
    issue_for_payout(_payouts().get(pk=pk))


def catch_up() -> int:
    """Issue what facts of the past have no document for, the oldest first; returns how many."""
    payins = _payins().filter(state=PayinState.CAPTURED).order_by("captured_at", "pk")
    refunds = _refunds().filter(state=RefundState.DONE).order_by("done_at", "pk")
    lost = _lost().order_by("settled_at", "pk")
    earnings = _earnings().order_by("earned_at", "pk")
    paid = Q(state__in=[PayoutState.PAID, PayoutState.RETURNED], paid_at__isnull=False)
    partly = Q(state=PayoutState.PARTLY_PAID)
    payouts = _payouts().filter(paid | partly).order_by("paid_at", "pk")
    return (
        _each(_without(payins, "payin"), issue_for_payin)
        + _each(_without(earnings, "earning"), issue_for_earning)
        + _each(_without(refunds, "refund"), issue_for_refund)
        + _each(_without(lost, "chargeback"), issue_for_chargeback)
        + _each(_without(payouts, "payout"), issue_for_payout)
    )


def _each(rows: Iterable[M], issue: Callable[[M], None]) -> int:
    """One short transaction per row, so that no series stays locked for long."""
    count = 0
    for row in rows:
        with transaction.atomic():
            issue(row)
        count += 1
    return count


def _without(rows: models.QuerySet[M], name: str) -> models.QuerySet[M]:
    subject = Concat(Value(f"{name}:"), Cast(OuterRef("pk"), CharField()))
    return rows.filter(~Exists(Document.objects.filter(subject=subject)))


def _payins() -> models.QuerySet[Payin]:
    return Payin.objects.select_related("payer__client_profile", "escrow__payee")


def _lost() -> models.QuerySet[Chargeback]:
    rows = Chargeback.objects.select_related("payin__payer__client_profile", "payin__escrow__payee")
    return rows.filter(state=ChargebackState.LOST)


def _refunds() -> models.QuerySet[Refund]:
    return Refund.objects.select_related("payin__payer__client_profile", "payin__escrow__payee")


def _earnings() -> models.QuerySet[Earning]:
    return Earning.objects.select_related("payee__client_profile", "escrow__payer__client_profile")


def _payouts() -> models.QuerySet[Payout]:
    return Payout.objects.select_related("user", "destination").prefetch_related("parts")


def _of_payin(payin: Payin) -> dict[str, Any]:
    return {
        "about": payin.escrow.description,
        "reference": payin.escrow.reference,
        "payee": names_of(payin.escrow.payee),
        "method": payin.method,
        "provider_reference": payin.provider_reference,
        "paid_at": _iso(payin.captured_at),
    }


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""

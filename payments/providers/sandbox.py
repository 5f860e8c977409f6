"""The sandbox bank through the port. It needs no key and no network."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse

from core.money import Money
from payments.providers.base import (
    BadSignature,
    Found,
    Notice,
    PaymentAsked,
    PayoutAsked,
    PayoutRail,
    Rail,
    RefundAsked,
    Refused,
    Settled,
    Status,
    Subject,
    read_json,
)
from payments.providers.chargebacks import ChargebackStatus, Evidence, FoundChargeback
from payments.states import Method
from payments.states import Rail as PayoutKind
from sandbox import signing
from sandbox.exponents import from_bank, to_bank
from sandbox.models import SandboxChargeback, SandboxPayment, SandboxPayout, SandboxRefund
from sandbox.services import bank, chargebacks, report
from sandbox.states import PaymentState, PayoutState, RefundState

# Days that real rails hold back, and their limits in sen (indonesia.md, section 1).
_RAILS = [
    (Method.VA, 0, (10_000_00, 500_000_000_00), 60),
    (Method.QRIS, 2, (1_500_00, 10_000_000_00), 10),
    (Method.EWALLET, 2, (1_500_00, 20_000_000_00), 10),
    (Method.CARD, 5, (10_000_00, 500_000_000_00), 30),
]
_CHANNELS = {
    Method.VA: ("bca", "bni", "bri", "mandiri", "permata", "bsi"),
    Method.EWALLET: ("gopay", "ovo", "dana", "shopeepay"),
}
_EWALLET_DAY = 20_000_000_00
_ABROAD = (100, 100_000_00)  # limits of cards in other currencies, in minor units
_PAYMENT = {
    PaymentState.WAITING: Status.WAITING,
    PaymentState.PROCESSING: Status.PROCESSING,
    PaymentState.PAID: Status.DONE,
    PaymentState.FAILED: Status.FAILED,
    PaymentState.EXPIRED: Status.EXPIRED,
}
_REFUND = {
    RefundState.PROCESSING: Status.PROCESSING,
    RefundState.DONE: Status.DONE,
    RefundState.FAILED: Status.FAILED,
}
_PAYOUT = {
    PayoutState.PROCESSING: Status.PROCESSING,
    PayoutState.PAID: Status.DONE,
    PayoutState.FAILED: Status.FAILED,
    PayoutState.RETURNED: Status.RETURNED,
}


class Sandbox:
    """Adapter to `sandbox.services.bank`; amounts cross in whole rupiah."""

    name = "sandbox"
    holds_at_most = timedelta(days=90)

    def rails(self, currency: str) -> list[Rail]:
        """All four ways, by bank and e-wallet; a day of hold lasts `SANDBOX_DAY_SECONDS`."""
        day = timedelta(seconds=settings.SANDBOX_DAY_SECONDS)
        return [
            Rail(
                method=method,
                least=Money(limits[0], currency),
                most=Money(limits[1], currency),
                hold=day * days,
                hold_days=days,
                seconds_to_confirm=seconds,
                channel=channel,
            )
            for method, days, limits, seconds in _offered(currency)
            for channel in _CHANNELS.get(method, ("",))
        ]

    def payout_rails(self, currency: str) -> list[PayoutRail]:
        """Banks through BI-FAST at any hour, more through RTGS by day; e-wallets take less."""

        def of(minor: int) -> Money:
            return Money(minor, currency)

        least = of(10_000_00)
        return [
            PayoutRail(
                rail=PayoutKind.BANK,
                name="bi_fast",
                least=least,
                most=of(250_000_000_00),
                minutes=15,
            ),
            PayoutRail(
                rail=PayoutKind.BANK,
                name="rtgs",
                least=of(100_000_000_00),
                most=of(100_000_000_000_00),
                minutes=120,
                opens=time(8),
                cut_off=time(14),
            ),
            PayoutRail(
                rail=PayoutKind.EWALLET,
                name="ewallet",
                least=least,
                most=of(10_000_000_00),
                minutes=15,
                per_day=of(_EWALLET_DAY),
            ),
        ]

    def lookup_account(self, institution: str, number: str) -> str | None:
        """The holder of an account, where the bank tells."""
        try:
            return bank.account_holder(number=number)
        except bank.Declined as no:
            raise Refused(no.code) from no

    def create_payment(self, asked: PaymentAsked, *, now: datetime) -> Found:
        try:
            payment = bank.create_payment(
                key=asked.key,
                now=now,
                expires_at=asked.expires_at,
                amount=to_bank(asked.amount),
                currency=asked.amount.currency,
                method=str(asked.method),
                channel=asked.channel,
                description=asked.description,
                return_url=asked.return_url.removeprefix(settings.SITE_URL.rstrip("/")),
                notify_url=asked.notify_url,
            )
        except bank.Declined as no:
            raise Refused(no.code) from no
        return _payment(payment)

    def fetch_payment(self, key: str, reference: str) -> Found | None:
        payment = SandboxPayment.objects.filter(key=key).first()
        return _payment(payment) if payment is not None else None

    def cancel_payment(self, key: str, reference: str) -> Found | None:
        payment = bank.call_off_payment(key=key)
        return _payment(payment) if payment is not None else None

    def refund(self, asked: RefundAsked, *, now: datetime) -> Found:
        try:
            refund = bank.create_refund(
                payment_key=asked.payment_key,
                key=asked.key,
                amount=to_bank(asked.amount),
                now=now,
            )
        except bank.Declined as no:
            raise Refused(no.code) from no
        return _refund(refund)

    def fetch_refund(self, key: str, reference: str) -> Found | None:
        refund = SandboxRefund.objects.select_related("payment").filter(key=key).first()
        return _refund(refund) if refund is not None else None

    def create_payout(self, asked: PayoutAsked, *, now: datetime) -> Found:
        try:
            payout = bank.create_payout(
                key=asked.key,
                now=now,
                amount=to_bank(asked.amount),
                currency=asked.amount.currency,
                institution=asked.institution,
                account_number=asked.account_number,
                holder_name=asked.holder_name,
                description=asked.description,
                notify_url=asked.notify_url,
            )
        except bank.Declined as no:
            raise Refused(no.code) from no
        return _payout(payout)

    def fetch_payout(self, key: str, reference: str) -> Found | None:
        payout = SandboxPayout.objects.filter(key=key).first()
        return _payout(payout) if payout is not None else None

    def fetch_chargeback(self, reference: str) -> FoundChargeback | None:
        chargeback = chargebacks.named(reference)
        return _chargeback(chargeback) if chargeback is not None else None

    def submit_evidence(self, reference: str, evidence: Evidence, *, now: datetime) -> None:
        words: dict[str, Any] = {
            "narrative": evidence.narrative,
            "facts": dict(evidence.facts),
            "file": evidence.bundle,
        }
        if evidence.files:
            words["files"] = [
                {"kind": one.kind.value, "name": one.name, "size": len(one.content)}
                for one in evidence.files
            ]
        try:
            chargebacks.take_evidence(reference=reference, evidence=words, now=now)
        except bank.Declined as no:
            raise Refused(no.code) from no

    def accept_chargeback(self, reference: str, *, now: datetime) -> None:
        try:
            chargebacks.give_in(reference=reference, now=now)
        except bank.Declined as no:
            raise Refused(no.code) from no

    def verify_webhook(self, *, body: bytes, headers: Mapping[str, str], now: datetime) -> Notice:
        if not signing.is_signed(body, headers.get(signing.HEADER, ""), now=now):
            raise BadSignature
        return _notice(body)

    def list_settled(self, since: datetime, until: datetime) -> Iterable[Settled]:
        return _settled(report.rows(since=since, until=until))


def _offered(currency: str) -> list[tuple[Method, int, tuple[int, int], int]]:
    if currency == "IDR":
        return _RAILS
    return [(r[0], r[1], _ABROAD, r[3]) for r in _RAILS if r[0] == Method.CARD]


def _settled(rows: Iterable[report.Row]) -> Iterator[Settled]:
    for row in rows:
        yield Settled(
            subject=Subject(row.subject),
            key=row.key,
            reference=row.reference,
            amount=from_bank(row.amount, row.currency),
            cost=from_bank(row.cost, row.currency),
            settled_at=row.settled_at,
        )


def _notice(body: bytes) -> Notice:
    """The parts of a notification; signed nonsense is refused like what is not signed."""
    payload = read_json(body)
    try:
        words = [payload["id"], payload["type"], payload["object"]]
    except (TypeError, KeyError) as error:
        raise BadSignature from error
    if not all(isinstance(word, str) and word for word in words):
        raise BadSignature
    event_id, kind, object_key = words
    if kind.startswith("chargeback."):
        return Notice(
            event_id=event_id,
            kind=kind,
            object_key="",
            payload=payload,
            subject=Subject.CHARGEBACK,
            reference=object_key,
        )
    start = kind.partition(".")[0]
    return Notice(
        event_id=event_id,
        kind=kind,
        object_key=object_key,
        payload=payload,
        subject=Subject(start) if start in set(Subject) else None,
    )


def _payment(payment: SandboxPayment) -> Found:
    units = payment.amount if payment.paid_amount is None else payment.paid_amount
    path = reverse("sandbox:checkout", args=[payment.token])
    return Found(
        key=payment.key,
        reference=payment.reference,
        status=_PAYMENT[PaymentState(payment.state)],
        amount=from_bank(units, payment.currency),
        cost=Money(0, payment.currency),
        failure=payment.failure,
        checkout_url=settings.SITE_URL.rstrip("/") + path,
        instructions=_instructions(payment),
        expires_at=payment.expires_at,
        settled_at=payment.settled_at,
    )


def _instructions(payment: SandboxPayment) -> dict[str, str]:
    if payment.method == Method.QRIS:
        return {"qr_string": payment.qr_text}
    if payment.method == Method.VA:
        return {"bank": payment.channel, "va_number": payment.virtual_account}
    return {}


def _refund(refund: SandboxRefund) -> Found:
    currency = refund.payment.currency
    return Found(
        key=refund.key,
        reference=refund.reference,
        status=_REFUND[RefundState(refund.state)],
        amount=from_bank(refund.amount, currency),
        cost=Money(0, currency),
        failure=refund.failure,
        settled_at=refund.settled_at,
    )


def _payout(payout: SandboxPayout) -> Found:
    return Found(
        key=payout.key,
        reference=payout.reference,
        status=_PAYOUT[PayoutState(payout.state)],
        amount=from_bank(payout.amount, payout.currency),
        cost=Money(0, payout.currency),
        failure=payout.failure,
        settled_at=payout.settled_at,
    )


def _chargeback(chargeback: SandboxChargeback) -> FoundChargeback:
    payment = chargeback.payment
    return FoundChargeback(
        reference=chargeback.reference,
        payment_key=payment.key,
        payment_reference=payment.reference,
        status=ChargebackStatus(chargeback.state),
        amount=chargeback.money,
        fee=from_bank(chargeback.fee, payment.currency),
        reason=chargeback.reason,
        evidence_due_at=chargeback.answer_by,
        opened_at=chargeback.created_at,
        settled_at=chargeback.settled_at,
    )

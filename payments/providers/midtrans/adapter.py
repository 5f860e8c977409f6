"""Midtrans through the port."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.conf import settings

from payments.providers.base import (
    Found,
    Notice,
    PaymentAsked,
    PayoutAsked,
    PayoutRail,
    Rail,
    RefundAsked,
    Settled,
)
from payments.providers.midtrans import payments, payouts, reports, webhooks
from payments.providers.midtrans.channels import CHANNELS, CURRENCY, payout_rails


class Midtrans:
    """Adapter to Midtrans' Core API and payouts; amounts cross in whole rupiah."""

    name = "midtrans"
    holds_at_most = timedelta(days=90)  # none is published; the strictest of the others'

    def rails(self, currency: str) -> list[Rail]:
        """QRIS, virtual accounts, GoPay and ShopeePay, in rupiah."""
        return [one.as_rail() for one in CHANNELS] if currency == CURRENCY else []

    def payout_rails(self, currency: str) -> list[PayoutRail]:
        """Banks, where both keys of the payout service are set."""
        has_keys = settings.IRIS_CREATOR_KEY and settings.IRIS_APPROVER_KEY
        return payout_rails() if has_keys and currency == CURRENCY else []

    def create_payment(self, asked: PaymentAsked, *, now: datetime) -> Found:
        return payments.create(asked, now=now)

    def fetch_payment(self, key: str, reference: str) -> Found | None:
        return payments.fetch(key)

    def cancel_payment(self, key: str, reference: str) -> Found | None:
        return payments.cancel(key)

    def refund(self, asked: RefundAsked, *, now: datetime) -> Found:
        return payments.refund(asked, now=now)

    def fetch_refund(self, key: str, reference: str) -> Found | None:
        return payments.fetch_refund(key, reference)

    def create_payout(self, asked: PayoutAsked, *, now: datetime) -> Found:
        return payouts.create(asked)

    def fetch_payout(self, key: str, reference: str) -> Found | None:
        return payouts.fetch(key, reference)

    def verify_webhook(self, *, body: bytes, headers: Mapping[str, str], now: datetime) -> Notice:
        return webhooks.verify(
            body=body,
            headers=headers,
            server_key=settings.MIDTRANS_SERVER_KEY,
            merchant_key=settings.IRIS_MERCHANT_KEY,
        )

    def list_settled(self, since: datetime, until: datetime) -> Iterable[Settled]:
        return reports.list_settled(since, until)

"""Xendit through the port."""

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
from payments.providers.xendit import payments, payouts, refunds, reports, webhooks
from payments.providers.xendit.channels import CHANNELS, CURRENCY, payout_rails


class Xendit:
    """Adapter to Xendit's API; amounts cross in whole rupiah."""

    name = "xendit"
    # No limit is published; the strictest of the others' is kept until the contract says one.
    holds_at_most = timedelta(days=90)

    def rails(self, currency: str) -> list[Rail]:
        """QRIS, virtual accounts and e-wallets, in rupiah."""
        return [one.as_rail() for one in CHANNELS] if currency == CURRENCY else []

    def payout_rails(self, currency: str) -> list[PayoutRail]:
        """Banks and e-wallets, in rupiah."""
        return payout_rails() if currency == CURRENCY else []

    def create_payment(self, asked: PaymentAsked, *, now: datetime) -> Found:
        return payments.create(asked)

    def fetch_payment(self, key: str, reference: str) -> Found | None:
        return payments.fetch(key, reference)

    def cancel_payment(self, key: str, reference: str) -> Found | None:
        return payments.cancel(key, reference)

    def refund(self, asked: RefundAsked, *, now: datetime) -> Found:
        return refunds.create(asked)

    def fetch_refund(self, key: str, reference: str) -> Found | None:
        return refunds.fetch(reference)

    def create_payout(self, asked: PayoutAsked, *, now: datetime) -> Found:
        return payouts.create(asked)

    def fetch_payout(self, key: str, reference: str) -> Found | None:
        return payouts.fetch(key)

    def verify_webhook(self, *, body: bytes, headers: Mapping[str, str], now: datetime) -> Notice:
        token = settings.XENDIT_CALLBACK_TOKEN
        return webhooks.verify(body=body, headers=headers, token=token)

    def list_settled(self, since: datetime, until: datetime) -> Iterable[Settled]:
        return reports.list_settled(since, until)

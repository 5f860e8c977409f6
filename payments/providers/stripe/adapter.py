"""Stripe through the port."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

import stripe
from django.conf import settings

from core.money import EXPONENTS, Money
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
from payments.providers.chargebacks import Evidence, FoundChargeback
from payments.providers.onboarding import AccountAsked, FoundAccount
from payments.providers.stripe import (
    accounts,
    chargebacks,
    payments,
    payouts,
    refunds,
    reports,
    webhooks,
)
from payments.providers.stripe.client import make_client
from payments.states import Method
from payments.states import Rail as PayoutKind

# In minor units, by currency. Least: docs.stripe.com/currencies; most: eight digits, rupiah twelve.
_LEAST = {"IDR": 10_000_00, "JPY": 50, "GBP": 30, "MYR": 200}
_LEAST_ELSEWHERE = 50
_MOST = {"IDR": 9_999_999_999_00}
_MOST_ELSEWHERE = 99_999_999
# A session of Checkout lives 24 hours at the most from the moment it is made, which is later than
# the intent in our row.
LIFETIME = timedelta(hours=23)


class Stripe:
    """Adapter to Stripe's API; amounts cross in Stripe's units."""

    name = "stripe"
    holds_at_most = timedelta(days=90)  # docs.stripe.com/connect/manual-payouts
    onboards_for = PayoutKind.STRIPE

    def __init__(self, http_client: stripe.HTTPClient | None = None) -> None:
        self._client = make_client(http_client)

    def rails(self, currency: str) -> list[Rail]:
        """Cards, in the currencies that the operator's account settles in."""
        if currency not in _offered(settings.STRIPE_CURRENCIES):
            return []
        return [
            Rail(
                method=Method.CARD,
                least=Money(_LEAST.get(currency, _LEAST_ELSEWHERE), currency),
                most=Money(_MOST.get(currency, _MOST_ELSEWHERE), currency),
                hold=timedelta(days=settings.STRIPE_HOLD_DAYS),
                hold_days=settings.STRIPE_HOLD_DAYS,
                seconds_to_confirm=30,
                lifetime=LIFETIME,
                cost_bps=settings.STRIPE_COST_BPS,
            )
        ]

    def payout_rails(self, currency: str) -> list[PayoutRail]:
        """Connected accounts, where the operator uses Connect."""
        if not settings.STRIPE_CONNECT or currency not in _offered(settings.STRIPE_CURRENCIES):
            return []
        return [
            PayoutRail(
                rail=PayoutKind.STRIPE,
                least=Money(_LEAST.get(currency, _LEAST_ELSEWHERE), currency),
                most=Money(_MOST.get(currency, _MOST_ELSEWHERE), currency),
                minutes=2 * 24 * 60,
            )
        ]

    def create_payment(self, asked: PaymentAsked, *, now: datetime) -> Found:
        return payments.create(self._client, asked)

    def fetch_payment(self, key: str, reference: str) -> Found | None:
        return payments.fetch(self._client, key, reference)

    def cancel_payment(self, key: str, reference: str) -> Found | None:
        return payments.cancel(self._client, key, reference)

    def refund(self, asked: RefundAsked, *, now: datetime) -> Found:
        return refunds.create(self._client, asked)

    def fetch_refund(self, key: str, reference: str) -> Found | None:
        return refunds.fetch(self._client, reference)

    def create_payout(self, asked: PayoutAsked, *, now: datetime) -> Found:
        return payouts.create(self._client, asked)

    def fetch_payout(self, key: str, reference: str) -> Found | None:
        return payouts.fetch(self._client, key, reference)

    def onboarding_countries(self) -> Collection[str]:
        """Those that the operator named; none without Connect."""
        return [one.upper() for one in settings.STRIPE_CONNECT_COUNTRIES if settings.STRIPE_CONNECT]

    def open_account(self, asked: AccountAsked) -> FoundAccount:
        return accounts.open_account(self._client, asked)

    def fetch_account(self, reference: str) -> FoundAccount | None:
        return accounts.fetch(self._client, reference)

    def onboarding_page(self, reference: str, *, key: str, back_url: str, again_url: str) -> str:
        return accounts.page(
            self._client, reference, key=key, back_url=back_url, again_url=again_url
        )

    def fetch_chargeback(self, reference: str) -> FoundChargeback | None:
        return chargebacks.fetch(self._client, reference)

    def submit_evidence(self, reference: str, evidence: Evidence, *, now: datetime) -> None:
        chargebacks.submit_evidence(self._client, reference, evidence)

    def accept_chargeback(self, reference: str, *, now: datetime) -> None:
        chargebacks.accept(self._client, reference)

    def verify_webhook(self, *, body: bytes, headers: Mapping[str, str], now: datetime) -> Notice:
        secrets = settings.STRIPE_WEBHOOK_SECRET
        return webhooks.verify(body=body, headers=headers, secrets=secrets, now=now)

    def list_settled(self, since: datetime, until: datetime) -> Iterable[Settled]:
        return reports.list_settled(self._client, since, until)


def _offered(currencies: Iterable[str]) -> set[str]:
    return {one.upper() for one in currencies} & set(EXPONENTS)

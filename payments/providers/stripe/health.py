"""Whether the key and endpoints at Stripe are as Karya needs them; asks over the network."""

from collections.abc import Callable

import stripe
from django.conf import settings

from payments.providers.stripe.client import make_client
from payments.providers.stripe.webhooks import CONNECT_EVENTS, EVENTS


def troubles(address: str, http_client: stripe.HTTPClient | None = None) -> list[str]:
    """What is wrong, a sentence each; `address` is where Stripe must send notifications."""
    client = make_client(http_client)
    try:
        return [*_permissions(client), *_endpoint(client, address)]
    except stripe.AuthenticationError:
        return ["Stripe does not know STRIPE_SECRET_KEY"]
    except stripe.StripeError as error:
        return [f"Stripe does not answer ({type(error).__name__})"]


def _permissions(client: stripe.StripeClient) -> list[str]:
    """Reading each thing once; what may be written is proven by script/prove_stripe."""
    asked: dict[str, Callable[[], object]] = {
        "Checkout Sessions": lambda: client.v1.checkout.sessions.list({"limit": 1}),
        "Charges": lambda: client.v1.charges.list({"limit": 1}),
        "Refunds": lambda: client.v1.refunds.list({"limit": 1}),
        "Disputes": lambda: client.v1.disputes.list({"limit": 1}),
        "Balance": client.v1.balance.retrieve,
        "Balance transactions": lambda: client.v1.balance_transactions.list({"limit": 1}),
    }
    if settings.STRIPE_CONNECT:
        asked["Transfers"] = lambda: client.v1.transfers.list({"limit": 1})
    missing = []
    for name, ask in asked.items():
        try:
            ask()
        except stripe.PermissionError:
            missing.append(f"the key may not read {name}")
    return missing


def _endpoint(client: stripe.StripeClient, address: str) -> list[str]:
    try:
        endpoints = client.v1.webhook_endpoints.list({"limit": 100}).data
    except stripe.PermissionError:
        return ["the key may not read Webhook Endpoints"]
    ours = [one for one in endpoints if one.url == address and one.status == "enabled"]
    if not ours:
        return [f"no enabled endpoint at {address}"]
    told = {event for one in ours for event in one.enabled_events}
    wanted = (*EVENTS, *(CONNECT_EVENTS if settings.STRIPE_CONNECT else ()))
    missing = [event for event in wanted if event not in told and "*" not in told]
    return [f"the endpoint is not told of {', '.join(missing)}"] if missing else []

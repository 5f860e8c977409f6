"""Connected accounts: who a freelancer is, Stripe asks itself on its own pages (Express).

The account carries our key in its metadata, and payouts from it are asked for by us alone.
"""

from datetime import timedelta

import stripe
from stripe.params import AccountCreateParams

from payments.providers.onboarding import AccountAsked, FoundAccount
from payments.providers.stripe.client import OUR_KEY, Gone, Missing, asking, looking
from payments.providers.stripe.payments import moment
from payments.providers.stripe.refunds import key_of
from payments.states import Standing

CLOCKS_DIFFER = timedelta(minutes=10)


def open_account(client: stripe.StripeClient, asked: AccountAsked) -> FoundAccount:
    """The account of our key, looking first among those made since we first asked."""
    since = int((asked.since - CLOCKS_DIFFER).timestamp())
    params: AccountCreateParams = {
        "country": asked.country,
        "email": asked.email,
        "controller": {
            "stripe_dashboard": {"type": "express"},
            "fees": {"payer": "application"},
            "losses": {"payments": "application"},
            "requirement_collection": "stripe",
        },
        "capabilities": {"transfers": {"requested": True}},
        "settings": {"payouts": {"schedule": {"interval": "manual"}}},
        "metadata": {OUR_KEY: asked.key},
    }
    with looking():
        made = client.v1.accounts.list({"created": {"gte": since}, "limit": 100})
        for account in made.auto_paging_iter():
            if key_of(account) == asked.key:
                return _found(account)
    with asking():
        return _found(client.v1.accounts.create(params, {"idempotency_key": asked.key}))


def fetch(client: stripe.StripeClient, reference: str) -> FoundAccount | None:
    """The account as it is now; None where it was deleted or let go of."""
    try:
        with looking():
            return _found(client.v1.accounts.retrieve(reference))
    except (Missing, Gone):
        return None


def page(
    client: stripe.StripeClient, reference: str, *, key: str, back_url: str, again_url: str
) -> str:
    """A fresh link to Stripe's form: each is good once, so each has a key of its own."""
    with asking():
        link = client.v1.account_links.create(
            {
                "account": reference,
                "type": "account_onboarding",
                "return_url": back_url,
                "refresh_url": again_url,
                "collection_options": {"fields": "eventually_due"},
            },
            {"idempotency_key": key},
        )
    return link.url


def _found(account: stripe.Account) -> FoundAccount:
    asked = account.requirements
    due = {*(asked.currently_due or ()), *(asked.past_due or ())} if asked is not None else set()
    return FoundAccount(
        key=key_of(account),
        reference=account.id,
        standing=_standing(account, is_due=bool(due)),
        country=account.country or "",
        currency=(account.default_currency or "").upper(),
        due=tuple(sorted(due)),
        due_by=moment(asked.current_deadline) if asked is not None else None,
    )


def _standing(account: stripe.Account, *, is_due: bool) -> Standing:
    asked = account.requirements
    why_not = (asked.disabled_reason or "") if asked is not None else ""
    transfers = account.capabilities.transfers if account.capabilities is not None else None
    if why_not.startswith("rejected.") or why_not == "listed":
        return Standing.CLOSED
    if account.payouts_enabled and transfers == "active":
        return Standing.READY
    if is_due or not account.details_submitted:
        return Standing.NEEDS
    return Standing.CHECKING

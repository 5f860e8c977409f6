"""How Stripe is called: one client, and its errors in the words of the port."""

from collections.abc import Iterator
from contextlib import contextmanager

import stripe
import structlog
from django.conf import settings

from payments.providers.base import Busy, Refused, Unknown

PATIENCE_SECONDS = 20
NOT_OURS = "account_invalid"  # a connected account that was deleted, or left us
_NO_SUCH = "resource_missing"
OUR_KEY = "karya_key"  # in the metadata of whatever we create
# Codes of a no that only means "not now": the same request may succeed later.
_NOT_NOW = frozenset(
    {
        "balance_insufficient",
        "insufficient_funds",
        "idempotency_key_in_use",
        "lock_timeout",
        "rate_limit",
        "transfer_source_balance_parameters_mismatch",
    }
)
_TOO_LITTLE = frozenset({"balance_insufficient", "insufficient_funds"})
log = structlog.get_logger(__name__)


class Missing(Unknown):
    """Stripe has no such object, or not under the name that we asked by."""


class Gone(Unknown):
    """The connected account was deleted, or left us: what is there cannot be seen any more."""


class Short(Unknown):
    """Too little is available there now, which may pass."""


def make_client(http_client: stripe.HTTPClient | None = None) -> stripe.StripeClient:
    """A client with the operator's key and version; it never repeats a call on its own.

    Repeating is the business of Karya's sweeps, which look first whether it happened.
    """
    base = settings.STRIPE_API_BASE
    return stripe.StripeClient(
        settings.STRIPE_SECRET_KEY,
        stripe_version=settings.STRIPE_API_VERSION,
        base_addresses={"api": base, "files": base} if base else {},
        http_client=http_client or stripe.RequestsClient(timeout=PATIENCE_SECONDS),
        max_network_retries=0,
    )


@contextmanager
def asking() -> Iterator[None]:
    """Raises Refused for a clear no, Unknown for everything that may have happened or may yet.

    A key that lacks a permission is the operator's trouble, not the payer's: nothing is given up.
    """
    try:
        yield
    except (stripe.InvalidRequestError, stripe.CardError) as error:
        if error.code in _NOT_NOW:
            log.warning("stripe_not_now", code=error.code, request_id=error.request_id)
            raise (Short if error.code in _TOO_LITTLE else Unknown)(str(error.code)) from error
        log.warning("stripe_refused", code=error.code, request_id=error.request_id)
        raise Refused(error.code or "refused_by_provider") from error
    except stripe.PermissionError as error:
        if error.error is None or error.error.code != NOT_OURS:  # its own `code` is left empty
            raise _unknown(error) from error
        raise Refused(NOT_OURS) from error
    except stripe.RateLimitError as error:
        log.warning("stripe_busy", request_id=error.request_id)
        raise Busy from error
    except stripe.StripeError as error:
        raise _unknown(error) from error


@contextmanager
def looking() -> Iterator[None]:
    """The same for questions, to which a no is no answer: raises Unknown, never Refused.

    Missing and Gone are the two that some who ask can make something of.
    """
    try:
        with asking():
            yield
    except Refused as refusal:
        kind = {_NO_SUCH: Missing, NOT_OURS: Gone}.get(refusal.code, Unknown)
        raise kind(refusal.code) from refusal


def _unknown(error: stripe.StripeError) -> Unknown:
    log.warning("stripe_unknown", kind=type(error).__name__, request_id=error.request_id)
    return Unknown(type(error).__name__)

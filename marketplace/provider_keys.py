"""Karya does not start with a payment provider that could not serve."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ImproperlyConfigured


def require_providers(given: Mapping[str, Any]) -> None:
    """Refuse unknown providers, those without their keys, and pretended money in earnest.

    `given` are the settings. Raises ImproperlyConfigured with what to do about it.
    """
    needed: Mapping[str, Sequence[str]] = given["PROVIDER_KEYS"]
    for name in given["PAYMENT_PROVIDERS"]:
        if name not in needed:
            known = ", ".join(sorted(needed))
            raise ImproperlyConfigured(f"PAYMENT_PROVIDERS names {name!r}; there are: {known}.")
        missing = [key for key in needed[name] if not given[key]]
        if missing:
            raise ImproperlyConfigured(
                f"PAYMENT_PROVIDERS names {name!r}, which needs {' and '.join(missing)}."
            )
    _refuse_pretended_money(given)


def _refuse_pretended_money(given: Mapping[str, Any]) -> None:
    is_trial = given["DEBUG"] or given["DEMO"] or given["SANDBOX_ALLOWED"]
    if "sandbox" in given["PAYMENT_PROVIDERS"] and not is_trial:
        raise ImproperlyConfigured(
            "The practice bank moves no real money. Outside DEBUG and DEMO name real ones in "
            "PAYMENT_PROVIDERS, or set SANDBOX_ALLOWED=true."
        )

"""Which provider serves what."""

from payments.providers.base import Provider, Rail
from payments.providers.sandbox import Sandbox

_PROVIDERS: dict[str, Provider] = {Sandbox.name: Sandbox()}


def provider_named(name: str) -> Provider:
    """The adapter of that name; raises KeyError for one that Karya does not know."""
    return _PROVIDERS[name]


def is_known(name: str) -> bool:
    """Whether there is an adapter of that name."""
    return name in _PROVIDERS


def provider_for_payins() -> Provider:
    """Who receives new payments."""
    return _PROVIDERS[Sandbox.name]


def provider_for_payouts() -> Provider:
    """Who sends new payouts."""
    return _PROVIDERS[Sandbox.name]


def rails_for(currency: str) -> list[Rail]:
    """The ways of paying that are offered in a currency."""
    return provider_for_payins().rails(currency)


def all_providers() -> list[Provider]:
    """Every provider that Karya keeps money with."""
    return list(_PROVIDERS.values())

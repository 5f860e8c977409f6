"""Which provider serves what: those that the operator switched on, the first that offers it."""

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from core.errors import InvalidInput
from payments.providers.base import PayoutRail, Provider, Rail
from payments.providers.chargebacks import TellsChargebacks
from payments.providers.onboarding import OnboardsPeople

# Adapters are imported and constructed when they are first needed: what is off costs nothing.
_ADAPTERS = {
    "sandbox": "payments.providers.sandbox.Sandbox",
    "stripe": "payments.providers.stripe.adapter.Stripe",
    "midtrans": "payments.providers.midtrans.adapter.Midtrans",
    "xendit": "payments.providers.xendit.adapter.Xendit",
}


_made: dict[str, Provider] = {}


def provider_named(name: str) -> Provider:
    """The adapter of that name; raises KeyError for one that Karya does not know."""
    if name not in _made:
        _made[name] = import_string(_ADAPTERS[name])()
    return _made[name]


def chargebacks_at(name: str) -> TellsChargebacks | None:
    """The same adapter as one that tells of chargebacks; None where payments are final."""
    adapter = provider_named(name)
    return adapter if isinstance(adapter, TellsChargebacks) else None


def onboarding_at(name: str) -> OnboardsPeople | None:
    """The same adapter as one that people open accounts with; None where they do not."""
    adapter = provider_named(name)
    return adapter if isinstance(adapter, OnboardsPeople) else None


def onboarding_offered() -> tuple[str, OnboardsPeople] | None:
    """Who opens accounts for freelancers now, and its name; None where nobody is to."""
    for provider in all_providers():
        if not isinstance(provider, OnboardsPeople) or not provider.onboarding_countries():
            continue
        if _is_on(provider, "payout", provider.onboards_for):
            return provider.name, provider
    return None


def is_known(name: str) -> bool:
    """Whether there is an adapter of that name."""
    return name in _ADAPTERS


def all_providers() -> list[Provider]:
    """Every provider that the operator uses (`PAYMENT_PROVIDERS`), in order of preference."""
    return [provider_named(name) for name in settings.PAYMENT_PROVIDERS]


def rails_for(currency: str) -> list[tuple[Provider, Rail]]:
    """The ways of paying that are offered in a currency, each with who serves it."""
    offered: dict[tuple[str, str], tuple[Provider, Rail]] = {}
    for provider in all_providers():
        for rail in provider.rails(currency):
            if _is_on(provider, rail.method, rail.channel):
                offered.setdefault((rail.method, rail.channel), (provider, rail))
    return list(offered.values())


def rail_of(currency: str, method: str, channel: str) -> tuple[Provider, Rail]:
    """One way of paying, and who serves it; raises InvalidInput for one that is not offered.

    Where no channel is named, the first of the method serves.
    """
    for provider, rail in rails_for(currency):
        if rail.method == method and channel in ("", rail.channel):
            return provider, rail
    raise InvalidInput(_("This way to pay is not offered."))


def payout_rails_for(currency: str, kind: str) -> list[tuple[Provider, PayoutRail]]:
    """The rails of payouts of a kind that are on, each with who serves it, in order."""
    return [
        (provider, rail)
        for provider in all_providers()
        for rail in provider.payout_rails(currency)
        if rail.rail == kind and _is_on(provider, "payout", kind, rail.name)
    ]


def provider_for_payouts(currency: str, rail: str) -> Provider:
    """Who sends new payouts of a kind; raises InvalidInput where nobody does."""
    for provider in all_providers():
        is_offered = any(one.rail == rail for one in provider.payout_rails(currency))
        if is_offered and _is_on(provider, "payout", rail):
            return provider
    raise InvalidInput(_("Payouts to this kind of destination are not offered."))


def _is_on(provider: Provider, *words: str) -> bool:
    """Whether the operator has not switched a rail off, alone or with all of its kind.

    `PAYMENT_RAILS_OFF` names them: `xendit:ewallet:ovo`, `xendit:va`, `midtrans:payout:bank`,
    `xendit:payout:bank:rtgs`.
    What is underway goes on; new payments go to the next provider that offers the way.
    """
    names = [provider.name, *(word for word in words if word)]
    off = set(settings.PAYMENT_RAILS_OFF)
    return not any(":".join(names[:length]) in off for length in range(1, len(names) + 1))

"""Whether the providers in use are set up as they must be; asks them over the network."""

from importlib import import_module

from django.conf import settings
from django.urls import reverse

from payments.services.addresses import callback

_ASKED = {"stripe": "payments.providers.stripe.health"}


def troubles_of_providers() -> list[str]:
    """What is wrong at the providers in use, a sentence each."""
    found: list[str] = []
    for name in settings.PAYMENT_PROVIDERS:
        if name in _ASKED:
            address = callback(reverse("payments:webhook", args=[name]))
            found += import_module(_ASKED[name]).troubles(address)
    return found

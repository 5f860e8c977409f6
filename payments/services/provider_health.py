"""Whether the providers that the operator uses take our keys; for `manage.py doctor`."""

from django.conf import settings

from payments.providers.midtrans import health as midtrans_health
from payments.providers.xendit import health as xendit_health


def xendit() -> str:
    """What is wrong with Xendit, or an empty text."""
    return xendit_health.trouble() if "xendit" in settings.PAYMENT_PROVIDERS else ""


def midtrans() -> str:
    """What is wrong with Midtrans, or an empty text."""
    return midtrans_health.trouble() if "midtrans" in settings.PAYMENT_PROVIDERS else ""

"""Indonesian providers on the loopback, in front of the real services."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.doubles import midtrans as other
from tests.doubles.midtrans import MidtransDouble
from tests.doubles.xendit import KEY, TOKEN, XenditDouble


@pytest.fixture
def xendit(settings: Any, now: datetime) -> Iterator[XenditDouble]:
    """Xendit serves everything."""
    with XenditDouble(now=now) as double:
        settings.PAYMENT_PROVIDERS = ["xendit"]
        settings.XENDIT_API_BASE = double.base
        settings.XENDIT_SECRET_KEY, settings.XENDIT_CALLBACK_TOKEN = KEY, TOKEN
        settings.PROVIDER_SECONDS = 1
        yield double


@pytest.fixture
def midtrans(settings: Any, now: datetime) -> Iterator[MidtransDouble]:
    """Midtrans serves everything."""
    with MidtransDouble(now=now) as double:
        settings.PAYMENT_PROVIDERS = ["midtrans"]
        settings.MIDTRANS_API_BASE = settings.IRIS_API_BASE = double.base
        settings.MIDTRANS_SERVER_KEY, settings.IRIS_MERCHANT_KEY = other.KEY, other.MERCHANT
        settings.IRIS_CREATOR_KEY, settings.IRIS_APPROVER_KEY = other.CREATOR, other.APPROVER
        settings.PROVIDER_SECONDS = 1
        yield double

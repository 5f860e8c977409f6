"""Indonesian providers on the loopback, in front of the real services."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

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

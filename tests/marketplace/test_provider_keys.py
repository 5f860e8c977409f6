"""Karya does not start with a provider that could not serve."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from marketplace.provider_keys import require_providers
from payments.services import registry


def given(*providers: str, **more: Any) -> dict[str, Any]:
    everything = {name: "" for keys in settings.PROVIDER_KEYS.values() for name in keys}
    trial = {"DEBUG": False, "DEMO": False, "SANDBOX_ALLOWED": False}
    return {
        **everything,
        **trial,
        "PROVIDER_KEYS": settings.PROVIDER_KEYS,
        "PAYMENT_PROVIDERS": list(providers),
        **more,
    }


def test_a_provider_without_its_keys_is_refused_by_name() -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        require_providers(given("stripe"))
    assert str(refusal.value) == (
        "PAYMENT_PROVIDERS names 'stripe', which needs STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET."
    )
    with pytest.raises(ImproperlyConfigured, match="needs STRIPE_WEBHOOK_SECRET"):
        require_providers(given("stripe", STRIPE_SECRET_KEY="rk_test_1"))
    require_providers(given("stripe", STRIPE_SECRET_KEY="rk", STRIPE_WEBHOOK_SECRET=["whsec"]))


def test_an_unknown_provider_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="'strip'; there are: "):
        require_providers(given("strip", DEBUG=True))


def test_pretended_money_is_refused_in_earnest() -> None:
    with pytest.raises(ImproperlyConfigured, match="moves no real money"):
        require_providers(given("sandbox"))
    for trial in ("DEBUG", "DEMO", "SANDBOX_ALLOWED"):
        require_providers(given("sandbox", **{trial: True}))


def test_every_provider_has_an_adapter_and_a_list_of_keys() -> None:
    assert [name for name in settings.PROVIDER_KEYS if not registry.is_known(name)] == []


def test_the_product_refuses_to_start() -> None:
    """The settings themselves say it, whichever process reads them."""
    environment = {
        **os.environ,
        "PAYMENT_PROVIDERS": "stripe",
        "STRIPE_SECRET_KEY": "",
        "STRIPE_WEBHOOK_SECRET": "",
    }
    run = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "needs STRIPE_SECRET_KEY" in run.stderr

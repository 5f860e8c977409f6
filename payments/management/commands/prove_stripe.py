"""`manage.py prove_stripe`: what only Stripe's test mode can prove; refuses live keys."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from payments.services import proving


class Command(BaseCommand):
    """Runs the steps of docs/stripe.md, and waits for you to pay on a page in between."""

    help = "Proves the Stripe adapter against Stripe's test mode."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.STRIPE_SECRET_KEY.startswith(("rk_test_", "sk_test_")):
            raise CommandError("Set STRIPE_SECRET_KEY to a test key: rk_test_… or sk_test_…")
        steps = proving.prove_stripe(now=timezone.now(), wait=self._wait)
        for name, is_proven in steps:
            self.stdout.write(f"{'✓' if is_proven else '✗'} {name}")
            if not is_proven:
                raise CommandError("Not as Karya expects it.")

    def _wait(self, address: str) -> None:
        self.stdout.write(f"Pay here with 4242 4242 4242 4242, then press Enter: {address}")
        input()

"""`manage.py doctor`: is everything that Karya needs there, and in order?"""

from collections.abc import Callable
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from identity import vault
from marketplace import checks
from payments import unanswered
from payments.services import attempts, provider_health

Check = Callable[[], str]


class Command(BaseCommand):
    help = (
        "Checks database, broker, worker, disk, clock, mail and keys; fails where one is not well."
    )

    def handle(self, **_options: Any) -> None:
        now = timezone.now()
        parts: dict[str, Check] = {
            "database": checks.database,
            "migrations": checks.migrations,
            "clock": lambda: checks.clock(now=timezone.now()),
            "broker": checks.broker,
            "worker": lambda: checks.worker(now=now),
            "disk": checks.disk,
            "files": checks.files,
            "identities": vault.trouble,
            "settings": checks.deployment,
            "providers": checks.providers,
            "reconciled": lambda: attempts.trouble(now=now),
            "answered": lambda: unanswered.trouble(now=now),
            "xendit": provider_health.xendit,
            "midtrans": provider_health.midtrans,
        }
        troubles = {name: self.report(name, check()) for name, check in parts.items()}
        self.warn("book", checks.role_of_the_book())
        ill = [name for name, trouble in troubles.items() if trouble]
        if ill:
            raise CommandError(f"Not well: {', '.join(ill)}.")
        self.stdout.write("All is well.")

    def warn(self, name: str, warning: str) -> None:
        """Print one line about what works, and could be safer."""
        sign = self.style.WARNING("!") if warning else self.style.SUCCESS("✓")
        self.stdout.write(f"{sign} {name:<12} {warning or 'ok'}")

    def report(self, name: str, trouble: str) -> str:
        """Print one line; hand the trouble on."""
        sign = self.style.ERROR("✗") if trouble else self.style.SUCCESS("✓")
        self.stdout.write(f"{sign} {name:<12} {trouble or 'ok'}")
        return trouble

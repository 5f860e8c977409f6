"""`manage.py reseal_identities`: seal everything with the newest key of IDENTITY_KEYS."""

from typing import Any

from django.core.management import BaseCommand

from identity.services import keys


class Command(BaseCommand):
    help = "Seals identity numbers and pictures with the first key of IDENTITY_KEYS."

    def handle(self, **_options: Any) -> None:
        done = keys.reseal_everything()
        self.stdout.write(f"{done} pictures are sealed with the newest key.")

"""Makes a database ready to serve, in one process: what script/server runs before the rest."""

import os
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management import BaseCommand, call_command, get_commands

from accounts.models import User
from marketplace.tasks import HEARTBEAT
from marketplace.translations import compile_stale


class Command(BaseCommand):
    help = "Migrates, compiles translations, loads reference data, and the demo where it is empty."

    def handle(self, **_options: Any) -> None:
        compile_stale()
        self.say("Bringing the database up to date …")
        call_command("migrate", interactive=False, verbosity=0)
        if not settings.DEBUG:
            self.say("Collecting static files …")
            call_command("collectstatic", interactive=False, verbosity=0)
        call_command("load_reference", stdout=StringIO())
        is_wanted = os.environ.get("DEMO", "yes").lower() not in ("no", "false", "0")
        if is_wanted and not User.objects.exists() and "seed_demo" in get_commands():
            self.say("Loading the demo into the empty database …")
            call_command("seed_demo")
        cache.delete(HEARTBEAT)

    def say(self, sentence: str) -> None:
        """One line, at once."""
        self.stdout.write(sentence)
        self.stdout.flush()

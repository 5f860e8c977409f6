"""Makes a database ready to serve, in one process: what script/server runs before the rest."""

import hashlib
import json
import secrets
from io import StringIO
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.cache import cache
from django.core.management import BaseCommand, call_command

from accounts.models import User
from marketplace.demo.people import address_of
from marketplace.environment import application_role
from marketplace.management.commands import seed_demo
from marketplace.tasks import HEARTBEAT
from marketplace.translations import compile_stale
from marketplace.vocabulary import learn_first


class Command(BaseCommand):
    help = "Migrates, compiles translations, loads reference data, and the demo where it is empty."

    def handle(self, **_options: Any) -> None:
        compile_stale()
        self.say("Bringing the database up to date …")
        call_command("migrate", interactive=False, verbosity=0)
        self.grant()
        if not settings.DEBUG:
            self.collect_static()
        call_command("load_reference", stdout=StringIO())
        if settings.DEMO and not User.objects.exists():
            self.load_demo()
        learn_first()
        cache.delete(HEARTBEAT)

    def grant(self) -> None:
        """Let the application's own role use what there is by now, where it has one."""
        role, password = application_role()
        if role:
            words = {"create": True, "password": password, "stdout": StringIO()}
            call_command("grant_application", role, **words)

    def collect_static(self) -> None:
        """Collect and compress, unless the very same files were collected before."""
        stamp = settings.STATIC_ROOT / "collected.sha256"
        present = _fingerprint_of_static()
        if not stamp.exists() or stamp.read_text() != present:
            self.say("Collecting static files …")
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            stamp.write_text(present)

    def load_demo(self) -> None:
        """Load the demo and keep its accounts where script/server finds them at each start."""
        self.say("Loading the demo into the empty database …")
        password = seed_demo.PASSWORD if settings.DEBUG else secrets.token_urlsafe(9)
        call_command("seed_demo", password=password)
        note = settings.DATA_DIR / "demo_accounts.json"
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        note.touch(mode=0o600)
        accounts = [
            {"email": address_of(handle), "password": password, "role": role}
            for handle, role in seed_demo.ACCOUNTS
        ]
        note.write_text(json.dumps(accounts, indent=1))

    def say(self, sentence: str) -> None:
        """One line, at once."""
        self.stdout.write(sentence)
        self.stdout.flush()


def _fingerprint_of_static() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            digest.update(
                f"{name} {storage.size(name)} {storage.get_modified_time(name)}\n".encode()
            )
    return digest.hexdigest()

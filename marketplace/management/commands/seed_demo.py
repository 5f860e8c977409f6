"""`manage.py seed_demo [--size N]`: a believable marketplace to look around in.

Running it again adds nothing; a larger size adds the difference.
"""

import secrets
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils import timezone

from accounts.models import Skill, User
from core.sweeps import standing_still
from marketplace.demo import texts
from marketplace.demo.builder import Built, build
from marketplace.demo.past import without_bells
from marketplace.demo.people import address_of
from marketplace.progress import Progress
from marketplace.vocabulary import learn_all

PASSWORD = "karya-demo"  # noqa: S105 - printed for every visitor of a demo
ACCOUNTS = (
    ("clara", "client, a shop in Tegal"),
    ("farid", "freelancer in Kendari"),
    ("maya", "moderator"),
    ("sari", "senior moderator, hears appeals"),
    ("sulis", "support"),
    ("fitri", "keeps the books"),
    ("adi", "administrator"),
)


class Command(BaseCommand):
    help = "Fill Karya with people, postings, bids, contracts and money to look at."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--size",
            type=int,
            default=len(texts.projects()),
            help="how many postings (%(default)s)",
        )
        parser.add_argument(
            "--password", help="of every account; outside DEBUG one is made up and printed"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        size = options["size"]
        if size < 1:
            raise CommandError("The size must be 1 or more.")
        if not Skill.objects.exists():
            call_command("load_reference", verbosity=0, stdout=self.stdout)
        password = options["password"] or (PASSWORD if settings.DEBUG else secrets.token_urlsafe(9))
        with connection.cursor() as cursor:  # a demo may be lost in a crash
            cursor.execute("SET synchronous_commit TO off")
        is_first = not User.objects.filter(email=address_of(ACCOUNTS[0][0])).exists()
        began = monotonic()
        with Progress("Building the demo", size) as bar, without_bells(), standing_still():
            built = build(size=size, password=password, now=timezone.now(), reached=bar.reach)
        learn_all()
        self._sum_up(built, size, monotonic() - began)
        self._print_accounts(password if is_first else "the one printed when they were made")

    def _sum_up(self, built: Built, size: int, seconds: float) -> None:
        self.stdout.write(
            f"The demo has {size:,} postings: {built.postings:,} new ones"
            f" and {built.people:,} new people beside the named ones, in {seconds:.1f} s."
        )

    def _print_accounts(self, password: str) -> None:
        self.stdout.write("Accounts:")
        for handle, role in ACCOUNTS:
            self.stdout.write(f"  {address_of(handle):24} {role}")
        self.stdout.write(f"  and everybody else, such as {address_of('rani-puspita')}")
        self.stdout.write(f"Password: {password}")

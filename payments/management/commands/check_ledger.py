"""`manage.py check_ledger`: prove the book, or print the rows that break it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from payments.services import checks


class Command(BaseCommand):
    """Exit code 0 and one line when the book is right, 1 and the rows otherwise."""

    help = "Prove that the book balances, and that it agrees with the providers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--book-only", action="store_true", help="leave out the comparison with the providers"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        findings = checks.check_ledger()
        if not options["book_only"]:
            findings += checks.check_providers(now=timezone.now())
        for finding in findings:
            self.stdout.write(f"WRONG  {finding.check}: {finding.row}")
        if findings:
            self.stderr.write(f"{len(findings)} row(s) are not as they must be.")
            sys.exit(1)
        self.stdout.write("The book is right.")

"""`manage.py issue_documents`: what happened before there were documents gets its own."""

from typing import Any

from django.core.management.base import BaseCommand

from payments.services.documents import issuing


class Command(BaseCommand):
    """Running it again adds nothing."""

    help = "Issue the receipts, invoices and slips that are missing."

    def handle(self, *_args: Any, **_options: Any) -> None:
        count = issuing.catch_up()
        self.stdout.write(f"{count} fact(s) had no document, and have it now.")

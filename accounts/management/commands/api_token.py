"""`manage.py api_token EMAIL`: a personal access token for somebody, printed once."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.scopes import Scope
from accounts.selectors import open_people
from accounts.services.tokens import create_token
from core.errors import DomainError


class Command(BaseCommand):
    help = "Make a personal access token and print it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="command line")
        parser.add_argument(
            "--scopes",
            default=",".join(Scope.values),
            help="comma-separated; all of them by default: " + ", ".join(Scope.values),
        )
        parser.add_argument("--days", type=int, default=30)

    def handle(self, *_args: Any, **options: Any) -> None:
        user = open_people().filter(email=options["email"].lower()).first()
        if user is None:
            raise CommandError(f"Nobody with an open account uses {options['email']}.")
        try:
            made = create_token(
                user=user,
                name=options["name"],
                scopes=[scope for scope in options["scopes"].split(",") if scope],
                lifetime=timedelta(days=options["days"]),
                by=user,
                now=timezone.now(),
            )
        except DomainError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(made.secret)

"""The books of rules that everybody can read."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class Book(models.TextChoices):
    """What the rules of a book are about."""

    CONDUCT = "conduct", pgettext_lazy("rulebook", "How we treat each other")
    POSTINGS = "postings", pgettext_lazy("rulebook", "What may be posted")
    DISPUTES = "disputes", pgettext_lazy("rulebook", "How disputes are decided")


class HelpState(models.TextChoices):
    """How far a request for help is."""

    OPEN = "open", pgettext_lazy("help", "Waiting for an answer")
    ANSWERED = "answered", pgettext_lazy("help", "Answered")
    CLOSED = "closed", pgettext_lazy("help", "Closed")


HELP_MOVES: Mapping[str, frozenset[str]] = {
    HelpState.OPEN: frozenset({HelpState.ANSWERED, HelpState.CLOSED}),
    HelpState.ANSWERED: frozenset({HelpState.CLOSED}),
    HelpState.CLOSED: frozenset(),
}

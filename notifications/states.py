"""The way of a letter."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy


class EmailState(models.TextChoices):
    PENDING = "pending", pgettext_lazy("e-mail", "To be sent")
    SENT = "sent", pgettext_lazy("e-mail", "Sent")
    SKIPPED = "skipped", pgettext_lazy("e-mail", "Not wanted")
    BOUNCED = "bounced", pgettext_lazy("e-mail", "Came back")


E = EmailState
EMAIL_MOVES: Mapping[str, frozenset[str]] = {
    E.PENDING: frozenset({E.SENT, E.SKIPPED, E.BOUNCED}),
    E.SENT: frozenset(),
    E.SKIPPED: frozenset(),
    E.BOUNCED: frozenset(),
}

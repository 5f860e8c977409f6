"""What becomes of a letter: it is pending once, and then one of the others for good."""

from django.db import models
from django.utils.translation import pgettext_lazy


class EmailState(models.TextChoices):
    PENDING = "pending", pgettext_lazy("e-mail", "To be sent")
    SENT = "sent", pgettext_lazy("e-mail", "Sent")
    SKIPPED = "skipped", pgettext_lazy("e-mail", "Not wanted")
    BOUNCED = "bounced", pgettext_lazy("e-mail", "Came back")

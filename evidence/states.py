"""Words of evidence."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Side(models.TextChoices):
    """Who laid a piece on the table."""

    CLIENT = "client", pgettext_lazy("evidence", "Client")
    FREELANCER = "freelancer", pgettext_lazy("evidence", "Freelancer")
    MODERATOR = "moderator", pgettext_lazy("evidence", "Moderator")


class PartKind(models.TextChoices):
    """The parts of a bundle, in their order; the value is the name of the file without its end."""

    TERMS = "terms", pgettext_lazy("evidence", "What was agreed")
    MILESTONES = "milestones", pgettext_lazy("evidence", "The steps")
    DELIVERIES = "deliveries", pgettext_lazy("evidence", "What was delivered")
    MESSAGES = "messages", pgettext_lazy("evidence", "What was written")
    EVENTS = "events", pgettext_lazy("evidence", "What happened")
    PAYMENTS = "payments", pgettext_lazy("evidence", "Where the money is")

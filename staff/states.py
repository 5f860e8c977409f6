"""The books of rules that everybody can read."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Book(models.TextChoices):
    """What the rules of a book are about."""

    CONDUCT = "conduct", pgettext_lazy("rulebook", "How we treat each other")
    POSTINGS = "postings", pgettext_lazy("rulebook", "What may be posted")
    DISPUTES = "disputes", pgettext_lazy("rulebook", "How disputes are decided")

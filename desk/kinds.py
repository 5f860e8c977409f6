"""The kinds of work that waits for staff."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What a case is; a case is known by its kind and the number of its row."""

    DISPUTE = "dispute", pgettext_lazy("desk", "Disputes")
    POSTING = "posting", pgettext_lazy("desk", "Postings")
    IDENTITY = "identity", pgettext_lazy("desk", "Identities")
    REPORT = "report", pgettext_lazy("desk", "Reports")
    ACCOUNT = "account", pgettext_lazy("desk", "Cases about accounts")
    REVIEW = "review", pgettext_lazy("desk", "Reviews")
    MISMATCH = "mismatch", pgettext_lazy("desk", "Payments that do not fit")
    PAYOUT = "payout", pgettext_lazy("desk", "Payouts")
    CHARGEBACK = "chargeback", pgettext_lazy("desk", "Chargebacks to answer")
    DEBT = "debt", pgettext_lazy("desk", "Debts")
    DIFFERENCE = "difference", pgettext_lazy("desk", "Rows that differ")
    LETTER = "letter", pgettext_lazy("desk", "Statement letters")
    DECISION = "decision", pgettext_lazy("desk", "Second looks")


class Whose(models.TextChoices):
    """Whose work to show."""

    ANYONE = "anyone", pgettext_lazy("desk", "Anybody’s")
    MINE = "mine", pgettext_lazy("desk", "Mine")
    NOBODY = "unassigned", pgettext_lazy("desk", "Nobody’s")

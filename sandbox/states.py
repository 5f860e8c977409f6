"""Words of the sandbox bank."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaymentState(models.TextChoices):
    WAITING = "waiting", _("Waiting for you")
    PROCESSING = "processing", _("Being processed")
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Failed")
    EXPIRED = "expired", _("Expired")


class RefundState(models.TextChoices):
    PROCESSING = "processing", _("Being processed")
    DONE = "done", _("Refunded")
    FAILED = "failed", _("Failed")


class PayoutState(models.TextChoices):
    PROCESSING = "processing", _("Being processed")
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Bounced")
    RETURNED = "returned", _("Returned")


class ChargebackState(models.TextChoices):
    NEEDS_RESPONSE = "needs_response", _("Waiting for the shop’s answer")
    UNDER_REVIEW = "under_review", _("The bank is deciding")
    WON = "won", _("The shop was right")
    LOST = "lost", _("The cardholder was right")


class Outcome(models.TextChoices):
    """What the tester wants to happen."""

    SUCCESS = "success", _("It succeeds")
    FAILURE = "failure", _("It is refused")
    OTHER_AMOUNT = "other_amount", _("Another amount arrives")


class ReportEdit(models.TextChoices):
    """What the tester does to the bank's report."""

    LEAVE_OUT = "leave_out", _("Leave the row out")
    TWICE = "twice", _("List the row twice")
    OTHER_AMOUNT = "other_amount", _("List another amount")
    ADD = "add", _("Add a row that never was")

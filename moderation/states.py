"""What may be reported and why, and how a report ends."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MOST_REPORTS = 20
A_DAY = timedelta(days=1)
REPORTS_ANSWERED_IN = timedelta(days=3)


class Thing(models.TextChoices):
    """What can be reported."""

    PROJECT = "project", pgettext_lazy("reported", "Project")
    PROFILE = "profile", pgettext_lazy("reported", "Profile")
    MESSAGE = "message", pgettext_lazy("reported", "Message")
    REVIEW = "review", pgettext_lazy("reported", "Review")


class Reason(models.TextChoices):
    """Why, in one tap."""

    FRAUD = "fraud", _("It looks like fraud or a fake")
    OUTSIDE_PAYMENT = "outside_payment", _("It asks to pay or talk outside Karya")
    FREE_WORK = "free_work", _("It asks for free work")
    HARASSMENT = "harassment", _("It insults or threatens somebody")
    PRIVATE_DATA = "private_data", _("It shows somebody’s private data")
    ILLEGAL = "illegal", _("It is about something forbidden")
    SPAM = "spam", _("It is advertising or sent to everybody")
    OTHER = "other", _("Something else")


class ReportState(models.TextChoices):
    OPEN = "open", pgettext_lazy("report", "Waiting for a moderator")
    DISMISSED = "dismissed", pgettext_lazy("report", "No rule was broken")
    ACTED = "acted", pgettext_lazy("report", "Something was done")


S = ReportState
REPORT_MOVES: Mapping[str, frozenset[str]] = {
    S.OPEN: frozenset({S.DISMISSED, S.ACTED}),
    S.DISMISSED: frozenset(),
    S.ACTED: frozenset(),
}

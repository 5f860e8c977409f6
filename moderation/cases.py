"""The life of a case: which state may follow which, how long each lasts, what a measure does.

About an account, a measure follows the answer; about something written, it comes with the notice.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ANSWER_TIME = timedelta(days=7)
DECISION_TIME = timedelta(days=7)
APPEAL_TIME = timedelta(days=14)
JUDGEMENT_TIME = timedelta(days=14)
SECOND_LOOK_TIME = timedelta(hours=72)
REMINDED_BEFORE = timedelta(days=2)


class About(models.TextChoices):
    """What a case is about."""

    ACCOUNT = "account", pgettext_lazy("case about", "Account")
    PROJECT = "project", pgettext_lazy("reported", "Project")
    PROFILE = "profile", pgettext_lazy("reported", "Profile")
    MESSAGE = "message", pgettext_lazy("reported", "Message")
    REVIEW = "review", pgettext_lazy("reported", "Review")


class Urgency(models.TextChoices):
    """Why somebody may be suspended before they have answered."""

    FRAUD = "fraud", pgettext_lazy("urgent", "Fraud that goes on")
    THREAT = "threat", pgettext_lazy("urgent", "A threat to somebody")
    CHILD_SAFETY = "child_safety", pgettext_lazy("urgent", "The safety of a child")


class CaseState(models.TextChoices):
    NOTICED = "noticed", pgettext_lazy("case", "Waiting for an answer")
    ANSWERED = "answered", pgettext_lazy("case", "Waiting for a decision")
    CLOSED = "closed", pgettext_lazy("case", "Closed without a measure")
    WARNED = "warned", pgettext_lazy("case", "Warned")
    RESTRICTED = "restricted", pgettext_lazy("case", "Restricted")
    SUSPENDED = "suspended", pgettext_lazy("case", "Suspended")
    STANDS = "stands", pgettext_lazy("case", "The measure stays")
    APPEALED = "appealed", pgettext_lazy("case", "Waiting for the appeal")
    UPHELD = "upheld", pgettext_lazy("case", "Upheld after an appeal")
    RESTORED = "restored", pgettext_lazy("case", "Taken back")


class Measure(models.TextChoices):
    """What is done: about an account by a decision, about something written at once."""

    NONE = "closed", _("No measure")
    WARN = "warned", _("A warning")
    RESTRICT = "restricted", _("Restrict: nothing new may be begun")
    SUSPEND = "suspended", _("Suspend: nothing new, and not in the list of freelancers")
    RETURN = "returned", _("Send the posting back to be changed")
    REMOVE = "removed", _("Take the posting down")
    HIDE = "hidden", _("Hide it")
    CLEAR = "cleared", _("Take the texts of the profile down")
    CLEAR_PICTURES = "no_pictures", _("Take the pictures of the profile down")


MEASURES: Mapping[str, tuple[Measure, ...]] = {
    About.ACCOUNT: (Measure.NONE, Measure.WARN, Measure.RESTRICT, Measure.SUSPEND),
    About.PROJECT: (Measure.RETURN, Measure.REMOVE),
    About.PROFILE: (Measure.CLEAR, Measure.CLEAR_PICTURES),
    About.MESSAGE: (Measure.HIDE,),
    About.REVIEW: (Measure.HIDE,),
}
C = CaseState
_DECISIONS = frozenset({C.CLOSED, C.WARNED, C.RESTRICTED, C.SUSPENDED})
CASE_MOVES: Mapping[str, frozenset[str]] = {
    C.NOTICED: frozenset({C.ANSWERED, C.STANDS, C.RESTORED}) | _DECISIONS,
    C.ANSWERED: frozenset({C.STANDS, C.RESTORED}) | _DECISIONS,
    C.CLOSED: frozenset(),
    C.WARNED: frozenset({C.APPEALED}),
    C.RESTRICTED: frozenset({C.APPEALED}),
    C.SUSPENDED: frozenset({C.APPEALED}),
    C.STANDS: frozenset({C.APPEALED}),
    C.APPEALED: frozenset({C.UPHELD, C.RESTORED}),
    C.UPHELD: frozenset(),
    C.RESTORED: frozenset(),
}
OPEN_CASES = frozenset({C.NOTICED, C.ANSWERED, C.APPEALED})
IN_FORCE = frozenset({C.WARNED, C.RESTRICTED, C.SUSPENDED, C.STANDS, C.APPEALED, C.UPHELD})
APPEALABLE = frozenset({C.WARNED, C.RESTRICTED, C.SUSPENDED, C.STANDS})

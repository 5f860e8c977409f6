"""The life of a case about an account: which state may follow which, and how long each lasts."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ANSWER_TIME = timedelta(days=7)
DECISION_TIME = timedelta(days=7)
APPEAL_TIME = timedelta(days=14)
JUDGEMENT_TIME = timedelta(days=14)


class CaseState(models.TextChoices):
    NOTICED = "noticed", pgettext_lazy("case", "Waiting for an answer")
    ANSWERED = "answered", pgettext_lazy("case", "Waiting for a decision")
    CLOSED = "closed", pgettext_lazy("case", "Closed without a measure")
    WARNED = "warned", pgettext_lazy("case", "Warned")
    RESTRICTED = "restricted", pgettext_lazy("case", "Restricted")
    SUSPENDED = "suspended", pgettext_lazy("case", "Suspended")
    APPEALED = "appealed", pgettext_lazy("case", "Waiting for the appeal")
    UPHELD = "upheld", pgettext_lazy("case", "Upheld after an appeal")
    RESTORED = "restored", pgettext_lazy("case", "Taken back")


class Measure(models.TextChoices):
    """What a decision does."""

    NONE = "closed", _("No measure")
    WARN = "warned", _("A warning")
    RESTRICT = "restricted", _("Restrict: nothing new may be begun")
    SUSPEND = "suspended", _("Suspend: nothing new, and not in the list of freelancers")


C = CaseState
CASE_MOVES: Mapping[str, frozenset[str]] = {
    C.NOTICED: frozenset({C.ANSWERED, C.CLOSED, C.WARNED, C.RESTRICTED, C.SUSPENDED}),
    C.ANSWERED: frozenset({C.CLOSED, C.WARNED, C.RESTRICTED, C.SUSPENDED}),
    C.CLOSED: frozenset(),
    C.WARNED: frozenset({C.APPEALED}),
    C.RESTRICTED: frozenset({C.APPEALED}),
    C.SUSPENDED: frozenset({C.APPEALED}),
    C.APPEALED: frozenset({C.UPHELD, C.RESTORED}),
    C.UPHELD: frozenset(),
    C.RESTORED: frozenset(),
}
OPEN_CASES = frozenset({C.NOTICED, C.ANSWERED, C.APPEALED})
IN_FORCE = frozenset({C.WARNED, C.RESTRICTED, C.SUSPENDED, C.APPEALED, C.UPHELD})
APPEALABLE = frozenset({C.WARNED, C.RESTRICTED, C.SUSPENDED})

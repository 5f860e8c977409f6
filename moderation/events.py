"""What happened at the desk of moderators. Ids only."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class _AboutReports(Event):
    reported_id: int


class ThingReported(_AboutReports):
    """Something was reported that nobody had reported before, or not since it was looked at."""


class ReportsDecided(_AboutReports):
    """A moderator dismissed the reports about a thing, or acted on them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _AboutCase(Event):
    case_id: int


class CaseOpened(_AboutCase):
    """Somebody is told what they are said to have done, and may answer."""


class CaseAnswered(_AboutCase):
    """They answered; a moderator decides."""


class CaseDecided(_AboutCase):
    """It was closed, or a measure was taken."""


class CaseAppealed(_AboutCase):
    """They appealed; a senior moderator who had no part in it decides."""


class SecondLookTaken(_AboutCase):
    """A second moderator confirmed an urgent measure, or lifted it."""


class UrgentMeasureLapsed(_AboutCase):
    """Nobody looked at an urgent measure in time, so it ended."""


class CaseReminder(_AboutCase):
    """The present state of a case ends soon."""


class AppealDecided(_AboutCase):
    """The measure was upheld, or taken back."""

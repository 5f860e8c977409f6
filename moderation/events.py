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

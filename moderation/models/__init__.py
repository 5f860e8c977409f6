"""What moderation keeps."""

from moderation.models.cases import LONGEST_CASE, Case
from moderation.models.reports import LONGEST_OUTCOME, LONGEST_WORDS, Report, Reported

__all__ = [
    "LONGEST_CASE",
    "LONGEST_OUTCOME",
    "LONGEST_WORDS",
    "Case",
    "Report",
    "Reported",
]

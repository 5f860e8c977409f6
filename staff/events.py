"""What happens when somebody asks for help. Ids only."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class _AboutHelp(Event):
    request_id: int


class HelpAsked(_AboutHelp):
    """Somebody wrote what is wrong."""


class HelpAnswered(_AboutHelp):
    """Support answered, or closed the request with a word."""

"""What happened to the evidence of a disagreement. Ids only."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class _AboutPiece(Event):
    piece_id: int


class EvidenceAdded(_AboutPiece):
    """Somebody laid a piece of evidence beside the bundle."""


class EvidenceHidden(_AboutPiece):
    """A moderator hid a piece; a line with the reason stays."""

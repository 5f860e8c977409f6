"""A disagreement about the money of one milestone, and how it ended."""

from disputes.models.dispute import LONGEST, Dispute, DisputeChange
from disputes.models.offers import BlindOffer, Proposal
from disputes.models.rulings import Appeal, Ruling, RulingAnswer

__all__ = [
    "LONGEST",
    "Appeal",
    "BlindOffer",
    "Dispute",
    "DisputeChange",
    "Proposal",
    "Ruling",
    "RulingAnswer",
]

"""How likely money is that has not come yet: published starting values, moved by one's own history.

chance = (came + WEIGHT x starting value) / (decided + WEIGHT), in whole percent, rounded down: with
little history the starting value speaks, with much the person's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WEIGHT = 10  # cases that a starting value counts for


class Stage(StrEnum):
    """How far money is from being earned, the nearest first."""

    RELEASED = "released"
    DELIVERED = "delivered"
    FUNDED = "funded"
    AGREED = "agreed"
    OFFERED = "offered"
    SHORTLISTED = "shortlisted"
    BID = "bid"


STAGES: Mapping[Stage, Promise] = {
    Stage.RELEASED: _("Released, waiting for its day"),
    Stage.DELIVERED: _("Delivered, being reviewed"),
    Stage.FUNDED: _("In escrow"),
    Stage.AGREED: _("Agreed, not paid in yet"),
    Stage.OFFERED: _("Offered to you"),
    Stage.SHORTLISTED: _("Bid, shortlisted"),
    Stage.BID: _("Bid"),
}
STARTING_PERCENT: Mapping[Stage, int] = {
    Stage.RELEASED: 100,
    Stage.DELIVERED: 95,
    Stage.FUNDED: 90,
    Stage.AGREED: 70,
    Stage.OFFERED: 60,
    Stage.SHORTLISTED: 25,
    Stage.BID: 8,
}


@dataclass(frozen=True, slots=True)
class History:
    """What became of a person's earlier cases of one stage."""

    came: int = 0
    decided: int = 0


def percent_of(stage: Stage, history: History) -> int:
    """The chance in whole percent; what is released is certain."""
    start = STARTING_PERCENT[stage]
    if stage is Stage.RELEASED:
        return start
    return (100 * history.came + WEIGHT * start) // (history.decided + WEIGHT)

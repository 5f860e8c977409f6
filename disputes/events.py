"""What happened in a disagreement. Ids only."""

from dataclasses import dataclass

from core.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class DisputeEvent(Event):
    dispute_id: int


class DisputeOpened(DisputeEvent):
    """One side disagrees; the money is frozen and the other side has five days to answer."""


class DisputeEscalated(DisputeEvent):
    """The two sides did not agree in time; a moderator takes over."""


class DefaultDue(DisputeEvent):
    """Silence is about to count for the opener. Asks for a veto: a receiver raises WrongState where
    the other side was never really told."""


class DefaultAnnounced(DisputeEvent):
    """Nobody answered in time; the opener's split is carried out after a last chance."""


class DisputeDefaulted(DisputeEvent):
    """The last chance passed; what the opener asked for has been carried out."""


class RulingProposed(DisputeEvent):
    """A moderator proposes a split; both sides may accept or reject it."""


class RulingRejected(DisputeEvent):
    """One side rejected the proposal, or none came in time: a senior moderator takes over."""


class DisputeDecided(DisputeEvent):
    """A senior moderator decided; either side may appeal."""


class DisputeAppealed(DisputeEvent):
    """One side appealed; somebody else judges."""


class DisputeSettled(DisputeEvent):
    """One side accepted what the other proposed; the money has moved."""


class DisputeOvertaken(DisputeEvent):
    """The client's bank kept all of the money, so that nothing is left to decide."""


class DisputeWithdrawn(DisputeEvent):
    """The side that opened it took it back; the work goes on."""


class RulingToConfirm(DisputeEvent):
    """A moderator has decided about a large amount; a second one has to look."""


class RulingReturned(DisputeEvent):
    """The second moderator did not confirm; the first has to look again."""


class DisputeRuled(DisputeEvent):
    """A proposal or decision was carried out; the money has moved."""


class DisputeReminder(DisputeEvent):
    """Somebody's time is nearly over."""


class DisputeOverdue(DisputeEvent):
    """The moderators' time is over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SplitProposed(Event):
    """One side proposes how to divide the money."""

    dispute_id: int
    proposal_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class BlindRoundEnded(DisputeEvent):
    """Both sides made a secret offer, and they did not cross."""

    is_last: bool

"""The table of moves of a dispute."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy

Moves = Mapping[str, frozenset[str]]


class DisputeState(models.TextChoices):
    AWAITING_RESPONSE = "awaiting_response", pgettext_lazy("dispute", "Waiting for an answer")
    DEFAULTING = "defaulting", pgettext_lazy("dispute", "No answer: a last chance")
    NEGOTIATION = "negotiation", pgettext_lazy("dispute", "Both sides are talking")
    MEDIATION = "mediation", pgettext_lazy("dispute", "With a moderator")
    PROPOSED = "proposed", pgettext_lazy("dispute", "A moderator has proposed")
    ARBITRATION = "arbitration", pgettext_lazy("dispute", "With a senior moderator")
    DECIDED = "decided", pgettext_lazy("dispute", "Decided, open to appeal")
    APPEALED = "appealed", pgettext_lazy("dispute", "Appealed")
    SETTLED = "settled", pgettext_lazy("dispute", "Settled by agreement")
    WITHDRAWN = "withdrawn", pgettext_lazy("dispute", "Withdrawn")
    DEFAULTED = "defaulted", pgettext_lazy("dispute", "Ended without an answer")
    EXECUTED = "executed", pgettext_lazy("dispute", "Decided and carried out")
    OVERTAKEN = "overtaken", pgettext_lazy("dispute", "Ended by the client’s bank")


D = DisputeState
_MOVES: Mapping[str, set[str]] = {
    D.AWAITING_RESPONSE: {D.NEGOTIATION, D.DEFAULTING, D.MEDIATION, D.SETTLED, D.WITHDRAWN},
    D.DEFAULTING: {D.NEGOTIATION, D.MEDIATION, D.DEFAULTED, D.SETTLED, D.WITHDRAWN},
    D.NEGOTIATION: {D.MEDIATION, D.SETTLED, D.WITHDRAWN},
    D.MEDIATION: {D.PROPOSED, D.ARBITRATION, D.SETTLED, D.WITHDRAWN},
    D.PROPOSED: {D.EXECUTED, D.ARBITRATION, D.SETTLED, D.WITHDRAWN},
    D.ARBITRATION: {D.DECIDED, D.EXECUTED, D.SETTLED, D.WITHDRAWN},
    D.DECIDED: {D.APPEALED, D.EXECUTED, D.SETTLED},
    D.APPEALED: {D.EXECUTED, D.SETTLED},
    D.SETTLED: set(),
    D.WITHDRAWN: set(),
    D.DEFAULTED: set(),
    D.EXECUTED: set(),
    D.OVERTAKEN: set(),
}
# Whatever the two talk about, the client's bank may take all of it back.
DISPUTE_MOVES: Moves = {
    state: frozenset(moves | {D.OVERTAKEN} if moves else moves) for state, moves in _MOVES.items()
}
OPEN_DISPUTES = frozenset(state for state, moves in DISPUTE_MOVES.items() if moves)
# The two sides alone: nobody has taken it over.
BETWEEN_SIDES = frozenset({D.AWAITING_RESPONSE, D.DEFAULTING, D.NEGOTIATION})
# Somebody of the staff has to act.
WITH_STAFF = frozenset({D.MEDIATION, D.ARBITRATION, D.APPEALED})
# The opener may take it back.
UNDECIDED = OPEN_DISPUTES - {D.DECIDED, D.APPEALED}
TAKES_BLIND_OFFERS = frozenset({D.NEGOTIATION, D.MEDIATION})


class Reason(models.TextChoices):
    """What the two sides disagree about."""

    NOT_DELIVERED = "not_delivered", pgettext_lazy("dispute", "Nothing usable was delivered")
    NOT_AS_AGREED = "not_as_agreed", pgettext_lazy("dispute", "It is not what was agreed")
    QUALITY = "quality", pgettext_lazy("dispute", "The quality is too low")
    MORE_THAN_AGREED = "more_than_agreed", pgettext_lazy("dispute", "More is asked than agreed")
    NO_ANSWER = "no_answer", pgettext_lazy("dispute", "The other side does not answer")
    OTHER = "other", pgettext_lazy("dispute", "Something else")


class Rule(models.TextChoices):
    """The rules that a ruling may rest on; their texts are versions in the rulebook."""

    AS_AGREED = "as_agreed", pgettext_lazy("ruling", "Work delivered as agreed is paid")
    IN_PART = "in_part", pgettext_lazy("ruling", "Work delivered in part is paid in part")
    NOT_DELIVERED = "not_delivered", pgettext_lazy("ruling", "Work not delivered is not paid")
    OUT_OF_SCOPE = "out_of_scope", pgettext_lazy("ruling", "What was not agreed need not be done")
    GOOD_FAITH = "good_faith", pgettext_lazy("ruling", "Both sides answer each other in good faith")


class RulingKind(models.TextChoices):
    PROPOSAL = "proposal", pgettext_lazy("ruling", "A mediator’s proposal")
    DECISION = "decision", pgettext_lazy("ruling", "A senior moderator’s decision")
    APPEAL = "appeal", pgettext_lazy("ruling", "The judgement of an appeal")


class Ground(models.TextChoices):
    """What an appeal rests on."""

    EVIDENCE = "evidence", pgettext_lazy("appeal", "There is new evidence")
    PROCEDURE = "procedure", pgettext_lazy("appeal", "The procedure was not followed")


# Which kind of ruling each state waits for.
RULED_IN: Mapping[str, RulingKind] = {
    D.MEDIATION: RulingKind.PROPOSAL,
    D.ARBITRATION: RulingKind.DECISION,
    D.APPEALED: RulingKind.APPEAL,
}

# The kinds of change by which a ruling begins to count; their reason is its number.
ISSUED = ("mediator_proposed", "decided", "appeal_judged")

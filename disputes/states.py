"""The table of moves of a dispute."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import pgettext_lazy

Moves = Mapping[str, frozenset[str]]


class DisputeState(models.TextChoices):
    AWAITING_RESPONSE = "awaiting_response", pgettext_lazy("dispute", "Waiting for an answer")
    NEGOTIATION = "negotiation", pgettext_lazy("dispute", "Both sides are talking")
    MEDIATION = "mediation", pgettext_lazy("dispute", "With a moderator")
    SETTLED = "settled", pgettext_lazy("dispute", "Settled by agreement")
    WITHDRAWN = "withdrawn", pgettext_lazy("dispute", "Withdrawn")
    RULED = "ruled", pgettext_lazy("dispute", "Decided by a moderator")


D = DisputeState
OPEN_DISPUTES = frozenset({D.AWAITING_RESPONSE, D.NEGOTIATION, D.MEDIATION})
DISPUTE_MOVES: Moves = {
    D.AWAITING_RESPONSE: frozenset({D.NEGOTIATION, D.MEDIATION, D.SETTLED, D.WITHDRAWN}),
    D.NEGOTIATION: frozenset({D.MEDIATION, D.SETTLED, D.WITHDRAWN}),
    D.MEDIATION: frozenset({D.SETTLED, D.WITHDRAWN, D.RULED}),
    D.SETTLED: frozenset(),
    D.WITHDRAWN: frozenset(),
    D.RULED: frozenset(),
}


class Reason(models.TextChoices):
    """What the two sides disagree about."""

    NOT_DELIVERED = "not_delivered", pgettext_lazy("dispute", "Nothing usable was delivered")
    NOT_AS_AGREED = "not_as_agreed", pgettext_lazy("dispute", "It is not what was agreed")
    QUALITY = "quality", pgettext_lazy("dispute", "The quality is too low")
    MORE_THAN_AGREED = "more_than_agreed", pgettext_lazy("dispute", "More is asked than agreed")
    NO_ANSWER = "no_answer", pgettext_lazy("dispute", "The other side does not answer")
    OTHER = "other", pgettext_lazy("dispute", "Something else")


class Rule(models.TextChoices):
    """The rule that a ruling rests on."""

    AS_AGREED = "as_agreed", pgettext_lazy("ruling", "Work delivered as agreed is paid")
    IN_PART = "in_part", pgettext_lazy("ruling", "Work delivered in part is paid in part")
    NOT_DELIVERED = "not_delivered", pgettext_lazy("ruling", "Work not delivered is not paid")
    OUT_OF_SCOPE = "out_of_scope", pgettext_lazy("ruling", "What was not agreed need not be done")
    GOOD_FAITH = "good_faith", pgettext_lazy("ruling", "Both sides answer each other in good faith")

"""Blind settlement: each side secretly names its limit; where they cross, the middle settles it.

Nothing of an offer is shown, told or written where anybody but its author could read it, unless
both crossed, and then only the middle.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import WrongState
from core.events import publish
from core.money import Money, smallest_step
from core.policies import require
from disputes.events import BlindRoundEnded, DisputeSettled
from disputes.models import BlindOffer, Dispute
from disputes.models.offers import MOST_ROUNDS
from disputes.policies import is_party
from disputes.selectors import blind_round
from disputes.services.steps import check_part, end_with, locked_dispute, remember
from disputes.states import TAKES_BLIND_OFFERS, DisputeState


@transaction.atomic
def offer_blindly(*, dispute: Dispute, by: User, limit: Money, now: datetime) -> Dispute:
    """Name the most one would give (client) or the least one would take (freelancer), in secret.

    `limit` is the freelancer's part of the price before the fee. If both limits of a round cross,
    the middle is carried out at once; else the round ends and nothing is known of either. Raises
    WrongState outside of talks and mediation, after one's own offer of the round with another
    figure, and after three rounds. The same offer twice counts once.
    """
    dispute = locked_dispute(dispute)
    require(is_party, by, dispute)
    if dispute.state not in TAKES_BLIND_OFFERS:
        raise WrongState(_("Secret offers are for the time of talks and mediation."))
    check_part(dispute.amount, limit)
    number = blind_round(dispute)
    if number is None:
        raise WrongState(_("All three rounds of secret offers are over."))
    offers = {o.by_id: o for o in dispute.blind_offers.filter(round=number)}
    if by.pk in offers:
        if offers[by.pk].limit_minor == limit.minor:
            return dispute
        raise WrongState(
            _("Your secret offer of this round stands. Please wait for the other one.")
        )
    mine = BlindOffer.objects.create(
        dispute=dispute, by=by, round=number, limit_minor=limit.minor, offered_at=now
    )
    if offers:
        [theirs] = offers.values()
        _compare(dispute, mine, theirs, now=now)
    return dispute


def middle(most: Money, least: Money) -> Money:
    """Half way between two limits, in whole steps of the currency, the remainder upwards."""
    step = smallest_step(most.currency)
    halves = -(-(most.minor + least.minor) // (2 * step))
    return Money(halves * step, most.currency)


def _compare(dispute: Dispute, one: BlindOffer, other: BlindOffer, *, now: datetime) -> None:
    client_id = dispute.milestone.contract.client_id
    gives, takes = (one, other) if one.by_id == client_id else (other, one)
    if gives.limit_minor < takes.limit_minor:
        remember(dispute, kind="blind_round", by=None, now=now, reason=str(one.round))
        publish(BlindRoundEnded(dispute_id=dispute.pk, is_last=one.round == MOST_ROUNDS))
        return
    agreed = middle(
        Money(gives.limit_minor, dispute.currency), Money(takes.limit_minor, dispute.currency)
    )
    end_with(dispute, DisputeState.SETTLED, agreed, kind="settled_blindly", by=None, now=now)
    publish(DisputeSettled(dispute_id=dispute.pk))

"""What somebody takes along of disputes: what was claimed, what they offered and asked for."""

from typing import Any

from django.db.models import Q

from accounts.models import User
from core.money import Money, format_money
from disputes.models import Appeal, BlindOffer, Dispute, Proposal


def disputes_of(user: User) -> dict[str, list[dict[str, Any]]]:
    """Disputes of one's work from either side; offers and appeals only as far as one's own."""
    mine = Q(milestone__contract__client=user) | Q(milestone__contract__freelancer=user)
    disputes = Dispute.objects.filter(mine).select_related("milestone", "opened_by").order_by("pk")
    return {
        "disputes": [_dispute(one) for one in disputes],
        "proposals": [
            {
                "about": one.dispute.milestone.title,
                "to_freelancer": format_money(Money(one.to_freelancer_minor, one.dispute.currency)),
                "message": one.message,
                "proposed_at": one.proposed_at.isoformat(),
            }
            for one in _written(Proposal, user)
        ],
        "blind_offers": [
            {
                "about": one.dispute.milestone.title,
                "limit": format_money(Money(one.limit_minor, one.dispute.currency)),
                "offered_at": one.offered_at.isoformat(),
            }
            for one in _written(BlindOffer, user)
        ],
        "appeals": [
            {
                "about": one.dispute.milestone.title,
                "ground": one.ground,
                "text": one.text,
                "appealed_at": one.appealed_at.isoformat(),
            }
            for one in _written(Appeal, user)
        ],
    }


def _written(model: Any, user: User) -> Any:
    return model.objects.filter(by=user).select_related("dispute__milestone").order_by("pk")


def _dispute(one: Dispute) -> dict[str, Any]:
    return {
        "about": one.milestone.title,
        "opened_by": str(one.opened_by),
        "reason": one.reason_code,
        "claim": one.claim,
        "amount": format_money(one.amount),
        "to_freelancer": None if one.to_freelancer is None else format_money(one.to_freelancer),
        "state": one.state,
        "opened_at": one.opened_at.isoformat(),
        "closed_at": one.closed_at.isoformat() if one.closed_at else None,
    }

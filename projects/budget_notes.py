"""What the page to pay says of budgets."""

from datetime import datetime

from django.utils.translation import gettext as _

from core.money import format_money
from payments.models import Escrow
from projects.spent import Standing, budgets_touched_by, standings


def notes_on(escrow: Escrow, now: datetime) -> list[str]:
    """A sentence for each budget that this payment goes beyond; it may be paid all the same."""
    found = standings(list(budgets_touched_by(escrow)), escrow.payer, now=now)
    return [_sentence(one, escrow) for one in found if escrow.missing.minor > one.left.minor]


def _sentence(one: Standing, escrow: Escrow) -> str:
    words = {
        "above": format_money(escrow.missing - one.left),
        "budget": format_money(one.budget.amount),
        "project": one.budget.project.title if one.budget.project else "",
    }
    if one.budget.project:
        return (
            _(
                "With this payment you are %(above)s above your budget of %(budget)s "
                "for “%(project)s”. You can pay all the same."
            )
            % words
        )
    return (
        _(
            "With this payment you are %(above)s above your budget of %(budget)s "
            "for this month. You can pay all the same."
        )
        % words
    )

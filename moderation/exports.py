"""What somebody takes along of moderation: what they reported, and decisions about themselves."""

from typing import Any

from accounts.models import User
from moderation.models import Case, Report


def moderation_of(user: User) -> dict[str, list[dict[str, Any]]]:
    """Own reports, and own cases with what was answered; never who reported oneself."""
    reports = Report.objects.filter(reporter=user).select_related("reported").order_by("pk")
    cases = Case.objects.filter(person=user).select_related("rule").order_by("pk")
    return {
        "reports": [
            {
                "about": one.reported.thing,
                "reason": one.reason,
                "words": one.words,
                "made_at": one.made_at.isoformat(),
            }
            for one in reports
        ],
        "cases": [_case(one) for one in cases],
    }


def _case(one: Case) -> dict[str, Any]:
    return {
        "about": one.about,
        "rule": str(one.rule),
        "what_happened": one.what_happened,
        "state": one.state,
        "measure": one.measure,
        "reasons": one.reasons,
        "your_answer": one.answer,
        "your_appeal": one.appeal,
        "judgement": one.judgement,
        "opened_at": one.opened_at.isoformat(),
        "decided_at": one.decided_at.isoformat() if one.decided_at else None,
    }

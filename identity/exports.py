"""What somebody takes along of identity checks: what is known, never a number in full."""

from typing import Any

from accounts.models import User
from identity.models import IdentityCheck


def checks_of(user: User) -> list[dict[str, Any]]:
    """Every submission of a person, with what was decided and what is still kept."""
    return [_told(one) for one in IdentityCheck.objects.filter(user=user).order_by("pk")]


def _told(one: IdentityCheck) -> dict[str, Any]:
    moments = ("consented_at", "submitted_at", "decided_at", "delete_pictures_at",
               "pictures_deleted_at", "valid_until_at", "ended_at")  # fmt: skip
    return {
        "state": one.state,
        "document": one.document_type,
        "legal_name": one.legal_name,
        "number_ends_in": one.number_end,
        "reason": one.reason,
        "ended_by": one.ended_by,
        **{name: at.isoformat() if (at := getattr(one, name)) else None for name in moments},
    }

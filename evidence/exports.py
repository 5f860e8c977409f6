"""What somebody takes along of evidence."""

from typing import Any

from accounts.models import User
from evidence.models import Piece


def pieces_of(user: User) -> list[dict[str, Any]]:
    """What this person added to disputes; files by name and fingerprint."""
    added = Piece.objects.filter(by=user).select_related("bundle").prefetch_related("files")
    return [
        {
            "dispute": piece.bundle.dispute_id,
            "note": piece.note,
            "link": piece.link,
            "files": [{"name": file.name, "sha256": file.sha256} for file in piece.files.all()],
            "added_at": piece.added_at.isoformat(),
        }
        for piece in added.order_by("pk")
    ]

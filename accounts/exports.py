"""What a person takes along: each app above adds its part to the export of one's own data."""

from collections.abc import Callable
from typing import Any

from accounts.models import User

Part = Callable[[User], Any]
_parts: dict[str, Part] = {}


def register(name: str, part: Part) -> None:
    """Put what `part(user)` returns (plain JSON values) under this name into the export."""
    _parts[name] = part


def parts() -> dict[str, Part]:
    return dict(_parts)

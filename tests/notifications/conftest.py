"""What somebody was told."""

from collections.abc import Callable

import pytest

from accounts.models import User
from notifications.models import Notification


@pytest.fixture
def told() -> Callable[[User], list[str]]:
    """The kinds of news of a person since the last look, in order."""
    seen: set[int] = set()

    def look(person: User) -> list[str]:
        found = Notification.objects.filter(recipient=person).exclude(pk__in=seen).order_by("pk")
        new = list(found)
        seen.update(n.pk for n in new)
        for notification in new:
            assert notification.title
            assert notification.sentence
            assert notification.target != "/dashboard/"
        return [n.kind for n in new]

    return look

"""The clock stands still while somebody builds a past."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.models import User
from core.sweeps import standing_still, sweep, while_moving
from tests.factories.accounts import make_person


def sweep_rows() -> int:
    return sweep(User.objects.all(), lambda user: user.save())


def sweep_over_the_network() -> int:
    return len(list(while_moving(User.objects.values_list("pk", flat=True))))


@pytest.mark.parametrize("work", [sweep_rows, sweep_over_the_network])
@pytest.mark.django_db(transaction=True)
def test_no_sweep_acts_meanwhile(work: Callable[[], int]):
    make_person("Clara Wijaya")
    with standing_still():
        assert elsewhere(work) == 0
    assert elsewhere(work) == 1


def elsewhere(work: Callable[[], int]) -> int:
    """What the work answers on another connection."""
    done: list[int] = []

    def run() -> None:
        done.append(work())
        connection.close()

    worker = threading.Thread(target=run)
    worker.start()
    worker.join()
    return done.pop()

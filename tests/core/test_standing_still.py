"""The clock stands still while somebody builds a past."""

import threading

import pytest
from django.db import connection

from accounts.models import User
from core.sweeps import standing_still, sweep
from tests.factories.accounts import make_person


@pytest.mark.django_db(transaction=True)
def test_no_sweep_acts_meanwhile():
    make_person("Clara Wijaya")
    done: list[int] = []

    def sweep_elsewhere() -> None:
        done.append(sweep(User.objects.all(), lambda user: user.save()))
        connection.close()

    for context, expected in ((standing_still(), 0), (None, 1)):
        worker = threading.Thread(target=sweep_elsewhere)
        if context is None:
            worker.start()
            worker.join()
        else:
            with context:
                worker.start()
                worker.join()
        assert done.pop() == expected

"""Sweeps take what is due, row by row, beside others."""

import pytest
from django.db import connection

from core.errors import WrongState
from core.models import IdempotencyKey
from core.sweeps import sweep

pytestmark = pytest.mark.django_db


@pytest.fixture
def due(now):
    for key in "abc":
        IdempotencyKey.objects.create(owner="1", key=key, claimed_at=now)
    return IdempotencyKey.objects.filter(status=None).order_by("pk")


def finish(row: IdempotencyKey) -> None:
    assert connection.in_atomic_block
    row.status = 200
    row.save()


def test_every_due_row_is_worked_on_once(due):
    assert sweep(due, finish) == 3
    assert sweep(due, finish) == 0


def test_no_more_than_asked(due):
    assert sweep(due, finish, most=2) == 2
    assert [row.key for row in due] == ["c"]


def test_a_refusal_leaves_its_row_and_does_not_stop_the_rest(due):
    def refuse_b(row: IdempotencyKey) -> None:
        finish(row)
        if row.key == "b":
            raise WrongState("Not this one.")

    assert sweep(due, refuse_b) == 2
    assert [row.key for row in due] == ["b"]

"""Sweeps take what is due, row by row, beside others."""

import pytest
from django.db import connection

from core.errors import WrongState
from core.failures import run_each
from core.models import IdempotencyKey
from core.sweeps import each, sweep

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


def test_rows_refused_for_ever_keep_nobody_from_their_turn(due):
    def refuse_all_but_c(row: IdempotencyKey) -> None:
        if row.key != "c":
            raise WrongState("Never.")
        finish(row)

    assert sweep(due, refuse_all_but_c, most=1) == 1
    assert [row.key for row in due] == ["a", "b"]


def test_a_row_that_breaks_leaves_the_rest_their_turn_and_is_heard_of(due, caplog):
    def break_b(row: IdempotencyKey) -> None:
        finish(row)
        if row.key == "b":
            raise ZeroDivisionError

    with pytest.raises(ExceptionGroup) as broken:
        sweep(due, break_b)
    assert [type(error) for error in broken.value.exceptions] == [ZeroDivisionError]
    assert [row.key for row in due] == ["b"]
    (line,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert f"'pk': {due.get().pk}" in line.getMessage()


def test_one_after_the_other_goes_on_after_an_error():
    done = []

    def act(one: int) -> None:
        done.append(1 / one)

    with pytest.raises(ExceptionGroup) as broken:
        each([1, 0, 2], act, what="numbers")
    assert done == [1, 0.5]
    assert str(broken.value) == "numbers: 1 failed (1 sub-exception)"


def test_steps_do_not_wait_for_each_other():
    done = []

    def fail() -> int:
        raise ZeroDivisionError

    with pytest.raises(ExceptionGroup):
        run_each({"first": fail, "second": lambda: done.append(2)})
    assert done == [2]
    assert run_each({"only": lambda: 1}) == {"only": 1}

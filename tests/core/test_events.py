"""Events are told inside the transaction that made them true."""

from dataclasses import dataclass

import pytest
from django.db import transaction

from core import events


@dataclass(frozen=True, kw_only=True, slots=True)
class KettleBoiled(events.Event):
    kettle_id: int


@pytest.fixture
def heard():
    """What two receivers heard, in order."""
    told: list[tuple[str, int]] = []
    events.on(KettleBoiled)(lambda event: told.append(("first", event.kettle_id)))
    events.on(KettleBoiled)(lambda event: told.append(("second", event.kettle_id)))
    yield told
    del events._handlers[KettleBoiled]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_told_outside_a_transaction(heard):
    with pytest.raises(RuntimeError):
        events.publish(KettleBoiled(kettle_id=1))
    assert heard == []


@pytest.mark.django_db
def test_receivers_hear_in_the_order_of_their_subscription(heard):
    with transaction.atomic():
        events.publish(KettleBoiled(kettle_id=7))
    assert heard == [("first", 7), ("second", 7)]


@pytest.mark.django_db
def test_a_receiver_may_veto(heard):
    @events.on(KettleBoiled)
    def refuse(_event: KettleBoiled) -> None:
        raise ValueError("no tea today")

    with pytest.raises(ValueError, match="no tea"), transaction.atomic():
        events.publish(KettleBoiled(kettle_id=7))

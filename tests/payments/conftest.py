"""Every money test ends with a right book."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from accounts.models import User
from payments.models import Escrow
from payments.services import checks
from tests.factories import payments as money


@pytest.fixture(autouse=True)
def book_is_right(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test that touched the database, the book proves itself."""
    if not {"db", "transactional_db"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("db")  # so that this ends before the database is put away
    yield
    if not request.node.get_closest_marker("broken_book"):
        assert checks.check_ledger() == []


@pytest.fixture
def escrow(clara: User, farid: User, now: datetime) -> Escrow:
    """A million rupiah of Clara's for Farid, not paid yet."""
    return money.make_escrow(payer=clara, payee=farid, now=now)


@pytest.fixture
def held(escrow: Escrow, now: datetime) -> Escrow:
    """The same, held."""
    money.fund_escrow(escrow, now=now)
    return escrow


@pytest.fixture
def quiet_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody hears the bells, so that a test does by hand what the workers would."""
    monkeypatch.setattr("payments.receivers._ring", lambda *_task, **_ids: None)

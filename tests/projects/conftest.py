"""Work that moves money leaves a right book."""

from collections.abc import Iterator

import pytest

from payments.services import checks


@pytest.fixture
def book_is_right(db: None) -> Iterator[None]:
    """After the test, the book proves itself."""
    yield
    assert checks.check_ledger() == []

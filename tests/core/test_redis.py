"""One address, several spellings."""

import pytest

from core.redis import broker_url, database_of


@pytest.mark.parametrize(
    ("url", "offset", "expected"),
    [
        ("redis://h:6379/0", 1, "redis://h:6379/1"),
        ("redis://h:6379", 2, "redis://h:6379/2"),
        ("rediss://u:p@h:6379/3", 1, "rediss://u:p@h:6379/4"),
        ("unix:///run/v.sock?db=0", 1, "unix:///run/v.sock?db=1"),
        ("unix:///run/v.sock", 4, "unix:///run/v.sock?db=4"),
    ],
)
def test_the_database_further_on(url, offset, expected):
    assert database_of(url, offset) == expected


def test_kombu_spells_sockets_in_its_own_way():
    assert broker_url("unix:///run/v.sock?db=2") == "redis+socket:///run/v.sock?virtual_host=2"
    assert broker_url("redis://h:6379/0") == "redis://h:6379/0"

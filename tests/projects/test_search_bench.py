"""The bench of the search: its words follow Zipf's law, and it sees every statement."""

from collections import Counter

import pytest

from bench.search import make, sql
from projects.models import Project


def test_words_are_written_by_their_rank():
    known = make.vocabulary()
    written = Counter(word for _title, text in make.texts()[:2000] for word in text.split())

    assert len(known) == len(set(known)) == make.VOCABULARY
    assert 1.6 < written[known[0]] / written[known[1]] < 2.5
    assert written[known[0]] > 50 * written[known[200]]


@pytest.mark.django_db
def test_a_search_is_timed_with_all_of_its_statements():
    with sql.asked() as notes:
        sql.seconds_of({"q": "logo"})
        assert not Project.objects.exists()

    assert len(notes.statements) >= 2
    assert notes.seconds > 0
    assert sql.percentile(range(100), 0.99) == 99

"""The bench of the search: its words follow Zipf's law, and it sees every statement."""

from collections import Counter
from functools import partial

import pytest

from bench.search import comparing, make, sql
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
        sql.seconds_of(partial(sql.find, {"q": "logo"}))
        assert not Project.objects.exists()

    assert len(notes.statements) >= 2
    assert notes.seconds > 0
    assert sql.percentile(range(100), 0.99) == 99


@pytest.mark.django_db
def test_a_plan_that_reads_a_large_table_whole_or_skips_rows_is_told(monkeypatch):
    monkeypatch.setattr(sql, "large_tables", lambda: {"projects_opening"})
    bad = [
        ("SELECT count(*) FROM projects_opening WHERE bids_count > %s", [3]),
        ("SELECT 1 FROM projects_opening ORDER BY published_at DESC LIMIT 20 OFFSET 40", []),
    ]
    good = ("SELECT 1 FROM accounts_category WHERE id = %s", [1])

    assert len(sql.bad_plans([[*bad, good]])) == 2
    assert sql.bad_plans([[good]]) == []


def test_sizes_are_compared_by_kind():
    small = {"projects": 10, "kinds": {"list": {"p50": 2.0, "cpu": 1.0}}}
    large = {"projects": 1000, "kinds": {"list": {"p50": 3.0, "cpu": 1.1}}}

    assert "×  1.50  CPU ×  1.10" in list(comparing.compared(small, large))[1]
    assert list(comparing.compared(small, small)) == []

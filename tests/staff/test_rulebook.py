"""One rulebook: everybody reads it, in both languages, with its versions; nothing in it changes."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from staff.models import RuleVersion
from staff.rulebook import rule_in_force, rules_of
from staff.states import Book

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def newer(now, **columns):
    words = {"name_en": "New", "name_id": "Baru", "text_en": "New words.", "text_id": "Kata baru."}
    defaults = {"book": Book.CONDUCT, "code": "A3", "number": 2, "effective_at": now + DAY}
    return RuleVersion.objects.create(**words | defaults | columns)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Work not delivered is not paid", "Respect everybody", "No free samples"]),
        ("id", ["tidak dibayar", "Hormati semua orang", "Tanpa contoh gratis"]),
    ],
)
def test_everybody_reads_all_books(language, words, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        page = Client().get("/rules/", headers={"accept-language": language}).text
    assert [word for word in words if word not in page] == []


def test_a_new_version_counts_from_its_day_and_the_old_one_stays_readable(now, monkeypatch):
    old, new = rule_in_force("A3", now), newer(now)
    assert rule_in_force("A3", now) == old
    assert rule_in_force("A3", now + DAY) == new
    assert new in rules_of(Book.CONDUCT, now=now + DAY)
    assert old not in rules_of(Book.CONDUCT, now=now + DAY)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + 2 * DAY)
    page = Client().get("/rules/").text
    assert page.index("New words.") < page.index(old.text_en)
    assert "A3.2" in page


def test_a_version_never_changes_and_is_there_once(now):
    new = newer(now)
    for act in (lambda: RuleVersion.objects.update(text_en="x"), new.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    for again in ({"effective_at": now}, {"number": 3}, {"number": 0, "effective_at": now}):
        with pytest.raises(IntegrityError), transaction.atomic():
            newer(now, **again)

"""Ways to go on while typing: skills, kinds of work and words in use, few and cheap."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.search.suggested import suggest
from accounts.services import findable
from projects.models import KnownWord
from projects.services import vocabulary
from tests.factories.accounts import complete_profile, make_category, make_skill
from tests.factories.projects import open_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_use(clara, farid, now):
    design = make_category("design", name_en="Design", name_id="Desain")
    make_skill("logo-design", name_en="Logo design", name_id="Desain logo", category=design)
    for title in ("Kemasan keripik", "Kemasan teh", "Kembang gula"):
        open_project(by=clara, now=now, title=title, skills=[])
    complete_profile(farid, headline="Kemasan dan keranjang")
    vocabulary.learn_words()
    findable.learn_words()


def test_names_come_before_words_and_words_complete_the_last_one(in_use):
    assert suggest("des", KnownWord)[:2] == ["design", "logo design"]
    assert suggest("kem", KnownWord)[:2] == ["kemasan", "kembang"]
    assert "logo kemasan" in suggest("logo kem", KnownWord)
    with translation.override("id"):
        assert suggest("des", KnownWord)[:2] == ["desain", "desain logo"]


@pytest.mark.parametrize("typed", ["", "k", "  ", "\x00", "x" * 61, "%%", "zzzz", "'; --", "🚀🚀"])
def test_nothing_for_what_says_nothing(in_use, typed):
    assert suggest(typed, KnownWord) == []


def test_both_searches_answer_from_their_own_words_and_twice_from_memory(in_use, client):
    for name, word, other in (
        ("projects:suggestions", "keripik", "keranjang"),
        ("accounts:suggestions", "keranjang", "keripik"),
    ):
        with CaptureQueriesContext(connection) as first:
            answer = client.get(reverse(name), {"q": "ker"})
        with CaptureQueriesContext(connection) as second:
            client.get(reverse(name), {"q": "KER "})
        assert word in answer.json()["suggestions"]
        assert other not in answer.json()["suggestions"]
        assert (len(first), len(second)) == (2, 0)
        assert "max-age=300" in answer["Cache-Control"]


def test_the_fields_ask_for_them_and_do_without(in_use, client):
    for page, address in (("projects:list", "projects:suggestions"),
                          ("accounts:freelancers", "accounts:suggestions")):  # fmt: skip
        text = client.get(reverse(page)).text
        assert f'list="search-ways" data-suggest="{reverse(address)}"' in text
        assert '<datalist id="search-ways"></datalist>' in text

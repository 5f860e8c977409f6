"""What is found by which words: messy names, other words for the same, slips of the pen."""

import pytest
from django.utils import timezone

from core.search.words import read_words, synonyms
from projects.models import KnownWord
from projects.search import find_projects, read_search
from projects.services import vocabulary
from tests.factories.projects import open_project

pytestmark = pytest.mark.django_db
MESSY = [
    "C# dan .NET developer untuk kasir 🚀",
    "Port a game from C++ to Rust",
    "NODE.JS backend + REST api (URGENT!!)",
    "ui/ux untuk aplikasi mobile",
    "Modelling 3D furniture +3 skills",
    "ASP.NET MVC & Vue JS",
    "Menulis résumé untuk kafé",
    "Toko online sepatu",
    "Iklan media sosial",
]


@pytest.fixture
def messy(clara, now):
    """Titles as people write them, and nothing else to be found by."""
    for title in MESSY:
        open_project(by=clara, now=now, title=title, description="Rincian.", skills=[])


def found(words: str) -> list[str]:
    """The titles, by their first letters."""
    results = find_projects(read_search({"q": words}), timezone.now())
    return sorted(p.title[:6].strip() for p in results.projects)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("c#", ["C# dan"]),
        ("C++", ["Port a"]),
        (".net", ["ASP.NE", "C# dan"]),
        ("asp.net", ["ASP.NE"]),
        ("node.js", ["NODE.J"]),
        ("nodejs", ["NODE.J"]),
        ("node js", ["NODE.J"]),
        ("vue.js", ["ASP.NE"]),
        ("ui/ux", ["ui/ux"]),
        ("UI UX", ["ui/ux"]),
        ("3d", ["Modell"]),
        ("3 D", ["Modell"]),
        ("resume kafe", ["Menuli"]),
        ("résumé", ["Menuli"]),
        ("writing resume", ["Menuli"]),
        ("online shop", ["Toko o"]),
        ("sosmed", ["Iklan"]),
        ("social media ads", ["Iklan"]),
        ("furnit", ["Modell"]),
        ("c# atau c++", ["C# dan", "Port a"]),
        ("dotnet -kasir", ["ASP.NE"]),
        ('"media iklan"', []),
        ("🚀", []),
        ("#", []),
        ("-", []),
        ('"', []),
        ("or", []),
        ("c# or", ["C# dan"]),
        ("':* & !(", []),
        ("\\' | x:*A", []),
    ],
)
def test_messy_names_are_found(messy, words, expected):
    assert found(words) == expected


@pytest.mark.parametrize(
    ("slip", "instead", "expected"),
    [
        ("furnitre", "furniture", ["Modell"]),
        ("sepatuu toko", "sepatu toko", ["Toko o"]),
        ("aplikais mobile", "aplikasi mobile", ["ui/ux"]),
        ("dsain", "desain", []),
        ("zzzzqqq", "", []),
    ],
)
def test_a_slip_of_the_pen_is_forgiven_where_nothing_fits(messy, slip, instead, expected):
    vocabulary.learn_words()
    results = find_projects(read_search({"q": slip}), timezone.now())
    assert sorted(p.title[:6].strip() for p in results.projects) == expected
    assert results.instead == (instead if expected else "")


def test_right_words_are_never_mended(messy):
    vocabulary.learn_words()
    results = find_projects(read_search({"q": "sepatu"}), timezone.now())
    assert (results.total, results.instead, results.is_any) == (1, "", False)


def test_some_of_the_words_suffice_where_no_posting_has_all(messy):
    results = find_projects(read_search({"q": "sepatu furniture -toko"}), timezone.now())
    assert results.is_any
    assert [p.title[:6] for p in results.projects] == ["Modell"]


def test_words_are_learnt_anew_as_often_as_one_likes(messy):
    first = vocabulary.learn_words()
    assert vocabulary.learn_words() == first == KnownWord.objects.count()
    assert KnownWord.objects.filter(text="sepatu").exists()


def test_at_most_twelve_terms_are_read():
    assert len(read_words("kata " * 500)) == 12
    assert read_words("x" * 200)[0].text == "x" * 200


def test_synonyms_hold_in_both_directions():
    known = synonyms()
    one_way = [(word, o) for word, others in known.items() for o in others if word not in known[o]]
    assert one_way == []


def test_the_last_word_may_be_unfinished_but_not_the_others():
    assert [t.is_unfinished for t in read_words("logo bati")] == [False, True]
    assert [t.is_unfinished for t in read_words('logo "bati"')] == [False, False]

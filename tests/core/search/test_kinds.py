"""Kinds of work by their names, and words whose stem is another word."""

import csv

import pytest

from accounts.services.reference import SOURCES, load_taxonomy
from core.search.kinds import kinds, word_of
from projects.models import Opening, Project
from projects.search import find_projects, read_search
from tests.factories.accounts import make_category
from tests.factories.projects import open_project


def found(words, now):
    return [p.title for p in find_projects(read_search({"q": words}), now).projects]


def test_every_kind_is_known_by_both_of_its_names():
    with (SOURCES / "skills.csv").open(encoding="utf-8") as file:
        rows = [*csv.DictReader(file)]
    shown = {
        (row[f"category_{code}"].lower().replace("&", " ").replace(",", " "), row["category_slug"])
        for row in rows
        for code in ("en", "id")
    }
    assert {(name, kinds().get(name)) for name in (" ".join(n.split()) for n, _slug in shown)} == {
        (" ".join(name.split()), word_of(slug)) for name, slug in shown
    }


@pytest.mark.parametrize(
    "words", ["Digital marketing & SEO", "digital marketing", "pemasaran digital"]
)
def test_a_kind_of_work_is_found_by_its_name(db, clara, now, words):
    load_taxonomy(path=SOURCES / "skills.csv")
    kind = make_category("marketing-seo")
    open_project(by=clara, now=now, title="Kelola akun toko", category=kind)
    open_project(by=clara, now=now, title="Catat harga sayur di pasar")
    open_project(by=clara, now=now, title="Vegetable prices on a digital market")
    assert found(words, now) == ["Kelola akun toko"]
    if words == "digital marketing":
        Project.objects.filter(category=kind).update(category=None)
        assert found(words, now) == []


def test_other_words_keep_the_kind(db, clara, now):
    kind = make_category("marketing-seo")
    project = open_project(by=clara, now=now, title="Kelola akun", category=kind)
    Project.objects.filter(pk=project.pk).update(skill_words="shopee")
    assert word_of("marketing-seo") in Opening.objects.get(pk=project.pk).search


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("pemasaran", ["Marketing of honey", "Pemasaran madu"]),
        ("marketing", ["Marketing of honey", "Pemasaran madu"]),
        ("developer", ["Unity developer"]),
        ("les online", ["Les piano daring"]),
        ("daring", ["Les piano daring", "Online forms"]),
        ("hp", ["Uji di ponsel"]),
        ("handphone", ["Uji di ponsel"]),
        ("umkm", ["Foto untuk usaha kecil"]),
        ("spreadsheets", ["Rapikan lembar kerja"]),
        ("spreadsheet", ["Rapikan lembar kerja"]),
        ("banners", ["Spanduk warung"]),
    ],
)
def test_everyday_words_find_what_they_mean(db, clara, now, words, expected):
    for title in (
        "Pemasaran madu",
        "Marketing of honey",
        "Harga di pasar",
        "Unity developer",
        "Kembang melati berkembang",
        "Develop photographs",
        "Les piano daring",
        "Online forms",
        "I dare you",
        "Uji di ponsel",
        "Foto untuk usaha kecil",
        "Rapikan lembar kerja",
        "Spanduk warung",
    ):
        open_project(by=clara, now=now, title=title, description="Rincian.", skills=[])
    assert sorted(found(words, now)) == expected

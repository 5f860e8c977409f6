"""Places by the names that Karya shows, and “kota” where it is a word like any other."""

import csv

import pytest
from django.utils import timezone

from accounts.models import Region
from accounts.search import find_freelancers
from accounts.search.asked import read_search as read_freelancers
from accounts.services.findable import keep_words
from accounts.services.reference import SOURCES, load_regions
from core.search.towns import kind_before, names
from core.search.words import read_words
from projects.search import find_projects, read_search
from tests.factories.accounts import complete_profile
from tests.factories.projects import open_project


def test_every_name_of_a_region_is_known():
    with (SOURCES / "regions-id.csv").open(encoding="utf-8") as file:
        shown = [row["name"].lower().split() for row in csv.DictReader(file)]
    known = [name if " ".join(name) in names() else name[kind_before(name) :] for name in shown]
    assert [name for name in known if " ".join(name) not in names()] == []


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("kota kendari", ["kendari"]),
        ("Kota Tegal logo", ["tegal", "logo"]),
        ("logo kabupaten gianyar", ["logo", "gianyar"]),
        ("kab. gianyar", ["gianyar"]),
        ("kab gianyar", ["gianyar"]),
        ("kota administrasi jakarta selatan", ["jakarta", "selatan"]),
        ("provinsi bali", ["bali"]),
        ("peta kota tua", ["peta", "kota", "tua"]),
        ("taman kota", ["taman", "kota"]),
        ("kota", ["kota"]),
        ("kota -kendari", ["kota", "kendari"]),
        ("kota atau kendari", ["kota", "kendari"]),
        ('"kota kendari"', ["kota kendari"]),
        ("-kota kendari", ["kota", "kendari"]),
    ],
)
def test_what_kind_of_place_it_is_is_left_out_before_its_name(asked, read):
    assert [term.text for term in read_words(asked)] == read


def test_or_stands_before_the_whole_name():
    assert [term.joins for term in read_words("bandung atau kota tegal")] == [False, True]


def test_a_town_is_found_by_the_name_it_is_shown_with(db, clara, farid, now):
    load_regions(path=SOURCES / "regions-id.csv")
    kendari = Region.objects.get(name="Kota Kendari")
    open_project(by=clara, now=now, title="Cat tembok", region=kendari, is_remote=False)
    open_project(by=clara, now=now, title="Peta kota")
    complete_profile(farid, region=kendari)
    keep_words(users=[farid.pk])
    found = find_projects(read_search({"q": "Kota Kendari"}), now)
    assert ([p.title for p in found.projects], found.is_any) == (["Cat tembok"], False)
    people = find_freelancers(read_freelancers({"q": "Kota Kendari"}), timezone.now())
    assert (people.total, people.is_any) == (1, False)

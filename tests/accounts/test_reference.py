"""Regions, categories and skills from their files."""

import csv
import time

import pytest
from django.core.management import call_command

from accounts.models import Category, Region, Skill
from accounts.services.reference import SOURCES, load_taxonomy

pytestmark = pytest.mark.django_db


def test_indonesia_is_whole(capsys):
    started = time.monotonic()

    call_command("load_reference")
    call_command("load_reference")

    assert time.monotonic() - started < 10
    assert Region.objects.filter(kind="provinsi", province=None).count() == 38
    assert Region.objects.exclude(province=None).count() == 514
    assert str(Region.objects.get(code="32.73")) == "Kota Bandung, Jawa Barat"


def test_every_skill_has_words_in_both_languages():
    call_command("load_reference")

    assert Category.objects.count() >= 12
    assert Skill.objects.count() >= 250
    for thing in (*Category.objects.all(), *Skill.objects.all()):
        assert thing.name_en, thing.slug
        assert thing.name_id, thing.slug


def test_loading_again_changes_what_changed(tmp_path):
    def write(**change):
        row = {
            "category_slug": "design", "category_en": "Design", "category_id": "Desain",
            "icon": "palette", "skill_slug": "logo", "skill_en": "Logo", "skill_id": "Logo",
            "aliases": "logos| merek ",
        } | change  # fmt: skip
        with (tmp_path / "skills.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, row)
            writer.writeheader()
            writer.writerow(row)

    write()
    assert load_taxonomy(path=tmp_path / "skills.csv") == (1, 1)
    before = Skill.objects.get()
    write(skill_en="Logo design", aliases="")
    load_taxonomy(path=tmp_path / "skills.csv")

    after = Skill.objects.get()
    assert (before.aliases, after.aliases) == (["logos", "merek"], [])
    assert (after.pk, after.name_en, after.category.slug) == (before.pk, "Logo design", "design")


def test_the_files_come_with_their_notice():
    assert "MIT" in (SOURCES / "NOTICE.md").read_text()

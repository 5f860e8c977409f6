"""Regions, categories and skills, read from files that come with Karya."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from accounts.models import Category, Region, Skill
from accounts.services.findable import keep_all_words

SOURCES = Path(__file__).resolve().parent.parent / "data"


@transaction.atomic
def load_regions(*, path: Path) -> int:
    """Write every region of the file, provinces first; loading again changes what changed."""
    rows = [
        Region(
            code=row["code"],
            province_id=row["province_code"] or None,
            name=row["name"],
            kind=row["kind"],
            population=int(row["population"] or 0) or None,
        )
        for row in _rows(path)
    ]
    rows.sort(key=lambda region: (region.province_id is not None, region.code))
    Region.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["province", "name", "kind", "population"],
    )
    return len(rows)


@transaction.atomic
def load_taxonomy(*, path: Path) -> tuple[int, int]:
    """Write the categories and skills of the file; answers how many of each."""
    rows = list(_rows(path))
    categories = _load_categories(rows)
    skills = {
        row["skill_slug"]: Skill(
            slug=row["skill_slug"],
            name_en=row["skill_en"],
            name_id=row["skill_id"],
            category=categories[row["category_slug"]],
            aliases=[alias.strip() for alias in row["aliases"].split("|") if alias.strip()],
        )
        for row in rows
    }
    Skill.objects.bulk_create(
        skills.values(),
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name_en", "name_id", "category", "aliases"],
    )
    keep_all_words()
    return len(categories), len(skills)


def _load_categories(rows: list[dict[str, str]]) -> dict[str, Category]:
    """In the order of the file."""
    categories: dict[str, Category] = {}
    for row in rows:
        slug = row["category_slug"]
        categories.setdefault(
            slug,
            Category(
                slug=slug,
                name_en=row["category_en"],
                name_id=row["category_id"],
                icon=row["icon"],
                position=len(categories) + 1,
            ),
        )
    Category.objects.bulk_create(
        categories.values(),
        update_conflicts=True,
        unique_fields=["slug"],
        update_fields=["name_en", "name_id", "icon", "position"],
    )
    return {category.slug: category for category in Category.objects.filter(slug__in=categories)}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)

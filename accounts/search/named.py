"""Categories, skills and regions by their keys, whatever is needed of them in one query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from accounts.models import Category, Region, Skill

_ROWS = """
SELECT 'category', to_json(c) FROM accounts_category c WHERE id = ANY(%(categories)s)
UNION ALL SELECT 'skill', to_json(s) FROM accounts_skill s
  WHERE id = ANY(%(skills)s) OR slug = %(skill)s
UNION ALL SELECT 'region', to_json(r) FROM accounts_region r WHERE code = ANY(%(regions)s)
UNION ALL SELECT 'region', to_json(p) FROM accounts_region p WHERE code IN (
  SELECT province_id FROM accounts_region WHERE code = ANY(%(regions)s)
)
"""


@dataclass(frozen=True, slots=True)
class Named:
    """The rows that were asked for; each region with its province."""

    categories: Mapping[int, Category] = field(default_factory=dict)
    skills: Mapping[int, Skill] = field(default_factory=dict)
    regions: Mapping[str, Region] = field(default_factory=dict)

    def give(self, row: Any, skills: Iterable[int]) -> None:
        """Set the category, the region and the skills of a row, so that reading them asks nothing.

        As `select_related` and `prefetch_related` would, at the cost of two joins and a query.
        """
        if row.category_id in self.categories:
            row.category = self.categories[row.category_id]
        if row.region_id in self.regions:
            row.region = self.regions[row.region_id]
        own = row.skills.get_queryset()
        rows = [self.skills[pk] for pk in skills if pk in self.skills]
        own._result_cache = sorted(rows, key=lambda s: s.slug)  # noqa: SLF001 -- as Django does
        own._prefetch_done = True  # noqa: SLF001
        row.__dict__.setdefault("_prefetched_objects_cache", {})["skills"] = own


def rows_of(
    *, categories: Iterable[int], skills: Iterable[int], regions: Iterable[str], skill: str = ""
) -> Named:
    """The rows of these keys, and the skill of this slug (1 query). What is gone is left out."""
    asked: dict[str, Any] = {
        "categories": sorted(set(categories)),
        "skills": sorted(set(skills)),
        "regions": sorted(set(regions)),
        "skill": skill,
    }
    if not any(asked.values()):
        return Named()
    found: dict[str, list[dict[str, Any]]] = {"category": [], "skill": [], "region": []}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, asked)
        for kind, row in cursor.fetchall():
            found[kind].append(row)
    regions = {row["code"]: Region(**row) for row in found["region"]}
    for region in regions.values():
        if region.province_id:
            region.province = regions.get(region.province_id)
    return Named(
        categories={row["id"]: Category(**row) for row in found["category"]},
        skills={row["id"]: Skill(**row) for row in found["skill"]},
        regions=regions,
    )

"""Categories, skills and regions by their keys, whatever is needed of them in one query."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import Q

from accounts.models import Category, Region, Skill
from core.memory import Memory
from core.search.groups import Row

_ROWS = """
SELECT 'category', to_json(c) FROM accounts_category c WHERE id = ANY(%(category)s)
UNION ALL SELECT 'skill', to_json(s) FROM accounts_skill s
  WHERE id = ANY(%(skill)s) OR slug = ANY(%(slug)s)
UNION ALL SELECT 'region', to_json(r) FROM accounts_region r WHERE code = ANY(%(region)s)
UNION ALL SELECT 'region', to_json(p) FROM accounts_region p WHERE code IN (
  SELECT province_id FROM accounts_region WHERE code = ANY(%(region)s)
)
"""
MOST_SKILLS = 12
_Key = tuple[str, Any]  # category, skill, region or slug, and which
_memory: Memory[_Key, Any] = Memory()
_inside: Memory[str, Sequence[str]] = Memory()
Of = Callable[[str], Mapping[str, int]]  # the options of a facet and how often they were counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The categories, skills and regions to name, and a skill by its slug."""

    categories: Sequence[int] = ()
    skills: Sequence[int] = ()
    regions: Sequence[str] = ()
    skill: str = ""


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
    *,
    categories: Iterable[int] = (),
    skills: Iterable[int] = (),
    regions: Iterable[str] = (),
    skill: str = "",
) -> Named:
    """The rows of these keys, and the skill of this slug (1 query, and none for those of late).

    What is gone is left out. The rows are shared: nobody may change them.
    """
    keys: list[_Key] = [("category", pk) for pk in categories]
    keys += [("skill", pk) for pk in skills] + [("region", code) for code in regions]
    rows = _memory.of([*keys, ("slug", skill)] if skill else keys, _asked)
    found: dict[str, dict[Any, Any]] = {"category": {}, "skill": {}, "region": {}}
    for (kind, key), row in rows.items():
        if kind == "slug":
            found["skill"][row.pk] = row
        else:
            found[kind][key] = row
    return Named(categories=found["category"], skills=found["skill"], regions=found["region"])


def skill_of(slug: str) -> int:
    """The number of the skill of this slug, or 0 (1 query, and none for those of late)."""
    found = _memory.of([("slug", slug)], _asked)
    return found["slug", slug].pk if found else 0


def regions_in(code: str) -> Sequence[str]:
    """The codes of a region and of those that lie in it (1 query, and none for those of late)."""

    def ask(_codes: Collection[str]) -> Mapping[str, Sequence[str]]:
        inside = Region.objects.filter(Q(code=code) | Q(province_id=code))
        return {code: [*inside.values_list("pk", flat=True)]}

    return _inside.of([code], ask)[code]


def _asked(keys: Collection[_Key]) -> Mapping[_Key, Any]:
    wanted = {
        name: sorted(key for kind, key in keys if kind == name)
        for name in ("category", "skill", "slug", "region")
    }
    found: dict[_Key, Any] = {}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, wanted)
        for kind, row in cursor.fetchall():
            if kind == "region":
                found[kind, row["code"]] = Region(**row)
            else:
                found[kind, row["id"]] = (Category if kind == "category" else Skill)(**row)
    for (kind, _key), row in [*found.items()]:
        if kind == "region" and row.province_id:
            row.province = found.get((kind, row.province_id))
        elif kind == "skill":
            found["slug", row.slug] = row
    return found


def keys_of(of: Of, skill: str) -> Keys:
    """What was counted: of skills the chosen one and the next."""
    return Keys(
        categories=[*map(int, of("category"))],
        skills=[*map(int, [*of("skill")][:MOST_SKILLS])],
        regions=[*of("region")],
        skill=skill,
    )


def rows_of_counts(of: Of, named: Named, skill: str) -> list[Row]:
    """Those of categories, regions and skills; of skills the chosen one and the next."""
    kinds = (("category", named.categories), ("skill", named.skills))
    rows: dict[str, list[Row]] = {
        kind: [
            (kind, row.slug, row.name, "", "", many)
            for key, many in of(kind).items()
            if (row := known.get(int(key)))
        ]
        for kind, known in kinds
    }
    skills = sorted(rows["skill"], key=lambda row: row[1] != skill)[:MOST_SKILLS]
    regions = [
        _region_row(region, many)
        for code, many in of("region").items()
        if (region := named.regions.get(code))
    ]
    return [*rows["category"], *skills, *regions]


def _region_row(region: Region, many: int) -> Row:
    over = region.province
    return ("region", region.code, region.name, over.code if over else "",
            over.name if over else "", many)  # fmt: skip

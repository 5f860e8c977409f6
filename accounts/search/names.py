"""Categories, skills and regions as facets of what points at them."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from accounts.models import Category, Region, Skill
from core.search.facets import all_of
from core.search.groups import Rows, Words, group

MOST_SKILLS = 12
_REGION = Words(
    value=F("code"),
    label=F("name"),
    over=Coalesce("province_id", Value("")),
    over_label=Coalesce("province__name", Value("")),
)


def by_words(
    search: Any, base: Rows, tests: Mapping[str, Q], results: tuple[str, str]
) -> list[Rows]:
    """Counts by category, skill (the most frequent twelve) and region.

    `results` are the names by which categories and regions, and skills, know the rows of `base`.
    """
    is_indonesian = (get_language() or "en").startswith("id")
    named = Words(value=F("slug"), label=F("name_id" if is_indonesian else "name_en"))
    one, many = results
    kinds = (("category", Category, one, named), ("skill", Skill, many, named),
             ("region", Region, one, _REGION))  # fmt: skip
    groups = [
        group(
            name,
            model,
            by,
            base.filter(all_of(tests, name)).order_by().values("pk"),
            words,
            getattr(search, name),
        )
        for name, model, by, words in kinds
    ]
    return [groups[0], groups[1][:MOST_SKILLS], groups[2]]


def name_of(facet: str, value: str) -> str:
    """The words for an option that brings nothing, so that it can be taken back."""
    row: Category | Skill | Region | None = None
    if facet == "category":
        row = Category.objects.filter(slug=value).first()
    elif facet == "skill":
        row = Skill.objects.filter(slug=value).first()
    elif facet == "region":
        row = Region.objects.filter(code=value).first()
    return row.name if row else value

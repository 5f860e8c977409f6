"""Categories, skills and regions as facets of what points at them."""

from accounts.models import Category, Region, Skill
from accounts.search.named import rows_of


def name_of(facet: str, value: str) -> str:
    """The words for an option that brings nothing, so that it can be taken back."""
    row: Category | Skill | Region | None = None
    if facet == "category":
        row = Category.objects.filter(slug=value).first()
    elif facet == "skill":
        row = next(iter(rows_of(skill=value).skills.values()), None)
    elif facet == "region":
        row = rows_of(regions=[value]).regions.get(value)
    return row.name if row else value

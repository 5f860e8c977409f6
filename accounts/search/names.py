"""Categories, skills and regions as facets of what points at them."""

from accounts.models import Category, Region, Skill


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

"""What a page of a search shows of its postings."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from accounts.search.named import Keys, Named, rows_of
from projects.models import Project


def shown(pks: Sequence[int]) -> Sequence[Project]:
    """The postings of a page with their clients, in no order (1 query)."""
    rows = Project.objects.filter(pk__in=pks).select_related("client__client_profile").order_by()
    return list(rows.defer("search", "skill_words")) if pks else []


def named_with(
    keys: Keys, projects: Collection[Project], skills: Mapping[int, Iterable[int]]
) -> Named:
    """All rows that facets and postings name, given to the postings (1 query, or none of late).

    `skills` are those of each posting.
    """
    named = rows_of(
        categories=[*keys.categories, *(p.category_id for p in projects if p.category_id)],
        skills=[*keys.skills, *(pk for own in skills.values() for pk in own)],
        regions=[*keys.regions, *(p.region_id for p in projects if p.region_id)],
        skill=keys.skill,
    )
    for project in projects:
        named.give(project, skills[project.pk])
    return named


def skills_of(pks: Sequence[int]) -> dict[int, list[int]]:
    """The skills of each posting, by their numbers (1 query)."""
    links = Project.skills.through.objects.filter(project__in=pks)
    found: dict[int, list[int]] = {pk: [] for pk in pks}
    for project, skill in links.values_list("project_id", "skill_id"):
        found[project].append(skill)
    return found

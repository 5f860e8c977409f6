"""Open projects like one project."""

from collections.abc import Sequence

from django.db.models import Case, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.expressions import Combinable

from projects.models import Opening, Project
from projects.selectors import open_projects

CANDIDATES = 100
MOST = 4
_IN_ORDER = ("-_shared", "-published_at", "-pk")


def similar_to(project: Project) -> QuerySet[Project]:
    """Open projects that share the most skills, the newer first (1 query, skills being loaded).

    Of the newest hundred that share a skill; without skills the newest of the same category.
    """
    shown = open_projects().defer("search", "skill_words").exclude(pk=project.pk)
    skills = [skill.pk for skill in project.skills.all()]
    if not skills:
        newest = shown.filter(category=project.category_id).order_by("-published_at", "-pk")
        return newest[:MOST] if project.category_id else newest.none()
    sharing = (
        Opening.objects.exclude(pk=project.pk)
        .filter(skill_ids__overlap=skills)
        .order_by("-published_at", "-pk")
    )
    near = Opening.objects.filter(pk__in=sharing.values("pk")[:CANDIDATES])
    best = near.annotate(_shared=_shared(skills)).order_by(*_IN_ORDER).values("pk")[:MOST]
    of_one = Opening.objects.filter(pk=OuterRef("pk")).annotate(_shared=_shared(skills))
    return (
        shown.filter(pk__in=best)
        .annotate(_shared=Subquery(of_one.values("_shared")))
        .order_by(*_IN_ORDER)
    )


def _shared(skills: Sequence[int]) -> Combinable:
    """How many of these skills an opening names."""
    each: list[Combinable] = [
        Case(When(skill_ids__contains=[pk], then=1), default=0, output_field=IntegerField())
        for pk in skills
    ]
    many = each[0]
    for one in each[1:]:
        many = many + one
    return many

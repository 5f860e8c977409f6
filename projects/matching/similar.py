"""Open projects like one project."""

from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Standing
from projects.models import OpenSkill, Project
from projects.selectors import open_projects

CANDIDATES = 100
MOST = 4


def similar_to(project: Project) -> QuerySet[Project]:
    """Open projects that share the most skills, the newer first (1 query, skills being loaded).

    Of the newest hundred that share a skill; without skills the newest of the same category.
    """
    others = open_projects().exclude(pk=project.pk).filter(client__standing=Standing.GOOD)
    newest = others.order_by("-published_at", "-pk").defer("search", "skill_words")
    skills = [skill.pk for skill in project.skills.all()]
    if not skills:
        of_kind = newest.filter(category=project.category_id) if project.category_id else None
        return of_kind[:MOST] if of_kind is not None else newest.none()
    shared = OpenSkill.objects.filter(project=OuterRef("pk"), skill__in=skills)
    near = newest.filter(Exists(shared)).values("pk")[:CANDIDATES]
    counted: QuerySet[Any, Any] = shared.order_by().values("project").annotate(many=Count("pk"))
    many = counted.values("many")
    return (
        newest.filter(pk__in=near)
        .annotate(_shared=Coalesce(Subquery(many, output_field=IntegerField()), 0))
        .order_by(F("_shared").desc(), "-published_at", "-pk")[:MOST]
    )

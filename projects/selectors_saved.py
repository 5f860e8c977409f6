"""What people keep: searches, and projects to come back to."""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from projects.models import Project, SavedProject, SavedSearch
from projects.selectors import projects_visible_to


def saved_searches_of(user: User) -> QuerySet[SavedSearch]:
    """The searches this person keeps, the newest first."""
    return SavedSearch.objects.filter(user=user)


def saved_projects_of(user: User) -> QuerySet[SavedProject]:
    """The projects this person keeps and may still read, the latest kept first."""
    return (
        SavedProject.objects.filter(user=user, project__in=projects_visible_to(user).values("pk"))
        .select_related("project__category", "project__region__province")
        .select_related("project__client__client_profile")
        .prefetch_related("project__skills")
        .defer("project__search")
    )


def with_is_saved(projects: QuerySet[Project], user: User) -> QuerySet[Project]:
    """The same with whether this person keeps each, as `is_saved`."""
    own = SavedProject.objects.filter(project=OuterRef("pk"), user=user).order_by()
    return projects.annotate(is_saved=Exists(own))

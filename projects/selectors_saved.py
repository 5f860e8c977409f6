"""What people keep: searches, and projects to come back to."""

from django.db.models import Exists, OuterRef, Q, QuerySet

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


def kept_by(user: User) -> QuerySet[SavedProject]:
    """Everything this person keeps, the latest first, with whether it can be read: `is_there`."""
    readable = projects_visible_to(user).select_related(None).order_by()
    return (
        SavedProject.objects.filter(user=user)
        .annotate(is_there=Exists(readable.filter(pk=OuterRef("project"))))
        .select_related("project__category", "project__region__province")
        .select_related("project__client__client_profile")
        .prefetch_related("project__skills")
        .defer("project__search")
    )


def projects_to_let_go(user: User) -> QuerySet[Project]:
    """What this person may read, and what they keep though it is gone."""
    own = SavedProject.objects.filter(user=user).values("project")
    visible = projects_visible_to(user).select_related(None).order_by().values("pk")
    return Project.objects.filter(Q(pk__in=visible) | Q(pk__in=own)).defer("search")


def with_is_saved(projects: QuerySet[Project], user: User) -> QuerySet[Project]:
    """The same with whether this person keeps each, as `is_saved`."""
    own = SavedProject.objects.filter(project=OuterRef("pk"), user=user).order_by()
    return projects.annotate(is_saved=Exists(own))

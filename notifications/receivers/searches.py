"""News of searches that people keep."""

from core.events import on
from notifications.receivers.telling import tell
from projects.events import SearchAnswered, SearchesMatched
from projects.models import Project, SavedSearch


@on(SearchesMatched)
def tell_of_match(event: SearchesMatched) -> None:
    """Everybody in one go, however many they are."""
    project = Project.objects.get(pk=event.project_id)
    tell(
        "search_matched",
        event.user_ids,
        about=f"project:{project.pk}",
        page_arg=project.pk,
        project=project.title,
        until=project.expires_at,
    )


@on(SearchAnswered)
def tell_of_answer(event: SearchAnswered) -> None:
    saved = SavedSearch.objects.get(pk=event.saved_search_id)
    tell(
        "search_answered",
        [saved.user_id],
        about=f"search:{saved.pk}",
        page_arg=saved.pk,
        search=saved.name,
        count=event.count,
    )

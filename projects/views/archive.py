"""What was asked for before: the archive of ended projects."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.selectors import categories, provinces
from core.http import render_found
from projects.search.archive import find_ended, read_archive


@require_safe
def list_ended(request: HttpRequest) -> HttpResponse:
    """Ended projects by words, kind of work and province; htmx asks for the results alone."""
    search = read_archive(request.GET)
    context = {
        "search": search,
        "categories": categories(),
        "provinces": provinces(),
        "first_page": search.query(),
        "hide_search": True,
    }
    return render_found(
        request,
        "projects/archive.html",
        search,
        context,
        lambda: find_ended(search, timezone.now()),
    )

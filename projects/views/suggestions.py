"""Help while somebody types into the search of projects."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.search.suggested import suggest
from core.http import as_suggestions
from projects.models import KnownWord


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Ways to go on with what is typed into the search of projects."""
    return as_suggestions(suggest(request.GET.get("q", ""), KnownWord))

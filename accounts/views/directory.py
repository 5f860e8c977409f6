"""Finding people and looking at them; open to everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import KnownWord
from accounts.policies import can_be_hired, can_hire
from accounts.search import ORDERS, find_freelancers, read_search
from accounts.search.ranking import SCALE
from accounts.search.suggested import suggest
from accounts.selectors import person_with_profiles
from core.http import as_suggestions, render_found
from core.search.shown import around


@require_safe
def list_freelancers(request: HttpRequest) -> HttpResponse:
    """Freelancers, by words and facets; htmx asks for the results alone."""
    search = read_search(request.GET)
    context = {
        "by_rating": search.query(order="rating"),
        **around(search, SCALE, ORDERS, reverse("accounts:freelancers")),
    }
    return render_found(
        request,
        "accounts/freelancers.html",
        search,
        context,
        lambda: find_freelancers(search, timezone.now()),
    )


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Ways to go on with what is typed into the search of freelancers."""
    return as_suggestions(suggest(request.GET.get("q", ""), KnownWord))


@require_safe
def show_person(request: HttpRequest, handle: str) -> HttpResponse:
    """Somebody's public page."""
    person = get_object_or_404(person_with_profiles(handle))
    is_self = request.user == person
    context = {
        "person": person,
        "works": person.freelancer_profile.works,
        "freelancer": person.freelancer_profile,
        "client": person.client_profile,
        "is_self": is_self,
        "shows_hire_button": can_be_hired(person)
        and (request.user.is_anonymous or can_hire(request.user, person)),
    }
    return render(request, "accounts/person.html", context)

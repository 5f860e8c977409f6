"""Finding people and looking at them; open to everybody."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.forms.search import FreelancerSearchForm
from accounts.policies import can_be_hired, can_hire
from accounts.selectors import freelancers, person_with_profiles

_A_PAGE = 20


@require_safe
def list_freelancers(request: HttpRequest) -> HttpResponse:
    """Freelancers, by words and facets."""
    form = FreelancerSearchForm(request.GET)
    search = form.search
    page = Paginator(freelancers(search), _A_PAGE).get_page(request.GET.get("page"))
    asked = {name for name, value in request.GET.items() if value and name != "page"}
    context = {
        "form": form,
        "page": page,
        "search": search,
        "is_searching": bool(asked),
        "has_filters": bool(asked - {"q", "skill", "order"}),
    }
    return render(request, "accounts/freelancers.html", context)


@require_safe
def show_person(request: HttpRequest, handle: str) -> HttpResponse:
    """Somebody's public page."""
    person = get_object_or_404(person_with_profiles(handle))
    is_self = request.user == person
    context = {
        "person": person,
        "freelancer": person.freelancer_profile,
        "client": person.client_profile,
        "is_self": is_self,
        "shows_hire_button": can_be_hired(person)
        and (request.user.is_anonymous or can_hire(request.user, person)),
    }
    return render(request, "accounts/person.html", context)

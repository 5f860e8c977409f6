"""The pages of regions; for everybody."""

from typing import TypeVar

from django.db.models import Count, Model, QuerySet, Window
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.selectors import listed_freelancers
from marketplace.regions.tree import Place, place_of, province_at, provinces, town_at
from projects.local import earned_in, open_projects_for_anywhere, open_projects_in

Row = TypeVar("Row", bound=Model)
MOST_PROJECTS = 20
MOST_FROM_ANYWHERE = 5
MOST_FREELANCERS = 12


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All provinces with their kabupaten and kota."""
    found = provinces()
    context = {
        "provinces": found,
        "open_count": sum(place.open_projects for place in found),
        "freelancers": sum(place.freelancers for place in found),
        "earned": earned_in(None, timezone.now()),
    }
    return render(request, "marketplace/regions/index.html", context)


@require_safe
def province(request: HttpRequest, province: str) -> HttpResponse:
    """One province; an address by its code leads to the one by its name."""
    place = province_at(province)
    return _page(request, place) if place else _by_code(province)


@require_safe
def town(request: HttpRequest, province: str, town: str) -> HttpResponse:
    """One kabupaten or kota."""
    place = town_at(province, town)
    if place is None:
        raise Http404
    return _page(request, place)


def _by_code(code: str) -> HttpResponse:
    place = place_of(code.replace("-", "."))
    if place is None:
        raise Http404
    return redirect(place.address, permanent=True)


def _page(request: HttpRequest, place: Place) -> HttpResponse:
    people = (
        listed_freelancers()
        .filter(region__in=place.codes)
        .select_related("user", "region__province")
        .order_by("-rating_count", "-jobs_done", "-pk")
    )
    projects, open_count = _first(open_projects_in(place.codes), MOST_PROJECTS)
    shown, freelancers = _first(people, MOST_FREELANCERS)
    context = {
        "place": place,
        "projects": projects,
        "open_count": open_count,
        "freelancers": freelancers,
        "from_anywhere": open_projects_for_anywhere()[:MOST_FROM_ANYWHERE],
        "people": shown,
        "earned": earned_in(place.code, timezone.now()),
    }
    return render(request, "marketplace/regions/region.html", context)


def _first(rows: QuerySet[Row], most: int) -> tuple[list[Row], int]:
    """The first of them and how many there are, of the same moment (1 query)."""
    first = list(rows.annotate(_all=Window(Count("*")))[:most])
    return first, vars(first[0])["_all"] if first else 0

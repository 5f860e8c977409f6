"""What programs ask for: which pages there are, what to leave alone, pictures for previews."""

from collections.abc import Callable
from datetime import UTC

from django.conf import settings
from django.core.paginator import EmptyPage
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from accounts.selectors import person_with_profiles
from core.kept import remembered
from marketplace.outward import cards
from marketplace.outward.addresses import named
from marketplace.outward.drawing import picture
from marketplace.outward.public import is_told_person, told_projects
from marketplace.outward.robots import robots_text
from marketplace.outward.sitemaps import SECTIONS, Section
from marketplace.regions.tree import place_of
from projects.local import earned_in

KEPT_FOR = 300  # seconds: what was taken down is off the map by then
_A_DAY = 24 * 3600
_A_YEAR = 365 * _A_DAY


@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Which addresses to leave alone, and where the map is."""
    answer = HttpResponse(robots_text(), content_type="text/plain; charset=utf-8")
    patch_cache_control(answer, public=True, max_age=_A_DAY)
    return answer


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The files of the map, each section in as many as it needs."""
    return _as_xml(_kept("index", _index))


@require_safe
def sitemap_file(_request: HttpRequest, section: str, page: int) -> HttpResponse:
    """One file of the map."""
    if section not in SECTIONS or page < 1:
        raise Http404
    return _as_xml(_kept(f"{section}-{page}", lambda: _file(section, page)))


def _index() -> str:
    files = [
        {"location": named("sitemap-file", section, page)}
        for section, kind in SECTIONS.items()
        for page in _pages_of(kind())
    ]
    return render_to_string("sitemap_index.xml", {"sitemaps": files})


def _pages_of(section: Section) -> range:
    """The numbers of its files; a file must hold something, so there may be none."""
    paginator = section.paginator
    return paginator.page_range if paginator.count else range(0)


def _file(section: str, page: int) -> str:
    try:
        urls = SECTIONS[section]().get_urls(page=page)
    except EmptyPage:
        raise Http404 from None
    with timezone.override(UTC):  # days of changes, the same for whoever asks first
        return render_to_string("sitemap.xml", {"urlset": urls})


def _kept(name: str, make: Callable[[], str]) -> str:
    """A file of the map, written once in five minutes."""
    return remembered(f"sitemap:{name}", make, seconds=KEPT_FOR)


def _as_xml(text: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="application/xml; charset=utf-8")
    patch_cache_control(answer, public=True, max_age=KEPT_FOR)
    return answer


@require_safe
def site_card(request: HttpRequest, language: str, version: str) -> HttpResponseBase:
    """The picture of Karya itself."""
    with _spoken(language):
        return _picture(request, cards.site_card(), version)


@require_safe
def project_card(request: HttpRequest, language: str, pk: int, version: str) -> HttpResponseBase:
    """The picture of a posting that takes bids."""
    project = get_object_or_404(told_projects(timezone.now()).prefetch_related("skills"), pk=pk)
    with _spoken(language):
        return _picture(request, cards.project_card(project), version)


@require_safe
def person_card(request: HttpRequest, language: str, handle: str, version: str) -> HttpResponseBase:
    """The picture of a freelancer who wants to be found."""
    person = get_object_or_404(person_with_profiles(handle))
    if not is_told_person(person):
        raise Http404
    with _spoken(language):
        return _picture(request, cards.person_card(person), version)


@require_safe
def region_card(request: HttpRequest, language: str, code: str, version: str) -> HttpResponseBase:
    """The picture of a region in which there is something."""
    place = place_of(code)
    if place is None or place.is_empty:
        raise Http404
    with _spoken(language):
        card = cards.place_card(place, earned_in(place.code, timezone.now()))
        return _picture(request, card, version)


def _spoken(language: str) -> translation.override:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return translation.override(language)


def _picture(request: HttpRequest, card: cards.Card, version: str) -> HttpResponseBase:
    """An old address leads to the picture as it is now, so that nobody can ask for many others."""
    if version != card.version:
        return _elsewhere(card)
    etag = f'"{version}"'
    if (unchanged := get_conditional_response(request, etag=etag)) is not None:
        return unchanged
    drawn = picture(card)
    if drawn is None:
        return _elsewhere(cards.site_card())
    answer = HttpResponse(drawn, content_type="image/png", headers={"ETag": etag})
    patch_cache_control(answer, public=True, max_age=_A_YEAR, immutable=True)
    return answer


def _elsewhere(card: cards.Card) -> HttpResponse:
    answer = redirect(card.address)
    patch_cache_control(answer, public=True, max_age=60)
    return answer

"""What programs ask for: which pages there are, and which to leave alone."""

from collections.abc import Callable
from contextlib import suppress

from django.core.cache import cache
from django.core.paginator import EmptyPage
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from marketplace.outward.addresses import named
from marketplace.outward.robots import robots_text
from marketplace.outward.sitemaps import SECTIONS

KEPT_FOR = 300  # seconds: what was taken down is off the map by then
_A_DAY = 24 * 3600


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
        for page in kind().paginator.page_range
    ]
    return render_to_string("sitemap_index.xml", {"sitemaps": files})


def _file(section: str, page: int) -> str:
    try:
        urls = SECTIONS[section]().get_urls(page=page)
    except EmptyPage:
        raise Http404 from None
    return render_to_string("sitemap.xml", {"urlset": urls})


def _kept(name: str, make: Callable[[], str]) -> str:
    """A file of the map, written once in five minutes; without Valkey each time."""
    key = f"sitemap:{name}"
    with suppress(RedisError):
        found: str | None = cache.get(key)
        if found is not None:
            return found
    text = make()
    with suppress(RedisError):
        cache.set(key, text, timeout=KEPT_FOR)
    return text


def _as_xml(text: str) -> HttpResponse:
    answer = HttpResponse(text, content_type="application/xml; charset=utf-8")
    patch_cache_control(answer, public=True, max_age=KEPT_FOR)
    return answer

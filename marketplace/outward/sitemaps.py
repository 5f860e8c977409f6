"""The map of Karya for search engines, in sections of at most five thousand addresses a file."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse
from django.utils import timezone

from marketplace.outward.addresses import FIXED, LISTS
from marketplace.outward.public import told_people, told_places, told_projects

A_FILE = 5_000  # addresses; the protocol allows 50,000, but they are written while somebody waits


class Section(Sitemap[Any]):
    """A kind of pages; their addresses are those of SITE_URL, whatever host was asked."""

    limit = A_FILE

    def get_protocol(self, protocol: str | None = None) -> str:  # noqa: ARG002
        return urlsplit(str(settings.SITE_URL)).scheme

    def get_domain(self, site: object = None) -> str:  # noqa: ARG002
        return urlsplit(str(settings.SITE_URL)).netloc


class FixedPages(Section):
    """Pages that explain Karya, and the two lists."""

    def items(self) -> Sequence[str]:
        return [*FIXED, *LISTS]

    def location(self, item: str) -> str:
        return reverse(item)


class OpenProjects(Section):
    """Postings that take bids, the newest first (2 queries a file)."""

    def items(self) -> Iterable[tuple[int, datetime]]:
        newest = told_projects(timezone.now()).order_by("-published_at", "-pk")
        return newest.values_list("pk", "updated_at")

    def location(self, item: tuple[int, datetime]) -> str:
        return reverse("projects:detail", args=[item[0]])

    def lastmod(self, item: tuple[int, datetime]) -> datetime:
        return item[1]


class Freelancers(Section):
    """Public profiles of freelancers who want to be found (2 queries a file)."""

    def items(self) -> Iterable[str]:
        return told_people().order_by("pk").values_list("user__handle", flat=True)

    def location(self, item: str) -> str:
        return reverse("accounts:profile", args=[item])


class Regions(Section):
    """Provinces, kabupaten and kota that have something to show (no query of its own)."""

    def items(self) -> Sequence[str]:
        return [place.address for place in told_places()]

    def location(self, item: str) -> str:
        return item


SECTIONS: dict[str, type[Section]] = {
    "pages": FixedPages,
    "projects": OpenProjects,
    "freelancers": Freelancers,
    "regions": Regions,
}

"""Every region with its address and how much is there; read once in ten minutes for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import slugify

from accounts.models import Region
from accounts.selectors import listed_freelancers
from core.kept import remembered
from projects.local import count_of_open_in

_READ_EVERY = 600  # seconds
_KEY = "regions:tree"


@dataclass(slots=True, kw_only=True)
class Place:
    """A region as its page needs it; a province counts what is in its towns with its own."""

    code: str
    name: str
    slug: str
    open_projects: int
    freelancers: int
    province: "Place | None" = None
    towns: "list[Place]" = field(default_factory=list)

    @property
    def address(self) -> str:
        """The path of its page."""
        if self.province is None:
            return reverse("province", args=[self.slug])
        return reverse("town", args=[self.province.slug, self.slug])

    @property
    def codes(self) -> list[str]:
        """Its own code and those of its towns."""
        return [self.code, *(town.code for town in self.towns)]

    @property
    def is_empty(self) -> bool:
        return not (self.open_projects or self.freelancers)

    @property
    def neighbours(self) -> "Sequence[Place]":
        """The other towns of its province; for a province all its towns."""
        if self.province is None:
            return self.towns
        return [town for town in self.province.towns if town.code != self.code]


def provinces() -> list[Place]:
    """Every province by name, its towns by name in it (1 query in ten minutes)."""
    return _grown(remembered(_KEY, _read, seconds=_READ_EVERY))


def province_at(slug: str) -> Place | None:
    """The province with that address."""
    return next((place for place in provinces() if place.slug == slug), None)


def town_at(province: str, slug: str) -> Place | None:
    """The kabupaten or kota with that address."""
    found = province_at(province)
    return next((town for town in found.towns if town.slug == slug), None) if found else None


def place_of(code: str) -> Place | None:
    """The region with that code."""
    every = provinces()
    return next((p for one in every for p in (one, *one.towns) if p.code == code), None)


def address_of(region: Region) -> str:
    """The path of the page of a region that is loaded with its province."""
    if region.province is None:
        return reverse("province", args=[slugify(region.name)])
    return reverse("town", args=[slugify(region.province.name), slugify(region.name)])


def _read() -> list[tuple[str, str | None, str, int, int]]:
    counted = Region.objects.annotate(
        open_projects=count_of_open_in(OuterRef("pk")), freelancers=_freelancers()
    )
    return list(
        counted.order_by("name").values_list(
            "code", "province_id", "name", "open_projects", "freelancers"
        )
    )


def _freelancers() -> Combinable:
    there = listed_freelancers().filter(region=OuterRef("pk")).order_by().values("region")
    many = there.annotate(many=Count("pk")).values("many")
    return Coalesce(Subquery(many, output_field=IntegerField()), 0)


def _grown(rows: Sequence[tuple[str, str | None, str, int, int]]) -> list[Place]:
    places = {
        code: Place(
            code=code,
            name=name,
            slug=slugify(name),
            open_projects=open_projects,
            freelancers=freelancers,
        )
        for code, _province, name, open_projects, freelancers in rows
    }
    for code, above, *_rest in rows:
        if above is not None:
            town, province = places[code], places[above]
            town.province = province
            province.towns.append(town)
            province.open_projects += town.open_projects
            province.freelancers += town.freelancers
    return [places[code] for code, above, *_rest in rows if above is None]

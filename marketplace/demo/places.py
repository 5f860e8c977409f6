"""Where the demo happens: towns, their names in a sentence, their clocks."""

from functools import cache

from accounts.models import Region


def town_of(region: Region | None) -> str:
    """`Kabupaten Tegal` is Tegal in a sentence."""
    if region is None:
        return ""
    name = region.name.strip()
    for kind in ("Kota Administrasi ", "Kabupaten Administrasi ", "Kabupaten ", "Kota "):
        name = name.removeprefix(kind)
    return name


@cache
def _regions() -> dict[str, Region]:
    return Region.objects.in_bulk()


def region(code: str) -> Region | None:
    """A region by its code, as an object; None for no code, or one that is not loaded."""
    return _regions().get(code) if code else None


def towns_in(provinces: tuple[str, ...] = ()) -> list[str]:
    """The codes of every kabupaten and kota, of some provinces or of all."""
    return [
        code
        for code, one in sorted(_regions().items())
        if one.province_id is not None and (not provinces or code[:2] in provinces)
    ]


def forget() -> None:
    """Read the regions again next time."""
    _regions.cache_clear()

"""Facets of amounts: bands in the currency of the site, each without its lower edge."""

from collections.abc import Sequence

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from core.money import Money, exponent_of, format_money

Band = tuple[int | None, int | None]


def bands(edges: Sequence[int]) -> dict[str, Band]:
    """Bands between edges in major units, by the code that stands in an address (`0-50000`)."""
    pairs = zip((None, *edges), (*edges, None), strict=True)
    return {f"{low or 0}-{high or ''}": (low, high) for low, high in pairs}


def in_band(column: str, band: Band) -> Q:
    """Rows whose amount in a column of minor units is more than `low` and at most `high`."""
    low, high = band
    unit = 10 ** exponent_of(settings.DEFAULT_CURRENCY)
    wanted = Q(currency=settings.DEFAULT_CURRENCY)
    if low is not None:
        wanted &= Q(**{f"{column}__gt": low * unit})
    return wanted if high is None else wanted & Q(**{f"{column}__lte": high * unit})


def band_label(band: Band) -> str:
    """“Up to Rp50,000”, “Rp50,000 to Rp100,000”, “More than Rp400,000”."""
    unit = 10 ** exponent_of(settings.DEFAULT_CURRENCY)
    least, most = (
        "" if edge is None else format_money(Money(edge * unit, settings.DEFAULT_CURRENCY))
        for edge in band
    )
    if not least:
        return _("Up to %(most)s") % {"most": most}
    if not most:
        return _("More than %(least)s") % {"least": least}
    return _("%(least)s to %(most)s") % {"least": least, "most": most}

"""The time zone somebody reads times in, whatever is written of it."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings


def zone_named(name: str) -> ZoneInfo:
    """The zone of this name; a visitor's for none, or for one that this machine does not know."""
    try:
        return ZoneInfo(name or settings.VISITOR_TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones, such as “Asia”
        return ZoneInfo(settings.VISITOR_TIME_ZONE)

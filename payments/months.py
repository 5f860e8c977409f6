"""Days and months as the book has them: in `BOOK_TIME_ZONE`, wherever people and servers are."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings


def book_zone() -> ZoneInfo:
    """The zone in which days, months and years of the book, of documents and of taxes begin."""
    return ZoneInfo(settings.BOOK_TIME_ZONE)


def local_moment(at: datetime) -> datetime:
    """A moment in the zone of the book."""
    return at.astimezone(book_zone())


def book_day(now: datetime) -> date:
    """The day that it is in the book."""
    return local_moment(now).date()


def book_month(now: datetime) -> date:
    """The first day of the month that it is in the book."""
    return book_day(now).replace(day=1)


def month_before(month: date) -> date:
    """The first day of the month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_after(month: date) -> date:
    """The first day of the next month."""
    return (month.replace(day=1) + timedelta(days=31)).replace(day=1)


def month_bounds(day: date) -> tuple[datetime, datetime]:
    """When the month around a day begins, and when the next one does, in the zone of the book."""
    first, after = day.replace(day=1), month_after(day)
    return _midnight(first), _midnight(after)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=book_zone())

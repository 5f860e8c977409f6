"""Working days of banks in Indonesia: no weekends, no public holidays, no collective leave."""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

JAKARTA = ZoneInfo("Asia/Jakarta")
_SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Whether banks settle on this day. Holidays by the moon are estimates until decreed."""
    return day.weekday() < _SATURDAY and day not in _closed()


def working_day_from(day: date) -> date:
    """This day if it is a working day, else the next one."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def after_working_days(moment: datetime, days: int) -> datetime:
    """The same hour in Jakarta, some working days later."""
    local = moment.astimezone(JAKARTA)
    day = local.date()
    for _each in range(days):
        day = working_day_from(day + timedelta(days=1))
    return datetime.combine(day, local.time(), JAKARTA)


def midnight_after(moment: datetime) -> datetime:
    """The start of the next day in Jakarta."""
    return start_of_day(moment + timedelta(days=1))


def start_of_day(moment: datetime) -> datetime:
    """The start of this day in Jakarta."""
    return datetime.combine(moment.astimezone(JAKARTA).date(), time(), JAKARTA)


@cache
def _closed() -> holidays.HolidayBase:
    return holidays.country_holidays("ID", categories=("public", "government"), language="id")

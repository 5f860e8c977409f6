"""What a kind of news consists of, and how its words are put together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.money import Money, format_money

TAKE_A_LOOK = _("Take a look")
_LONGEST = 200
_ZONES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}


class Group(models.TextChoices):
    """What people choose e-mail by."""

    BIDS = "bids", pgettext_lazy("notifications", "Bids and offers")
    SEARCHES = "searches", pgettext_lazy("notifications", "Searches you keep")
    WORK = "work", pgettext_lazy("notifications", "Contracts and deliveries")
    MONEY = "money", pgettext_lazy("notifications", "Payments and payouts")
    MESSAGES = "messages", pgettext_lazy("notifications", "Messages")
    REVIEWS = "reviews", pgettext_lazy("notifications", "Reviews")
    DISPUTES = "disputes", pgettext_lazy("notifications", "Disputes")
    MODERATION = "moderation", pgettext_lazy("notifications", "Moderation")


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """One kind of news. `title` and `sentence` are whole sentences with named placeholders.

    A `second_action` leads to the path that the arguments name as `second_path`. News about a
    possible theft also go to the addresses that the reader gave up lately.

    `page` is the name of the address it leads to. Gathered news stay one row until they are read.
    `wait` is how long e-mail waits for the reader to see it in the app first. News that must not
    be missed are mailed whatever the reader chose.
    """

    group: Group
    page: str
    title: str | Promise
    sentence: str | Promise
    action: str | Promise = TAKE_A_LOOK
    second_action: str | Promise = ""
    wait: timedelta = timedelta(0)
    is_gathered: bool = False
    is_always_mailed: bool = False
    is_for_old_addresses: bool = False


def packed(args: Mapping[str, object]) -> dict[str, Any]:
    """Arguments as JSON; amounts and moments stay what they are, to be worded for each reader."""
    return {name: _pack(value) for name, value in args.items()}


def title_of(kind: Kind, args: Mapping[str, Any]) -> str:
    """The title in the language that is active, on one line."""
    return " ".join((str(kind.title) % _worded(args)).split())


def sentence_of(kind: Kind, args: Mapping[str, Any]) -> str:
    """The sentence in the language and time zone that are active."""
    return str(kind.sentence) % _worded(args)


def _pack(value: object) -> Any:
    if isinstance(value, Money):
        return {"money": [value.minor, value.currency]}
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"on": value.isoformat()}
    text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _worded(args: Mapping[str, Any]) -> dict[str, str]:
    return {name: _word(value) for name, value in args.items()}


def _word(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    if "money" in value:
        return format_money(Money(*value["money"]))
    if "on" in value:
        return formats.date_format(date.fromisoformat(value["on"]), "j M Y")
    return _moment(datetime.fromisoformat(value["at"]))


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    dot = "." if (get_language() or "en").startswith("id") else ":"
    zone = _ZONES.get(str(local.tzinfo), local.tzname() or "UTC")
    return f"{formats.date_format(local, 'j M Y')}, {local:%H}{dot}{local:%M} {zone}"

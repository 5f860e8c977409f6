"""Words of the design system for templates; see docs/design-system.md."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import lucide
from django import template
from django.core.files.uploadedfile import UploadedFile
from django.forms import BoundField, FileField
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timeuntil
from django.utils.translation import get_language, gettext, ngettext

from core.money import Money, format_money, format_money_short
from core.money_bar import Segment, Slice, lay_out
from core.outside import leads_outside as words_lead_outside
from core.percents import format_bps

register = template.Library()

_TONES = {
    "good": "open active held funded accepted approved released partly_released completed closed"
    " paid done captured available published kept verified settled answered restored upheld"
    " won",
    "wait": "pending_review awarding countered offered awaiting_funding payment_pending submitted"
    " changes_requested ending requested in_review processing pending sealed awaiting_response"
    " negotiation mediation proposal arbitration noticed needs_response under_review inquiry",
    "bad": "removed rejected disputed failed reversed frozen returned mismatched flagged hidden"
    " suspended restricted defaulted lost overtaken",
    "info": "revised shortlisted refunded split filled sent excess decided opened",
}
TONE_OF = {state: tone for tone, states in _TONES.items() for state in states.split()}
_FLASH_ICONS = {
    "success": "circle-check",
    "warning": "triangle-alert",
    "error": "circle-alert",
    "debug": "bug",
}
_ZONES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}
_HOURS_UNTIL = 47.5 * 3600  # below two days rounding would promise too much


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of Lucide; silent beside a text, or with a label of its own."""
    return _icon(str(name) or "circle", str(label))


@lru_cache(maxsize=512)
def _icon(name: str, label: str) -> SafeString:
    try:
        drawing = lucide._render_icon(name, 20, **{"class": "icon"})  # noqa: SLF001
    except lucide.IconDoesNotExist:
        drawing = lucide._render_icon("circle", 20, **{"class": "icon"})  # noqa: SLF001
    plain = " ".join(drawing.split()).replace("> <", "><")
    if not label:
        return mark_safe(plain.replace("<svg", '<svg aria-hidden="true"', 1))  # noqa: S308
    named = format_html('<svg role="img" aria-label="{}"', label)
    return mark_safe(plain.replace("<svg", named, 1))  # noqa: S308


@register.simple_tag
def money(amount: Money | None, kind: str = "") -> SafeString:
    """An amount that does not break and lines up in columns; a dash where there is none."""
    if amount is None:
        return mark_safe("—")
    return format_html(
        '<span class="money{}">{}</span>', f" {kind}" if kind else "", format_money(amount)
    )


@register.filter
def money_short(amount: Money) -> str:
    """An amount as the axis of a chart says it: `Rp1,5 jt`."""
    return format_money_short(amount)


@register.simple_tag
def when(at: datetime | None, style: str = "") -> SafeString:
    """A moment in the reader's zone; style: "" (date and time), "day", "left" or "ago"."""
    if at is None:
        return mark_safe("—")
    local = timezone.localtime(at)
    full = f"{_day_and_time(local)} {zone_label(local)}"
    if style == "left":
        return _clock(at, full)
    shown = {"day": _day(local), "ago": _ago(at)}.get(style, full)
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), full, shown)


def zone_label(local: datetime) -> str:
    """WIB, WITA or WIT in Indonesia, elsewhere the short name that the zone itself has."""
    return _ZONES.get(str(local.tzinfo), local.tzname() or "UTC")


def _day(local: datetime) -> str:
    return formats.date_format(local, "j M Y")


def _day_and_time(local: datetime) -> str:
    dot = "." if (get_language() or "en").startswith("id") else ":"
    return f"{_day(local)}, {local:%H}{dot}{local:%M}"


def _clock(at: datetime, full: str) -> SafeString:
    """How long is left, which static/js/modules/countdown.js keeps right in the same words."""
    words = gettext("%(time)s left")
    now, over = timezone.now(), gettext("time is up")
    seconds = (at - now).total_seconds()
    shown = words % {"time": how_long(seconds)} if seconds > 0 else over
    return format_html(
        '<time datetime="{}" title="{}" data-now="{}" data-over="{}" data-left="{}">{}</time>',
        at.isoformat(),
        full,
        now.isoformat(timespec="seconds"),
        over,
        words % {"time": "{}"},
        shown,
    )


@register.filter
def duration(span: timedelta) -> str:
    """How long something lasts, down to the seconds of the practice bank."""
    seconds = round(span.total_seconds())
    if seconds >= 60:
        return how_long(seconds)
    return ngettext("%(seconds)d second", "%(seconds)d seconds", seconds) % {"seconds": seconds}


def how_long(seconds: float) -> str:
    """Days to the nearest, so that who sets seven reads seven; hours and minutes never too many."""
    if seconds >= _HOURS_UNTIL:
        days = int(seconds / 86400 + 0.5)
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    if seconds >= 3600:
        hours = int(seconds // 3600)
        return ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours}
    minutes = max(int(seconds // 60), 1)
    return ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}


def _ago(at: datetime) -> str:
    now = timezone.now()
    if (now - at).total_seconds() < 60:
        return gettext("just now")
    return gettext("%(time)s ago") % {"time": timeuntil(now, at, depth=1)}


@register.filter
def is_past(at: datetime | None) -> bool:
    """Whether that moment has gone by."""
    return at is not None and at <= timezone.now()


@register.filter
def tone(state: object) -> str:
    """The colour of a state: good, wait, bad, info or neutral."""
    return TONE_OF.get(str(getattr(state, "value", state)), "neutral")


@register.filter
def flash_icon(level: str) -> str:
    """The icon for a message of Django's levels."""
    return _FLASH_ICONS.get(level, "info")


@register.filter
def initials(person: object) -> str:
    """One or two capitals for somebody without a picture."""
    named = str(person).split()
    words = [word for word in named if word[0].isalnum()] or named
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


@register.filter
def hue(person: object) -> int:
    """One of four calm colours, always the same for a person."""
    return sum(str(person).encode()) % 4


@register.filter
def size_of(size: int | None) -> str:
    """Bytes as people read them."""
    if size is None:
        return ""
    if size < 1024**2:
        return f"{max(1, round(size / 1024))} kB"
    return f"{formats.number_format(size / 1024**2, 1)} MB"


@register.filter
def percent_of(bps: int | None) -> str:
    """Basis points as a percentage: 1000 is 10%."""
    return "" if bps is None else format_bps(bps)


@register.filter
def segments(slices: Iterable[Slice]) -> list[Segment]:
    """Slices of money with their places on the bar."""
    return lay_out(list(slices))


@register.filter
def before_input(field: BoundField) -> str:
    """What stands before an input: `Rp` for money in rupiah, or what the field says."""
    currency = getattr(field.field, "currency", "")
    return str(getattr(field.field, "prefix", "")) or {"IDR": "Rp"}.get(currency, currency)


@register.filter
def after_input(field: BoundField) -> str:
    """What stands after an input, such as `days`: the attribute `suffix` of the form field."""
    return str(getattr(field.field, "suffix", ""))


@register.filter
def lost_files(field: BoundField) -> list[str]:
    """Names of the files that came with a form which is shown again: browsers forget them."""
    if not isinstance(field.field, FileField):
        return []
    came = field.data if field.form.is_bound else field.initial
    files = came if isinstance(came, (list, tuple)) else [came]
    return [file.name for file in files if isinstance(file, UploadedFile) and file.name]


@register.filter
def says_optional(field: BoundField) -> bool:
    """Whether the label adds “(optional)”: not for ticks, nor in forms where all is."""
    is_quiet = getattr(field.form, "hide_optional", False) or _always_has_an_answer(field)
    return not (field.field.required or is_quiet)


def _always_has_an_answer(field: BoundField) -> bool:
    if field.widget_type in ("checkbox", "checkboxselectmultiple"):
        return True
    choices = getattr(field.field.widget, "choices", None)
    return choices is not None and all(value for value, _words in choices)


@register.filter
def problems(form: Any) -> list[tuple[str, str, str]]:
    """(id of the input, its label as a lead-in, the error) for each error of a form, in order."""
    found = [("", "", str(error)) for error in form.non_field_errors()]
    for bound in form:
        anchor = bound.auto_id + ("_0" if bound.use_fieldset else "")
        found += [(anchor, _lead_in(str(bound.label or "")), str(error)) for error in bound.errors]
    return found


def _lead_in(label: str) -> str:
    """“Price:”, but a label that asks something ends with its own mark."""
    return label if label.endswith("?") or not label else f"{label}:"


@register.filter
def page_numbers(page: Any) -> list[int | str]:
    """The numbers to show under a list, with “…” for what is left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


class _Wrapped(template.Node):
    def __init__(self, nodelist: NodeList, element: str, css: str) -> None:
        self.nodelist, self.element, self.css = nodelist, element, css

    def render(self, context: Context) -> SafeString:
        inside = self.nodelist.render(context)
        if not inside.strip():
            return mark_safe("")
        opening = f'<{self.element} class="{self.css}">' if self.css else f"<{self.element}>"
        return mark_safe(f"{opening}{inside}</{self.element}>")  # noqa: S308


@register.tag
def wrapped(parser: Parser, token: Token) -> _Wrapped:
    """`{% wrapped "aside" "css" %}…{% endwrapped %}`: the element, unless it would be empty."""
    _tag, element, css = token.split_contents()
    nodelist = parser.parse(("endwrapped",))
    parser.delete_first_token()
    return _Wrapped(nodelist, element.strip("\"'"), css.strip("\"'"))


class _Captured(template.Node):
    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist, self.name = nodelist, name

    def render(self, context: Context) -> SafeString:
        context[self.name] = mark_safe(self.nodelist.render(context).strip())  # noqa: S308
        return mark_safe("")


@register.tag
def captured(parser: Parser, token: Token) -> _Captured:
    """`{% captured name %}…{% endcaptured %}`: render once, use twice."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endcaptured",))
    parser.delete_first_token()
    return _Captured(nodelist, name)


@register.filter
def leads_outside(text: object) -> bool:
    """Whether what somebody wrote seems to hold a contact or a payment elsewhere."""
    return words_lead_outside(str(text or ""))

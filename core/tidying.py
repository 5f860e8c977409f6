"""Rows that were kept before a rule of `core.texts`, written anew by it; for migrations."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django.db.models import CharField, Model, Q, QuerySet

from core.texts import one_line, visible

Rule = Callable[[Mapping[str, Any]], str]

# What holds nothing else, the rules leave as it is. By number, so that no collation has a say.
_ODD_IN_LINE = r"[^\u0020-\u007e]|^ | $|  "
_ODD_IN_WORDS = r"[^\u0009\u000a\u000d\u0020-\u007e]"


def tidy(
    model: type[Model],
    *,
    lines: Sequence[str] = (),
    words: Sequence[str] = (),
    otherwise: Mapping[str, Rule] = MappingProxyType({}),
    beside: Sequence[str] = (),
    at_once: int = 1000,
) -> int:
    """Keep `lines` and `words` of a table as they are seen; answers how many rows were written.

    `otherwise` gives what stands where nothing would be left, from the row with the columns
    `beside` it. Rows are read by number, many at once, and only those that differ are written, each
    by itself: nobody waits for a lock. What has changed meanwhile stays as it is.
    """
    rows: QuerySet[Any] = QuerySet(model).order_by("pk")
    rules = dict.fromkeys(lines, one_line) | dict.fromkeys(words, visible)
    odd = Q()
    for name in rules:
        odd |= Q(**{f"{name}__regex": _ODD_IN_LINE if name in lines else _ODD_IN_WORDS})
    last = written = 0
    while found := list(rows.filter(odd, pk__gt=last).values("id", *rules, *beside)[:at_once]):
        for row in found:
            seen = {name: _cut(model, name, rule(row[name])) for name, rule in rules.items()}
            empty = [n for n in otherwise if row[n] and not seen[n].strip()]
            seen |= {name: otherwise[name](row) for name in empty}
            new = {name: text for name, text in seen.items() if text != row[name]}
            same = {name: row[name] for name in new}
            written += rows.filter(pk=row["id"], **same).update(**new) if new else 0
        last = found[-1]["id"]
    return written


def number(row: Mapping[str, Any]) -> str:
    """What stands for a title of nothing: `#7`."""
    return f"#{row['id']}"


def _cut(model: type[Model], name: str, text: str) -> str:
    """As long as its column: composed, a text may have grown."""
    field = model._meta.get_field(name)
    return text[: field.max_length].rstrip() if type(field) is CharField else text

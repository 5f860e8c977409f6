"""The figures in the reader's words, with the lengths of their bars."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Category
from core.charts import bar_widths
from core.money import Money, format_money_short
from disputes.states import DisputeState
from marketplace.transparency.counted import BOUNDS, DisputeFigures, Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One group, worded."""

    label: str
    group: Group
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One table."""

    title: str
    head: str
    rows: list[Row]
    has_shares: bool = True


def sections_of(figures: DisputeFigures) -> list[Section]:
    """How they ended, by kind of work and by amount (1 query); tables without rows left out."""
    categories = {category.slug: category.name for category in Category.objects.all()}
    tables = [
        Section(
            title=_("How they ended"),
            head=_("End"),
            rows=_rows(figures.by_end, [str(DisputeState(g.name).label) for g in figures.by_end]),
            has_shares=False,
        ),
        Section(
            title=_("By kind of work"),
            head=_("Kind of work"),
            rows=_rows(
                figures.by_category,
                [categories.get(g.name, _("No category")) for g in figures.by_category],
            ),
        ),
        Section(
            title=_("By amount"),
            head=_("Amount disputed"),
            rows=_rows(figures.by_size, [_size(g.name) for g in figures.by_size]),
        ),
    ]
    return [table for table in tables if table.rows]


def _rows(groups: Sequence[Group], labels: Sequence[str]) -> list[Row]:
    widths = bar_widths([group.count for group in groups])
    return [
        Row(label=label, group=group, width=width)
        for group, label, width in zip(groups, labels, widths, strict=True)
    ]


def _size(name: str) -> str:
    amounts = [format_money_short(Money(bound * 100, "IDR")) for bound in BOUNDS]
    if name == "other":
        return _("In another currency")
    at = int(name)
    if at == 0:
        return _("Up to %(most)s") % {"most": amounts[0]}
    if at == len(amounts):
        return _("Above %(least)s") % {"least": amounts[-1]}
    return _("Above %(least)s, up to %(most)s") % {"least": amounts[at - 1], "most": amounts[at]}

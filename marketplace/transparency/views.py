"""How disputes end, for everybody; how much waits, for the moderators."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from core import cautions
from core.spreadsheets import csv_lines
from disputes.policies import can_moderate
from marketplace.transparency.counted import (
    LEAST,
    LEAST_TOTAL,
    STEP,
    DisputeFigures,
    dispute_figures,
)
from marketplace.transparency.drawn import sections_of
from marketplace.transparency.workload import workload


@require_safe
def disputes(request: HttpRequest) -> HttpResponse:
    """How many, how long, who won: nothing that tells how anybody's dispute ended."""
    figures = dispute_figures(timezone.now())
    context = {
        "figures": figures,
        "sections": sections_of(figures),
        "least": LEAST,
        "least_total": LEAST_TOTAL,
        "step": STEP,
    }
    return render(request, "marketplace/transparency/disputes.html", context)


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001
    """The same figures as CSV; an empty cell is one that is hidden."""
    figures = dispute_figures(timezone.now())
    answer = StreamingHttpResponse(
        csv_lines(
            [_("Table"), _("Group"), _("Disputes"), _("To clients, %"), _("To freelancers, %")],
            _cells(figures),
        ),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = 'attachment; filename="disputes.csv"'
    return answer


@login_required
@never_cache
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """Workload and delays, for moderators."""
    if not can_moderate(request.user):
        raise Http404
    now = timezone.now()
    context = {"load": workload(now), "cautions": cautions.figures(now)}
    return render(request, "marketplace/transparency/desk.html", context)


def _cells(figures: DisputeFigures) -> Iterator[list[object]]:
    shares = [_cell(figures.client_percent), _cell(figures.freelancer_percent)]
    yield [_("All"), _("Ended"), _cell(figures.ended), *shares]
    yield [_("All"), _("Open now"), _cell(figures.open_now), "", ""]
    yield [_("All"), _("Overdue by staff now"), _cell(figures.overdue_now), "", ""]
    yield [_("All"), _("Days, median"), _cell(figures.median_days), "", ""]
    for section in sections_of(figures):
        for row in section.rows:
            group = row.group
            yield [
                section.title,
                row.label,
                _cell(group.count),
                _cell(group.client_percent),
                _cell(group.freelancer_percent),
            ]


def _cell(number: int | None) -> object:
    return "" if number is None else number

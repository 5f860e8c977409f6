"""Comparisons with the providers' reports, and the cases of what differs: for finance staff."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, only_for
from core.money import Money
from core.spreadsheets import csv_lines
from payments.compared import (
    DONE,
    MINE,
    UNASSIGNED,
    bookkeepers_but,
    cases_of,
    differences_of,
    last_attempts,
    last_runs,
    runs,
)
from payments.forms_cases import NoteForm, OwnerForm, ReasonForm
from payments.models import ReconciliationCase, ReconciliationRun
from payments.policies import can_work_on_case, keeps_books
from payments.services import attempts, differences
from payments.services.run_rows import Row, rows_of
from staff.services.looks import note_look

_PAGE = 25


@only_for(keeps_books)
@never_cache
@require_safe
def list_runs(request: SignedInRequest) -> HttpResponse:
    """Every comparison; above them how each provider stands."""
    page = Paginator(runs(), _PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "newest": last_runs(),
        "tries": last_attempts(),
        "overdue": attempts.overdue(now=timezone.now()),
        "tabs": _tabs(request),
    }
    return render(request, "payments/reconciliation/runs.html", context)


@only_for(keeps_books)
@require_POST
def run_again(request: SignedInRequest) -> HttpResponse:
    """Compare now what can be compared; where a comparison is underway, leave it."""
    if attempts.ask(by=request.user, now=timezone.now()):
        messages.success(request, _("The comparison is underway. Its result appears here."))
    else:
        messages.info(request, _("A comparison is underway already."))
    return redirect("payments:runs")


@only_for(keeps_books)
@never_cache
@require_safe
def run(request: SignedInRequest, pk: int) -> HttpResponse:
    """One comparison: sums of both sides, and the rows that differ."""
    one = get_object_or_404(ReconciliationRun.objects.prefetch_related("totals"), pk=pk)
    page = Paginator(differences_of(one), _PAGE).get_page(request.GET.get("page"))
    return render(request, "payments/reconciliation/run.html", {"run": one, "page": page})


@only_for(keeps_books)
@never_cache
@require_safe
def run_csv(request: SignedInRequest, pk: int) -> StreamingHttpResponse:
    """Every row of a comparison, for a spreadsheet."""
    one = get_object_or_404(ReconciliationRun, pk=pk)
    note_look(by=request.user, action="payments.export_comparison", now=timezone.now(), subject=one)
    answer = StreamingHttpResponse(
        csv_lines(_heads(), map(_cells, rows_of(one))), content_type="text/csv; charset=utf-8"
    )
    name = f"reconciliation-{one.provider}-{one.until:%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@only_for(keeps_books)
@never_cache
@require_safe
def list_cases(request: SignedInRequest) -> HttpResponse:
    """Differences, by who looks into them."""
    wanted = request.GET.get("whose", "")
    page = Paginator(cases_of(wanted, request.user), _PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "tabs": _tabs(request), "whose": wanted}
    return render(request, "payments/reconciliation/cases.html", context)


@only_for(keeps_books)
@never_cache
@require_safe
def case(request: SignedInRequest, pk: int) -> HttpResponse:
    """One difference: both sides, who has it, what was found out, what can be done."""
    rows = ReconciliationCase.objects.select_related("owner", "found_in", "resolved_by")
    one = get_object_or_404(rows, pk=pk)
    context = {
        "case": one,
        "notes": one.notes.select_related("author"),
        "is_mine": can_work_on_case(request.user, one),
        "owner_form": OwnerForm(None, people=bookkeepers_but([one.owner_id, request.user.pk])),
        "note_form": NoteForm(),
        "reason_form": ReasonForm(),
    }
    return render(request, "payments/reconciliation/case.html", context)


@only_for(keeps_books)
@require_POST
def take_case(request: SignedInRequest, pk: int) -> HttpResponse:
    """It is mine now."""
    one = get_object_or_404(ReconciliationCase, pk=pk)
    differences.take_case(case=one, by=request.user, now=timezone.now())
    messages.success(request, _("The case is yours."))
    return redirect("payments:case", pk)


@only_for(keeps_books)
@require_POST
def give_case(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody else looks into it."""
    one = get_object_or_404(ReconciliationCase, pk=pk)
    form = OwnerForm(request.POST, people=bookkeepers_but([]))
    if form.is_valid():
        to = form.cleaned_data["owner"]
        differences.give_case(case=one, to=to, by=request.user, now=timezone.now())
        messages.success(request, _("The case belongs to %(person)s now.") % {"person": to})
    else:
        messages.error(request, _("Choose somebody who keeps the books."))
    return redirect("payments:case", pk)


@only_for(keeps_books)
@require_POST
def note_case(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was found out."""
    one, form = get_object_or_404(ReconciliationCase, pk=pk), NoteForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        differences.write_note(case=one, text=text, by=request.user, now=timezone.now())
        messages.success(request, _("The note is kept."))
    else:
        messages.error(request, _("Write a note of at most 2000 characters."))
    return redirect("payments:case", pk)


@only_for(keeps_books)
@require_POST
def resolve_case(request: SignedInRequest, pk: int) -> HttpResponse:
    """It is in order, with a reason."""
    return _close(request, pk, differences.resolve_case, _("The case is resolved."))


@only_for(keeps_books)
@require_POST
def correct_case(request: SignedInRequest, pk: int) -> HttpResponse:
    """The book follows the report, by one more transfer."""
    done = _("The correcting transfer is in the book, and the case is resolved.")
    return _close(request, pk, differences.correct_case, done)


@only_for(keeps_books)
@require_POST
def ask_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """How does the provider see it now?"""
    one = get_object_or_404(ReconciliationCase, pk=pk)
    if differences.ask_again(case=one, by=request.user, now=timezone.now()):
        text = _("The provider was asked. The next comparison closes the case if both sides fit.")
        messages.success(request, text)
    else:
        messages.error(request, _("We do not know this one, so there is nothing to ask about."))
    return redirect("payments:case", pk)


def _close(request: SignedInRequest, pk: int, act: Callable[..., Any], done: str) -> HttpResponse:
    one, form = get_object_or_404(ReconciliationCase, pk=pk), ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        act(case=one, reason=reason, by=request.user, now=timezone.now())
        messages.success(request, done)
    else:
        messages.error(request, _("Write a reason of at most 200 characters."))
    return redirect("payments:case", pk)


def _tabs(request: SignedInRequest) -> list[tuple[str, str, int | None]]:
    """The lists of cases: what the address says, the words, how many."""
    words = (("", _("Open")), (MINE, _("Mine")), (UNASSIGNED, _("Nobody’s")))
    counted = [(name, text, cases_of(name, request.user).count()) for name, text in words]
    return [*counted, (DONE, _("Resolved"), None)]


def _heads() -> list[str]:
    return [
        _("Difference"),
        _("State"),
        _("What"),
        _("Our key"),
        _("Reference of the provider"),
        _("Moment (UTC)"),
        _("In the book"),
        _("Cost in the book"),
        _("At the provider"),
        _("Cost at the provider"),
    ]


def _cells(row: Row) -> list[object]:
    sides = (row.booked, row.booked_cost, row.reported, row.reported_cost)
    return [
        row.kind or _("no difference found"),
        row.state,
        row.subject,
        row.key,
        row.reference,
        f"{row.at:%Y-%m-%d %H:%M:%S}",
        *map(_text, sides),
    ]


def _text(amount: Money | None) -> str:
    return f"{amount.decimal} {amount.currency}" if amount is not None else ""

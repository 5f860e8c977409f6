"""The audit log: what staff did, searched and handed out."""

import json
from collections.abc import Iterator, Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from core.errors import LimitReached
from core.spreadsheets import csv_lines
from staff.forms import AuditSearchForm
from staff.models import AuditEntry
from staff.policies import can_read_log
from staff.selectors import entries_found, page_of
from staff.services.exports import export_log


@login_required
@never_cache
@require_safe
def read_log(request: SignedInRequest) -> HttpResponse:
    """Search by who, what, whom, when and why; page by page."""
    if not can_read_log(request.user):
        raise Http404
    form, page = AuditSearchForm(request.GET), None
    if form.is_valid():
        found = entries_found(request.user, form.wanted)
        page = page_of(found, before=form.cleaned_data["before"])
    return render(request, "staff/audit.html", {"form": form, "page": page})


@login_required
@never_cache
@require_safe
def export(request: SignedInRequest) -> HttpResponse:
    """The lines of a search as CSV."""
    if not can_read_log(request.user):
        raise Http404
    form = AuditSearchForm(request.GET)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect("staff:audit")
    try:
        rows = export_log(by=request.user, wanted=form.wanted, now=timezone.now())
    except LimitReached as error:
        messages.error(request, error.message)
        return redirect("staff:audit")
    answer = HttpResponse(csv_lines(_heads(), _cells(rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="audit-log.csv"'
    return answer


def _heads() -> list[str]:
    return [
        _("Number"),
        _("When"),
        _("Who"),
        _("Act"),
        _("Thing"),
        _("Whom it concerns"),
        _("Reason"),
        _("Before"),
        _("After"),
        _("From where"),
        _("Request"),
    ]


def _cells(rows: Sequence[AuditEntry]) -> Iterator[list[object]]:
    for one in rows:
        yield [
            one.pk,
            timezone.localtime(one.happened_at).isoformat(timespec="seconds"),
            one.actor.email,
            one.action,
            f"{one.subject_kind} {one.subject_id}".strip(),
            one.person.email if one.person is not None else "",
            one.reason,
            json.dumps(one.before, ensure_ascii=False) if one.before else "",
            json.dumps(one.after, ensure_ascii=False) if one.after else "",
            one.address,
            one.request_id,
        ]

"""Documents of a person: the list by year and kind, and the PDFs."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from payments.forms import DocumentFilterForm, StatementForm, YearForm
from payments.kinds import WITH_CSV, DocumentKind
from payments.models import Document
from payments.policies import keeps_books
from payments.selectors import currencies_of, documents_matching, documents_of, documents_visible_to
from payments.services.documents import printing, spreadsheets, statements, years
from staff.services.looks import note_look

_PAGE = 25


@login_required
@never_cache
@require_safe
def list_documents(request: SignedInRequest) -> HttpResponse:
    """One's receipts, slips and statements."""
    mine = documents_of(request.user)
    present = list(mine.order_by("-year").values_list("year", flat=True).distinct())
    kinds = set(mine.order_by("kind").values_list("kind", flat=True).distinct())
    offered = [kind for kind in DocumentKind if kind in kinds]
    form = DocumentFilterForm(request.GET, years=present, kinds=offered)
    found = Paginator(mine.filter(**form.wanted), _PAGE)
    page = found.get_page(request.GET.get("page"))
    last = timezone.localtime().replace(day=1) - timedelta(days=1)
    earns = bool(currencies_of(request.user))  # the side that one most likely asks for
    statement = DocumentKind.FREELANCER_STATEMENT if earns else DocumentKind.CLIENT_STATEMENT
    pack = DocumentKind.FREELANCER_YEAR if earns else DocumentKind.CLIENT_YEAR
    context = {
        "earns": earns,
        "statement_form": StatementForm(initial={"month": last, "statement_kind": statement}),
        "year_form": YearForm(initial={"pack_year": last.year, "pack_kind": pack}),
        "form": form,
        "has_any": bool(present),
        "page": page,
    }
    return render(request, "payments/documents.html", context)


@login_required
@never_cache
@require_safe
def pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """A document as PDF, in the reader's language."""
    one = get_object_or_404(documents_visible_to(request.user), pk=pk)
    _note_look(request, one)
    return _download(printing.pdf_of(one), "application/pdf", printing.file_name(one, "pdf"))


@login_required
@never_cache
@require_safe
def csv_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """A statement or the pack of a year as CSV."""
    one = get_object_or_404(documents_visible_to(request.user), pk=pk, kind__in=WITH_CSV)
    _note_look(request, one)
    return _download(spreadsheets.csv_of(one), "text/csv", printing.file_name(one, "csv"))


@login_required
@require_POST
def make_statement(request: SignedInRequest) -> HttpResponse:
    """State a month; the document is then in the list."""
    form = StatementForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write a month such as 2026-11."))
        return redirect("payments:documents")
    made = statements.issue_statement(
        person=request.user,
        kind=DocumentKind(form.cleaned_data["statement_kind"]),
        month=form.cleaned_data["month"],
        currency=settings.DEFAULT_CURRENCY,
        now=timezone.now(),
    )
    messages.success(request, _("%(code)s is in the list.") % {"code": made.code})
    return redirect("payments:documents")


@login_required
@require_POST
def make_year(request: SignedInRequest) -> HttpResponse:
    """Put a year together as it is known now."""
    form = YearForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write a year such as 2026."))
        return redirect("payments:documents")
    made = years.issue_year(
        person=request.user,
        kind=DocumentKind(form.cleaned_data["pack_kind"]),
        year=form.cleaned_data["pack_year"],
        currency=settings.DEFAULT_CURRENCY,
        now=timezone.now(),
    )
    messages.success(request, _("%(code)s is in the list.") % {"code": made.code})
    return redirect("payments:documents")


@login_required
@never_cache
@require_safe
def search_documents(request: SignedInRequest) -> HttpResponse:
    """For those who keep the books: anybody's document, to hand it out once more."""
    if not keeps_books(request.user):
        raise Http404
    wanted = request.GET.get("q", "")[:100]
    page = Paginator(documents_matching(wanted), _PAGE).get_page(request.GET.get("page"))
    return render(request, "payments/document_desk.html", {"page": page, "q": wanted})


def _note_look(request: SignedInRequest, one: Document) -> None:
    """Whoever keeps the books opens documents of others; that is written down."""
    note_look(
        by=request.user,
        action="payments.read_document",
        now=timezone.now(),
        subject=one,
        people=(one.person_id,),
    )


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer

"""Documents of a person: the list by year and kind, and the PDFs."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from payments.forms import DocumentFilterForm
from payments.kinds import DocumentKind
from payments.policies import keeps_books
from payments.selectors import documents_matching, documents_of, documents_visible_to
from payments.services.documents import printing

_PAGE = 25


@login_required
@never_cache
@require_safe
def list_documents(request: SignedInRequest) -> HttpResponse:
    """One's receipts, slips and statements."""
    mine = documents_of(request.user)
    years = list(mine.order_by("-year").values_list("year", flat=True).distinct())
    kinds = set(mine.order_by("kind").values_list("kind", flat=True).distinct())
    offered = [kind for kind in DocumentKind if kind in kinds]
    form = DocumentFilterForm(request.GET, years=years, kinds=offered)
    found = Paginator(mine.filter(**form.wanted), _PAGE)
    context = {
        "form": form,
        "has_any": bool(years),
        "page": found.get_page(request.GET.get("page")),
    }
    return render(request, "payments/documents.html", context)


@login_required
@never_cache
@require_safe
def pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """A document as PDF, in the reader's language."""
    one = get_object_or_404(documents_visible_to(request.user), pk=pk)
    return _download(printing.pdf_of(one), "application/pdf", printing.file_name(one, "pdf"))


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


def _download(content: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer

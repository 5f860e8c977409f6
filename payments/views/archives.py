"""A person's documents of a year or a month in one file."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from payments.forms_archives import ArchiveForm
from payments.services.documents import archives


@login_required
@never_cache
@require_safe
def archive(request: SignedInRequest) -> HttpResponse:
    """What there is to download: the whole year if it fits in one file, and each month."""
    years = archives.years_of(request.user)
    wanted = request.GET.get("year", "")
    year = int(wanted) if wanted in map(str, years) else (years[0] if years else None)
    months = archives.months_of(request.user, year=year) if year else []
    context = {
        "years": years,
        "year": year,
        "months": months,
        "count": sum(one.count for one in months),
        "most": archives.MOST,
    }
    return render(request, "payments/archive.html", context)


@login_required
@never_cache
@require_safe
def archive_file(request: SignedInRequest) -> StreamingHttpResponse:
    """The file itself."""
    form = ArchiveForm(request.GET)
    if not form.is_valid():
        raise Http404
    documents = archives.documents_for(request.user, **form.cleaned_data)
    if not documents:
        raise Http404
    answer = StreamingHttpResponse(archives.pieces_of(documents), content_type="application/zip")
    name = archives.file_name(**form.cleaned_data)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer

"""Slips of tax that clients withheld: recorded by either side, matched to an earning."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest
from core.http import as_download
from payments.forms import SlipForm
from payments.months import book_day
from payments.selectors import earnings_to_match, slips_of
from payments.services import withholding
from payments.terms import tax_rates_at


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def list_slips(request: SignedInRequest) -> HttpResponse:
    """The slips of one's work or payments, and a form to record one."""
    now = timezone.now()
    earnings = list(earnings_to_match(request.user))
    form = SlipForm(request.POST or None, request.FILES or None, earnings=earnings)
    if form.is_valid():
        withholding.record_slip(**form.cleaned_data, by=request.user, now=now)
        messages.success(request, _("The slip is recorded."))
        return redirect("payments:slips")
    page = Paginator(slips_of(request.user), 25).get_page(request.GET.get("page"))
    rates = tax_rates_at(book_day(now))
    context = {"form": form, "page": page, "earnings": earnings, "rates": rates}
    return render(request, "payments/slips.html", context)


@login_required
@require_safe
def slip_file(request: SignedInRequest, pk: int) -> FileResponse:
    """The file of a slip, to be saved and never run."""
    one = get_object_or_404(slips_of(request.user).exclude(file=""), pk=pk)
    return as_download(one.file.open("rb"), name=one.file_name, content_type=one.content_type)

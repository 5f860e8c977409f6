"""Taxes that Karya takes: what applies to a freelancer, and the desk of finance staff."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from core.http import as_download
from payments.forms_taxes import LetterDecisionForm, LetterForm
from payments.models import StatementLetter
from payments.months import book_day
from payments.policies import keeps_books
from payments.selectors_taxes import (
    letters_exceeded,
    letters_of,
    letters_to_check,
    letters_visible_to,
    owed_in_all,
    tax_months,
    tax_policies,
)
from payments.services import letters
from payments.terms import (
    current_tax_policy,
    exemption_of,
    fee_terms_for,
    tax_rates_at,
)
from staff.services.looks import note_look

_MONTHS = 24


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def taxes(request: SignedInRequest) -> HttpResponse:
    """What is taken of one's next contract, one's statement letters, and a form for one."""
    now = timezone.now()
    today = book_day(now)
    posted = request.method == "POST"
    form = LetterForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        this_year=today.year,
    )
    if form.is_valid():
        letters.hand_in(by=request.user, now=now, **form.cleaned_data)
        messages.success(request, _("Thank you. We look at your letter and tell you."))
        return redirect("payments:taxes")
    mine = list(letters_of(request.user))
    context = {
        "form": form,
        "policy": current_tax_policy(now),
        "terms": fee_terms_for(request.user, now),
        "exemption": exemption_of(request.user, now),
        "letters": mine,
        "letter": next((one for one in mine if one.counts and one.year == today.year), None),
        "rates": tax_rates_at(today),
    }
    return render(request, "payments/taxes.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def withdraw_letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one's letter back."""
    letters.withdraw(letter=get_object_or_404(letters_of(request.user), pk=pk), by=request.user)
    messages.success(request, _("The letter is withdrawn. Signed contracts stay as they are."))
    return redirect("payments:taxes")


@login_required
@require_safe
def letter_file(request: SignedInRequest, pk: int) -> FileResponse:
    """The letter itself, for its person and those who keep the books."""
    one = get_object_or_404(letters_visible_to(request.user), pk=pk)
    note_look(
        by=request.user,
        action="taxes.read_letter",
        now=timezone.now(),
        subject=one,
        people=(one.person_id,),
    )
    return as_download(one.file.open("rb"), name=one.file_name, content_type=one.content_type)


@login_required
@never_cache
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """Which taxes are taken, the letters that wait, and what is owed to the tax office."""
    _only_bookkeepers(request)
    now = timezone.now()
    context = {
        "policy": current_tax_policy(now),
        "policies": tax_policies(),
        "letters": letters_to_check(),
        "exceeded": letters_exceeded(now),
        "page": Paginator(tax_months(), _MONTHS).get_page(request.GET.get("page")),
        "owed": owed_in_all(),
    }
    return render(request, "payments/tax_desk.html", context)


@login_required
@require_POST
def decide_letter(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept or refuse a letter."""
    _only_bookkeepers(request)
    letter: StatementLetter = get_object_or_404(letters_visible_to(request.user), pk=pk)
    form = LetterDecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Accept the letter, or refuse it with a reason."))
        return redirect("payments:tax-desk")
    letters.decide(
        letter=letter,
        accepted=form.cleaned_data["decision"] == "accept",
        reason=form.cleaned_data["reason"],
        by=request.user,
        now=timezone.now(),
    )
    messages.success(request, _("Noted; the person is told."))
    return redirect("payments:tax-desk")


def _only_bookkeepers(request: SignedInRequest) -> None:
    if not keeps_books(request.user):
        raise Http404

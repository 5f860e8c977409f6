"""Chargebacks for finance staff: what banks took back, and what we answer them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest
from core.errors import InvalidInput, WrongState
from payments.forms import AnswerForm
from payments.models import Chargeback
from payments.policies import can_answer, keeps_books
from payments.services import chargeback_answers
from payments.taken_back import chargebacks_to_see, decided_chargebacks, open_chargebacks

_ROWS, _OPEN = 25, 100


@login_required
@never_cache
@require_safe
def list_chargebacks(request: SignedInRequest) -> HttpResponse:
    """Those that wait, by the bank's deadline; then those that are decided."""
    if not keeps_books(request.user):
        raise Http404
    page = Paginator(decided_chargebacks(), _ROWS).get_page(request.GET.get("page"))
    context = {"waiting": open_chargebacks()[:_OPEN], "page": page, "now": timezone.now()}
    return render(request, "payments/chargebacks.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def chargeback(request: SignedInRequest, pk: int) -> HttpResponse:
    """One chargeback, and the answer to its bank."""
    one = _chargeback(request, pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _answer(request, one, form):
        return redirect("payments:chargeback", one.pk)
    now = timezone.now()
    context = {
        "chargeback": one,
        "changes": one.changes.select_related("actor"),
        "facts": chargeback_answers.facts_of(one),
        "form": form,
        "is_overdue": one.is_overdue(now),
    }
    return render(request, "payments/chargeback.html", context)


def _answer(request: SignedInRequest, one: Chargeback, form: AnswerForm) -> bool:
    words = form.cleaned_data["narrative"]
    try:
        chargeback_answers.answer(
            chargeback=one, by=request.user, narrative=words, now=timezone.now()
        )
    except (InvalidInput, WrongState) as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("The answer is written down, and is sent within some minutes."))
    return True


def _chargeback(request: SignedInRequest, pk: int) -> Chargeback:
    """For everybody else, and for a side of the payment, it does not exist."""
    one = get_object_or_404(chargebacks_to_see(), pk=pk)
    if not can_answer(request.user, one):
        raise Http404
    return one

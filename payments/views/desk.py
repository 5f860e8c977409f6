"""The desk of moderators: payouts to look at, and cases where money does not fit."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from identity.ties import are_tied
from payments.compared import open_cases, runs
from payments.forms import RejectForm, ResolutionForm
from payments.models import Payout
from payments.policies import can_see_payout_desk, keeps_books
from payments.selectors import (
    escrows_to_be_decided,
    open_mismatches,
    open_stops,
)
from payments.selectors_payouts import payouts_in_review, transfers_back
from payments.services import attempts, payouts
from payments.states import PayoutState
from payments.unanswered import unanswered

_MOST_BACK = 20


@login_required
@never_cache
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """What waits for a person."""
    _only_staff(request)
    context: dict[str, object] = {
        "stops": open_stops(),
        "held_long": escrows_to_be_decided(),
        "reject_form": RejectForm(),
        "resolution_form": ResolutionForm(),
    }
    if keeps_books(request.user):
        context |= {
            "keeps_books": True,
            "payouts": payouts_in_review(),
            "mismatches": open_mismatches(),
            "open_cases": open_cases().count(),
            "is_compared": runs().exists(),
            "back": transfers_back(timezone.now())[:_MOST_BACK],
            "overdue": attempts.overdue(now=timezone.now()),
            "unanswered": unanswered(timezone.now()),
        }
    return render(request, "payments/desk.html", context)


@login_required
@never_cache
@require_safe
def review_payout(request: SignedInRequest, pk: int) -> HttpResponse:
    """One payout that waits for a look, or any other."""
    return _payout_page(request, _payout(request, pk), RejectForm())


@login_required
@require_POST
def approve_payout(request: SignedInRequest, pk: int) -> HttpResponse:
    """It may be sent."""
    one = payouts.approve_payout(payout=_payout(request, pk), by=request.user, now=timezone.now())
    if one.state == PayoutState.IN_REVIEW:
        messages.success(request, _("Noted. It is sent when a second person approves it too."))
    else:
        messages.success(request, _("The payout is approved and will be sent."))
    return redirect("payments:desk")


@login_required
@require_POST
def reject_payout(request: SignedInRequest, pk: int) -> HttpResponse:
    """It may not; the person reads why."""
    one, form = _payout(request, pk), RejectForm(request.POST)
    if form.is_inserting:
        return _payout_page(request, one, form)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        payouts.reject_payout(payout=one, by=request.user, reason=reason, now=timezone.now())
        messages.success(request, _("The payout is refused, and the money is available again."))
    else:
        messages.error(request, _("Write a reason first."))
    return redirect("payments:desk")


def _payout_page(request: SignedInRequest, payout: Payout, form: RejectForm) -> HttpResponse:
    context = {
        "payout": payout,
        "parts": payout.parts.all(),
        "reject_form": form,
        "has_ties": are_tied(request.user, [payout.user_id]),
        "is_inserting": form.is_inserting,
        "shows_texts": True,
    }
    return render(request, "payments/payout_to_check.html", context)


def _payout(request: SignedInRequest, pk: int) -> Payout:
    """For everybody but those who keep the books it does not exist."""
    if not keeps_books(request.user):
        raise Http404
    return get_object_or_404(Payout, pk=pk)


def _only_staff(request: SignedInRequest) -> None:
    """For everybody else the desk does not exist."""
    if not (can_see_payout_desk(request.user)):
        raise Http404

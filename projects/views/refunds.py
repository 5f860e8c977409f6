"""Asking for the money of a step back, and the answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from core.errors import WrongState
from core.policies import require
from projects import policies
from projects.forms.contracts import OptionalReasonForm, ReasonForm
from projects.models import RefundRequest
from projects.selectors import milestones_visible_to, refund_requests_visible_to
from projects.services import refunds
from projects.states import RefundAnswer
from projects.views.milestones import place_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for the money of a late step back."""
    milestone = get_object_or_404(milestones_visible_to(request.user), pk=pk)
    require(policies.is_client, request.user, milestone.contract)
    is_sent, now = request.method == "POST", timezone.now()
    form = ReasonForm(request.POST if is_sent else None)
    if form.is_valid():
        refunds.ask_refund_for_lateness(
            milestone=milestone, by=request.user, reason=form.cleaned_data["reason"], now=now
        )
        messages.success(request, _("You have asked for the money back."))
        return redirect(place_of(milestone))
    if not is_sent:
        try:
            refunds.require_lateness(milestone, now)
        except WrongState as reason:
            messages.info(request, str(reason))
            return redirect(place_of(milestone))
    context = {
        "milestone": milestone,
        "contract": milestone.contract,
        "back": place_of(milestone),
        "form": form,
    }
    return render(request, "contracts/ask_refund.html", context, status=400 if is_sent else 200)


@login_required
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """The request, for the freelancer to answer."""
    asked = _find(request, pk)
    require(policies.is_freelancer, request.user, asked.milestone.contract)
    if asked.state != RefundAnswer.OPEN:
        return redirect(place_of(asked.milestone))
    context = {
        "asked": asked,
        "milestone": asked.milestone,
        "contract": asked.milestone.contract,
        "back": place_of(asked.milestone),
        "form": OptionalReasonForm(),
    }
    return render(request, "contracts/answer_refund.html", context)


@login_required
@require_POST
def agree(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the money back."""
    asked = refunds.agree_to_refund(request=_find(request, pk), by=request.user, now=timezone.now())
    messages.success(request, _("The money goes back to the client."))
    return redirect(place_of(asked.milestone))


@login_required
@require_POST
def refuse(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep working."""
    form = OptionalReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    asked = refunds.decline_refund(
        request=_find(request, pk), by=request.user, reason=reason, now=timezone.now()
    )
    messages.success(request, _("You declined. The money stays in escrow."))
    return redirect(place_of(asked.milestone))


@login_required
@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """No longer ask."""
    asked = refunds.withdraw_refund_request(
        request=_find(request, pk), by=request.user, now=timezone.now()
    )
    messages.success(request, _("You no longer ask for the money back."))
    return redirect(place_of(asked.milestone))


def _find(request: SignedInRequest, pk: int) -> RefundRequest:
    return get_object_or_404(refund_requests_visible_to(request.user), pk=pk)

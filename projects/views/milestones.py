"""What is done with one step of a contract; every action has a page of its own."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from core.policies import require
from projects import policies
from projects.forms.contracts import ChangesForm, DeliveryForm
from projects.models import Milestone
from projects.selectors import deliveries_of, milestones_visible_to
from projects.services import milestones

_page_or_deed = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """A step has its place in the room of its contract."""
    return redirect(place_of(_find(request, pk)))


@login_required
@require_POST
def fund(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open the escrow and go on to the payment."""
    milestone = _find(request, pk)
    escrow = milestones.start_funding(milestone=milestone, by=request.user, now=timezone.now())
    afterwards = urlencode({"next": place_of(milestone)})
    return redirect(f"{reverse('payments:pay', args=[escrow.pk])}?{afterwards}")


@login_required
@_page_or_deed
def deliver(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand over work with files."""
    milestone = _find(request, pk)
    require(policies.is_freelancer, request.user, milestone.contract)
    is_sent = request.method == "POST"
    form = DeliveryForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        milestones.deliver(
            milestone=milestone,
            by=request.user,
            message=form.cleaned_data["message"],
            uploads=form.cleaned_data["files"],
            now=timezone.now(),
        )
        messages.success(request, _("Your work is delivered. The review has begun."))
        return redirect(place_of(milestone))
    if not policies.shows_delivery(request.user, milestone):
        return redirect(place_of(milestone))
    latest = deliveries_of(milestone).last()
    return _page(request, "contracts/deliver.html", milestone, form, delivery=latest)


@login_required
@_page_or_deed
def request_changes(request: SignedInRequest, pk: int) -> HttpResponse:
    """List what should change in the newest delivery."""
    milestone = _find(request, pk)
    require(policies.is_client, request.user, milestone.contract)
    form = ChangesForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        milestones.request_changes(
            milestone=milestone,
            by=request.user,
            changes=form.cleaned_data["changes"],
            now=timezone.now(),
        )
        messages.success(request, _("Your list is sent. The review clock stands still."))
        return redirect(place_of(milestone))
    if not policies.shows_change_request(request.user, milestone):
        return redirect(place_of(milestone))
    left = milestone.contract.terms.change_rounds - milestone.rounds_used
    latest = deliveries_of(milestone).last()
    return _page(
        request, "contracts/changes.html", milestone, form, rounds_left=left, delivery=latest
    )


@login_required
@_page_or_deed
def stand(request: SignedInRequest, pk: int) -> HttpResponse:
    """Leave the delivery as it is."""
    milestone = _find(request, pk)
    require(policies.is_freelancer, request.user, milestone.contract)
    if request.method == "POST":
        milestones.stand_on_delivery(milestone=milestone, by=request.user, now=timezone.now())
        messages.success(request, _("You stand on your delivery. The review has begun anew."))
        return redirect(place_of(milestone))
    if not policies.shows_standing_on_delivery(request.user, milestone):
        return redirect(place_of(milestone))
    return _page(request, "contracts/stand.html", milestone, None)


@login_required
@_page_or_deed
def approve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say exactly what moves, then move it."""
    milestone = _find(request, pk)
    require(policies.is_client, request.user, milestone.contract)
    if request.method == "POST":
        net = milestone.shares_left.net
        milestones.approve_milestone(milestone=milestone, by=request.user, now=timezone.now())
        messages.success(
            request,
            _("Approved. %(net)s belongs to %(freelancer)s now.")
            % {"net": net, "freelancer": milestone.contract.freelancer},
        )
        return redirect(place_of(milestone))
    if not policies.shows_approval(request.user, milestone):
        return redirect(place_of(milestone))
    return _page(
        request,
        "contracts/approve.html",
        milestone,
        None,
        now=timezone.now(),
        delivery=deliveries_of(milestone).last(),
    )


def place_of(milestone: Milestone) -> str:
    """Where a step stands on the page of its contract."""
    room = reverse("projects:contract", args=[milestone.contract_id])
    return f"{room}#step-{milestone.pk}"


def _find(request: SignedInRequest, pk: int) -> Milestone:
    return get_object_or_404(milestones_visible_to(request.user), pk=pk)


def _page(
    request: SignedInRequest,
    template: str,
    milestone: Milestone,
    form: Form | None,
    **more: Any,
) -> HttpResponse:
    context = {
        "milestone": milestone,
        "contract": milestone.contract,
        "back": place_of(milestone),
        "form": form,
        **more,
    }
    return render(request, template, context, status=400 if form and form.is_bound else 200)

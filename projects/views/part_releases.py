"""The page on which a client releases a part: first what would move, then the deed."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from core.policies import require
from projects import policies
from projects.forms.contracts import PartForm
from projects.models import Milestone
from projects.selectors import milestones_visible_to
from projects.services import part_releases
from projects.views.milestones import place_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose the amount (GET), see the lines (GET with an amount), release (POST)."""
    milestone = get_object_or_404(milestones_visible_to(request.user), pk=pk)
    require(policies.is_client, request.user, milestone.contract)
    is_sent = request.method == "POST"
    if not is_sent and not policies.shows_part_release(request.user, milestone):
        return redirect(place_of(milestone))
    said = request.POST if is_sent else request.GET
    # A second click has less left than it asks for; the service knows its key.
    whole = milestone.amount if is_sent else milestone.left
    form = PartForm(said if is_sent or "amount" in said else None, whole=whole)
    if is_sent and form.is_valid():
        earning = part_releases.release_part(
            milestone=milestone,
            amount=form.cleaned_data["amount"],
            by=request.user,
            idempotency_key=f"page:{form.cleaned_data['key'] or uuid4()}",
            now=timezone.now(),
        )
        words = {"net": earning.amount, "freelancer": milestone.contract.freelancer}
        messages.success(request, _("%(net)s belongs to %(freelancer)s now.") % words)
        return redirect(place_of(milestone))
    context = {
        "milestone": milestone,
        "contract": milestone.contract,
        "back": place_of(milestone),
        "form": form,
        "key": uuid4(),
        **_chosen(milestone, form),
        "now": timezone.now(),
    }
    status = 400 if form.is_bound and not form.is_valid() else 200
    return render(request, "contracts/release_part.html", context, status=status)


def _chosen(milestone: Milestone, form: PartForm) -> dict[str, Any]:
    """What the chosen part divides into, once there is one."""
    escrow = milestone.escrow
    if not form.is_bound or not form.is_valid() or escrow is None:
        return {}
    shares = escrow.shares_of(form.cleaned_data["amount"])
    return {
        "shares": shares,
        "stays": escrow.held - shares.total,
        "amount": form.data["amount"],
        "here": reverse("projects:release-part", args=[milestone.pk]),
    }

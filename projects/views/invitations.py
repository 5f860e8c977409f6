"""Clients invite freelancers to bid."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.policies import can_hire
from accounts.selectors import person_with_profiles
from core.cautions import may_go
from projects.forms.postings import InvitationForm
from projects.models import Invitation
from projects.selectors import have_contract, invitations_of, projects_of
from projects.selectors_bids import unknown_to
from projects.services import invitations
from projects.states import InvitationState, ProjectState

_A_PAGE = 20


@login_required
@require_http_methods(["GET", "POST"])
def invite(request: SignedInRequest, handle: str) -> HttpResponse:
    """Choose the project to which somebody is invited."""
    freelancer = get_object_or_404(person_with_profiles(handle))
    if not can_hire(request.user, freelancer):
        raise Http404
    form = InvitationForm(request.POST or None)
    mine = projects_of(request.user).filter(state=ProjectState.OPEN)
    form.offer(mine if form.is_bound else unknown_to(freelancer, mine))
    now = timezone.now()
    if may_go(form, now=now, applies=lambda: not have_contract(request.user.pk, freelancer.pk)):
        invitation = invitations.invite(
            project=form.cleaned_data["project"],
            freelancer=freelancer,
            by=request.user,
            message=form.cleaned_data["message"],
            now=now,
        )
        tell_of(request, invitation, now)
        return redirect("projects:detail", invitation.project_id)
    context = {"form": form, "freelancer": freelancer, "has_open": mine.exists()}
    return render(request, "projects/invite.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def list_invitations(request: SignedInRequest) -> HttpResponse:
    """Projects to which one was invited."""
    page = Paginator(invitations_of(request.user), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "projects/invitations.html", {"page": page})


@login_required
@require_POST
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say no to an invitation."""
    invitation = get_object_or_404(invitations_of(request.user), pk=pk)
    invitations.decline_invitation(invitation=invitation, by=request.user)
    messages.success(request, _("You declined the invitation."))
    return redirect("projects:invitations")


def tell_of(request: SignedInRequest, invitation: Invitation, now: datetime) -> None:
    """Say that the invitation is on its way, or how an earlier one to the same project stands."""
    name = {"name": invitation.freelancer}
    if invitation.sent_at == now:
        messages.success(request, _("%(name)s is invited to bid.") % name)
    elif invitation.state == InvitationState.DECLINED:
        declined = _("%(name)s has declined your invitation to this project.")
        messages.warning(request, declined % name)
    else:
        known = _("You have invited %(name)s to this project already. Write more when they bid.")
        messages.info(request, known % name)

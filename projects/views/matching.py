"""Suggestions: projects for a freelancer, freelancers for a project."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from accounts.policies import can_hire
from accounts.selectors import open_people, person_with_profiles
from projects.matching import (
    hidden_people_of,
    hidden_projects_of,
    people_for,
    projects_for,
)
from projects.models import Project
from projects.selectors import projects_of, projects_visible_to
from projects.services import asides, invitations
from projects.states import ProjectState
from projects.views.invitations import tell_of

_MOST_HIDDEN = 20


@login_required
@require_safe
def for_you(request: SignedInRequest) -> HttpResponse:
    """Open projects that suit one's profile, and those that were put aside."""
    context = {
        "matches": projects_for(request.user, timezone.now()),
        "hidden": hidden_projects_of(request.user)[:_MOST_HIDDEN],
    }
    return render(request, "projects/for_you.html", context)


@login_required
@require_POST
def put_aside(request: SignedInRequest, pk: int) -> HttpResponse:
    """Do not suggest a project again."""
    project = get_object_or_404(projects_visible_to(request.user), pk=pk)
    asides.put_project_aside(project=project, by=request.user, now=timezone.now())
    messages.success(request, _("It is not suggested to you again."))
    return redirect("projects:for-you")


@login_required
@require_POST
def take_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let it be suggested again."""
    project = get_object_or_404(projects_visible_to(request.user), pk=pk)
    asides.take_project_up(project=project, by=request.user)
    messages.success(request, _("It may be suggested to you again."))
    return redirect("projects:for-you")


@login_required
@require_safe
def suggestions(request: SignedInRequest, pk: int) -> HttpResponse:
    """Freelancers who suit one's own open project."""
    project = _own(request, pk)
    is_open = project.state == ProjectState.OPEN
    context = {
        "project": project,
        "matches": people_for(project) if is_open else [],
        "hidden": hidden_people_of(project, request.user)[:_MOST_HIDDEN],
    }
    return render(request, "projects/suggestions.html", context)


@login_required
@require_POST
def invite(request: SignedInRequest, pk: int, handle: str) -> HttpResponse:
    """Invite one of them with one click; the invitation says what the project says."""
    project = _own(request, pk)
    freelancer = get_object_or_404(person_with_profiles(handle))
    if not can_hire(request.user, freelancer):
        raise Http404
    now = timezone.now()
    invitation = invitations.invite(
        project=project, freelancer=freelancer, by=request.user, message="", now=now
    )
    tell_of(request, invitation, now)
    return redirect("projects:suggested", pk)


@login_required
@require_POST
def put_person_aside(request: SignedInRequest, pk: int, handle: str) -> HttpResponse:
    """Do not suggest somebody for this project again."""
    asides.put_person_aside(
        project=_own(request, pk), freelancer=_person(handle), by=request.user, now=timezone.now()
    )
    messages.success(request, _("Not suggested for this project again. Nobody is told."))
    return redirect("projects:suggested", pk)


@login_required
@require_POST
def take_person_up(request: SignedInRequest, pk: int, handle: str) -> HttpResponse:
    """Let somebody be suggested again."""
    asides.take_person_up(project=_own(request, pk), freelancer=_person(handle), by=request.user)
    return redirect("projects:suggested", pk)


def _own(request: SignedInRequest, pk: int) -> Project:
    return get_object_or_404(projects_of(request.user).prefetch_related("skills"), pk=pk)


def _person(handle: str) -> User:
    return get_object_or_404(open_people(), handle=handle)

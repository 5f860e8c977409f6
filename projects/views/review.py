"""Moderators read postings before they open; the desk of moderation acts on what breaks a rule."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, only_for
from core.states import can_move
from projects.models import Project
from projects.policies import can_moderate, is_moderator
from projects.selectors import client_record, postings_to_review, projects_visible_to
from projects.services import postings
from projects.states import ProjectState

_A_PAGE = 20


@only_for(is_moderator)
@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """Postings that wait, the most urgent first."""
    page = Paginator(postings_to_review(), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "projects/review_queue.html", {"page": page})


@only_for(is_moderator)
@require_safe
def show_posting(request: SignedInRequest, pk: int) -> HttpResponse:
    """One posting with everything that a decision needs."""
    project = _find(pk, request)
    context = {
        "project": project,
        "may_decide": can_moderate(request.user, project),
        "record": client_record(project.client),
        "is_waiting": project.state == ProjectState.PENDING_REVIEW,
        "is_removable": can_move(project, ProjectState.REMOVED),
    }
    return render(request, "projects/review.html", context)


@only_for(is_moderator)
@require_POST
def approve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open it for bids."""
    project = _find(pk, request)
    postings.approve_posting(project=project, by=request.user, now=timezone.now())
    messages.success(request, _("“%(title)s” is open for bids.") % {"title": project.title})
    return redirect(f"{reverse('desk:queue')}?kind=posting")


def _find(pk: int, request: SignedInRequest) -> Project:
    everything = projects_visible_to(request.user).exclude(state=ProjectState.DRAFT)
    project = get_object_or_404(
        everything.prefetch_related("skills", "questions", "attachments"), pk=pk
    )
    if project.client_id == request.user.pk:
        raise Http404
    return project

"""Moderators read postings before they open, and take down what breaks a rule."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, only_for
from projects.forms.review import RulingForm
from projects.models import Project
from projects.policies import can_moderate, is_moderator
from projects.selectors import client_record, postings_to_review, projects_visible_to
from projects.services import postings
from projects.states import ProjectState

_A_PAGE = 20
_REMOVABLE = {
    ProjectState.PENDING_REVIEW,
    ProjectState.OPEN,
    ProjectState.AWARDING,
}


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
    return _page(request, _find(pk, request), RulingForm())


@only_for(is_moderator)
@require_POST
def approve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open it for bids."""
    project = _find(pk, request)
    postings.approve_posting(project=project, by=request.user, now=timezone.now())
    messages.success(request, _("“%(title)s” is open for bids.") % {"title": project.title})
    return redirect("projects:review-queue")


@only_for(is_moderator)
@require_POST
def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send it back to draft, citing a rule."""
    project, form = _find(pk, request), RulingForm(request.POST)
    if form.is_valid():
        reason = form.reason_in(project.client.language)
        postings.return_posting(project=project, by=request.user, reason=reason, now=timezone.now())
        messages.success(request, _("“%(title)s” is sent back.") % {"title": project.title})
        return redirect("projects:review-queue")
    return _page(request, project, form)


@only_for(is_moderator)
@require_POST
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take it down, citing a rule."""
    project, form = _find(pk, request), RulingForm(request.POST)
    if form.is_valid():
        reason = form.reason_in(project.client.language)
        postings.remove_posting(project=project, by=request.user, reason=reason, now=timezone.now())
        messages.success(request, _("“%(title)s” is removed.") % {"title": project.title})
        return redirect("projects:review-queue")
    return _page(request, project, form)


def _find(pk: int, request: SignedInRequest) -> Project:
    everything = projects_visible_to(request.user).exclude(state=ProjectState.DRAFT)
    project = get_object_or_404(
        everything.prefetch_related("skills", "questions", "attachments"), pk=pk
    )
    if project.client_id == request.user.pk:
        raise Http404
    return project


def _page(request: SignedInRequest, project: Project, form: RulingForm) -> HttpResponse:
    context = {
        "project": project,
        "form": form,
        "may_decide": can_moderate(request.user, project),
        "record": client_record(project.client),
        "is_waiting": project.state == ProjectState.PENDING_REVIEW,
        "is_removable": project.state in _REMOVABLE,
    }
    status = 422 if form.is_bound else 200
    return render(request, "projects/review.html", context, status=status)

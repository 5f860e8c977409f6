"""Projects that people keep to come back to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from projects.selectors import projects_visible_to
from projects.selectors_saved import kept_by, projects_to_let_go
from projects.services import saved_projects

_A_PAGE = 20


@login_required
@require_safe
def list_saved(request: SignedInRequest) -> HttpResponse:
    """Every project one keeps, the latest kept first."""
    page = Paginator(kept_by(request.user), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "projects/saved_projects.html", {"page": page})


@login_required
@require_POST
def save(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep a project."""
    project = get_object_or_404(projects_visible_to(request.user), pk=pk)
    saved_projects.save_project(project=project, by=request.user, now=timezone.now())
    messages.success(request, _("The project is kept. You find it under “Projects you keep”."))
    return redirect("projects:detail", pk)


@login_required
@require_POST
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """No longer keep it, also where it is gone."""
    project = get_object_or_404(projects_to_let_go(request.user), pk=pk)
    saved_projects.remove_saved_project(project=project, by=request.user)
    messages.success(request, _("You no longer keep this project."))
    is_there = projects_visible_to(request.user).filter(pk=pk).exists()
    if request.POST.get("from") == "list" or not is_there:
        return redirect("projects:saved-projects")
    return redirect("projects:detail", pk)

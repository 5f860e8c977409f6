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
from projects.selectors_saved import saved_projects_of
from projects.services import saved_projects

_A_PAGE = 20


@login_required
@require_safe
def list_saved(request: SignedInRequest) -> HttpResponse:
    """Every project one keeps, the latest kept first."""
    page = Paginator(saved_projects_of(request.user), _A_PAGE).get_page(request.GET.get("page"))
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
    """No longer keep it."""
    project = get_object_or_404(projects_visible_to(request.user), pk=pk)
    saved_projects.remove_saved_project(project=project, by=request.user)
    messages.success(request, _("You no longer keep this project."))
    if request.POST.get("from") == "list":
        return redirect("projects:saved-projects")
    return redirect("projects:detail", pk)

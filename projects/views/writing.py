"""Writing postings: new, changed, kept while typing, published, called off, renewed."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from core.cautions import may_go
from core.http import refusal
from core.money import looks_like_a_slip
from core.outside import found_in
from core.search.pages import whole
from projects import policies
from projects.forms.postings import PostingForm, ReasonForm
from projects.models import Project
from projects.models.postings import Kind, Level
from projects.selectors import last_word_on, made_by_form, projects_of
from projects.services import files, postings
from projects.states import ProjectState

_FIRST = {"kind": Kind.FIXED, "level": Level.INTERMEDIATE}


@login_required
@require_http_methods(["GET", "POST"])
def new_project(request: SignedInRequest) -> HttpResponse:
    """Start a posting; the first thing saved is a draft.

    The address holds the key of the form, so that Back finds the posting which it made: there one
    goes on, and what is sent again is a change of it. No form makes a second posting. With `like`
    it begins with what another posting of the same client says.
    """
    key = _key(request)
    if not key and request.method == "GET":
        like = {"like": request.GET["like"]} if "like" in request.GET else {}
        return redirect(f"{reverse('projects:new')}?{urlencode({'key': str(uuid4()), **like})}")
    if made := made_by_form(request.user, key):
        return _made_before(request, made)
    form = _form(request)
    if may_go(form, now=timezone.now(), applies=lambda: form.is_publishing):
        project = postings.create_draft(
            by=request.user,
            posting=form.posting,
            uploads=form.cleaned_data["uploads"],
            key=key,
            now=timezone.now(),
        )
        return _go_on(request, project)
    return _form_page(request, form)


def _key(request: SignedInRequest) -> str:
    """The key of the form, as sent or as in the address; empty where it is none."""
    try:
        return str(UUID(request.POST.get("key") or request.GET.get("key") or ""))
    except ValueError:
        return ""


def _made_before(request: SignedInRequest, project: Project) -> HttpResponse:
    if request.method == "GET":
        return redirect("projects:edit", project.pk)
    return _edit(request, project)


@login_required
@require_http_methods(["GET", "POST"])
def edit_project(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a draft or an open posting."""
    return _edit(request, _own(request, pk))


def _edit(request: SignedInRequest, project: Project) -> HttpResponse:
    if project.state == ProjectState.PENDING_REVIEW:
        return _in_review(request, project)
    if not policies.shows_edit(request.user, project):
        messages.info(request, _("This project can no longer be edited."))
        return redirect("projects:detail", project.pk)
    form = _form(request, project)
    if may_go(form, now=timezone.now(), applies=lambda: form.is_publishing):
        project = postings.edit_project(
            project=project,
            by=request.user,
            posting=form.posting,
            uploads=form.cleaned_data["uploads"],
            now=timezone.now(),
        )
        return _go_on(request, project)
    return _form_page(request, form, project)


def _in_review(request: SignedInRequest, project: Project) -> HttpResponse:
    """A moderator reads what was sent, so that it stands still; whoever sent it anew is told."""
    if request.method == "POST" and not _is_there(_form(request, project), project):
        text = _(
            "What you have just sent is not kept: a moderator is reading your project as it was. "
            "Take it back if you want to change it, or wait until it is open for bids."
        )
        messages.warning(request, text)
        return refusal(redirect("projects:detail", project.pk))
    messages.info(request, postings.IN_REVIEW)
    return redirect("projects:detail", project.pk)


def _is_there(form: PostingForm, project: Project) -> bool:
    """Whether a form says what the posting says, as when one has clicked twice."""
    if not form.is_valid() or form.data.get("then", "").startswith("remove-"):
        return False
    return postings.says(project, form.posting) and files.are_kept(
        form.cleaned_data["uploads"], to=project
    )


@login_required
@require_POST
def keep_new_draft(request: SignedInRequest) -> HttpResponse:
    """Keep what is being typed on the page of a new posting; answers where it goes on."""
    form = _form(request)
    form.full_clean()
    project = postings.create_draft(
        by=request.user,
        posting=form.posting,
        key=_key(request),
        now=timezone.now(),
    )
    if project.state != ProjectState.DRAFT:  # sent meanwhile: the form's own button says what it is
        return JsonResponse({}, status=409)
    return _kept(project)


@login_required
@require_POST
def keep_draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep what is being typed in a draft; a part in error stays as it was."""
    project = get_object_or_404(projects_of(request.user).filter(state=ProjectState.DRAFT), pk=pk)
    form = _form(request, project)
    form.full_clean()
    postings.edit_project(
        project=project, by=request.user, posting=form.posting, now=timezone.now()
    )
    return _kept(project)


@login_required
@require_POST
def publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a finished draft for bids; where it asks for a second look, that is in its form."""
    project = _own(request, pk)
    if project.state == ProjectState.DRAFT and _needs_a_look(project):
        text = _("Not published yet: please read it once more, and press Publish here.")
        messages.warning(request, text)
        return redirect("projects:edit", project.pk)
    return _publish(request, project)


def _needs_a_look(project: Project) -> bool:
    """Whether the form, which shows why, would ask before it publishes this draft."""
    questions = project.questions.values_list("text", flat=True)
    words = found_in(project.title, project.description, *project.tags, *questions)
    most = project.budget_max if project.kind != Kind.HOURLY else None
    return bool(words or (most and looks_like_a_slip(most)))


@login_required
@require_POST
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make a posting that a moderator reads a draft again, and go on writing."""
    project = postings.take_back_posting(
        project=_own(request, pk), by=request.user, now=timezone.now()
    )
    messages.success(request, _("It is a draft again. Publish it when you have changed it."))
    return redirect("projects:edit", project.pk)


@login_required
@require_http_methods(["GET", "POST"])
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Call a posting off, with a reason where others have seen it."""
    project = _own(request, pk)
    form = ReasonForm(request.POST or None, is_optional=project.published_at is None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        postings.cancel_project(project=project, by=request.user, reason=reason, now=timezone.now())
        messages.success(request, _("The project is cancelled."))
        return redirect("projects:mine")
    if request.method == "GET" and not policies.shows_cancellation(request.user, project):
        return redirect("projects:detail", project.pk)
    context = {"project": project, "form": form}
    return render(request, "projects/cancel.html", context, status=_status(form))


@login_required
@require_POST
def renew(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take bids for another period."""
    project = postings.renew_project(project=_own(request, pk), by=request.user, now=timezone.now())
    messages.success(request, _("The project takes bids again."))
    return redirect("projects:detail", project.pk)


def _own(request: SignedInRequest, pk: int) -> Project:
    return get_object_or_404(projects_of(request.user), pk=pk)


def _form(request: SignedInRequest, project: Project | None = None) -> PostingForm:
    posted = request.POST if request.method == "POST" else None
    if project is not None:
        initial = PostingForm.initial_of(project)
    else:
        initial = {"key": _key(request), **_first(request)}
    return PostingForm(
        posted,
        request.FILES if posted is not None else None,
        initial=initial,
        today=timezone.localdate(),
        is_publishing=request.POST.get("then") == "publish"
        or (project is not None and project.state == ProjectState.OPEN),
        **({"currency": project.currency} if project else {}),
    )


def _first(request: SignedInRequest) -> dict[str, Any]:
    """What the form of a new posting says before anybody types."""
    fresh = {"language": get_language(), "is_remote": True, **_FIRST}
    model = _model(request)
    return PostingForm.initial_like(model, today=timezone.localdate()) if model else fresh


def _model(request: SignedInRequest) -> Project | None:
    """The posting with whose words a new one begins."""
    found = projects_of(request.user).filter(pk=whole(request.GET.get("like", "")) or 0).first()
    return found if found and policies.shows_similar(request.user, found) else None


def _form_page(
    request: SignedInRequest, form: PostingForm, project: Project | None = None
) -> HttpResponse:
    last_word = last_word_on(project, "returned") if project else None
    context = {
        "form": form,
        "project": project,
        "last_word": last_word,
        "model": None if project else _model(request),
    }
    return render(request, "projects/form.html", context, status=_status(form))


def _go_on(request: SignedInRequest, project: Project) -> HttpResponse:
    then = request.POST.get("then", "")
    if then == "publish":
        return _publish(request, project)
    if then.startswith("remove-"):
        return _remove_file(request, project, then.removeprefix("remove-"))
    if then == "preview" or project.state != ProjectState.DRAFT:
        messages.success(request, _("Your project is saved."))
        return redirect("projects:detail", project.pk)
    messages.success(request, _("The draft is saved. Nobody else sees it yet."))
    return redirect("projects:edit", project.pk)


def _publish(request: SignedInRequest, project: Project) -> HttpResponse:
    project = postings.publish_project(project=project, by=request.user, now=timezone.now())
    if project.state == ProjectState.PENDING_REVIEW:
        messages.info(request, _("A moderator reads your project before it opens for bids."))
    else:
        messages.success(request, _("Your project is published. Freelancers can bid now."))
    return redirect("projects:detail", project.pk)


def _remove_file(request: SignedInRequest, project: Project, pk: str) -> HttpResponse:
    attachment = project.attachments.filter(pk=whole(pk) or 0).first()
    if attachment is not None:
        files.remove_project_file(attachment=attachment, by=request.user)
        messages.success(request, _("The file is removed."))
    return redirect(reverse("projects:edit", args=[project.pk]) + "#files")


def _kept(project: Project) -> JsonResponse:
    return JsonResponse(
        {
            "draft": f"project-{project.pk}",
            "address": reverse("projects:edit", args=[project.pk]),
            "save": reverse("projects:keep-draft", args=[project.pk]),
        }
    )


def _status(form: PostingForm | ReasonForm) -> int:
    return 422 if form.is_bound and form.errors else 200

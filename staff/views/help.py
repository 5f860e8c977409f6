"""Ask for help, and answer those who ask."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest, only_for
from staff.forms import AnswerForm, HelpForm
from staff.policies import can_answer_help, can_view_as
from staff.selectors import consent_of, help_requests_of, help_requests_visible_to
from staff.services import help as helping
from staff.states import HelpState

_A_PAGE = 20


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: SignedInRequest) -> HttpResponse:
    """Write what is wrong, and read what was answered."""
    now = timezone.now()
    form = HelpForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        helping.ask(by=request.user, words=form.cleaned_data["words"], now=now)
        if form.cleaned_data["may_look"]:
            helping.let_support_look(by=request.user, now=now)
        messages.success(request, _("Your request is with our support. We tell you the answer."))
        return redirect("staff:ask-help")
    found = help_requests_of(request.user)
    context = {
        "form": form,
        "page": Paginator(found, _A_PAGE).get_page(request.GET.get("page")),
        "consent": consent_of(request.user, now),
    }
    return render(request, "staff/ask_help.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def close_own(request: SignedInRequest, pk: int) -> HttpResponse:
    """What I asked is settled."""
    found = get_object_or_404(help_requests_of(request.user), pk=pk)
    helping.close(request=found, by=request.user, now=timezone.now())
    messages.success(request, _("The request is closed."))
    return redirect("staff:ask-help")


@login_required
@require_POST
def consent(request: SignedInRequest) -> HttpResponse:
    """Let support look, or take it back."""
    if request.POST.get("then") == "give":
        helping.let_support_look(by=request.user, now=timezone.now())
        messages.success(request, _("Support may look at your account for 24 hours."))
    else:
        helping.take_consent_back(by=request.user, now=timezone.now())
        messages.success(request, _("Support may not look at your account any more."))
    return redirect("staff:looks")


@only_for(can_answer_help)
@never_cache
@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """Who asks for help: those who wait, or all."""
    found = help_requests_visible_to(request.user)
    shows_all = request.GET.get("all") == "1"
    if not shows_all:
        found = found.filter(state=HelpState.OPEN).order_by("asked_at", "pk")
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "staff/help_queue.html", {"page": page, "shows_all": shows_all})


@only_for(can_answer_help)
@never_cache
@require_http_methods(["GET", "POST"])
def case(request: SignedInRequest, pk: int) -> HttpResponse:
    """One request: what was written, whether one may look, and the answer."""
    found = get_object_or_404(help_requests_visible_to(request.user), pk=pk)
    now = timezone.now()
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        helping.answer(request=found, by=request.user, words=form.cleaned_data["words"], now=now)
        messages.success(request, _("Your answer is sent."))
        return redirect("staff:help-queue")
    context = {
        "one": found,
        "form": form,
        "can_look": can_view_as(request.user, found.person, now),
        "consent": consent_of(found.person, now),
    }
    return render(request, "staff/help_case.html", context, status=422 if form.errors else 200)


@only_for(can_answer_help)
@require_POST
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Nothing is left to do."""
    found = get_object_or_404(help_requests_visible_to(request.user), pk=pk)
    helping.close(request=found, by=request.user, now=timezone.now())
    messages.success(request, _("The request is closed."))
    return redirect("staff:help-queue")

"""The one queue, and who has which case."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, only_for
from desk import services
from desk.forms import HandOverForm, NoteForm, QueueForm
from desk.policies import works_at_desk
from desk.registry import Case, sources_for
from desk.selectors import colleagues_for, find_case, queue_of


@only_for(works_at_desk)
@never_cache
@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """Everything that waits for one's role, by deadline."""
    form = QueueForm(request.GET, kinds=[one.kind for one in sources_for(request.user)])
    found = queue_of(request.user, form.wanted, page=request.GET.get("page"), now=timezone.now())
    context: dict[str, Any] = {"form": form, "queue": found, "wanted": form.wanted}
    return render(request, "desk/queue.html", context)


@only_for(works_at_desk)
@require_POST
def take(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """Have it in hand; from a page that says so, also what a colleague has."""
    case, now = _find(request, kind, pk), timezone.now()
    if request.POST.get("take_over") == "yes":
        services.take_over(case=case, by=request.user, now=now)
    else:
        services.take(case=case, by=request.user, now=now)
    messages.success(request, _("You have it: %(case)s.") % {"case": case.title})
    return _back(request, case)


@only_for(works_at_desk)
@require_POST
def hand_over(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """Give it to a colleague."""
    case, form = _find(request, kind, pk), HandOverForm(request.POST)
    form.fields["to"].queryset = colleagues_for(request.user, case)  # type: ignore[attr-defined]
    if not form.is_valid():
        messages.error(request, _("Choose a colleague first."))
        return _back(request, case)
    to = form.cleaned_data["to"]
    services.hand_over(case=case, by=request.user, to=to, now=timezone.now())
    messages.success(request, _("%(person)s has it now.") % {"person": to})
    return _back(request, case)


@only_for(works_at_desk)
@require_POST
def give_back(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """Leave it to whoever takes it."""
    case = _find(request, kind, pk)
    services.give_back(case=case, by=request.user, now=timezone.now())
    messages.success(request, _("Nobody has it now."))
    return _back(request, case)


@only_for(works_at_desk)
@require_POST
def note(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """Write something for colleagues."""
    case, form = _find(request, kind, pk), NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please write the note first."))
        return _back(request, case)
    text = form.cleaned_data["text"]
    services.note(case=case, by=request.user, text=text, now=timezone.now())
    messages.success(request, _("The note is kept."))
    return _back(request, case)


def _find(request: SignedInRequest, kind: str, pk: int) -> Case:
    case = find_case(request.user, kind, pk)
    if case is None:
        raise Http404
    return case


def _back(request: SignedInRequest, case: Case) -> HttpResponse:
    """To the queue as it was, or to the case."""
    back = request.POST.get("back", "")
    if back.startswith("/desk/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return HttpResponseRedirect(back)
    return redirect(case.address or "desk:queue")

"""Moderators act on something that somebody wrote, from a report or on own sight."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.http import SignedInRequest, only_for
from core.errors import InvalidInput, WrongState
from moderation import policies
from moderation.forms import ActForm
from moderation.models import Case, Reported
from moderation.selectors import actionable, reported_queue
from moderation.services import content
from moderation.services.content import Notice
from moderation.services.things import Reportable, measures_for, seen
from moderation.states import Thing
from staff.rulebook import rules_of
from staff.states import Book


@only_for(policies.can_moderate)
def act(request: SignedInRequest, thing: str, pk: int) -> HttpResponse:
    """Take it down with a rule and a notice; the author may answer and appeal."""
    if thing not in Thing.values:
        raise Http404
    what = get_object_or_404(actionable(request.user, Thing(thing)), pk=pk)
    this, now = seen(what), timezone.now()
    if not policies.can_act_on(request.user, this.owner):
        raise Http404
    books = (Book.POSTINGS, Book.CONDUCT) if thing == Thing.PROJECT else (Book.CONDUCT,)
    rules, reported = rules_of(*books, now=now), _reported(request)
    form = ActForm(request.POST or None, measures=measures_for(what), rules=rules)
    case = _case_of(request, form, what, reported) if form.is_valid() else None
    if case is not None:
        messages.success(request, _("Done. The author is told, and may answer."))
        return redirect("moderation:account", pk=case.pk)
    context = {"form": form, "thing": Thing(thing), "this": this, "reported": reported}
    return render(request, "moderation/act.html", context)


def _case_of(
    request: SignedInRequest, form: ActForm, what: Reportable, reported: Reported | None
) -> Case | None:
    """Take it down; a refusal is said at the form, so that no reasons are typed twice."""
    notice = Notice(
        measure=form.measure_chosen,
        rule=form.cited,
        english=form.cleaned_data["english"],
        indonesian=form.cleaned_data["indonesian"],
    )
    try:
        return content.open_content_case(
            what=what, by=request.user, notice=notice, reported=reported, now=timezone.now()
        )
    except (InvalidInput, WrongState) as refusal:
        form.add_error(None, refusal.message)
        return None


def _reported(request: SignedInRequest) -> Reported | None:
    number = request.GET.get("report", "")
    if not number:
        return None
    if not (number.isascii() and number.isdigit()) or len(number) > 18:
        raise Http404
    return get_object_or_404(reported_queue(), pk=int(number))

"""Report something, and look at what was reported."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, only_for
from accounts.models import User
from moderation.forms import OutcomeForm, ReportForm
from moderation.models import Reported
from moderation.policies import can_decide, can_moderate, can_open_case, can_report
from moderation.selectors import reportable, reported_queue, reported_things, reports_of
from moderation.services import reports
from moderation.states import Reason, ReportState, Thing

_A_PAGE = 20


@login_required
def new(request: SignedInRequest, thing: str, pk: int) -> HttpResponse:
    """Report something that one can read."""
    if thing not in Thing.values:
        raise Http404
    what = get_object_or_404(reportable(request.user, Thing(thing)), pk=pk)
    form = ReportForm(request.POST or None)
    if form.is_valid():
        reports.report(
            what=what,
            by=request.user,
            reason=Reason(form.cleaned_data["reason"]),
            words=form.cleaned_data["words"],
            now=timezone.now(),
        )
        messages.success(request, _("Thank you. A moderator will look at it and tell you."))
        return redirect("moderation:mine")
    context = {"form": form, "thing": Thing(thing), "what": what}
    return render(request, "moderation/report.html", context)


@login_required
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """What one has reported, and what came of it."""
    page = Paginator(reports_of(request.user), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "moderation/mine.html", {"page": page})


@only_for(can_moderate)
@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """For moderators: what was reported, the most urgent first."""
    page = Paginator(reported_queue(), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "moderation/queue.html", {"page": page})


@only_for(can_moderate)
def case(request: SignedInRequest, pk: int) -> HttpResponse:
    """For moderators: one reported thing with all reports, to dismiss, or to act on by a case."""
    reported = get_object_or_404(reported_things(), pk=pk)
    form = OutcomeForm(request.POST or None)
    if form.is_valid() and _is_anothers(reported, request.user):
        form.add_error(None, reports.already_decided(reported))
    elif form.is_valid():
        reports.dismiss_reports(
            reported=reported,
            by=request.user,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
        messages.success(request, _("Decided. Everybody who reported it is told."))
        return redirect(f"{reverse('desk:queue')}?kind=report")
    context = {
        "reported": reported,
        "reports": reported.reports.select_related("reporter"),
        "form": form,
        "is_open": reported.state == ReportState.OPEN,
        "is_too_late": bool(form.non_field_errors()),
        "may_decide": can_decide(request.user, reported),
        "thing_id": reported.project_id
        or reported.message_id
        or reported.review_id
        or reported.owner_id,
    }
    return render(request, "moderation/case.html", context)


def _is_anothers(reported: Reported, user: User) -> bool:
    """Whether a colleague has decided while this person was writing."""
    return reported.state != ReportState.OPEN and reported.decided_by_id != user.pk


def profile_part(person: User, request: HttpRequest) -> str:
    """A neutral notice, and the way to report a profile, at its foot."""
    user = request.user if isinstance(request.user, User) else None
    context = {
        "person": person,
        "may_report": user is not None and can_report(user, person),
        "may_open_case": user is not None and user.is_moderator and can_open_case(user, person),
    }
    return render_to_string("moderation/_report_profile.html", context, request)

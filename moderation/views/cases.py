"""A case about an account: for the person concerned, and for moderators."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, only_for
from accounts.models import User
from accounts.selectors import open_people
from moderation import policies
from moderation.cases import APPEALABLE, CaseState, Measure, Urgency
from moderation.forms import CaseForm, DecisionForm, LookForm, ReasonsForm, TextForm
from moderation.models import Case
from moderation.selectors import all_cases, cases_about, open_cases
from moderation.services import cases, content, urgent
from staff.rulebook import rules_of
from staff.states import Book

_A_PAGE = 20


@login_required
@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """What moderators asked and decided about oneself."""
    page = Paginator(cases_about(request.user), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "moderation/my_cases.html", {"page": page})


@login_required
def own(request: SignedInRequest, pk: int) -> HttpResponse:
    """A case about oneself: answer it, or appeal."""
    case = get_object_or_404(cases_about(request.user), pk=pk)
    now = timezone.now()
    answers = case.state == CaseState.NOTICED
    appeals = case.state in APPEALABLE and case.due_at is not None and case.due_at > now
    form = TextForm(request.POST or None)
    if form.is_valid():
        say = cases.answer_case if answers else cases.appeal_case
        say(case=case, by=request.user, text=form.cleaned_data["text"], now=now)
        messages.success(request, _("Thank you. You are told as soon as it is decided."))
        return redirect("moderation:my-case", pk=case.pk)
    context = {"case": case, "form": form, "answers": answers, "appeals": appeals}
    return render(request, "moderation/my_case.html", context)


@login_required
@require_safe
def of_posting(request: SignedInRequest, pk: int) -> HttpResponse:
    """From one's posting to the newest case about it."""
    case = cases_about(request.user).filter(project=pk).first()
    if case is None:
        raise Http404
    return redirect("moderation:my-case", pk=case.pk)


@only_for(policies.can_moderate)
@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """For moderators: open cases, the most urgent first."""
    page = Paginator(open_cases(), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "moderation/accounts.html", {"page": page})


@only_for(policies.can_moderate)
def new(request: SignedInRequest, handle: str) -> HttpResponse:
    """For moderators: open a case about somebody."""
    person = get_object_or_404(open_people(), handle=handle)
    if not policies.can_open_case(request.user, person):
        raise PermissionDenied
    now = timezone.now()
    form = CaseForm(request.POST or None, rules=rules_of(Book.CONDUCT, now=now))
    if form.is_valid():
        case = _open(request, person, form, now)
        messages.success(request, _("The notice is sent."))
        return redirect("moderation:account", pk=case.pk)
    return render(request, "moderation/account_new.html", {"person": person, "form": form})


@only_for(policies.can_moderate)
def account(request: SignedInRequest, pk: int) -> HttpResponse:
    """For moderators: one case, to decide, or to hear the appeal."""
    case = get_object_or_404(all_cases(), pk=pk)
    is_appeal = case.state == CaseState.APPEALED
    only_reasons = is_appeal or case.is_about_content
    form = (ReasonsForm if only_reasons else DecisionForm)(request.POST or None)
    if form.is_valid():
        _decide(request, case, form.cleaned_data, is_appeal=is_appeal)
        messages.success(request, _("Decided. The person is told."))
        return redirect("moderation:account", pk=case.pk)
    may = policies.can_judge_appeal if is_appeal else policies.can_decide_case
    context = {
        "case": case,
        "form": form,
        "is_appeal": is_appeal,
        "is_decidable": case.state in (CaseState.ANSWERED, CaseState.APPEALED),
        "may_decide": may(request.user, case),
        "look_form": LookForm() if case.look_due_at else None,
        "may_look": policies.can_look_again(request.user, case),
    }
    return render(request, "moderation/account.html", context)


@only_for(policies.can_moderate)
@require_POST
def look(request: SignedInRequest, pk: int) -> HttpResponse:
    """For a second moderator: confirm an urgent measure, or lift it."""
    case, form = get_object_or_404(all_cases(), pk=pk), LookForm(request.POST)
    if form.is_valid():
        urgent.look_again(
            case=case,
            by=request.user,
            confirms=request.POST.get("decision") != "lift",
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
        messages.success(request, _("Decided. The person is told."))
    else:
        messages.error(request, _("Please write why."))
    return redirect("moderation:account", pk=case.pk)


def _open(request: SignedInRequest, person: User, form: CaseForm, now: datetime) -> Case:
    said = form.cleaned_data
    if not said["urgency"]:
        return cases.open_case(
            person=person, by=request.user, rule=form.cited, evidence=said["evidence"], now=now
        )
    return urgent.suspend_at_once(
        person=person,
        by=request.user,
        rule=form.cited,
        evidence=said["evidence"],
        urgency=Urgency(said["urgency"]),
        now=now,
    )


def _decide(request: SignedInRequest, case: Case, said: dict[str, str], *, is_appeal: bool) -> None:
    words = {"english": said["english"], "indonesian": said["indonesian"]}
    now = timezone.now()
    if is_appeal:
        upholds = request.POST.get("decision") != "restore"
        cases.judge_appeal(case=case, by=request.user, upholds=upholds, now=now, **words)
    elif case.is_about_content:
        stays = request.POST.get("decision") != "restore"
        content.decide_content(case=case, by=request.user, stays=stays, now=now, **words)
    else:
        measure = Measure(said["measure"])
        cases.decide_case(case=case, by=request.user, measure=measure, now=now, **words)

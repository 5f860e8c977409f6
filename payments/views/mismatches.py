"""Money that does not fit: each case, and what can be done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from core.money import Money
from payments.decided import chapters_of
from payments.forms import ResolutionForm
from payments.forms_cases import DecisionForm, ReturnForm
from payments.kinds import DecisionKind
from payments.models import Decision, Mismatch
from payments.policies import (
    can_decide_about,
    keeps_books,
)
from payments.selectors import events_about
from payments.services import decisions, mismatch_decisions, mismatches
from payments.states import AccountKind, MismatchState

_LINES = {
    DecisionKind.CREDIT: "credit_lines",
    DecisionKind.DIFFERENCE: "off_lines",
    DecisionKind.SEND_BACK: "back_lines",
}


@login_required
@never_cache
@require_safe
def mismatch(request: SignedInRequest, pk: int) -> HttpResponse:
    """One case: what was expected, what came, and the lines that each decision would write."""
    return _page(request, _case(request, pk))


def _page(request: SignedInRequest, case: Mismatch, *, typed: str = "") -> HttpResponse:
    """The page; `typed` is the reason of a decision about what is not there any more."""
    decided = list(case.decisions.select_related("asked_by", "second_by"))
    waiting = next((one for one in decided if one.is_waiting), None)
    context = {
        "case": case,
        "events": events_about(case)[:20],
        "may_decide": can_decide_about(request.user, case),
        "decision": waiting,
        "story": [chapter for one in decided for chapter in chapters_of(one)],
        "form": ResolutionForm(),
        "return_form": ReturnForm(),
        "typed": typed,
    }
    if case.state == MismatchState.OPEN:
        context |= _lines_of(case, waiting)
    status = 409 if typed else 200
    return render(request, "payments/mismatch.html", context, status=status)


@login_required
@require_POST
def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Money that does not fit goes back to its payer."""
    done = _("The money is on its way back to the payer.")
    return _decide(request, pk, mismatch_decisions.send_back, done)


@login_required
@require_POST
def set_aside(request: SignedInRequest, pk: int) -> HttpResponse:
    """A case without money is closed with what was found out."""
    case, form = _case(request, pk), ResolutionForm(request.POST)
    if form.is_valid():
        words = form.cleaned_data["resolution"]
        mismatches.set_aside(mismatch=case, by=request.user, resolution=words, now=timezone.now())
        messages.success(request, _("The case is closed."))
    else:
        messages.error(request, _("Write what you found out first."))
    return redirect("payments:desk")


@login_required
@require_POST
def credit(request: SignedInRequest, pk: int) -> HttpResponse:
    """It belongs to the milestone after all."""
    return _decide(request, pk, mismatch_decisions.credit, _("It is credited to the milestone."))


@login_required
@require_POST
def write_off(request: SignedInRequest, pk: int) -> HttpResponse:
    """It is too small to send back."""
    done = _("It is written off, and the payer is told.")
    return _decide(request, pk, mismatch_decisions.write_off, done)


def _decide(
    request: SignedInRequest, pk: int, act: Callable[..., Mismatch], done: str
) -> HttpResponse:
    case, form = _case(request, pk), DecisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write a reason of at most 2,000 characters."))
        return redirect("payments:mismatch", pk)
    if _has_changed(case, act, form.cleaned_data["amount"]):
        messages.error(request, _("This has changed meanwhile. Look at it again."))
        return _page(request, case, typed=form.cleaned_data["reason"])
    currency = case.received_currency or case.expected_currency
    act(
        mismatch=case,
        by=request.user,
        amount=Money(form.cleaned_data["amount"], currency),
        reason=form.cleaned_data["reason"],
        now=timezone.now(),
    )
    if case.decisions.filter(ended_at=None).exists():
        done = _("Noted. Nothing moves until a second person of finance agrees.")
    messages.success(request, done)
    return redirect("payments:mismatch", pk)


def _has_changed(case: Mismatch, act: Callable[..., Mismatch], minor: int) -> bool:
    """Whether an open case would move another sum than was looked at; nothing waits for two."""
    if case.state != MismatchState.OPEN or case.decisions.filter(ended_at=None).exists():
        return False  # the service knows whether it is a repetition
    is_credit = act is mismatch_decisions.credit
    amount = mismatch_decisions.creditable(case) if is_credit else case.held
    return amount is None or amount.minor != minor


def _lines_of(case: Mismatch, waiting: Decision | None) -> dict[str, Any]:
    """What each decision would write, and how much it is about."""
    credit_lines = mismatch_decisions.lines_to_credit(case)
    off_lines = mismatch_decisions.lines_to_write_off(case)
    found: dict[str, Any] = {
        "back_lines": _words(mismatches.lines_to_send_back(case)),
        "credit_lines": _words(credit_lines),
        "off_lines": _words(off_lines),
        "creditable": mismatch_decisions.creditable(case),
        "back_needs_two": mismatch_decisions.needs_two_to_send_back(case),
        "off_needs_two": bool(case.held) and mismatch_decisions.needs_two_to_write_off(case),
    }
    found["credit_needs_two"] = bool(found["creditable"]) and decisions.needs_two(
        found["creditable"]
    )
    if waiting is not None:
        found["lines"] = found[_LINES[DecisionKind(waiting.kind)]]
    return found


def _words(lines: list[Any]) -> list[tuple[str, Money]]:
    return [(str(AccountKind(line.pocket.kind).label), line.amount) for line in lines]


def _case(request: SignedInRequest, pk: int) -> Mismatch:
    """For everybody but those who keep the books it does not exist."""
    if not keeps_books(request.user):
        raise Http404
    rows = Mismatch.objects.select_related(
        "payin__payer", "payin__escrow__payer", "payin__escrow__payee", "resolved_by"
    )
    return get_object_or_404(rows, pk=pk)

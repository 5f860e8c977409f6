"""Money that rests past day 75: staff decide where both sides stayed silent."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from payments.decided import chapters_of
from payments.kinds import FORCED, DecisionKind
from payments.models import LONGEST_REASON
from payments.policies import can_force
from payments.services import decisions, forced
from payments.states import AccountKind
from projects.models import Milestone
from projects.services import long_holds


class ForcedForm(forms.Form):
    """What shall become of the money, and why."""

    kind = forms.ChoiceField(choices=[(kind.value, kind.label) for kind in sorted(FORCED)])
    reason = forms.CharField(max_length=LONGEST_REASON)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def held_long(request: SignedInRequest, pk: int) -> HttpResponse:
    """One milestone whose money rests, the lines of both ways, and the decision."""
    milestone = _milestone(request, pk)
    if request.method == "POST":
        return _decide(request, milestone)
    escrow, now = milestone.escrow, timezone.now()
    assert escrow is not None
    decided = list(escrow.decisions.select_related("asked_by", "second_by"))
    waiting = next((one for one in decided if one.is_waiting), None)
    kinds = [DecisionKind.FORCE_REFUND]
    if long_holds.can_be_released(milestone):
        kinds.insert(0, DecisionKind.FORCE_RELEASE)
    is_open = forced.is_open(escrow)
    ways = []
    if is_open:
        for kind in kinds:
            lines = forced.lines_of(escrow, kind, now)
            words = [(str(AccountKind(one.pocket.kind).label), one.amount) for one in lines]
            ways.append((kind, words))
    context = {
        "milestone": milestone,
        "escrow": escrow,
        "is_open": is_open,
        "ways": ways,
        "decision": waiting,
        "lines": next((rows for kind, rows in ways if waiting and kind == waiting.kind), []),
        "may_decide": can_force(request.user, escrow),
        "needs_two": bool(escrow.held) and decisions.needs_two(escrow.held),
        "story": [chapter for one in decided for chapter in chapters_of(one)],
    }
    return render(request, "projects/held_long.html", context)


def _decide(request: SignedInRequest, milestone: Milestone) -> HttpResponse:
    form = ForcedForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write a reason of at most 2,000 characters."))
        return redirect("projects:held-long", milestone.escrow_id)
    long_holds.decide_by_staff(
        milestone=milestone,
        kind=DecisionKind(form.cleaned_data["kind"]),
        by=request.user,
        reason=form.cleaned_data["reason"],
        now=timezone.now(),
    )
    assert milestone.escrow is not None
    if milestone.escrow.decisions.filter(ended_at=None).exists():
        text = _("Noted. Nothing moves until a second person agrees.")
    else:
        text = _("It is decided, and both are told.")
    messages.success(request, text)
    return redirect("projects:held-long", milestone.escrow_id)


def _milestone(request: SignedInRequest, pk: int) -> Milestone:
    """For everybody else, and for its two sides, it does not exist; nor before day 75."""
    rows = Milestone.objects.select_related("escrow__payer", "escrow__payee", "contract")
    found = get_object_or_404(rows, escrow=pk, escrow__pressed_at__isnull=False)
    escrow, user = found.escrow, request.user
    works_here = user.is_active and (user.is_moderator or user.is_finance)
    if not works_here or escrow is None or user.pk in (escrow.payer_id, escrow.payee_id):
        raise Http404
    return found

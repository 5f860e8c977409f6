"""Decisions about money that wait for a second person of the staff."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from payments.decided import decisions_to_see, page_of, waiting_decisions
from payments.forms_cases import ReturnForm
from payments.kinds import FORCED
from payments.models import Decision
from payments.policies import keeps_books
from payments.services import confirming, decisions


@login_required
@never_cache
@require_safe
def list_decisions(request: SignedInRequest) -> HttpResponse:
    """What waits for another pair of eyes."""
    _only_staff(request)
    rows = [(one, page_of(one)) for one in _shown_to(request.user)]
    return render(request, "payments/decisions.html", {"rows": rows})


@login_required
@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """A second person agrees: it is carried out."""
    one = _decision(request, pk)
    confirming.confirm(decision=one, by=request.user, now=timezone.now())
    messages.success(request, _("Agreed: it is carried out."))
    return redirect(page_of(one))


@login_required
@require_POST
def give_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """A second person does not agree, or it is taken back."""
    one, form = _decision(request, pk), ReturnForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        decisions.give_back(decision=one, by=request.user, reason=reason, now=timezone.now())
        messages.success(request, _("Nothing is carried out."))
    else:
        messages.error(request, _("Write a reason of at most 2,000 characters."))
    return redirect(page_of(one))


def _decision(request: SignedInRequest, pk: int) -> Decision:
    _only_staff(request)
    one = get_object_or_404(decisions_to_see(), pk=pk)
    if not keeps_books(request.user) and one.kind not in FORCED:
        raise Http404
    return one


def _shown_to(user: User) -> QuerySet[Decision]:
    """Moderators see those about money that rests; finance staff see all."""
    rows = waiting_decisions()
    return rows if keeps_books(user) else rows.filter(kind__in=sorted(FORCED))


def _only_staff(request: SignedInRequest) -> None:
    if not (request.user.is_moderator or keeps_books(request.user)):
        raise Http404

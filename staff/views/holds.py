"""Legal holds, for admins: who may not be deleted, until when, and why."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest, only_for
from accounts.models import User
from accounts.roles import is_admin
from staff.forms import HoldForm, LiftForm
from staff.models import LegalHold
from staff.policies import can_hold_data
from staff.selectors import running_holds
from staff.services import holds


@only_for(is_admin)
@never_cache
@require_safe
def running(request: SignedInRequest) -> HttpResponse:
    """Every hold that counts now."""
    found = running_holds(timezone.now()).exclude(person=request.user)
    return render(request, "staff/holds.html", {"holds": found})


@only_for(is_admin)
@require_POST
def place(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hold what is known of somebody."""
    person = get_object_or_404(User, pk=pk)
    if not can_hold_data(request.user, person):
        raise Http404
    form = HoldForm(request.POST, prefix="hold")
    if form.is_valid():
        given = form.cleaned_data
        holds.place(
            person=person,
            by=request.user,
            reason=given["reason"],
            until=given["until"],
            now=timezone.now(),
        )
        messages.success(request, _("From now on nothing about this person is deleted."))
    else:
        _say(request, form)
    return redirect("staff:person", pk)


@only_for(is_admin)
@require_POST
def lift(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a hold before its day."""
    hold = get_object_or_404(LegalHold.objects.exclude(person=request.user), pk=pk)
    form = LiftForm(request.POST, prefix="lift")
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        holds.lift(hold=hold, by=request.user, reason=reason, now=timezone.now())
        messages.success(request, _("The hold is lifted."))
    else:
        _say(request, form)
    return redirect("staff:person", hold.person_id)


def _say(request: SignedInRequest, form: forms.Form) -> None:
    for errors in form.errors.values():
        messages.error(request, str(errors[0]))

"""Pages of one payout: how it stands, taking it back, sending again what came back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from core.errors import DomainError
from payments.forms_payouts import RetryForm
from payments.selectors import (
    destinations_of,
    is_stopped,
    payouts_of,
)
from payments.selectors_payouts import money_back_of, retry_of
from payments.services import payouts
from payments.services.payout_previews import ways_to


@login_required
@never_cache
@require_safe
def payout(request: SignedInRequest, pk: int) -> HttpResponse:
    """How a payout stands: its transfers, and what happened when."""
    one = get_object_or_404(payouts_of(request.user), pk=pk)
    context = {
        "payout": one,
        "parts": one.parts.all(),
        "changes": one.told_changes,
        "back": money_back_of(one) if one.is_back else None,
        "again": retry_of(one) if one.is_back else None,
        "is_stopped": one.can_be_cancelled and is_stopped(request.user.pk),
    }
    part = "payments/_payout.html" if request.headers.get("HX-Request") else "payments/payout.html"
    return render(request, part, context)


@login_required
@require_POST
def cancel_payout(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a request back."""
    one = get_object_or_404(payouts_of(request.user), pk=pk)
    payouts.cancel_payout(payout=one, by=request.user, now=timezone.now())
    messages.success(request, _("The payout is cancelled. The money is available again."))
    return redirect("payments:payout", one.pk)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def retry_payout(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send again what came back, to the same place or another; a second click finds the first."""
    one, now = get_object_or_404(payouts_of(request.user), pk=pk), timezone.now()
    known = retry_of(one)
    if known is not None or not one.is_back:
        return redirect("payments:payout", (known or one).pk)
    places = destinations_of(request.user)
    usable = [place for place in places if place.usable_at <= now and not place.is_blocked]
    form = RetryForm(request.POST or None, destinations=usable, same=one.destination_id)
    if form.is_valid():
        place = form.cleaned_data["destination"]
        try:
            again = payouts.retry_payout(payout=one, destination=place, by=request.user, now=now)
        except DomainError as error:
            form.add_error("destination", error.message)
        else:
            messages.success(request, _("Your payout is requested."))
            return redirect("payments:payout", again.pk)
    back = money_back_of(one)
    context = {
        "form": form,
        "payout": one,
        "back": back,
        "usable": usable,
        "ways": ways_to(usable, back, now),
    }
    return render(request, "payments/payout_retry.html", context)

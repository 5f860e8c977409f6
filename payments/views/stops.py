"""“This was not me”: the page behind the link of our letter, and the end of a stop at the desk."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from payments.forms import ResolutionForm
from payments.policies import can_see_payout_desk
from payments.selectors import open_stops
from payments.services import payout_stops


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def not_me(request: HttpRequest, token: str) -> HttpResponse:
    """Ask first, for programs open links too; then stop. The way in may be lost, so no sign-in."""
    place = payout_stops.named_by(token)
    if place is None:
        raise Http404
    if request.method == "POST":
        payout_stops.stop_payouts(destination=place, now=timezone.now())
    context = {"place": place, "is_done": request.method == "POST"}
    return render(request, "payments/not_me.html", context)


@login_required
@require_POST
def lift_stop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Somebody has spoken with the person."""
    if not can_see_payout_desk(request.user):
        raise Http404
    stop, form = get_object_or_404(open_stops(), pk=pk), ResolutionForm(request.POST)
    if form.is_valid():
        note = form.cleaned_data["resolution"]
        payout_stops.lift_stop(stop=stop, by=request.user, note=note, now=timezone.now())
        messages.success(request, _("Payouts go on, and the person is told."))
    else:
        messages.error(request, _("Write what you found out first."))
    return redirect("payments:desk")

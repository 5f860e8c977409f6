"""The page of payouts that happen by themselves."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from payments.forms_payouts import ScheduleForm
from payments.selectors import currencies_of, destinations_of, least_payout, schedule_of
from payments.services.payout_outlook import outlook_of
from payments.services.payout_schedules import Plan, save_schedule
from payments.states import Cadence


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: SignedInRequest) -> HttpResponse:
    """When the next payout is, what would be sent, what keeps it back; and how to change it."""
    now = timezone.now()
    currencies = currencies_of(request.user) or [str(settings.DEFAULT_CURRENCY)]
    wanted = request.GET.get("currency", "")
    currency = wanted if wanted in currencies else currencies[0]
    mine, least = schedule_of(request.user, currency), least_payout(currency, now)
    places = list(destinations_of(request.user))
    form = ScheduleForm(request.POST or None, schedule=mine, destinations=places, least=least)
    if form.is_valid():
        save_schedule(by=request.user, currency=currency, plan=_plan(form), now=now)
        messages.success(request, _saved(form.cleaned_data["cadence"]))
        return redirect(f"{reverse('payments:payout-schedule')}?currency={currency}")
    context = {
        "form": form,
        "schedule": mine,
        "outlook": outlook_of(mine, by=request.user, now=now),
        "currency": currency,
        "currencies": currencies,
        "least": least,
        "has_places": bool(places),
    }
    return render(request, "payments/payout_schedule.html", context)


def _plan(form: ScheduleForm) -> Plan:
    given = form.cleaned_data
    return Plan(
        cadence=given["cadence"],
        destination=given["destination"],
        weekday=given["weekday"],
        month_day=given["month_day"],
        threshold_minor=given["least"].minor if given["least"] else None,
    )


def _saved(cadence: str) -> str:
    if cadence == Cadence.MANUAL:
        return _("Saved. Nothing is paid out unless you ask for it.")
    return _("Saved. From now on your money is paid out by itself.")

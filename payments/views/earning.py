"""Pages of the freelancer: what was earned, what is paid out, and where to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from core.errors import DomainError, WrongState
from payments.earmarks import jars_of
from payments.forms import DestinationForm, PayoutForm
from payments.models import Destination, Payout
from payments.selectors import (
    currencies_of,
    debts_ever_of,
    debts_of,
    destinations_of,
    earned_by,
    least_payout,
    lines_of,
    payouts_of,
    pending_earnings_of,
    running_schedules_of,
)
from payments.services import destinations, onboarding, payouts
from payments.services.payout_previews import preview_payout
from payments.states import NameMatch
from payments.taken_back import taken_from

_LINES = 25
_PENDING = 20
_TAKEN = 10


@login_required
@never_cache
@require_safe
def earnings(request: SignedInRequest) -> HttpResponse:
    """Pending, available, on the way, paid; and the lines of the book behind them."""
    currencies = currencies_of(request.user) or [settings.DEFAULT_CURRENCY]
    currency = _wanted(request, currencies)
    lines = lines_of(request.user).filter(currency=currency)
    debts = list(debts_ever_of(request.user).filter(currency=currency))
    context = {
        "currency": currency,
        "currencies": currencies,
        "earned": earned_by(request.user, currency),
        "debts": [debt for debt in debts if debt.closed_at is None],
        "debts_ever": debts,
        "taken": taken_from(request.user).filter(currency=currency)[:_TAKEN],
        "pending": pending_earnings_of(request.user).filter(currency=currency)[:_PENDING],
        "page": Paginator(lines, _LINES).get_page(request.GET.get("page")),
    }
    return render(request, "payments/earnings.html", context)


@login_required
@never_cache
@require_safe
def list_payouts(request: SignedInRequest) -> HttpResponse:
    """One's payouts."""
    page = Paginator(payouts_of(request.user), _LINES).get_page(request.GET.get("page"))
    context = {"page": page, "schedules": running_schedules_of(request.user)}
    return render(request, "payments/payouts.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_payout(request: SignedInRequest) -> HttpResponse:
    """Ask for money to be sent.

    What will happen has an address of its own (with the amount in the query), so that Back leads to
    the form again; only what was confirmed there moves.
    """
    given = request.POST or (request.GET if "amount" in request.GET else None)
    if known := _asked_before(request, given):
        return redirect("payments:payout", known.pk)
    now = timezone.now()
    currency = _wanted(request, currencies_of(request.user))
    jars = jars_of(request.user, currency)
    mine = list(destinations_of(request.user))
    usable = [one for one in mine if one.usable_at <= now and not one.is_blocked]
    least = least_payout(currency, now)
    form = PayoutForm(given, jars=jars, destinations=usable, least=least)
    is_seen = given is not None and "change" not in given and form.is_valid()
    if is_seen and "confirmed" in request.POST:
        return _request(request, form, now)
    if is_seen and (shown := _preview(request, form, now)):
        return shown
    context = {
        "form": form,
        "jars": jars,
        "debts": debts_of(request.user).filter(currency=currency),
        "least": least,
        "usable": usable,
        "waiting": [one for one in mine if one.usable_at > now],
    }
    return render(request, "payments/payout_new.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def list_destinations(request: SignedInRequest) -> HttpResponse:
    """Where one is paid, and a form to add a place."""
    now = timezone.now()
    form = DestinationForm(request.POST or None)
    if form.is_valid() and (added := _add(request, form, now)) is not None:
        if added.usable_at > now:
            messages.warning(request, _("Added. For your safety it can be used after 48 hours."))
        else:
            messages.success(request, _("Added. You can use it at once."))
        if added.name_match == NameMatch.DIFFERS:
            messages.warning(request, _warning(added))
        return redirect("payments:destinations")
    context = {
        "form": form,
        "destinations": destinations_of(request.user),
        "now": now,
        "can_connect": bool(onboarding.countries()),
    }
    return render(request, "payments/destinations.html", context)


@login_required
@require_POST
def retire_destination(request: SignedInRequest, pk: int) -> HttpResponse:
    """Remove a destination."""
    one = get_object_or_404(destinations_of(request.user), pk=pk)
    destinations.retire_destination(destination=one, by=request.user, now=timezone.now())
    messages.success(request, _("The destination is removed."))
    return redirect("payments:destinations")


def _add(request: SignedInRequest, form: DestinationForm, now: datetime) -> Destination | None:
    """The destination, with the holder that its bank names; None where the bank does not know it.

    The bank is asked before anything is written.
    """
    given = form.cleaned_data
    try:
        holder = destinations.look_up_holder(
            institution=given["institution"], account_number=given["account_number"]
        )
    except DomainError as error:
        form.add_error("account_number", error.message)
        return None
    return destinations.add_destination(by=request.user, **given, bank_name=holder, now=now)


def _warning(place: Destination) -> str:
    return _(
        "The account is in the name of %(holder)s, and you are %(name)s here. You can use it, but "
        "a person looks at each payout there first."
    ) % {
        "holder": place.bank_name or place.holder_name,
        "name": place.user.name_for_money,
    }


def _request(request: SignedInRequest, form: PayoutForm, now: datetime) -> HttpResponse:
    payout = payouts.request_payout(
        by=request.user,
        amount=form.cleaned_data["amount"],
        destination=form.cleaned_data["destination"],
        idempotency_key=f"page:{form.cleaned_data['key']}",
        now=now,
    )
    messages.success(request, _("Your payout is requested."))
    return redirect("payments:payout", payout.pk)


def _preview(request: SignedInRequest, form: PayoutForm, now: datetime) -> HttpResponse | None:
    """What will happen, to be confirmed; None with an error at its field where nothing can."""
    amount, place = form.cleaned_data["amount"], form.cleaned_data["destination"]
    try:
        preview = preview_payout(by=request.user, amount=amount, destination=place, now=now)
    except DomainError as error:
        form.add_error("destination" if isinstance(error, WrongState) else "amount", error.message)
        return None
    said = {name: form.data[name] for name in ("amount", "destination", "key")}
    query = urlencode(said | {"currency": amount.currency})
    if request.method == "POST":
        return redirect(f"{reverse('payments:new-payout')}?{query}")
    context = {
        "form": form,
        "amount": amount,
        "place": place,
        "preview": preview,
        "now": now,
        "change": f"?{query}&change=1",
    }
    return render(request, "payments/payout_confirm.html", context)


def _asked_before(request: SignedInRequest, given: Mapping[str, Any] | None) -> Payout | None:
    """The payout that this very form asked for already, as when one clicks twice or goes back.

    Looked for before the form is checked: after the first request the amount is no longer there.
    """
    try:
        key = UUID((given or {}).get("key", ""))
    except ValueError:
        return None
    return payouts_of(request.user).filter(request_key=f"page:{key}").first()


def _wanted(request: SignedInRequest, currencies: list[str]) -> str:
    """The currency that the address names, if one has earned in it; else the usual one."""
    wanted, usual = request.GET.get("currency", ""), str(settings.DEFAULT_CURRENCY)
    if wanted in currencies:
        return wanted
    return usual if usual in currencies or not currencies else currencies[0]

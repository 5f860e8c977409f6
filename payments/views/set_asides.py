"""Pages where a freelancer keeps money apart: tax, BPJS, a rainy day."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from core.errors import DomainError, InvalidInput
from core.money import HOME, Money, format_money
from payments import earmarks
from payments.forms import ContributionForm, MoveForm, PlanForm, ShareForm
from payments.purposes import SetAsideKind
from payments.selectors import currencies_of
from payments.services import set_asides as services

_LINES = 25
_ACTS = {
    "put": (services.put_aside, gettext_lazy("%(amount)s is set aside.")),
    "take": (services.take_back, gettext_lazy("%(amount)s is free again.")),
}


@login_required
@never_cache
@require_safe
def set_asides(request: SignedInRequest) -> HttpResponse:
    """What is kept apart, what is free, and how it moved."""
    return _set_asides(request, request.GET.get("currency", ""))


@login_required
@require_POST
def share(request: SignedInRequest) -> HttpResponse:
    """Keep a share of each new earning apart from now on."""
    form = ShareForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        kind, currency, share_bps = given["kind"], given["currency"], given["percent"] * 100
        try:
            services.set_share(by=request.user, kind=kind, currency=currency, share_bps=share_bps)
        except DomainError as error:
            form.add_error("percent", error.message)
        else:
            messages.success(request, _("Saved. It holds for every earning from now on."))
            return _back(currency)
    return _refused(request, form, "percent")


@login_required
@require_POST
def move(request: SignedInRequest) -> HttpResponse:
    """Put an amount aside, or take it back."""
    form = MoveForm(request.POST)
    if form.is_valid():
        given, (act, done) = form.cleaned_data, _ACTS[form.cleaned_data["act"]]
        try:
            act(by=request.user, kind=given["kind"], amount=given["amount"], now=timezone.now())
        except DomainError as error:
            form.add_error("amount", error.message)
        else:
            messages.success(request, str(done) % {"amount": format_money(given["amount"])})
            return _back(given["amount"].currency)
    return _refused(request, form, "amount")


@login_required
@never_cache
@require_safe
def contributions(request: SignedInRequest) -> HttpResponse:
    """BPJS Ketenagakerjaan: what it costs, what was paid, and the jar for it."""
    return _contributions(request, PlanForm(), ContributionForm())


@login_required
@require_POST
def plan(request: SignedInRequest) -> HttpResponse:
    """Say which monthly income one declares."""
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _contributions(request, form, ContributionForm())
    services.declare_income(
        by=request.user,
        amount=form.cleaned_data["declared"],
        has_old_age=form.cleaned_data["has_old_age"],
        now=timezone.now(),
    )
    messages.success(request, _("Saved. We remind you on the first of each month."))
    return redirect("payments:contributions")


@login_required
@require_POST
def end_plan(request: SignedInRequest) -> HttpResponse:
    """No more reminders."""
    services.stop_contributing(by=request.user)
    messages.success(request, _("We do not remind you any more."))
    return redirect("payments:contributions")


@login_required
@require_POST
def paid(request: SignedInRequest) -> HttpResponse:
    """Record that a month was paid for."""
    form = ContributionForm(request.POST)
    if not form.is_valid():
        return _contributions(request, PlanForm(), form)
    given = form.cleaned_data
    try:
        services.record_contribution(
            by=request.user,
            month=given["month"],
            amount=given["amount"],
            reference=given["reference"],
            now=timezone.now(),
        )
    except InvalidInput as error:  # the form has checked the amount
        form.add_error("month", error.message)
        return _contributions(request, PlanForm(), form)
    messages.success(request, _("Recorded."))
    return redirect("payments:contributions")


def _contributions(
    request: SignedInRequest, plan_form: PlanForm, paid_form: ContributionForm
) -> HttpResponse:
    today = timezone.localdate()
    rates, mine = earmarks.rates_on(today), earmarks.plan_of(request.user)
    costs = earmarks.contributions_to(mine, rates) if mine else []
    total = Money(sum(one.amount.minor for one in costs), HOME)
    if mine is not None:
        plan_form.initial = {"declared": mine.declared, "has_old_age": mine.has_old_age}
    paid_form.initial = {"amount": total or None, "month": today.strftime("%Y-%m")}
    jars = earmarks.jars_of(request.user, HOME)
    context = {
        "rates": rates,
        "plan": mine,
        "costs": costs,
        "total": total,
        "jar": next(jar for jar in jars.each if jar.kind == SetAsideKind.BPJS),
        "paid": earmarks.contributions_paid_by(request.user)[:12],
        "is_paid": _is_paid(request, today),
        "plan_form": plan_form,
        "paid_form": paid_form,
    }
    return render(request, "payments/contributions.html", context)


def _is_paid(request: SignedInRequest, today: date) -> bool:
    months = earmarks.contributions_paid_by(request.user)
    return months.filter(month=today.replace(day=1)).exists()


def _set_asides(
    request: SignedInRequest, wanted: str, refused: dict[str, Any] | None = None
) -> HttpResponse:
    """The page, with what was refused beside the field that it was typed into."""
    currencies = currencies_of(request.user) or [settings.DEFAULT_CURRENCY]
    currency = wanted if wanted in currencies else currencies[0]
    changes = earmarks.changes_of(request.user, currency)
    context = {
        "currency": currency,
        "currencies": currencies,
        "jars": earmarks.jars_of(request.user, currency),
        "page": Paginator(changes, _LINES).get_page(request.GET.get("page")),
        "refused": refused,
    }
    return render(request, "payments/set_asides.html", context)


def _refused(request: SignedInRequest, form: ShareForm | MoveForm, field: str) -> HttpResponse:
    """Show the page again with the mistake; one outside of the field is not a person's typing."""
    if field not in form.errors:
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect("payments:set-asides")
    refused = {
        "at": f"{field}-{form.data.get('kind', '')}",
        "typed": form.data.get(field, ""),
        "error": form.errors[field][0],
    }
    return _set_asides(request, form.data.get("currency", ""), refused)


def _back(currency: str) -> HttpResponse:
    """To the page, where the same currency is shown."""
    return redirect(f"{reverse('payments:set-asides')}?currency={currency}")

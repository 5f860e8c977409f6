"""Pages where a freelancer keeps money apart: tax, BPJS, a rainy day."""

from datetime import date

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from core.money import Money, format_money
from payments import earmarks
from payments.forms import ContributionForm, MoveForm, PlanForm, ShareForm
from payments.selectors import currencies_of
from payments.services import set_asides as services
from payments.states import SetAsideKind

_LINES = 25


@login_required
@never_cache
@require_safe
def set_asides(request: SignedInRequest) -> HttpResponse:
    """What is kept apart, what is free, and how it moved."""
    currencies = currencies_of(request.user) or [settings.DEFAULT_CURRENCY]
    currency = _wanted(request, currencies)
    changes = earmarks.changes_of(request.user, currency)
    context = {
        "currency": currency,
        "currencies": currencies,
        "jars": earmarks.jars_of(request.user, currency),
        "page": Paginator(changes, _LINES).get_page(request.GET.get("page")),
    }
    return render(request, "payments/set_asides.html", context)


@login_required
@require_POST
def share(request: SignedInRequest) -> HttpResponse:
    """Keep a share of each new earning apart from now on."""
    form = ShareForm(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    given = form.cleaned_data
    services.set_share(
        by=request.user,
        kind=given["kind"],
        currency=given["currency"],
        share_bps=given["percent"] * 100,
    )
    messages.success(request, _("Saved. It holds for every earning from now on."))
    return redirect("payments:set-asides")


@login_required
@require_POST
def move(request: SignedInRequest) -> HttpResponse:
    """Put an amount aside, or take it back."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _refused(request, form)
    given, act = form.cleaned_data, services.put_aside
    if given["act"] == "take":
        act = services.take_back
    act(by=request.user, kind=given["kind"], amount=given["amount"], now=timezone.now())
    done = (
        _("%(amount)s is free again.") if given["act"] == "take" else _("%(amount)s is set aside.")
    )
    messages.success(request, done % {"amount": format_money(given["amount"])})
    return redirect("payments:set-asides")


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
    services.record_contribution(
        by=request.user,
        month=given["month"],
        amount=given["amount"],
        reference=given["reference"],
        now=timezone.now(),
    )
    messages.success(request, _("Recorded."))
    return redirect("payments:contributions")


def _contributions(
    request: SignedInRequest, plan_form: PlanForm, paid_form: ContributionForm
) -> HttpResponse:
    today = timezone.localdate()
    rates, mine = earmarks.rates_on(today), earmarks.plan_of(request.user)
    costs = earmarks.contributions_to(mine, rates) if mine else []
    total = Money(sum(one.amount.minor for one in costs), earmarks.HOME)
    if mine is not None:
        plan_form.initial = {"declared": mine.declared, "has_old_age": mine.has_old_age}
    paid_form.initial = {"amount": total or None, "month": today.strftime("%Y-%m")}
    jars = earmarks.jars_of(request.user, earmarks.HOME)
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


def _refused(request: SignedInRequest, form: ShareForm | MoveForm) -> HttpResponse:
    """Tell the first mistake, and show the page as it was."""
    first = next(iter(form.errors.values()))
    messages.error(request, str(first[0]))
    return redirect("payments:set-asides")


def _wanted(request: SignedInRequest, currencies: list[str]) -> str:
    wanted = request.GET.get("currency", "")
    return wanted if wanted in currencies else currencies[0]

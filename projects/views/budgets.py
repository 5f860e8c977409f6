"""A client's budgets."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from projects.forms.budgets import BudgetForm
from projects.services import budgets
from projects.spent import budgets_of, standings_of


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def list_budgets(request: SignedInRequest) -> HttpResponse:
    """How each budget stands; set one, or another amount of one."""
    now = timezone.now()
    form = BudgetForm(
        request.POST or None, user=request.user, currency=str(settings.DEFAULT_CURRENCY)
    )
    if form.is_valid():
        budgets.set_budget(by=request.user, now=now, **form.cleaned_data)
        messages.success(request, _("Your budget is set. You hear from us at 80% and at 100%."))
        return redirect("projects:budgets")
    context = {"form": form, "standings": standings_of(request.user, now=now)}
    return render(request, "projects/budgets.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have this budget no more."""
    budget = get_object_or_404(budgets_of(request.user), pk=pk)
    budgets.remove_budget(budget=budget, by=request.user)
    messages.success(request, _("The budget is removed."))
    return redirect("projects:budgets")

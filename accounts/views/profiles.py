"""One's own profiles and portfolio."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms.profiles import ClientProfileForm, FreelancerProfileForm, PortfolioItemForm
from accounts.http import SignedInRequest
from accounts.models import User
from accounts.selectors import portfolio_of
from accounts.services.portfolio import (
    MOST_ITEMS,
    add_portfolio_item,
    change_portfolio_item,
    move_portfolio_item,
    remove_portfolio_item,
)
from accounts.services.profiles import update_client_profile, update_freelancer_profile
from accounts.views.clocks import why_this_time
from core.cautions import may_go


@login_required
def edit_freelancer(request: SignedInRequest) -> HttpResponse:
    """What one does and can do."""
    initial = FreelancerProfileForm.initial_of(request.user.freelancer_profile)
    form = FreelancerProfileForm(request.POST or None, initial=initial)
    if may_go(form, now=timezone.now()):
        before = request.user.timezone
        update_freelancer_profile(user=request.user, details=form.details, by=request.user)
        messages.success(request, _saved(request.user, before))
        return redirect("accounts:edit-profile")
    return render(request, "accounts/edit_freelancer.html", {"form": form})


@login_required
def edit_client(request: SignedInRequest) -> HttpResponse:
    """Who one is as a client."""
    initial = ClientProfileForm.initial_of(request.user.client_profile)
    form = ClientProfileForm(request.POST or None, initial=initial)
    if may_go(form, now=timezone.now()):
        before = request.user.timezone
        update_client_profile(user=request.user, details=form.details, by=request.user)
        messages.success(request, _saved(request.user, before))
        return redirect("accounts:edit-client-profile")
    return render(request, "accounts/edit_client.html", {"form": form})


def _saved(user: User, before: str) -> str:
    """That the profile is saved, and whether its region has moved the clock."""
    words = [_("Your profile is saved.")]
    if user.timezone != before:
        words += [why_this_time(user), _("You can choose another time zone in your settings.")]
    return " ".join(words)


@login_required
@require_safe
def portfolio(request: SignedInRequest) -> HttpResponse:
    """One's pieces of work, in the order of the profile."""
    items = list(portfolio_of(request.user))
    context = {"items": items, "is_full": len(items) >= MOST_ITEMS, "most": MOST_ITEMS}
    return render(request, "accounts/portfolio.html", context)


@login_required
def new_item(request: SignedInRequest) -> HttpResponse:
    """Add a piece of work."""
    form = PortfolioItemForm(request.POST or None, request.FILES or None)
    if may_go(form, now=timezone.now()):
        add_portfolio_item(
            user=request.user,
            details=form.details,
            picture=form.cleaned_data["picture"],
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Your portfolio has one more piece."))
        return redirect("accounts:portfolio")
    return render(request, "accounts/portfolio_item.html", {"form": form})


@login_required
def edit_item(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a piece of work."""
    item = get_object_or_404(portfolio_of(request.user), pk=pk)
    initial = {"title": item.title, "description": item.description, "link": item.link}
    form = PortfolioItemForm(request.POST or None, request.FILES or None, initial=initial)
    if may_go(form, now=timezone.now()):
        change_portfolio_item(
            item=item,
            details=form.details,
            picture=form.cleaned_data["picture"],
            by=request.user,
        )
        messages.success(request, _("The piece is saved."))
        return redirect("accounts:portfolio")
    return render(request, "accounts/portfolio_item.html", {"form": form, "item": item})


@login_required
@require_POST
def remove_item(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a piece of work away."""
    item = get_object_or_404(portfolio_of(request.user), pk=pk)
    remove_portfolio_item(item=item, by=request.user)
    messages.success(request, _("The piece is gone from your portfolio."))
    return redirect("accounts:portfolio")


@login_required
@require_POST
def move_item(request: SignedInRequest, pk: int) -> HttpResponse:
    """Swap a piece of work with its neighbour."""
    item = get_object_or_404(portfolio_of(request.user), pk=pk)
    is_up = request.POST.get("direction") == "up"
    move_portfolio_item(item=item, direction="up" if is_up else "down", by=request.user)
    return redirect("accounts:portfolio")

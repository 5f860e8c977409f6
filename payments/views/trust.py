"""Levels of trust: the published rules, and where a freelancer stands."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from payments.services import early_release
from payments.trust import policies, policy_at, standing_of


@login_required
@never_cache
@require_safe
def trust(request: SignedInRequest) -> HttpResponse:
    """One's own level, every factor, and what is missing for the next."""
    standing = standing_of(request.user, timezone.now())
    currency = settings.DEFAULT_CURRENCY
    context = {
        "standing": standing,
        "waits": early_release.waits_of(standing.level, currency),
        "practice_day": early_release.practice_day(currency),
        "next_waits": early_release.waits_of(standing.next, currency) if standing.next else [],
    }
    return render(request, "payments/trust.html", context)


@require_safe
def trust_levels(request: HttpRequest) -> HttpResponse:
    """The rules for everybody: all levels, what they need and give, since when, and why."""
    policy = policy_at(timezone.now())
    levels = [
        (level, early_release.waits_of(level, settings.DEFAULT_CURRENCY))
        for level in policy.levels.all()
    ]
    context = {
        "policy": policy,
        "levels": levels,
        "practice_day": early_release.practice_day(settings.DEFAULT_CURRENCY),
        "versions": policies(),
    }
    return render(request, "payments/trust_levels.html", context)

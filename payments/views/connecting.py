"""Pages of a freelancer's account with Stripe: open it, fill in its form, see what is missing."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest
from accounts.places import country_name
from payments.forms import ConnectForm
from payments.selectors import connection_of
from payments.services import onboarding


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def connect(request: SignedInRequest) -> HttpResponse:
    """How the account stands, and a form to open it where there is none."""
    places = sorted(((one, country_name(one)) for one in _offered()), key=lambda pair: pair[1])
    own = request.user.freelancer_profile.country
    form = ConnectForm(request.POST or None, countries=places, own=own)
    if form.is_valid():
        onboarding.connect(
            by=request.user, country=form.cleaned_data["country"], now=timezone.now()
        )
        return redirect("payments:connect")
    context = {
        "account": connection_of(request.user),
        "form": form,
        "is_offered_at_home": own in dict(places),
        "home": country_name(own),
        "places": [name for _code, name in places],
        "now": timezone.now(),
    }
    return render(request, "payments/connect.html", context)


@login_required
@never_cache
@require_safe
def form(request: SignedInRequest) -> HttpResponse:
    """On to Stripe's own form; Stripe also leads here when its link is too old."""
    _offered()
    account = connection_of(request.user)
    if account is None:
        return redirect("payments:connect")
    return redirect(onboarding.form_of(account=account))


@login_required
@never_cache
@require_safe
def back(request: SignedInRequest) -> HttpResponse:
    """Here Stripe leads to afterwards, whatever was filled in: we ask how the account stands."""
    _offered()
    account = connection_of(request.user)
    if account is not None and not onboarding.look_up(account_id=account.pk, now=timezone.now()):
        messages.warning(request, _("Stripe does not answer. Please try again in a moment."))
    return redirect("payments:connect")


def _offered() -> list[str]:
    """The countries; there is no such page where the operator does not offer it."""
    found = onboarding.countries()
    if not found:
        raise Http404
    return found

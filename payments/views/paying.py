"""Pages of the client: choose a way to pay, watch it arrive, keep the receipt."""

from dataclasses import dataclass
from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest
from core.addresses import own_path
from core.money import Money
from payments.forms import PayForm
from payments.models import Escrow
from payments.selectors import escrows_paid_by, payins_of
from payments.services import payins, registry
from payments.states import PAYIN_UNDERWAY, Method, PayinState
from payments.words import METHOD_ICONS, METHOD_NOTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to pay as the page shows it."""

    method: Method
    note: str | Promise
    icon: str
    least: Money
    most: Money
    hold_days: int
    seconds: int
    is_possible: bool


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose how to pay an escrow, and go to the provider's page."""
    escrow = get_object_or_404(escrows_paid_by(request.user), pk=pk)
    afterwards = _afterwards(request)
    form = PayForm(request.POST or None)
    if form.is_valid():
        payin = payins.start_payin(
            escrow=escrow,
            method=form.cleaned_data["method"],
            by=request.user,
            idempotency_key=f"page:{form.cleaned_data['key'] or uuid4()}",
            return_url=afterwards,
            now=timezone.now(),
        )
        return redirect(payin.checkout_href or reverse("payments:payin", args=[payin.pk]))
    context = {
        "escrow": escrow,
        "form": form,
        "key": uuid4(),
        "next": afterwards,
        "ways": _ways(escrow),
        "underway": escrow.payins.filter(state__in=PAYIN_UNDERWAY).order_by("-pk"),
        "captured": escrow.payins.filter(state=PayinState.CAPTURED).first(),
    }
    return render(request, "payments/pay.html", context)


@login_required
@never_cache
@require_safe
def payin(request: SignedInRequest, pk: int) -> HttpResponse:
    """How a payment stands; the page renews itself until it is decided."""
    one = get_object_or_404(payins_of(request.user), pk=pk)
    context = {"payin": one, "refunds": list(one.refunds.order_by("pk"))}
    part = "payments/_payin.html" if request.headers.get("HX-Request") else "payments/payin.html"
    return render(request, part, context)


@login_required
@require_safe
def receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """A receipt to print, for money that was received."""
    received = payins_of(request.user).filter(state=PayinState.CAPTURED)
    return render(request, "payments/receipt.html", {"payin": get_object_or_404(received, pk=pk)})


def _ways(escrow: Escrow) -> list[Way]:
    return [
        Way(
            method=rail.method,
            note=METHOD_NOTES[rail.method],
            icon=METHOD_ICONS[rail.method],
            least=rail.least,
            most=rail.most,
            hold_days=rail.hold_days,
            seconds=rail.seconds_to_confirm,
            is_possible=rail.least <= escrow.total <= rail.most,
        )
        for _provider, rail in registry.rails_for(escrow.currency)
    ]


def _afterwards(request: SignedInRequest) -> str:
    """Where to go on, if it is an address of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return own_path(wanted, otherwise=reverse("dashboard"))

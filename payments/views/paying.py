"""Pages of the client: choose a way to pay, watch it arrive, keep the receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from core.addresses import own_path
from core.money import Money
from payments import qr, slots
from payments.forms import PayForm
from payments.how_to_pay import guides_for
from payments.kinds import DocumentKind
from payments.models import Chargeback, Escrow, Payin, Refund
from payments.selectors import documents_of, escrows_paid_by, missing_after, payins_of
from payments.services import escrows, payer_phones, ways
from payments.services.ways import WayToPay
from payments.states import (
    PAYIN_UNDERWAY,
    ChargebackState,
    Method,
    MismatchState,
    PayinState,
    RefundState,
)
from payments.words import METHOD_ICONS, METHOD_NOTES

_QR_KINDS = {"png": "image/png", "svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The ways of one method as the page shows them: what they share is said once."""

    method: Method
    icon: str
    note: str | Promise
    ways: list[WayToPay]
    is_recommended: bool

    @property
    def first(self) -> WayToPay:
        return self.ways[0]

    @property
    def with_phone(self) -> WayToPay | None:
        """The way among these that asks for a phone number."""
        return next((way for way in self.ways if way.asks_phone), None)

    @property
    def has_channels(self) -> bool:
        return bool(self.first.channel)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose how to pay an escrow; goes on to what is to be done, here or at the provider."""
    escrow = get_object_or_404(escrows_paid_by(request.user), pk=pk)
    afterwards = _afterwards(request)
    offered = ways.ways_to_pay(escrow.missing) if escrow.is_payable else []
    form = PayForm(
        request.POST or None,
        ways=[(way.code, way.name) for way in offered],
        with_phone=frozenset(way.code for way in offered if way.asks_phone),
        phone=payer_phones.phone_of_payer(request.user.pk),
    )
    if form.is_valid():
        if phone := form.cleaned_data["phone"]:
            payer_phones.remember_phone(by=request.user, number=phone, now=timezone.now())
        method, _colon, channel = form.cleaned_data["way"].partition(":")
        payin = ways.choose_way(
            escrow=escrow,
            method=method,
            channel=channel,
            by=request.user,
            idempotency_key=f"page:{form.cleaned_data['key'] or uuid4()}",
            return_url=afterwards,
            now=timezone.now(),
        )
        return redirect(_next_step(payin))
    context = {
        "escrow": escrow,
        "form": form,
        "key": uuid4(),
        "next": afterwards,
        "groups": _groups(offered),
        "notes": slots.notes_on(escrow, timezone.now()) if escrow.is_payable else [],
        "underway": escrow.payins.filter(state__in=PAYIN_UNDERWAY).order_by("-pk"),
        "captured": escrow.payins.filter(state=PayinState.CAPTURED).order_by("-pk").first(),
        **(_being_checked(escrow) if escrow.is_payable else _gone_back(escrow)),
    }
    return render(request, "payments/pay.html", context)


@login_required
@require_POST
def give_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Have a part of a payment back instead of paying the rest."""
    escrow = get_object_or_404(escrows_paid_by(request.user), pk=pk)
    escrows.give_back(escrow=escrow, by=request.user, now=timezone.now())
    messages.success(request, _("All that you had paid goes back to you."))
    return redirect(_afterwards(request))


@login_required
@never_cache
@require_safe
def payin(request: SignedInRequest, pk: int) -> HttpResponse:
    """How a payment stands; the page renews itself until it is decided.

    htmx says what it has seen, and is answered with nothing while that is still so.
    """
    one = get_object_or_404(payins_of(request.user), pk=pk)
    context = _standing(one)
    if not request.headers.get("HX-Request"):
        return render(request, "payments/payin.html", context)
    if request.GET.get("seen") == context["stamp"]:
        return HttpResponse(status=204)
    return render(request, "payments/_payin.html", context)


@login_required
@require_POST
def cancel_payin(request: SignedInRequest, pk: int) -> HttpResponse:
    """Call a payment off, to pay in another way or not now."""
    one = get_object_or_404(payins_of(request.user), pk=pk)
    ways.cancel_payin(payin=one, by=request.user, now=timezone.now())
    return redirect("payments:payin", pk=pk)


@login_required
@never_cache
@require_safe
def payin_qr(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """The QR code as a picture, for those who have one phone only: save it, open it in the app."""
    one = get_object_or_404(payins_of(request.user), pk=pk)
    text = one.instructions.get("qr_string", "")
    if not text or kind not in _QR_KINDS:
        raise Http404
    return HttpResponse(
        qr.as_file(text, kind),
        content_type=_QR_KINDS[kind],
        headers={"Content-Disposition": f'attachment; filename="qris-{one.pk}.{kind}"'},
    )


@login_required
@require_safe
def receipt(request: SignedInRequest, pk: int) -> HttpResponse:
    """A receipt to print, for money that was received."""
    received = payins_of(request.user).filter(state=PayinState.CAPTURED)
    one = get_object_or_404(received, pk=pk)
    papers = documents_of(request.user).filter(subject=f"payin:{one.pk}")
    context = {
        "payin": one,
        "missing": missing_after(one),
        "paper": papers.filter(kind=DocumentKind.RECEIPT).first(),
    }
    return render(request, "payments/receipt.html", context)


def _being_checked(escrow: Escrow) -> dict[str, Any]:
    """Payments of another amount that a person has still to decide about, the newest first."""
    came = escrow.payins.filter(state=PayinState.MISMATCHED, mismatches__state=MismatchState.OPEN)
    return {"checked": came.distinct().order_by("-pk")}


def _gone_back(escrow: Escrow) -> dict[str, Any]:
    """What of all that was paid for it is back with its payer, and what is on its way."""
    refunds = list(Refund.objects.filter(payin__escrow=escrow).order_by("-pk"))
    sums = {
        name: sum(one.amount_minor for one in refunds if one.state == state)
        for name, state in (("going", RefundState.REQUESTED), ("gone", RefundState.DONE))
    }
    back = {name: Money(minor, escrow.currency) for name, minor in sums.items()}
    return {**back, "refund": refunds[0] if refunds else None}


def _groups(offered: list[WayToPay]) -> list[Group]:
    """By method, in the order of `ways_to_pay`; the first possible one is recommended."""
    return [
        Group(
            method=method,
            icon=METHOD_ICONS[method],
            note=METHOD_NOTES[method],
            ways=list(of_method),
            is_recommended=at == 0 and offered[0].is_possible and len(offered) > 1,
        )
        for at, (method, of_method) in enumerate(groupby(offered, key=lambda way: way.method))
    ]


def _weightiest(chargebacks: Sequence[Chargeback]) -> Chargeback | None:
    """The one to tell of: a bank decides about it, else it took money for good, else it is over."""
    weights: list[str] = [ChargebackState.WON, ChargebackState.LOST]
    return max(
        chargebacks,
        key=lambda one: weights.index(one.state) if one.state in weights else len(weights),
        default=None,
    )


def _fate_of_surplus(one: Payin) -> str:
    """What became of what came beyond the escrow: kept, sent_back, written_off; else nothing."""
    case = one.mismatches.filter(credited_minor__gt=0).first() if one.surplus else None
    if case is None:
        return ""
    return "kept" if case.state == MismatchState.OPEN else case.resolution


def _standing(one: Payin) -> dict[str, Any]:
    refunds = list(one.refunds.order_by("pk"))
    words = one.instructions
    is_slow = one.state == PayinState.CREATED and one.attempts > 0
    is_late = one.is_too_late(timezone.now())
    chargebacks = list(one.chargebacks.order_by("pk"))
    chargeback = _weightiest(chargebacks)
    lost = sum(c.amount_minor for c in chargebacks if c.state == ChargebackState.LOST)
    states = [one.state, one.escrow.state, *(refund.state for refund in refunds)]
    if chargeback is not None:
        states.append(chargeback.state)
    return {
        "payin": one,
        "onward": one.return_url or reverse("dashboard"),
        "refunds": refunds,
        "chargeback": chargeback,
        "extra": _fate_of_surplus(one),
        "is_checked": one.state == PayinState.MISMATCHED and one.is_being_checked,
        "lost": Money(lost, one.currency),
        "stamp": "-".join(
            [
                *states,
                "slow" if is_slow else "late" if is_late else "",
                "" if one.checkout_url else "bare",
            ]
        ),
        "is_slow": is_slow,
        "is_late": is_late,
        "qr": qr.as_svg(words["qr_string"]) if words.get("qr_string") else "",
        "guides": guides_for(words.get("bank", ""), one.channel_name)
        if words.get("va_number")
        else [],
        "practice": one.provider == "sandbox" and _is_practice(),
    }


def _is_practice() -> bool:
    return any((settings.DEBUG, settings.DEMO, settings.SANDBOX_ALLOWED))


def _next_step(payin: Payin) -> str:
    """The page to pay on, unless ours says all that is needed.

    Another site's is one more click away: our Content-Security-Policy lets no form end there.
    """
    own = reverse("payments:payin", args=[payin.pk])
    is_here = payin.checkout_href.startswith("/")
    return payin.checkout_href if is_here and not payin.instructions else own


def _afterwards(request: SignedInRequest) -> str:
    """Where to go on, if it is an address of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return own_path(wanted, otherwise=reverse("dashboard"))

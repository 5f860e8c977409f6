"""The bank's own pages: the hosted checkout, and a desk that explains the sandbox."""

import segno
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sandbox import tasks
from sandbox.forms import ChargebackForm, DecisionForm, ReportEditForm
from sandbox.models import SandboxPayment, SandboxReportEdit
from sandbox.services import bank, chargebacks
from sandbox.services import report as reporting
from sandbox.states import PaymentState

MOST_EDITS = 50
MOST_LISTED = 20


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What one can try in the sandbox, and how."""
    context = {
        "day_seconds": settings.SANDBOX_DAY_SECONDS,
        "payout_seconds": settings.SANDBOX_PAYOUT_SECONDS,
        "can_edit_report": settings.DEBUG,
        "payments": SandboxPayment.objects.order_by("-pk")[:MOST_LISTED] if settings.DEBUG else [],
    }
    return render(request, "sandbox/desk.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Faults of the bank's report: a row left out, doubled, changed or added. While trying only."""
    _only_while_trying()
    form = ReportEditForm(request.POST or None)
    if form.is_valid():
        reporting.edit_row(**form.cleaned_data, now=timezone.now())
        return redirect("sandbox:report")
    context = {"form": form, "edits": SandboxReportEdit.objects.all()[:MOST_EDITS]}
    return render(request, "sandbox/report.html", context)


@require_POST
def mend(request: HttpRequest, reference: str) -> HttpResponse:  # noqa: ARG001
    """The report says the truth about a row again."""
    _only_while_trying()
    reporting.mend_row(reference=reference)
    return redirect("sandbox:report")


def _only_while_trying() -> None:
    """In production nobody changes what the bank reports."""
    if not settings.DEBUG:
        raise Http404


@csrf_exempt  # another party's page: whoever has the address may pay, no session is involved
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: HttpRequest, token: str) -> HttpResponse:
    """The hosted page of one payment, by its unguessable address."""
    payment = get_object_or_404(SandboxPayment, token=token)
    given = {"outcome": "success", "delay": 0, "amount": payment.amount}
    form = DecisionForm(request.POST or None, initial=given)
    if form.is_valid():
        delay = form.cleaned_data["delay"]
        bank.decide_payment(
            payment=payment,
            outcome=form.cleaned_data["outcome"],
            delay_seconds=delay,
            is_told_twice=form.cleaned_data["is_told_twice"],
            amount=form.cleaned_data["amount"],
            now=timezone.now(),
        )
        _ring(after=delay)
        return redirect(payment.return_url)
    is_open = payment.state == PaymentState.WAITING and payment.expires_at > timezone.now()
    context = {
        "payment": payment,
        "form": form,
        "is_open": is_open,
        "is_paid": payment.state == PaymentState.PAID,
        "chargeback": payment.chargebacks.order_by("pk").last(),
        "qr": _qr(payment.qr_text) if payment.method == "qris" else "",
    }
    return render(request, "sandbox/checkout.html", context)


@csrf_exempt  # like the checkout: whoever has the address acts as the cardholder or as the bank
@require_POST
def dispute(request: HttpRequest, token: str) -> HttpResponse:
    """The cardholder disputes a payment, or the bank decides about that."""
    payment = get_object_or_404(SandboxPayment, token=token)
    form = ChargebackForm(request.POST)
    if form.is_valid():
        step, now = form.cleaned_data["step"], timezone.now()
        if step == "open":
            amount = form.cleaned_data["amount"]
            chargebacks.open_chargeback(payment=payment, amount=amount, now=now)
        else:
            chargebacks.decide_latest(payment=payment, is_won=step == "won", now=now)
        _ring(after=0)
    return redirect("sandbox:checkout", token)


def _qr(text: str) -> SafeString:
    """A QR image as SVG, black on white in any theme; its text is our own, never a visitor's."""
    drawing = segno.make(text, error="m").svg_inline(
        scale=4, border=4, dark="#000", light="#fff", omitsize=True
    )
    return mark_safe(drawing)  # noqa: S308


def _ring(*, after: int) -> None:
    """Wake the bank's worker; without a broker its clock comes round anyway."""

    def bell() -> None:  # Django names a failed hook by its __qualname__, which a partial lacks
        tasks.work.apply_async(countdown=after, retry=False)

    transaction.on_commit(bell, robust=True)

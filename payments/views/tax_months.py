"""What is owed to the tax office for a month, the file for it, and the proof that it was paid."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from core.errors import InvalidInput
from core.money import EXPONENTS, Money
from core.spreadsheets import csv_lines
from payments.forms_taxes import RemittanceForm, RemittanceReversalForm
from payments.holdings import holdings
from payments.kinds import RemittedTax
from payments.months import local_moment
from payments.policies import keeps_books
from payments.selectors_taxes import TaxLine, remittances_of, tax_lines, tax_month
from payments.services import remittances
from payments.services.remittances import Paid
from staff.services.looks import note_look


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def month(
    request: SignedInRequest, tax: str, currency: str, year: int, number: int
) -> HttpResponse:
    """One tax of one month: what is owed, what was paid, and a form to write a payment down."""
    kind, first = _asked(request, tax, currency, year, number)
    form = _form(kind, first, currency, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            remittances.remit(
                paid=Paid(tax=kind, month=first, **form.cleaned_data),
                by=request.user,
                now=timezone.now(),
            )
        except InvalidInput as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Written down. The book says so too."))
            return redirect("payments:tax-month", tax, currency, year, number)
    context = {"form": form, "undoing": _undoing(kind, first, currency)}
    return _page(request, kind, first, currency, context)


@login_required
@never_cache
@require_POST
def take_back(
    request: SignedInRequest, tax: str, currency: str, year: int, number: int
) -> HttpResponse:
    """Undo an entry of this month that was wrong."""
    kind, first = _asked(request, tax, currency, year, number)
    form = _undoing(kind, first, currency, request.POST)
    if form.is_valid():
        remittances.take_back(**form.cleaned_data, by=request.user, now=timezone.now())
        messages.success(request, _("Taken back. The tax is owed again."))
        return redirect("payments:tax-month", tax, currency, year, number)
    return _page(
        request, kind, first, currency, {"form": _form(kind, first, currency), "undoing": form}
    )


def _form(kind: RemittedTax, first: date, currency: str, data: Any = None) -> RemittanceForm:
    return RemittanceForm(
        data,
        currency=currency,
        owed=tax_month(kind, first, currency).owed,
        providers=[one.provider for one in holdings() if one.held.currency == currency],
    )


def _undoing(
    kind: RemittedTax, first: date, currency: str, data: Any = None
) -> RemittanceReversalForm:
    standing = remittances_of(kind, first, currency).filter(reversal=None)
    return RemittanceReversalForm(data, standing=standing)


def _page(
    request: SignedInRequest, kind: RemittedTax, first: date, currency: str, context: dict[str, Any]
) -> HttpResponse:
    written = list(remittances_of(kind, first, currency))
    context |= {
        "found": tax_month(kind, first, currency),
        "currency": currency,
        "remittances": written,
        "standing": [one for one in written if not hasattr(one, "reversal")],
    }
    is_wrong = context["form"].errors or context["undoing"].errors
    return render(request, "payments/tax_month.html", context, status=422 if is_wrong else 200)


@login_required
@never_cache
@require_safe
def month_csv(
    request: SignedInRequest, tax: str, currency: str, year: int, number: int
) -> HttpResponse:
    """Each line of the month as CSV, for the return; its sum is what was taken."""
    kind, first = _asked(request, tax, currency, year, number)
    note_look(by=request.user, action="taxes.export_month", now=timezone.now())
    rows = _cells(kind, tax_lines(kind, first, currency))
    answer = HttpResponse(csv_lines(_heads(), rows), content_type="text/csv; charset=utf-8")
    name = f"{kind}-{currency}-{first:%Y-%m}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _asked(
    request: SignedInRequest, tax: str, currency: str, year: int, number: int
) -> tuple[RemittedTax, date]:
    """The tax and the first day of the month; for everybody else they do not exist."""
    is_known = tax in RemittedTax.values and currency in EXPONENTS
    if not keeps_books(request.user) or not is_known:
        raise Http404
    if not (2000 <= year <= 2999 and 1 <= number <= 12):
        raise Http404
    return RemittedTax(tax), date(year, number, 1)


def _heads() -> list[str]:
    return [
        _("Date"),
        _("What"),
        _("Freelancer"),
        _("Client"),
        _("For"),
        _("Tax base"),
        _("Tax"),
        _("Currency"),
        _("Key"),
    ]


def _cells(tax: RemittedTax, lines: Iterator[TaxLine]) -> Iterator[list[object]]:
    """The base of PPN is the fee of both sides, that of PPh 22 the price before fees."""
    for line in lines:
        entry, escrow, earning = line.entry, line.escrow, line.earning
        base: object = ""
        if earning is not None:
            minor = earning.fee_minor if tax == RemittedTax.PPN else earning.gross_minor
            base = Money(minor, earning.currency).decimal
        yield [
            local_moment(entry.transfer.posted_at).date().isoformat(),
            entry.transfer.get_kind_display(),
            escrow.payee.legal_name or escrow.payee.name if escrow else "",
            escrow.payer.legal_name or escrow.payer.name if escrow else "",
            escrow.description if escrow else "",
            base,
            entry.amount.decimal,
            entry.currency,
            entry.transfer.key,
        ]

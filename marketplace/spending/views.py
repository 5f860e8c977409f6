"""Pages of a client's spending."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from core.charts import Chart, Column, Series, lay_out
from core.spreadsheets import csv_lines
from marketplace.spending.statement import (
    Payment,
    Spending,
    payments_of,
    spending_currencies_of,
    spending_of,
)


@login_required
@never_cache
@require_safe
def spending(request: SignedInRequest) -> HttpResponse:
    """A year by months and by contracts."""
    asked = request.GET
    currencies, currency = chosen_currency(request.user, asked.get("currency", ""))
    payments = payments_of(request.user, currency=currency)
    found = chosen(payments, currency, year=asked.get("year", ""), contract=asked.get("contract"))
    context = {
        "currencies": currencies,
        "currency": currency,
        "years": _years(payments),
        "spending": found,
        "chart": _chart(found),
        "contracts": sorted(_titles(payments).items(), key=lambda one: one[1]),
    }
    return render(request, "marketplace/spending/spending.html", context)


@login_required
@never_cache
@require_safe
def export(request: SignedInRequest) -> StreamingHttpResponse:
    """Every payment of a year as CSV, amounts in whole units with a point."""
    asked = request.GET
    _currencies, currency = chosen_currency(request.user, asked.get("currency", ""))
    payments = payments_of(request.user, currency=currency)
    found = chosen(payments, currency, year=asked.get("year", ""), contract=asked.get("contract"))
    answer = StreamingHttpResponse(
        csv_lines(_heads(), _cells(found)), content_type="text/csv; charset=utf-8"
    )
    name = f"spending-{currency}-{found.year}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def chosen_currency(user: User, wanted: str) -> tuple[list[str], str]:
    """The currencies one has paid in, and the one that is asked for if it is among them."""
    usual = str(settings.DEFAULT_CURRENCY)
    currencies = spending_currencies_of(user) or [usual]
    if wanted in currencies:
        return currencies, wanted
    return currencies, usual if usual in currencies else currencies[0]


def chosen(payments: list[Payment], currency: str, *, year: str, contract: str | None) -> Spending:
    """The asked year and contract, as far as there is such; else the newest year, and all."""
    years = _years(payments)
    named = {str(pk): pk for pk in _titles(payments)}
    return spending_of(
        payments,
        currency=currency,
        year=int(year) if year in map(str, years) else years[0],
        contract=named.get(contract or ""),
    )


def _years(payments: list[Payment]) -> list[int]:
    return sorted({one.on.year for one in payments}, reverse=True) or [timezone.now().year]


def _titles(payments: list[Payment]) -> dict[int, str]:
    return {one.contract: one.contract_title for one in payments if one.contract is not None}


def _chart(spending: Spending) -> Chart:
    """A column a month: what became of what was paid."""
    series = [
        Series(kind="escrow", label=_("In escrow")),
        Series(kind="released", label=_("Released")),
        Series(kind="fee", label=_("Fees")),
        Series(kind="refunded", label=_("Refunded")),
    ]
    if spending.total.charged_back:
        series.append(Series(kind="unpaid", label=_("Taken back by your bank")))
    columns = [
        Column(
            short=date_format(one.month, "M"),
            label=date_format(one.month, "F Y"),
            amounts={
                "escrow": one.spent.held.minor,
                "released": one.spent.released.minor,
                "fee": one.spent.fee.minor,
                "refunded": one.spent.refunded.minor,
                "unpaid": one.spent.charged_back.minor,
            },
        )
        for one in spending.months
    ]
    return lay_out(series, columns, currency=spending.currency)


def _heads() -> list[str]:
    return [
        _("Date"),
        _("For"),
        _("Contract"),
        _("Freelancer"),
        _("You paid"),
        _("In escrow"),
        _("Released"),
        _("Fees"),
        _("Refunded"),
        _("Taken back by your bank"),
        _("Currency"),
    ]


def _cells(spending: Spending) -> Iterator[list[object]]:
    for one in spending.payments:
        spent = one.spent
        yield [
            one.on.isoformat(),
            one.description,
            one.contract_title,
            one.payee,
            spent.paid.decimal,
            spent.held.decimal,
            spent.released.decimal,
            spent.fee.decimal,
            spent.refunded.decimal,
            spent.charged_back.decimal,
            spending.currency,
        ]

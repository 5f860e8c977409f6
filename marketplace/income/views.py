"""Pages of a freelancer's income."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from core.money import Money
from core.spreadsheets import csv_lines
from marketplace.income import drawn
from marketplace.income.chances import WEIGHT
from marketplace.income.forecast import forecast_of
from marketplace.income.statement import (
    clients_of,
    lines_of,
    statement_of,
    taken_lines_of,
    years_of,
)
from payments.models import Earning
from payments.selectors import currencies_of
from projects.models.contracts import zone_of

_A_YEAR = timedelta(days=365)
_LEANS_ON_ONE = 60  # percent from one client: worth a word


@login_required
@never_cache
@require_safe
def income(request: SignedInRequest) -> HttpResponse:
    """A year by months, and who it came from."""
    now, user = timezone.now(), request.user
    currencies, currency = _currency(request)
    years = years_of(user, currency) or [now.year]
    statement = statement_of(user, currency=currency, year=_year(request, years))
    clients = clients_of(user, currency=currency, since=now - _A_YEAR)
    context = {
        "currencies": currencies,
        "currency": currency,
        "years": years,
        "statement": statement,
        "chart": drawn.statement_chart(statement),
        "clients": clients,
        "leans_on": clients[0] if clients and clients[0].percent >= _LEANS_ON_ONE else None,
    }
    return render(request, "marketplace/income/income.html", context)


@login_required
@never_cache
@require_safe
def forecast(request: SignedInRequest) -> HttpResponse:
    """What is likely to come in the next six months, with every item and its chance."""
    currencies, currency = _currency(request)
    ahead = forecast_of(request.user, currency=currency, now=timezone.now())
    context = {
        "currencies": currencies,
        "currency": currency,
        "forecast": ahead,
        "chart": drawn.forecast_chart(ahead),
        "chances": drawn.chance_rows(ahead),
        "weight": WEIGHT,
    }
    return render(request, "marketplace/income/forecast.html", context)


@login_required
@never_cache
@require_safe
def export(request: SignedInRequest) -> StreamingHttpResponse:
    """A year as CSV: releases, and what banks took back; amounts in whole units with a point."""
    now = timezone.now()
    _currencies, currency = _currency(request)
    years = years_of(request.user, currency) or [now.year]
    year = _year(request, years)
    lines = lines_of(request.user, currency=currency, year=year)
    taxed = lines.filter(Q(ppn_minor__gt=0) | Q(pph22_minor__gt=0)).exists()
    rows, zone = lines.iterator(chunk_size=500), zone_of(request.user)
    taken = taken_lines_of(request.user, currency=currency, year=year)
    cells = chain(_cells(rows, zone, taxed=taxed), _taken_cells(taken, zone, taxed=taxed))
    answer = StreamingHttpResponse(
        csv_lines(_heads(taxed=taxed), cells),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="income-{currency}-{year}.csv"'
    return answer


def _heads(*, taxed: bool) -> list[str]:
    """Taxes have columns in a year in which there were any."""
    return [
        _("Date"),
        _("For"),
        _("Client"),
        _("Before fee"),
        _("Fee"),
        *([_("PPN on the fee"), _("PPh 22")] if taxed else []),
        _("Yours"),
        _("Currency"),
    ]


def _cells(earnings: Iterator[Earning], zone: ZoneInfo, *, taxed: bool) -> Iterator[list[object]]:
    for one in earnings:
        yield [
            one.earned_at.astimezone(zone).date().isoformat(),
            one.escrow.description,
            str(one.escrow.payer),
            one.gross.decimal,
            one.own_fee.decimal,
            *([one.ppn.decimal, one.pph22.decimal] if taxed else []),
            one.amount.decimal,
            one.currency,
        ]


def _taken_cells(taken: Iterable[Any], zone: ZoneInfo, *, taxed: bool) -> Iterator[list[object]]:
    """What banks took back, below zero: neither a fee nor a tax of one's own came back with it."""
    for one in taken:
        escrow, nothing = one.payin.escrow, Money(0, one.currency).decimal
        yield [
            one.taken_at.astimezone(zone).date().isoformat(),
            _("Taken back by the client’s bank: %(what)s") % {"what": escrow.description},
            str(escrow.payer),
            nothing,
            nothing,
            *([nothing, nothing] if taxed else []),
            Money(-one.net_minor, one.currency).decimal,
            one.currency,
        ]


def _currency(request: SignedInRequest) -> tuple[list[str], str]:
    """The currencies one has earned in, and the one that the address asks for."""
    usual = str(settings.DEFAULT_CURRENCY)
    currencies = currencies_of(request.user) or [usual]
    wanted = request.GET.get("currency", "")
    if wanted in currencies:
        return currencies, wanted
    return currencies, usual if usual in currencies else currencies[0]


def _year(request: SignedInRequest, years: list[int]) -> int:
    wanted = request.GET.get("year", "")
    return int(wanted) if wanted in map(str, years) else years[0]

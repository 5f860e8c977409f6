"""Pages of a client's spending."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from core.charts import Chart, Column, Series, lay_out
from core.spreadsheets import XLSX, csv_lines, xlsx_of
from marketplace.spending.choices import choose
from marketplace.spending.statement import Spending
from projects.spent import standings_of


@login_required
@never_cache
@require_safe
def spending(request: SignedInRequest) -> HttpResponse:
    """A year by months and by contracts."""
    chosen = choose(request.user, request.GET)
    context = {
        "currencies": chosen.currencies,
        "currency": chosen.spending.currency,
        "years": chosen.years,
        "spending": chosen.spending,
        "chart": _chart(chosen.spending),
        "standings": standings_of(request.user, now=timezone.now()),
        "contracts": sorted(chosen.contracts.items(), key=lambda one: one[1]),
    }
    return render(request, "marketplace/spending/spending.html", context)


@login_required
@never_cache
@require_safe
def export(request: SignedInRequest) -> HttpResponse:
    """Every payment of a year as CSV or XLSX, amounts in whole units with a point."""
    found = choose(request.user, request.GET).spending
    if request.GET.get("kind") == "xlsx":
        kind, answer = (
            "xlsx",
            HttpResponse(xlsx_of(_heads(found), _cells(found)), content_type=XLSX),
        )
    else:
        lines = csv_lines(_heads(found), _cells(found))
        kind, answer = "csv", HttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"spending-{found.currency}-{found.year}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _chart(spending: Spending) -> Chart:
    """A column a month: what became of what was paid."""
    series = [
        Series(kind="escrow", label=_("In escrow")),
        Series(kind="released", label=_("Released")),
        Series(kind="fee", label=_("Fees")),
        Series(kind="refunded", label=_("Refunded")),
    ]
    if spending.total.tax:
        series.insert(3, Series(kind="tax", label=_("Taxes")))
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
                "tax": one.spent.tax.minor,
                "refunded": one.spent.refunded.minor,
                "unpaid": one.spent.charged_back.minor,
            },
        )
        for one in spending.months
    ]
    return lay_out(series, columns, currency=spending.currency)


def _heads(spending: Spending) -> list[str]:
    return [
        _("Date"),
        _("For"),
        _("Project"),
        _("Contract"),
        _("Freelancer"),
        _("You paid"),
        _("In escrow"),
        _("Released"),
        _("Fees"),
        *([_("Taxes")] if spending.total.tax else []),
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
            one.project_title,
            one.contract_title,
            one.payee,
            spent.paid.decimal,
            spent.held.decimal,
            spent.released.decimal,
            spent.fee.decimal,
            *([spent.tax.decimal] if spending.total.tax else []),
            spent.refunded.decimal,
            spent.charged_back.decimal,
            spending.currency,
        ]

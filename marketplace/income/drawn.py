"""Income as columns: what the pages hand to the chart."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.charts import Chart, Column, Series, lay_out
from marketplace.income.chances import STAGES, STARTING_PERCENT
from marketplace.income.forecast import Forecast
from marketplace.income.statement import Statement


def statement_chart(statement: Statement) -> Chart:
    """A column a month: what remained, the fee, and taxes if there were any."""
    series = [
        Series(kind="released", label=_("Yours, after fees")),
        Series(kind="fee", label=_("Fees")),
    ]
    if statement.tax:
        series.append(Series(kind="tax", label=_("Taxes")))
    columns = [
        _column(one.month, {"released": one.net.minor, "fee": one.fee.minor, "tax": one.tax.minor})
        for one in statement.months
    ]
    return lay_out(series, columns, currency=statement.currency)


def forecast_chart(forecast: Forecast) -> Chart:
    """A column a month: released or in escrow, then what is agreed or bid for, weighed."""
    series = [
        Series(kind="escrow", label=_("Waiting for its day, or in escrow")),
        Series(kind="unpaid", label=_("Agreed or bid for")),
    ]
    columns = [
        _column(one.month, {"escrow": one.sure.minor, "unpaid": (one.expected - one.sure).minor})
        for one in forecast.months
    ]
    return lay_out(series, columns, currency=forecast.currency)


def chance_rows(forecast: Forecast) -> Sequence[tuple[str, int, int]]:
    """Each stage in words, its starting value and this person's chance, in percent."""
    return [
        (str(STAGES[stage]), STARTING_PERCENT[stage], percent)
        for stage, percent in forecast.chances.items()
    ]


def _column(month: date, amounts: dict[str, int]) -> Column:
    return Column(short=date_format(month, "M"), label=date_format(month, "F Y"), amounts=amounts)

"""What is asked for in an address of the page, the file or the API, and what one gets."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from marketplace.spending.statement import (
    Payment,
    Spending,
    payments_of,
    spending_currencies_of,
    spending_of,
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The spending that is asked for, and what else could be."""

    spending: Spending
    currencies: list[str]
    years: list[int]
    contracts: dict[int, str]


def choose(user: User, asked: Mapping[str, str]) -> Chosen:
    """The asked currency, year and contract, as far as there is such (2 queries).

    Else the usual currency, the newest year, and all contracts.
    """
    currencies = spending_currencies_of(user) or [str(settings.DEFAULT_CURRENCY)]
    currency = _currency(currencies, asked.get("currency", ""))
    payments = payments_of(user, currency=currency)
    years, contracts = _years(payments), _contracts(payments)
    year = asked.get("year", "")
    spending = spending_of(
        payments,
        currency=currency,
        year=int(year) if year in map(str, years) else years[0],
        contract={str(pk): pk for pk in contracts}.get(asked.get("contract", "")),
    )
    return Chosen(spending, currencies, years, contracts)


def _currency(known: list[str], wanted: str) -> str:
    usual = str(settings.DEFAULT_CURRENCY)
    return next((one for one in (wanted, usual) if one in known), known[0])


def _years(payments: list[Payment]) -> list[int]:
    return sorted({one.on.year for one in payments}, reverse=True) or [timezone.now().year]


def _contracts(payments: list[Payment]) -> dict[int, str]:
    return {one.contract: one.contract_title for one in payments if one.contract is not None}

"""The ledger explorer, for those who keep the books. It reads and never writes."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest, only_for
from accounts.models import User
from core.errors import LimitReached
from core.spreadsheets import XLSX, csv_lines, xlsx_of
from payments.forms_ledger import AccountFilterForm, ExportForm, PeriodForm, SearchForm
from payments.models import (
    Account,
    Chargeback,
    Debt,
    Earning,
    Escrow,
    Payin,
    Payout,
    PayoutPart,
    ReconciliationCase,
    Refund,
    TaxRemittance,
)
from payments.policies import can_see_payin, keeps_books
from payments.selectors_ledger import (
    Movement,
    accounts_found,
    movements_of,
    movements_to_export,
    standings_of,
)
from payments.selectors_transfers import (
    Owner,
    lines_of_transfer,
    owners_of,
    transfer_with,
    transfers_found,
)
from payments.states import PayoutState
from staff.services.looks import note_look

_NAMES = {
    Payin: gettext_lazy("Payment"),
    Escrow: gettext_lazy("Escrow"),
    Earning: gettext_lazy("Earning"),
    Payout: gettext_lazy("Payout"),
    PayoutPart: gettext_lazy("Part of a payout"),
    Refund: gettext_lazy("Refund"),
    Chargeback: gettext_lazy("Chargeback"),
    Debt: gettext_lazy("Debt"),
    ReconciliationCase: gettext_lazy("Case of reconciliation"),
    TaxRemittance: gettext_lazy("Payment to the tax office"),
}


@only_for(keeps_books)
@never_cache
@require_safe
def ledger(request: SignedInRequest) -> HttpResponse:
    """Accounts by kind, person and currency."""
    form = AccountFilterForm(request.GET)
    page = accounts_found(**form.cleaned_data) if form.is_valid() else None
    context = {"form": form, "page": page, "search_form": SearchForm()}
    return render(request, "payments/ledger.html", context)


@only_for(keeps_books)
@never_cache
@require_safe
def search(request: SignedInRequest) -> HttpResponse:
    """Transfers by a number of theirs; the only one is opened at once."""
    form, page = SearchForm(request.GET), None
    if form.is_valid():
        before = form.cleaned_data["before"]
        page = transfers_found(form.cleaned_data["q"], before=before)
        if len(page.rows) == 1 and before is None:
            return redirect("payments:ledger-transfer", page.rows[0].pk)
    return render(request, "payments/ledger_search.html", {"search_form": form, "page": page})


@only_for(keeps_books)
@never_cache
@require_safe
def account(request: SignedInRequest, pk: int) -> HttpResponse:
    """The entries of an account, with its running balance."""
    one = _account(pk)
    form, page = PeriodForm(request.GET), None
    if form.is_valid():
        page = movements_of(one, form.period, before=form.cleaned_data["before"])
    context = {"standing": standings_of([one])[0], "form": form, "page": page}
    return render(request, "payments/ledger_account.html", context)


@only_for(keeps_books)
@never_cache
@require_safe
def export(request: SignedInRequest, pk: int) -> HttpResponse:
    """The entries of some days as a file."""
    one, form = _account(pk), ExportForm(request.GET)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect("payments:ledger-account", pk)
    try:
        movements = movements_to_export(one, form.period)
    except LimitReached as error:
        messages.error(request, error.message)
        return redirect("payments:ledger-account", pk)
    now = timezone.now()
    note_look(by=request.user, action="payments.export_account", now=now, subject=one)
    kind = form.cleaned_data["kind"]
    rows = _cells(movements)
    if kind == "xlsx":
        answer = HttpResponse(xlsx_of(_heads(), rows), content_type=XLSX)
    else:
        answer = HttpResponse(csv_lines(_heads(), rows), content_type="text/csv; charset=utf-8")
    days = f"{form.cleaned_data['since']}-{form.cleaned_data['until']}"
    answer["Content-Disposition"] = f'attachment; filename="account-{pk}-{days}.{kind}"'
    return answer


@only_for(keeps_books)
@never_cache
@require_safe
def transfer(request: SignedInRequest, pk: int) -> HttpResponse:
    """One posting: its lines, what it settles, and what it was written for."""
    one = transfer_with(pk)
    if one is None:
        raise Http404
    owners = [
        (owner, _NAMES[type(owner)], _page_of(owner, request.user)) for owner in owners_of(one)
    ]
    context = {"transfer": one, "lines": lines_of_transfer(one), "owners": owners}
    context["resolved_by"] = getattr(one, "resolved_by", None)
    return render(request, "payments/ledger_transfer.html", context)


def _account(pk: int) -> Account:
    return get_object_or_404(Account.objects.select_related("user", "escrow"), pk=pk)


def _page_of(owner: Owner, user: User) -> str:
    """Where this person may look at it; empty where no page of theirs shows it."""
    match owner:
        case Payin() if can_see_payin(user, owner):
            name = "payments:payin"
        case ReconciliationCase():
            name = "payments:case"
        case TaxRemittance():
            month = [owner.tax, owner.currency, owner.month.year, owner.month.month]
            return reverse("payments:tax-month", args=month)
        case Payout() if owner.user_id == user.pk:
            name = "payments:payout"
        case Payout(state=PayoutState.IN_REVIEW):
            return reverse("payments:desk")
        case _:
            return ""
    return reverse(name, args=[owner.pk])


def _heads() -> list[str]:
    return [
        _("Entry"),
        _("When"),
        _("What"),
        _("Key"),
        _("Reference"),
        _("Amount"),
        _("Balance"),
        _("Currency"),
    ]


def _cells(movements: list[Movement]) -> Iterator[list[object]]:
    for one in movements:
        posted = one.entry.transfer
        yield [
            one.entry.pk,
            timezone.localtime(posted.posted_at).isoformat(timespec="seconds"),
            posted.get_kind_display(),
            posted.key,
            posted.reference,
            one.entry.amount.decimal,
            one.balance.decimal,
            one.entry.currency,
        ]

"""The contract room, and what is done with a contract as a whole."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from core.policies import require
from projects import policies
from projects.forms.contracts import ReasonForm
from projects.looks import read_contract
from projects.models import Contract
from projects.selectors import (
    contracts_in_list,
    contracts_visible_to,
    open_amendment_of,
    terms_versions_of,
    timeline_of,
)
from projects.services import contracts
from projects.states import ContractState
from projects.turns import turn_of_amendment, turn_of_pause
from projects.views.room import room_for

_A_PAGE = 20


@login_required
@require_safe
def list_contracts(request: SignedInRequest) -> HttpResponse:
    """One's contracts: those that run, or those that ended."""
    is_ended = request.GET.get("tab") == "ended"
    found = contracts_in_list(request.user, are_ended=is_ended)
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "contracts/list.html", {"page": page, "is_ended": is_ended})


@login_required
@require_safe
def show_contract(request: SignedInRequest, pk: int) -> HttpResponse:
    """The room: where the money is, whose turn it is, what happened."""
    contract = read_contract(pk=pk, by=request.user, now=timezone.now())
    amendment = open_amendment_of(contract)
    context = {
        "contract": contract,
        "room": room_for(request.user, contract, now=timezone.now()),
        "amendment": amendment,
        "amendment_turn": turn_of_amendment(amendment, contract) if amendment else None,
        "pause_turn": turn_of_pause(contract),
        "events": timeline_of(contract),
        "is_client": policies.is_client(request.user, contract),
        "is_party": policies.is_party(request.user, contract),
        "shows_end": policies.shows_end(request.user, contract),
        "shows_change": policies.shows_change_of_terms(request.user, contract),
    }
    return render(request, "contracts/room.html", context)


@login_required
@require_safe
def show_agreement(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was agreed, on paper: parties, terms and their versions, rules and fees."""
    contract = read_contract(pk=pk, by=request.user, now=timezone.now())
    versions = list(terms_versions_of(contract))
    context = {
        "contract": contract,
        "milestones": contract.milestones.all(),
        "versions": versions,
        "total": contract.terms.amount,
    }
    return render(request, "contracts/agreement.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_contract(request: SignedInRequest, pk: int) -> HttpResponse:
    """End a contract early, knowing what that does to each step."""
    contract = _find(request, pk)
    require(policies.is_party, request.user, contract)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ended = contracts.end_contract(
            contract=contract,
            by=request.user,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
        messages.success(
            request,
            _("The contract is ending. What is still open shows below.")
            if ended.state == ContractState.ENDING
            else _("The contract has ended."),
        )
        return redirect("projects:contract", pk)
    if not policies.shows_end(request.user, contract):
        return redirect("projects:contract", pk)
    context = {
        "contract": contract,
        "room": room_for(request.user, contract, now=timezone.now()),
        "form": form,
        "is_client": policies.is_client(request.user, contract),
    }
    return render(request, "contracts/end.html", context, status=_status_of(request))


@login_required
@require_POST
def ask_pause(request: SignedInRequest, pk: int) -> HttpResponse:
    """Wish for a pause, or agree to the other side's wish."""
    contract = contracts.ask_pause(contract=_find(request, pk), by=request.user, now=timezone.now())
    if contract.paused_at is None:
        messages.success(request, _("The other side is asked for a pause."))
    else:
        messages.success(request, _("The contract is paused. All clocks stand still."))
    return redirect("projects:contract", pk)


@login_required
@require_POST
def refuse_pause(request: SignedInRequest, pk: int) -> HttpResponse:
    """Rather go on."""
    contracts.drop_pause_request(contract=_find(request, pk), by=request.user, now=timezone.now())
    messages.success(request, _("The contract goes on."))
    return redirect("projects:contract", pk)


@login_required
@require_POST
def resume(request: SignedInRequest, pk: int) -> HttpResponse:
    """End the pause."""
    contracts.resume_contract(contract=_find(request, pk), by=request.user, now=timezone.now())
    messages.success(request, _("The contract goes on. Deadlines moved along with the pause."))
    return redirect("projects:contract", pk)


def _find(request: SignedInRequest, pk: int) -> Contract:
    return get_object_or_404(contracts_visible_to(request.user), pk=pk)


def _status_of(request: HttpRequest) -> int:
    """A form that comes back with errors is a bad request."""
    return 400 if request.method == "POST" else 200

"""Other steps for a running contract."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest
from core.policies import require
from projects import policies
from projects.forms.contracts import AmendmentForm
from projects.models import Amendment
from projects.selectors import amendments_visible_to, contracts_visible_to
from projects.services import amendments


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose other steps in place of those not paid yet."""
    contract = get_object_or_404(contracts_visible_to(request.user), pk=pk)
    require(policies.is_party, request.user, contract)
    is_sent = request.method == "POST"
    wants_rows = request.POST.get("then") == "more"
    form = AmendmentForm(contract, request.POST if is_sent else None, more_rows=wants_rows)
    if is_sent and not wants_rows and form.is_valid():
        amendments.propose_amendment(
            contract=contract,
            by=request.user,
            steps=form.steps,
            note=form.note.cleaned_data["note"],
            now=timezone.now(),
        )
        messages.success(request, _("Your proposal is sent. The other side has seven days."))
        return redirect("projects:contract", pk)
    if not policies.shows_change_of_terms(request.user, contract):
        return redirect("projects:contract", pk)
    context = {"contract": contract, "form": form}
    status = 400 if is_sent and not wants_rows else 200
    return render(request, "contracts/amend.html", context, status=status)


@login_required
@require_POST
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agree to the proposed steps."""
    amendment = amendments.accept_amendment(
        amendment=_find(request, pk), by=request.user, now=timezone.now()
    )
    messages.success(request, _("The new steps are agreed."))
    return redirect("projects:contract", amendment.contract_id)


@login_required
@require_POST
def refuse(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decline the proposed steps, or take the own proposal back."""
    amendment = amendments.decline_amendment(
        amendment=_find(request, pk), by=request.user, now=timezone.now()
    )
    messages.success(request, _("Everything stays as it was agreed."))
    return redirect("projects:contract", amendment.contract_id)


def _find(request: SignedInRequest, pk: int) -> Amendment:
    return get_object_or_404(amendments_visible_to(request.user), pk=pk)

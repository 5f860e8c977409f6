"""Debts of freelancers for finance staff: what is owed after chargebacks, and writing it off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest
from core.errors import InvalidInput, WrongState
from core.money import Money
from payments.forms_cases import DecisionForm, ReturnForm
from payments.models import Debt
from payments.policies import can_write_off, keeps_books
from payments.services import debts, decisions
from payments.states import AccountKind
from payments.taken_back import debts_to_see, open_debts, settled_debts, story_of

_ROWS = 25


@login_required
@never_cache
@require_safe
def list_debts(request: SignedInRequest) -> HttpResponse:
    """What is owed, the oldest first; then what is settled."""
    if not keeps_books(request.user):
        raise Http404
    is_settled = request.GET.get("which") == "settled"
    rows = settled_debts() if is_settled else open_debts()
    page = Paginator(rows, _ROWS).get_page(request.GET.get("page"))
    return render(request, "payments/debts.html", {"page": page, "is_settled": is_settled})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def debt(request: SignedInRequest, pk: int) -> HttpResponse:
    """One debt: its story, what letting the person off would write, and the decision."""
    one = _debt(request, pk)
    form = DecisionForm(request.POST or None, initial={"amount": one.outstanding.minor})
    if request.method == "POST" and form.is_valid() and _write_off(request, one, form):
        return redirect("payments:debt", one.pk)
    lines = debts.lines_to_write_off(one)
    context = {
        "debt": one,
        "story": story_of(one),
        "decision": one.decisions.filter(ended_at=None).select_related("asked_by").first(),
        "lines": [(AccountKind(line.pocket.kind).label, line.amount) for line in lines],
        "may_decide": can_write_off(request.user, one),
        "needs_two": bool(one.outstanding) and decisions.needs_two(one.outstanding),
        "form": form,
        "return_form": ReturnForm(),
    }
    return render(request, "payments/debt.html", context)


def _write_off(request: SignedInRequest, one: Debt, form: DecisionForm) -> bool:
    try:
        written = debts.write_off(
            debt=one,
            by=request.user,
            amount=Money(form.cleaned_data["amount"], one.currency),
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
    except (InvalidInput, WrongState) as error:
        form.add_error(None, str(error))
        return False
    if written.outstanding:
        text = _("Noted. Nothing moves until a second person of finance agrees.")
    else:
        text = _("The rest is written off, and the freelancer is told.")
    messages.success(request, text)
    return True


def _debt(request: SignedInRequest, pk: int) -> Debt:
    """For everybody else, and for a side of the payment, it does not exist."""
    one = get_object_or_404(debts_to_see(), pk=pk)
    escrow = one.chargeback.payin.escrow
    if not keeps_books(request.user) or request.user.pk in (escrow.payer_id, escrow.payee_id):
        raise Http404
    return one

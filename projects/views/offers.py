"""What a client does with bids, and how a freelancer answers an offer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from core.cautions import may_go
from payments.fees import split
from payments.terms import current_fee_terms, fee_terms_for
from projects import policies
from projects.bidding import costs_of, wait_of_posting
from projects.forms.bids import CounterForm, OfferForm, TermsForm, VersionForm
from projects.forms.postings import ReasonForm
from projects.lists import BID_ORDERS, bids_to_compare
from projects.models import Bid
from projects.selectors import (
    bids_of,
    bids_to_judge,
    current_policy,
    have_contract,
    offered_bid_of,
    projects_of,
    versions_of,
)
from projects.services import bids, offers
from projects.states import BidState, ProjectState
from projects.views.bids import UNSENT

_A_PAGE = 30


@login_required
@require_safe
def compare_bids(request: SignedInRequest, pk: int) -> HttpResponse:
    """All bids of a project side by side, for its client."""
    project = get_object_or_404(projects_of(request.user), pk=pk)
    order = request.GET.get("order", "")
    order = order if order in BID_ORDERS else "newest"
    now = timezone.now()
    page = Paginator(bids_to_compare(project, order), _A_PAGE).get_page(request.GET.get("page"))
    fees = current_fee_terms(now)
    offered = offered_bid_of(project) if project.state == ProjectState.AWARDING else None
    renewals_left = max(current_policy(now).renewals - project.renewals, 0)
    context = {
        "project": project,
        "page": page,
        "rows": [_row(request, bid, fees) for bid in page],
        "order": order,
        "orders": BID_ORDERS.items(),
        "wait": wait_of_posting(project, offered=offered, renewals_left=renewals_left),
        "offered": offered,
    }
    return render(request, "projects/bids.html", context)


def _row(request: SignedInRequest, bid: Bid, fees: object) -> dict[str, object]:
    return {
        "bid": bid,
        "costs": costs_of(bid.terms, fees),  # type: ignore[arg-type]
        "shows_offer": policies.shows_offer(request.user, bid),
        "shows_shortlist": policies.shows_shortlist(request.user, bid),
        "shows_counter": policies.shows_counter(request.user, bid),
    }


@login_required
@require_POST
def shortlist(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark a bid to come back to."""
    bid = _to_judge(request, pk)
    bids.shortlist_bid(bid=bid, by=request.user, now=timezone.now())
    return _back(request, bid)


@login_required
@require_POST
def unshortlist(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the mark off."""
    bid = _to_judge(request, pk)
    bids.unshortlist_bid(bid=bid, by=request.user, now=timezone.now())
    return _back(request, bid)


@login_required
@require_http_methods(["GET", "POST"])
def reject(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say no, with a reason that the freelancer reads."""
    bid = _to_judge(request, pk)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        bids.reject_bid(bid=bid, by=request.user, reason=reason, now=timezone.now())
        messages.success(request, _("%(name)s is told.") % {"name": bid.freelancer})
        return redirect("projects:bids", bid.project_id)
    if request.method == "GET" and not policies.shows_counter(request.user, bid):
        return redirect("projects:show-bid", bid.pk)
    context = {"bid": bid, "form": form}
    return render(request, "projects/reject.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def counter(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose other terms as the client."""
    bid, now = _to_judge(request, pk), timezone.now()
    if not policies.shows_counter(request.user, bid):
        return redirect("projects:show-bid", bid.pk)
    form = _counter_form(request, bid)
    if may_go(form, now=now, applies=lambda: not have_contract(request.user.pk, bid.freelancer_id)):
        bids.counter_bid(bid=bid, by=request.user, proposal=form.proposal, now=now)
        messages.success(request, _("Your proposal is with %(name)s.") % {"name": bid.freelancer})
        return redirect("projects:show-bid", bid.pk)
    fees, amount = fee_terms_for(bid.freelancer, now), form.typed_amount
    context = {
        "bid": bid,
        "form": form,
        "fees": fees,
        "shares": split(amount, fees) if amount else None,
    }
    return render(request, "projects/counter.html", context, status=422 if form.errors else 200)


def _counter_form(request: SignedInRequest, bid: Bid) -> CounterForm:
    then = request.POST.get("then", "")
    assert bid.terms is not None
    initial = TermsForm.initial_of(bid.terms)
    if then in UNSENT:
        initial = TermsForm.typed(request.POST, more_rows=then == "more")
    is_sent = request.method == "POST" and then not in UNSENT
    form = CounterForm(request.POST if is_sent else None, initial=initial, project=bid.project)
    if then == "calculate":
        form.tell_unread_amount()
    return form


@login_required
@require_http_methods(["GET", "POST"])
def offer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show exactly what is offered, then offer it."""
    bid, now = _to_judge(request, pk), timezone.now()
    form = OfferForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        offers.offer_contract(
            bid=bid,
            terms_version=form.cleaned_data["version"],
            by=request.user,
            message=form.cleaned_data["message"],
            now=now,
        )
        messages.success(request, _("Your offer is with %(name)s.") % {"name": bid.freelancer})
        return redirect("projects:show-bid", bid.pk)
    if not policies.shows_offer(request.user, bid):
        return redirect("projects:show-bid", bid.pk)
    return _terms_page(request, "projects/offer.html", bid, form)


@login_required
@require_POST
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an unanswered offer back."""
    bid = _to_judge(request, pk)
    offers.take_back_offer(bid=bid, by=request.user, now=timezone.now())
    messages.success(request, _("The offer is taken back. The project takes bids again."))
    return redirect("projects:show-bid", bid.pk)


@login_required
@require_http_methods(["GET", "POST"])
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a freelancer exactly what is signed, then sign it."""
    bid = get_object_or_404(bids_of(request.user), pk=pk)
    form = VersionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        version = form.cleaned_data["version"]
        contract = offers.accept_offer(
            bid=bid, terms_version=version, by=request.user, now=timezone.now()
        )
        messages.success(request, _("You have a contract. Start when the money is in escrow."))
        return redirect("projects:contract", contract.pk)
    if not policies.shows_acceptance(request.user, bid):
        return redirect("projects:show-bid", bid.pk)
    return _terms_page(request, "projects/accept.html", bid, form)


@login_required
@require_http_methods(["GET", "POST"])
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say no to an offer."""
    bid = get_object_or_404(bids_of(request.user), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None, is_optional=True)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        offers.decline_offer(bid=bid, by=request.user, reason=reason, now=timezone.now())
        messages.success(request, _("You declined the offer. The client is told."))
        return redirect("projects:show-bid", bid.pk)
    if request.method == "GET" and bid.state != BidState.OFFERED:
        return redirect("projects:show-bid", bid.pk)
    context = {"bid": bid, "form": form}
    return render(request, "projects/decline.html", context, status=422 if form.errors else 200)


def _to_judge(request: SignedInRequest, pk: int) -> Bid:
    return get_object_or_404(bids_to_judge(request.user), pk=pk)


def _back(request: SignedInRequest, bid: Bid) -> HttpResponse:
    if request.POST.get("from") == "bid":
        return redirect("projects:show-bid", bid.pk)
    return redirect("projects:bids", bid.project_id)


def _terms_page(
    request: SignedInRequest, template: str, bid: Bid, form: OfferForm | VersionForm
) -> HttpResponse:
    """The newest terms in full, with the policy that a contract would follow."""
    now = timezone.now()
    terms = list(versions_of(bid))[-1]
    fees = fee_terms_for(bid.freelancer, now)
    context = {
        "bid": bid,
        "project": bid.project,
        "terms": terms,
        "costs": costs_of(terms, fees),
        "fees": fees,
        "policy": current_policy(now),
        "form": form,
    }
    return render(request, template, context, status=422 if form.errors else 200)

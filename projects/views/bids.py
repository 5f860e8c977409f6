"""What freelancers do with their bids, and the page of one bid for both sides."""

from datetime import datetime

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
from payments.terms import fee_terms_for
from projects import policies
from projects.bidding import compare, costs_of, wait_of_bid
from projects.forms.bids import BidForm, TermsForm, VersionForm
from projects.forms.postings import ReasonForm
from projects.lists import tabs_of_bids
from projects.models import Bid, Project
from projects.selectors import (
    attachments_visible_to,
    bid_of,
    bids_of,
    bids_visible_to,
    bids_with_words,
    have_contract,
    history_of,
    last_word_on,
    open_bids_left,
    versions_of,
)
from projects.selectors_bids import projects_to_bid_on
from projects.services import bids, files, submissions
from projects.states import BidState

_A_PAGE = 20
UNSENT = ("calculate", "more")  # buttons that show the form again without sending it


@login_required
@require_http_methods(["GET", "POST"])
def bid_on_project(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write a bid, or change the one that is there."""
    now = timezone.now()
    project = get_object_or_404(projects_to_bid_on(request.user), pk=pk)
    has_bid = vars(project)["own_bid"] is not None
    bid = bid_of(request.user, project) if has_bid else None
    if elsewhere := _elsewhere(request, project, bid):
        return elsewhere
    form = _bid_form(request, project, bid)
    if may_go(form, now=now, applies=lambda: not have_contract(project.client_id, request.user.pk)):
        bid = _send(request, project, bid, form, now)
        messages.success(request, _("Your bid is with the client."))
        return redirect("projects:show-bid", bid.pk)
    return _bid_page(request, project, bid, form, now)


def _elsewhere(request: SignedInRequest, project: Project, bid: Bid | None) -> HttpResponse | None:
    """Where somebody goes who cannot bid here now."""
    if policies.can_edit_project(request.user, project):
        return redirect("projects:bids", project.pk)
    if bid is not None and bid.is_live:
        is_changeable = policies.shows_revision(request.user, bid)
        return None if is_changeable else redirect("projects:show-bid", bid.pk)
    if not policies.takes_bids(project) or (bid and not policies.can_bid_again(bid)):
        messages.info(request, _("This project does not take bids from you now."))
        return redirect("projects:detail", project.pk)
    return None


def _bid_form(request: SignedInRequest, project: Project, bid: Bid | None) -> BidForm:
    is_new = bid is None or not bid.is_live
    then = request.POST.get("then", "")
    initial = BidForm.initial_of_bid(bid) if bid else {}
    if then in UNSENT:
        initial = TermsForm.typed(request.POST, more_rows=then == "more")
        initial |= {"uploads": request.FILES.getlist("uploads")}  # to be named, and chosen again
    is_sent = request.method == "POST" and then not in UNSENT
    form = BidForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        initial=initial,
        project=project,
        questions=list(project.questions.all()),
        is_new=is_new,
    )
    if then == "calculate":
        form.tell_unread_amount()
    return form


def _send(
    request: SignedInRequest, project: Project, bid: Bid | None, form: BidForm, now: datetime
) -> Bid:
    words = {
        "proposal": form.proposal,
        "cover_note": form.cleaned_data["cover_note"],
        "answers": form.answers,
        "uploads": form.cleaned_data["uploads"],
    }
    if bid is not None and bid.is_live:
        return bids.revise_bid(bid=bid, by=request.user, now=now, **words)
    return submissions.submit_bid(project=project, by=request.user, now=now, **words)


def _bid_page(
    request: SignedInRequest, project: Project, bid: Bid | None, form: BidForm, now: datetime
) -> HttpResponse:
    fees, amount = fee_terms_for(request.user, now), form.typed_amount
    is_new = bid is None or not bid.is_live
    context = {
        "project": project,
        "bid": bid,
        "form": form,
        "is_new": is_new,
        "fees": fees,
        "shares": split(amount, fees) if amount else None,
        "bids_left": open_bids_left(request.user, now) if is_new else None,
    }
    return render(request, "projects/bid_form.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def my_bids(request: SignedInRequest) -> HttpResponse:
    """One's bids, by how far they are."""
    tabs = tabs_of_bids(request.user)
    chosen = next((tab for tab in tabs if tab.name == request.GET.get("tab")), None)
    chosen = chosen or next((tab for tab in tabs if tab.count), tabs[0])
    found = bids_of(request.user).filter(state__in=chosen.states)
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    fees = fee_terms_for(request.user, timezone.now())
    rows = [
        (bid, split(bid.terms.amount, fees) if bid.terms else None, wait_of_bid(bid, request.user))
        for bid in page
    ]
    context = {"tabs": tabs, "chosen": chosen, "page": page, "rows": rows}
    return render(request, "projects/my_bids.html", context)


@login_required
@require_safe
def show_bid(request: SignedInRequest, pk: int) -> HttpResponse:
    """One bid for its freelancer and the client: terms, versions, history and what can be done."""
    reader = request.user
    bid = get_object_or_404(bids_with_words(bids_visible_to(reader)), pk=pk)
    versions = list(versions_of(bid))
    context = {
        "bid": bid,
        "project": bid.project,
        "terms": versions[-1],
        "costs": costs_of(versions[-1], fee_terms_for(bid.freelancer, timezone.now())),
        "versions": compare(versions),
        "events": history_of(bid),
        "change": last_word_on(bid.project, "edited") if bid.is_live else None,
        "wait": wait_of_bid(bid, reader),
        "is_client": policies.can_judge_bid(reader, bid),
        "contract": bid.contracts.last() if bid.state == BidState.ACCEPTED else None,
        "shows": {
            name: getattr(policies, f"shows_{name}")(reader, bid)
            for name in (
                "offer", "counter", "shortlist", "taking_back", "revision", "agreement",
                "withdrawal", "offer_answer", "acceptance",
            )
        },
        "can_bid_again": not bid.is_live
        and policies.can_change_bid(reader, bid)
        and policies.can_bid_again(bid),
    }  # fmt: skip
    return render(request, "projects/bid.html", context)


@login_required
@require_POST
def agree(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take over the terms that the client proposed."""
    bid = get_object_or_404(bids_visible_to(request.user), pk=pk)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    bids.agree_to_terms(bid=bid, terms_version=version, by=request.user, now=timezone.now())
    messages.success(request, _("You agree to these terms. The client can offer them now."))
    return redirect("projects:show-bid", bid.pk)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a bid back."""
    bid = get_object_or_404(bids_of(request.user), pk=pk)
    form = ReasonForm(request.POST if request.method == "POST" else None, is_optional=True)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        bids.withdraw_bid(
            bid=bid,
            by=request.user,
            reason=reason,
            knows_of_offer="knows_of_offer" in request.POST,
            now=timezone.now(),
        )
        messages.success(request, _("Your bid is withdrawn."))
        return redirect("projects:show-bid", bid.pk)
    if request.method == "GET" and not policies.shows_withdrawal(request.user, bid):
        return redirect("projects:show-bid", bid.pk)
    context = {"bid": bid, "form": form}
    return render(request, "projects/withdraw.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove_file(request: SignedInRequest, pk: int, file_pk: int) -> HttpResponse:
    """Take a file off one's bid."""
    own = attachments_visible_to(request.user).filter(bid=pk, bid__freelancer=request.user)
    files.remove_bid_file(attachment=get_object_or_404(own, pk=file_pk), by=request.user)
    messages.success(request, _("The file is removed."))
    return redirect("projects:show-bid", pk)

"""Pages of a disagreement: for both sides, and for the moderators."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from core.policies import require
from disputes import policies, selectors
from disputes.forms import OpeningForm, ProposalForm, ReasonForm, RulingForm
from disputes.models import Dispute, Proposal
from disputes.services import disputes, rulings
from disputes.turns import turn_of_dispute
from projects.models import Milestone
from projects.selectors import deliveries_of, milestones_visible_to
from projects.states import MilestoneState

_page_or_deed = require_http_methods(["GET", "HEAD", "POST"])
_A_PAGE = 20


@login_required
@_page_or_deed
def open_dispute(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what is wrong, and how the money should be divided."""
    milestone = get_object_or_404(milestones_visible_to(request.user), pk=pk)
    is_sent = request.method == "POST"
    if not is_sent and not policies.shows_opening(request.user, milestone):
        return _to_dispute_of(milestone)
    require(policies.can_open, request.user, milestone)
    form = OpeningForm(request.POST if is_sent else None, whole=milestone.left)
    if form.is_valid():
        dispute = disputes.open_dispute(
            milestone=milestone,
            by=request.user,
            reason_code=form.cleaned_data["reason_code"],
            claim=form.cleaned_data["claim"],
            to_freelancer=form.cleaned_data["to_freelancer"],
            now=timezone.now(),
        )
        messages.success(request, _("The dispute is open and the money is frozen."))
        return redirect(dispute)
    context = {"form": form, "milestone": milestone, "contract": milestone.contract}
    return render(request, "disputes/new.html", context, status=400 if is_sent else 200)


@login_required
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """One page for both sides and the moderators."""
    dispute = _find(request, pk)
    return _page(request, dispute, ProposalForm(whole=dispute.amount))


@login_required
@require_POST
def propose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose how to divide the money."""
    dispute = _find(request, pk)
    require(policies.is_party, request.user, dispute)
    form = ProposalForm(request.POST, whole=dispute.amount)
    if not form.is_valid():
        return _page(request, dispute, form, status=400)
    disputes.propose_split(
        dispute=dispute,
        by=request.user,
        to_freelancer=form.cleaned_data["to_freelancer"],
        message=form.cleaned_data["message"],
        now=timezone.now(),
    )
    messages.success(request, _("Your proposal is sent."))
    return redirect(dispute)


@login_required
@_page_or_deed
def accept(request: SignedInRequest, pk: int, proposal_pk: int) -> HttpResponse:
    """Say exactly what moves, then settle."""
    dispute = _find(request, pk)
    proposal = get_object_or_404(selectors.proposals_of(dispute), pk=proposal_pk)
    proposal.dispute = dispute
    require(policies.can_accept, request.user, proposal)
    if request.method == "POST":
        disputes.accept_proposal(proposal=proposal, by=request.user, now=timezone.now())
        messages.success(request, _("You both agreed. The money has moved."))
        return redirect(dispute)
    if not dispute.is_open:
        return redirect(dispute)
    context = {"dispute": dispute, "proposal": proposal, "contract": dispute.milestone.contract}
    return render(request, "disputes/accept.html", context)


@login_required
@require_POST
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the dispute back."""
    dispute = disputes.withdraw_dispute(
        dispute=_find(request, pk), by=request.user, now=timezone.now()
    )
    messages.success(request, _("The dispute is withdrawn. The work goes on."))
    return redirect(dispute)


@login_required
@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """What waits for the moderators, by deadline."""
    if not policies.can_moderate(request.user):
        raise Http404
    page = Paginator(selectors.queue(), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "disputes/queue.html", {"page": page})


@login_required
@_page_or_deed
def rule(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decide, with the rule and the reasons."""
    dispute = _find(request, pk)
    require(policies.can_rule, request.user, dispute)
    is_sent = request.method == "POST"
    form = RulingForm(request.POST if is_sent else None, whole=dispute.amount)
    if form.is_valid():
        rulings.rule(
            dispute=dispute,
            by=request.user,
            to_freelancer=form.cleaned_data["to_freelancer"],
            rule_code=form.cleaned_data["rule"],
            reasons=form.cleaned_data["reasons"],
            now=timezone.now(),
        )
        messages.success(request, _("Your decision is written down."))
        return redirect(dispute)
    if not policies.shows_ruling(request.user, dispute):
        return redirect(dispute)
    context = _context(request, dispute) | {
        "form": form,
        "needs_second": rulings.needs_second_opinion(dispute.amount),
    }
    return render(request, "disputes/rule.html", context, status=400 if is_sent else 200)


@login_required
@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agree with the first moderator; the money moves."""
    dispute = rulings.confirm_ruling(
        dispute=_find(request, pk), by=request.user, now=timezone.now()
    )
    messages.success(request, _("Confirmed. The money has moved."))
    return redirect(dispute)


@login_required
@require_POST
def return_ruling(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a decision back to be looked at again."""
    form = ReasonForm(request.POST)
    dispute = rulings.return_ruling(
        dispute=_find(request, pk),
        by=request.user,
        reason=form.cleaned_data["reason"] if form.is_valid() else "",
        now=timezone.now(),
    )
    messages.success(request, _("The decision goes back."))
    return redirect(dispute)


def _find(request: SignedInRequest, pk: int) -> Dispute:
    return get_object_or_404(selectors.disputes_visible_to(request.user), pk=pk)


def _to_dispute_of(milestone: Milestone) -> HttpResponse:
    """The dispute that is there already, or else the step itself."""
    known = selectors.latest_dispute_of(milestone)
    if known is not None and (known.is_open or milestone.state != MilestoneState.DISPUTED):
        return redirect(known)
    return redirect("projects:milestone", milestone.pk)


def _page(
    request: SignedInRequest, dispute: Dispute, form: ProposalForm, *, status: int = 200
) -> HttpResponse:
    context = _context(request, dispute) | {"form": form}
    return render(request, "disputes/dispute.html", context, status=status)


def _context(request: SignedInRequest, dispute: Dispute) -> dict[str, Any]:
    person, turn = request.user, turn_of_dispute(dispute)
    proposals = list(selectors.proposals_of(dispute))
    for proposal in proposals:
        proposal.dispute = dispute
    return {
        "dispute": dispute,
        "milestone": dispute.milestone,
        "contract": dispute.milestone.contract,
        "deliveries": list(deliveries_of(dispute.milestone)),
        "proposals": proposals,
        "theirs": _standing_of_other(person.pk, proposals),
        "rulings": dispute.rulings.select_related("by"),
        "events": selectors.history_of(dispute),
        "turn": turn,
        "is_mine": turn is not None and turn.is_of(person),
        "is_party": policies.is_party(person, dispute),
        "shows_withdrawal": dispute.is_open and policies.can_withdraw(person, dispute),
        "shows_proposing": policies.shows_proposing(person, dispute),
        "shows_ruling": policies.shows_ruling(person, dispute),
        "shows_confirming": policies.shows_confirming(person, dispute),
        "escrows": [dispute.milestone.escrow],
        "return_form": ReasonForm(),
    }


def _standing_of_other(person_id: int, proposals: list[Proposal]) -> Proposal | None:
    others = [proposal for proposal in proposals if proposal.by_id != person_id]
    return others[-1] if others else None

"""Pages of a disagreement for both sides; moderators read the same page."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from core.money import Money
from core.policies import require
from disputes import policies, selectors
from disputes.forms import AppealForm, BlindForm, OpeningForm, ProposalForm, ReasonForm
from disputes.models import Dispute, Proposal
from disputes.services import answers, blind, disputes
from disputes.turns import turn_of_dispute
from projects.models import Milestone
from projects.selectors import deliveries_of, milestones_visible_to
from projects.states import MilestoneState

_page_or_deed = require_http_methods(["GET", "HEAD", "POST"])


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
    dispute = find(request, pk)
    return page(request, dispute, {"form": ProposalForm(whole=dispute.amount)})


@login_required
@require_POST
def propose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Propose how to divide the money."""
    dispute = find(request, pk)
    require(policies.is_party, request.user, dispute)
    form = ProposalForm(request.POST, whole=dispute.amount)
    if not form.is_valid():
        return page(request, dispute, {"form": form}, status=400)
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
    dispute = find(request, pk)
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
        dispute=find(request, pk), by=request.user, now=timezone.now()
    )
    messages.success(request, _("The dispute is withdrawn. The work goes on."))
    return redirect(dispute)


@login_required
@require_POST
def offer_blindly(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name one's limit in secret."""
    dispute = find(request, pk)
    require(policies.is_party, request.user, dispute)
    form = _blind_form(request, dispute, sent=True)
    if not form.is_valid():
        proposing = ProposalForm(whole=dispute.amount)
        return page(request, dispute, {"form": proposing, "blind_form": form}, status=400)
    dispute = blind.offer_blindly(
        dispute=dispute, by=request.user, limit=form.cleaned_data["limit"], now=timezone.now()
    )
    if not dispute.is_open:
        messages.success(request, _("Your limits crossed. The middle settles it."))
    elif _waits_for_other(dispute, request.user):
        messages.success(request, _("Your secret offer is in. Nobody else can read it."))
    else:
        messages.info(request, _("Your limits did not cross. Neither of you learns the other’s."))
    return redirect(dispute)


@login_required
@require_POST
def answer(request: SignedInRequest, pk: int, ruling_pk: int) -> HttpResponse:
    """Accept or reject the mediator's proposal."""
    dispute = find(request, pk)
    ruling = get_object_or_404(dispute.rulings.all(), pk=ruling_pk)
    require(policies.is_party, request.user, dispute)
    said = request.POST.get("answer")
    if said not in ("accept", "reject"):
        messages.error(request, _("Please say whether you accept it."))
        return redirect(dispute)
    answers.answer_ruling(
        dispute=dispute,
        ruling=ruling,
        by=request.user,
        is_accepted=said == "accept",
        now=timezone.now(),
    )
    messages.success(request, _("Your answer is written down."))
    return redirect(dispute)


@login_required
@_page_or_deed
def appeal(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask somebody else to look at a decision again."""
    dispute = find(request, pk)
    require(policies.is_party, request.user, dispute)
    is_sent = request.method == "POST"
    form = AppealForm(request.POST if is_sent else None)
    if form.is_valid():
        answers.appeal(dispute=dispute, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Your appeal is in. Somebody else looks at it."))
        return redirect(dispute)
    if not policies.shows_appeal(request.user, dispute):
        return redirect(dispute)
    milestone = dispute.milestone
    context = {
        "form": form,
        "dispute": dispute,
        "milestone": milestone,
        "contract": milestone.contract,
    }
    return render(request, "disputes/appeal.html", context, status=400 if is_sent else 200)


def find(request: SignedInRequest, pk: int) -> Dispute:
    """A dispute that this person may see, or 404."""
    return get_object_or_404(selectors.disputes_visible_to(request.user), pk=pk)


def _to_dispute_of(milestone: Milestone) -> HttpResponse:
    """The dispute that is there already, or else the step itself."""
    known = selectors.latest_dispute_of(milestone)
    if known is not None and (known.is_open or milestone.state != MilestoneState.DISPUTED):
        return redirect(known)
    return redirect("projects:milestone", milestone.pk)


def page(
    request: SignedInRequest, dispute: Dispute, forms: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The page of a dispute, with a form that came back."""
    context = context_of(request, dispute) | forms
    return render(request, "disputes/dispute.html", context, status=status)


def context_of(request: SignedInRequest, dispute: Dispute) -> dict[str, Any]:
    """What the page of a dispute and the desk of a moderator show of it."""
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
        "rulings": selectors.issued_rulings(dispute),
        "appeal": selectors.appeal_of(dispute),
        "events": selectors.history_of(dispute),
        "turn": turn,
        "is_mine": turn is not None and turn.is_of(person),
        "is_party": policies.is_party(person, dispute),
        "escrows": [dispute.milestone.escrow],
        "return_form": ReasonForm(),
        **_deeds(request, dispute),
    }


def _deeds(request: SignedInRequest, dispute: Dispute) -> dict[str, Any]:
    """What this person may do now."""
    person = request.user
    shows_blind = policies.shows_blind_offers(person, dispute)
    return {
        "shows_withdrawal": policies.shows_withdrawal(person, dispute),
        "shows_proposing": policies.shows_proposing(person, dispute),
        "shows_ruling": policies.shows_ruling(person, dispute),
        "shows_confirming": policies.shows_confirming(person, dispute),
        "shows_appeal": policies.shows_appeal(person, dispute),
        "shows_blind": shows_blind,
        "own_answer": selectors.answer_of(dispute, person),
        **(_blind(request, dispute) if shows_blind else {}),
    }


def _blind(request: SignedInRequest, dispute: Dispute) -> dict[str, Any]:
    number = selectors.blind_round(dispute)
    own = list(selectors.own_blind_offers(dispute, request.user))
    return {
        "blind_round": number,
        "blind_waits": _waits_for_other(dispute, request.user),
        "own_blind": [(offer.round, Money(offer.limit_minor, dispute.currency)) for offer in own],
        "blind_form": _blind_form(request, dispute, sent=False),
    }


def _waits_for_other(dispute: Dispute, by: User) -> bool:
    """Whether one's own secret offer of the present round is in and the other is not."""
    own = selectors.own_blind_offers(dispute, by).last()
    return own is not None and own.round == selectors.blind_round(dispute)


def _blind_form(request: SignedInRequest, dispute: Dispute, *, sent: bool) -> BlindForm:
    is_client = request.user.pk == dispute.milestone.contract.client_id
    return BlindForm(request.POST if sent else None, whole=dispute.amount, is_client=is_client)


def _standing_of_other(person_id: int, proposals: list[Proposal]) -> Proposal | None:
    others = [proposal for proposal in proposals if proposal.by_id != person_id]
    return others[-1] if others else None

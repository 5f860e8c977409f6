"""Pages where moderators propose, decide, and look at what another moderator wrote."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from core.drafts import draft_of, forget_draft, keep_draft
from core.policies import require
from disputes import policies, selectors
from disputes.forms import ReasonForm, RulingForm
from disputes.models import Dispute, Ruling
from disputes.services import previews, rulings
from disputes.services.rulings import Verdict
from disputes.states import RULED_IN, RulingKind
from disputes.views.sides import context_of, find
from staff.rulebook import rules_of
from staff.states import Book

_page_or_deed = require_http_methods(["GET", "HEAD", "POST"])
_A_PAGE = 20


@login_required
@require_safe
def queue(request: SignedInRequest) -> HttpResponse:
    """What waits for the moderators, by deadline."""
    if not policies.can_moderate(request.user):
        raise Http404
    page = Paginator(selectors.queue(), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "disputes/queue.html", {"page": page})


@login_required
@never_cache
@_page_or_deed
def rule(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write a ruling; it counts after the lines that it would write were seen."""
    dispute = find(request, pk)
    require(policies.can_rule, request.user, dispute)
    is_sent = request.method == "POST"
    shows = policies.shows_ruling(request.user, dispute)
    form = _form(dispute, request.POST if is_sent else draft_of(request.session, _name_of(dispute)))
    if not is_sent or not form.is_valid():
        if not shows:
            return redirect(dispute)
        return _ruling_page(request, dispute, form, status=400 if is_sent else 200)
    part = form.cleaned_data["to_freelancer"]
    if shows and request.POST.get("seen") != str(part.minor):
        keep_draft(request.session, _name_of(dispute), form)
        return redirect("disputes:preview-ruling", dispute.pk)
    verdict = Verdict(
        to_freelancer=part,
        rule_code=form.cleaned_data["rule"],
        reasons_id=form.cleaned_data["reasons_id"],
        reasons_en=form.cleaned_data["reasons_en"],
    )
    ruling = rulings.rule(dispute=dispute, by=request.user, verdict=verdict, now=timezone.now())
    forget_draft(request.session, _name_of(dispute))
    messages.success(request, _done(ruling))
    return redirect(dispute)


@login_required
@never_cache
@require_safe
def preview_ruling(request: SignedInRequest, pk: int) -> HttpResponse:
    """Look at what was written, with the lines of the book that it would write."""
    dispute = find(request, pk)
    require(policies.can_rule, request.user, dispute)
    form = _form(dispute, draft_of(request.session, _name_of(dispute)))
    if not policies.shows_ruling(request.user, dispute):
        return redirect(dispute)
    if not form.is_valid():
        return redirect("disputes:rule", dispute.pk)
    said = form.cleaned_data
    context = _context_of_ruling(request, dispute, form) | {
        "part": Ruling(dispute=dispute, to_freelancer_minor=said["to_freelancer"].minor),
        "rule": next(one for one in form.rules if one.code == said["rule"]),
        "lines": previews.lines_of(dispute, said["to_freelancer"], now=timezone.now()),
    }
    return render(request, "disputes/rule_preview.html", context)


@login_required
@_page_or_deed
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read what another moderator wrote, with its lines; agree."""
    dispute = find(request, pk)
    if request.method == "POST":
        rulings.confirm_ruling(dispute=dispute, by=request.user, now=timezone.now())
        messages.success(request, _("Confirmed. It counts from now on."))
        return redirect(dispute)
    if not policies.shows_confirming(request.user, dispute):
        return redirect(dispute)
    return _pending_page(request, dispute, ReasonForm())


@login_required
@require_POST
def return_ruling(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a ruling back to be looked at again."""
    form, dispute = ReasonForm(request.POST), find(request, pk)
    if form.is_inserting and policies.shows_confirming(request.user, dispute):
        return _pending_page(request, dispute, form)
    dispute = rulings.return_ruling(
        dispute=dispute,
        by=request.user,
        reason=form.cleaned_data["reason"] if form.is_valid() else "",
        now=timezone.now(),
    )
    messages.success(request, _("The decision goes back."))
    return redirect(dispute)


def _pending_page(request: SignedInRequest, dispute: Dispute, form: ReasonForm) -> HttpResponse:
    pending = dispute.pending_ruling
    assert pending is not None
    pending.dispute = dispute
    lines = previews.lines_of(dispute, pending.to_freelancer, now=timezone.now())
    more = {"lines": lines, "pending": pending, "return_form": form}
    return render(request, "disputes/confirm.html", context_of(request, dispute) | more)


def _done(ruling: Ruling) -> str:
    """What has happened by writing it."""
    if rulings.needs_second_opinion(ruling.dispute.amount):
        return _("It is written down, and both sides are told when it counts.")
    if ruling.kind == RulingKind.PROPOSAL:
        return _("Both sides have your proposal now, and are asked to answer it.")
    return _("It counts from now on, and both sides are told.")


def _form(dispute: Dispute, given: Mapping[str, str] | None) -> RulingForm:
    rules = rules_of(Book.DISPUTES, now=timezone.now())
    return RulingForm(given, whole=dispute.amount, rules=rules)


def _name_of(dispute: Dispute) -> str:
    return f"ruling-{dispute.pk}"


def _ruling_page(
    request: SignedInRequest, dispute: Dispute, form: RulingForm, *, status: int
) -> HttpResponse:
    context = _context_of_ruling(request, dispute, form)
    return render(request, "disputes/rule.html", context, status=status)


def _context_of_ruling(
    request: SignedInRequest, dispute: Dispute, form: RulingForm
) -> dict[str, Any]:
    return context_of(request, dispute) | {
        "form": form,
        "kind": RULED_IN[dispute.state],
        "needs_second": rulings.needs_second_opinion(dispute.amount),
    }

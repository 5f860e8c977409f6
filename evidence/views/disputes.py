"""Pages of the evidence of a dispute: for both sides, and for moderators without ties."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import SignedInRequest
from core.http import as_download
from disputes.models import Dispute
from disputes.policies import is_neutral, is_party
from disputes.selectors import disputes_visible_to
from evidence import chats, policies, selectors
from evidence.forms import HidingForm, PieceForm
from evidence.http import as_json, as_pdf, as_stored
from evidence.models import Bundle, Piece, PieceFile
from evidence.services import looks, packing, pieces, printing
from evidence.states import Side

_LINES = 200
_page_or_deed = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@never_cache
@_page_or_deed
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was frozen, what was added by whom, and the form to add more."""
    dispute = _find(request, pk)
    is_sent = request.method == "POST"
    form = PieceForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        pieces.add_piece(
            dispute=dispute,
            by=request.user,
            note=form.cleaned_data["note"],
            link=form.cleaned_data["link"],
            uploads=form.cleaned_data["files"],
            key=form.cleaned_data["key"],
            now=timezone.now(),
        )
        messages.success(request, _("Added. The other side is told."))
        return redirect("evidence:dispute", dispute.pk)
    if not is_sent:
        _note(request, dispute, "evidence.read")
    context = _context(request, dispute) | {"form": form}
    return render(request, "evidence/evidence.html", context, status=400 if is_sent else 200)


@login_required
@never_cache
@require_safe
def download_zip(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Everything in one file."""
    dispute = _find(request, pk)
    bundle = _bundle(dispute)
    _note(request, dispute, "evidence.download")
    return as_download(
        packing.pack(bundle), name=f"{bundle.code}.zip", content_type="application/zip"
    )


@login_required
@never_cache
@require_safe
def download_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """What there is to read, as PDF in the reader's language."""
    dispute = _find(request, pk)
    bundle = _bundle(dispute)
    _note(request, dispute, "evidence.download")
    return as_pdf(printing.pdf_of(bundle), name=f"{bundle.code}.pdf")


@login_required
@never_cache
@require_safe
def download_json(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything but the files, as JSON."""
    dispute = _find(request, pk)
    bundle = _bundle(dispute)
    _note(request, dispute, "evidence.download")
    return as_json(packing.whole(bundle), name=f"{bundle.code}.json")


@login_required
@never_cache
@require_safe
def file(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """A file that was added, to be saved and never run."""
    return as_stored(_file(request, pk))


@login_required
@never_cache
@require_safe
def chat(request: SignedInRequest, pk: int) -> HttpResponse:
    """A conversation that was exported as text, as messages; any other text as it is."""
    found = _file(request, pk)
    content = selectors.text_of(found)
    if content is None:
        raise Http404
    talk = chats.read(content)
    page = Paginator(talk.lines, _LINES).get_page(request.GET.get("page"))
    context = {"file": found, "chat": talk, "page": page, "dispute": found.piece.bundle.dispute}
    return render(request, "evidence/chat.html", context)


@login_required
@never_cache
@_page_or_deed
def hide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a piece out of sight, with a reason that both sides read."""
    piece = _piece(request, pk)
    form = HidingForm(request.POST if request.method == "POST" else None)
    dispute_id = piece.bundle.dispute_id
    assert dispute_id is not None
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        pieces.hide_piece(piece=piece, by=request.user, reason=reason, now=timezone.now())
        messages.success(request, _("It is hidden, and both sides read why."))
        return redirect("evidence:dispute", dispute_id)
    context = {"piece": piece, "form": form, "dispute_id": dispute_id}
    return render(request, "evidence/hide.html", context, status=400 if form.is_bound else 200)


def _find(request: SignedInRequest, pk: int) -> Dispute:
    """For a moderator who has worked with a side it does not exist."""
    dispute = get_object_or_404(disputes_visible_to(request.user), pk=pk)
    if not policies.can_read(request.user, dispute):
        raise Http404
    return dispute


def _bundle(dispute: Dispute) -> Bundle:
    bundle = selectors.bundle_of(dispute)
    if bundle is None:
        raise Http404
    return bundle


def _piece(request: SignedInRequest, pk: int) -> Piece:
    piece = get_object_or_404(selectors.pieces_to_moderate(request.user), pk=pk)
    if not policies.can_hide(request.user, piece):
        raise Http404
    return piece


def _file(request: SignedInRequest, pk: int) -> PieceFile:
    """The file, and a line in the audit log where staff asks for it."""
    found = get_object_or_404(selectors.files_visible_to(request.user), pk=pk)
    dispute = found.piece.bundle.dispute
    if dispute is None or not policies.can_read(request.user, dispute):
        raise Http404
    looks.note_look(
        dispute=dispute,
        by=request.user,
        action="evidence.read_file",
        subject=found,
        now=timezone.now(),
    )
    return found


def _note(request: SignedInRequest, dispute: Dispute, action: str) -> None:
    looks.note_look(
        dispute=dispute, by=request.user, action=action, subject=dispute, now=timezone.now()
    )


def _context(request: SignedInRequest, dispute: Dispute) -> dict[str, Any]:
    bundle, now = selectors.bundle_of(dispute), timezone.now()
    return {
        "dispute": dispute,
        "contract": dispute.milestone.contract,
        "bundle": bundle,
        "sides": _by_side(dispute, list(bundle.pieces.all()) if bundle else []),
        "takes": policies.takes_evidence(dispute, now),
        "closes_at": policies.closes_at(dispute),
        "hides": is_neutral(request.user, dispute),
        "is_side": is_party(request.user, dispute),
    }


def _by_side(dispute: Dispute, added: list[Piece]) -> list[dict[str, Any]]:
    """Both sides always; the moderators only where they added something."""
    contract = dispute.milestone.contract
    people = {Side.CLIENT: contract.client, Side.FREELANCER: contract.freelancer}
    grouped = {side: [piece for piece in added if piece.side == side] for side in Side}
    return [
        {"title": side.label, "person": people.get(side), "pieces": found}
        for side, found in grouped.items()
        if found or side in people
    ]

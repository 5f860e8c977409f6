"""The evidence of a chargeback, for finance staff: what was frozen, and a draft of the answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from core.http import as_download
from evidence.forms import DraftForm
from evidence.http import as_pdf
from evidence.models import Bundle
from evidence.selectors import bundle_about
from evidence.services import attachments, drafts, looks, packing, printing
from payments.models import Chargeback
from payments.policies import can_answer
from payments.taken_back import chargebacks_to_see


@login_required
@never_cache
@require_safe
def show(request: SignedInRequest, pk: int) -> HttpResponse:
    """Parts and fingerprints, and the draft; it is sent from here to the page of the answer."""
    chargeback = _find(request, pk)
    bundle = bundle_about(chargeback)
    _note(request, chargeback, "evidence.read")
    is_decided = chargeback.narrative or chargeback.conceded_at is not None
    waits = chargeback.can_be_answered and not is_decided
    context = {
        "chargeback": chargeback,
        "bundle": bundle,
        "takes_answer": waits and not chargeback.is_overdue(timezone.now()),
        "form": DraftForm(initial={"narrative": drafts.draft_for(bundle) if bundle else ""}),
    }
    return render(request, "evidence/chargeback.html", context)


@login_required
@require_POST
def attach(request: SignedInRequest, pk: int) -> HttpResponse:
    """The PDF goes with the answer to the bank; on its page it can be taken out again."""
    chargeback = _find(request, pk)
    bundle = bundle_about(chargeback)
    if bundle is None:
        raise Http404
    attachments.attach_pdf(bundle=bundle, by=request.user, now=timezone.now())
    messages.success(request, _("The file goes with the answer."))
    return redirect("payments:chargeback", chargeback.pk)


@login_required
@never_cache
@require_safe
def download_zip(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Everything in one file."""
    bundle = _download(request, pk)
    packed = packing.pack(bundle)
    return as_download(packed, name=f"{bundle.code}.zip", content_type="application/zip")


@login_required
@never_cache
@require_safe
def download_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """What there is to read, as PDF in the reader's language."""
    bundle = _download(request, pk)
    return as_pdf(printing.pdf_of(bundle), name=f"{bundle.code}.pdf")


def _download(request: SignedInRequest, pk: int) -> Bundle:
    chargeback = _find(request, pk)
    bundle = bundle_about(chargeback)
    if bundle is None:
        raise Http404
    _note(request, chargeback, "evidence.download")
    return bundle


def _find(request: SignedInRequest, pk: int) -> Chargeback:
    """For everybody else, and for a side of the payment, it does not exist."""
    one = get_object_or_404(chargebacks_to_see(), pk=pk)
    if not can_answer(request.user, one):
        raise Http404
    return one


def _note(request: SignedInRequest, chargeback: Chargeback, action: str) -> None:
    looks.note_look_of_finance(
        chargeback=chargeback, by=request.user, action=action, now=timezone.now()
    )

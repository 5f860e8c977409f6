"""Chargebacks for finance staff: what banks took back, and what we answer them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from core.drafts import draft_of, forget_draft, keep_draft
from core.errors import InvalidInput, WrongState
from core.http import as_download
from core.policies import require
from payments.forms import AnswerForm
from payments.forms_cases import EvidenceFileForm, LossForm, ReturnForm
from payments.models import Chargeback
from payments.policies import (
    can_accept_loss,
    can_answer,
    can_see_chargeback,
    keeps_books,
)
from payments.services import (
    chargeback_answers,
    chargeback_files,
    chargeback_losses,
    decisions,
)
from payments.taken_back import (
    chargebacks_to_see,
    decided_chargebacks,
    open_chargebacks,
    story_of_chargeback,
)

_ROWS, _OPEN = 25, 100


@login_required
@never_cache
@require_safe
def list_chargebacks(request: SignedInRequest) -> HttpResponse:
    """Those that wait, by the bank's deadline; then those that are decided."""
    if not keeps_books(request.user):
        raise Http404
    page = Paginator(decided_chargebacks(), _ROWS).get_page(request.GET.get("page"))
    context = {"waiting": open_chargebacks()[:_OPEN], "page": page, "now": timezone.now()}
    return render(request, "payments/chargebacks.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def chargeback(request: SignedInRequest, pk: int) -> HttpResponse:
    """One chargeback, and the answer to its bank: written, looked at, then sent."""
    one = _chargeback(request, pk)
    is_sent = request.method == "POST"
    form = AnswerForm(request.POST if is_sent else draft_of(request.session, _name_of(one)))
    if is_sent and form.is_valid():
        act = request.POST.get("act", "look")
        if act == "look":
            keep_draft(request.session, _name_of(one), form)
            return redirect("payments:preview-chargeback", one.pk)
        if act == "send" and _answer(request, one, form):
            forget_draft(request.session, _name_of(one))
            return redirect("payments:chargeback", one.pk)
    status = 400 if is_sent else 200
    return render(request, "payments/chargeback.html", _context(request, one, form), status=status)


@login_required
@never_cache
@require_safe
def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """All that the bank would read, before it is sent."""
    one = _chargeback(request, pk)
    form = AnswerForm(draft_of(request.session, _name_of(one)))
    if not one.can_be_answered or not form.is_valid():
        return redirect("payments:chargeback", one.pk)
    text = chargeback_answers.text_to_send(one, form.cleaned_data["narrative"])
    files = one.files.all()
    mark = chargeback_answers.mark_of(files)
    context = {"chargeback": one, "form": form, "text": text, "files": files, "mark": mark}
    return render(request, "payments/chargeback_preview.html", context)


@login_required
@require_POST
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """We do not contest it."""
    one, form = _chargeback(request, pk), LossForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write a reason of at most 2,000 characters."))
        return redirect("payments:chargeback", pk)
    reason = form.cleaned_data["reason"]
    now = timezone.now()
    accepted = chargeback_losses.accept(chargeback=one, by=request.user, reason=reason, now=now)
    if accepted.conceded_at is None:
        text = _("Noted. Nothing is told to the provider until a second person agrees.")
    else:
        text = _("Noted. The provider is told within some minutes.")
    messages.success(request, text)
    return redirect("payments:chargeback", pk)


@login_required
@require_POST
def add_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """A file goes with the answer."""
    one, form = _chargeback(request, pk), EvidenceFileForm(request.POST, request.FILES)
    if form.is_valid():
        chargeback_files.add_file(
            chargeback=one, **form.cleaned_data, by=request.user, now=timezone.now()
        )
        messages.success(request, _("The file goes with the answer."))
    else:
        messages.error(request, _("Choose a file, and what it shows."))
    return redirect("payments:chargeback", pk)


@login_required
@require_POST
def remove_file(request: SignedInRequest, pk: int, file_pk: int) -> HttpResponse:
    """It does not, after all."""
    one = _chargeback(request, pk)
    chargeback_files.remove_file(
        chargeback=one, file_id=file_pk, by=request.user, now=timezone.now()
    )
    messages.success(request, _("The file is removed."))
    return redirect("payments:chargeback", pk)


@login_required
@require_safe
def file(request: SignedInRequest, pk: int, file_pk: int) -> FileResponse:
    """A file for the bank, to be saved and never run."""
    found = get_object_or_404(_chargeback(request, pk).files, pk=file_pk)
    return as_download(found.file.open("rb"), name=found.name, content_type=found.content_type)


def _context(request: SignedInRequest, one: Chargeback, form: AnswerForm) -> dict[str, object]:
    now = timezone.now()
    return {
        "chargeback": one,
        "story": story_of_chargeback(one),
        "facts": chargeback_answers.facts_of(one),
        "files": one.files.all(),
        "form": form,
        "file_form": EvidenceFileForm(),
        "is_overdue": one.is_overdue(now),
        "is_told": chargeback_losses.is_told_to(one.provider),
        "may_decide": can_accept_loss(request.user, one),
        "needs_two": decisions.needs_two(one.amount),
        "decision": one.decisions.filter(ended_at=None).select_related("asked_by").first(),
        "return_form": ReturnForm(),
    }


def _name_of(one: Chargeback) -> str:
    return f"chargeback-{one.pk}"


def _answer(request: SignedInRequest, one: Chargeback, form: AnswerForm) -> bool:
    words = form.cleaned_data["narrative"]
    try:
        chargeback_answers.answer(
            chargeback=one,
            by=request.user,
            narrative=words,
            files=request.POST.get("files", ""),
            now=timezone.now(),
        )
    except (InvalidInput, WrongState) as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("The answer is written down, and is sent within some minutes."))
    return True


def _chargeback(request: SignedInRequest, pk: int) -> Chargeback:
    """For everybody else, and for a side of the payment, it does not exist."""
    one = get_object_or_404(chargebacks_to_see(), pk=pk)
    if not can_see_chargeback(request.user, one):
        raise Http404
    if request.method == "POST":
        require(can_answer, request.user, one)
    return one

"""The texts that staff use again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import SignedInRequest, only_for
from core.policies import require
from desk import services
from desk.forms import TextForm
from desk.models import CannedText, CannedVersion
from desk.policies import can_edit_texts, can_use_texts
from desk.selectors import canned_history, canned_texts

_page_or_deed = require_http_methods(["GET", "HEAD", "POST"])


@only_for(can_use_texts)
@never_cache
@_page_or_deed
def texts(request: SignedInRequest) -> HttpResponse:
    """All of them; senior moderators add one."""
    return _write(request, None)


@only_for(can_use_texts)
@never_cache
@_page_or_deed
def text(request: SignedInRequest, pk: int) -> HttpResponse:
    """One with every version it had; senior moderators write the next."""
    return _write(request, get_object_or_404(CannedText, pk=pk))


@only_for(can_use_texts)
@require_POST
def retire(request: SignedInRequest, pk: int) -> HttpResponse:
    """Offer it no more."""
    one = get_object_or_404(CannedText, pk=pk)
    services.retire_text(text=one, by=request.user, now=timezone.now())
    messages.success(request, _("The text is offered no more."))
    return redirect("desk:texts")


def _write(request: SignedInRequest, one: CannedText | None) -> HttpResponse:
    is_sent, may_edit = request.method == "POST", can_edit_texts(request.user)
    if is_sent:
        require(can_edit_texts, request.user)
    versions = list(canned_history(one)) if one is not None else []
    last = versions[0] if versions else None
    form = TextForm(request.POST if is_sent else None, initial=_said(last) if last else {})
    if form.is_valid():
        services.write_text(text=one, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The text is kept."))
        return redirect("desk:texts")
    context = {
        "form": form if may_edit else None,
        "one": one,
        "last": last,
        "versions": versions,
        "texts": canned_texts() if one is None else [],
    }
    name = "desk/texts.html" if one is None else "desk/text.html"
    return render(request, name, context, status=422 if is_sent else 200)


def _said(last: CannedVersion) -> dict[str, str]:
    return {
        "title": last.title,
        "title_indonesian": last.title_id,
        "english": last.text_en,
        "indonesian": last.text_id,
    }

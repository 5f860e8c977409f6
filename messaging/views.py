"""Pages of conversations."""

from uuid import uuid4

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from core.cautions import may_go
from core.http import as_download
from messaging.forms import MessageForm
from messaging.looks import read_file, read_news, read_thread
from messaging.policies import can_write, is_before_contract, is_open, is_unprotected
from messaging.selectors import has_older, inbox_of, messages_of
from messaging.services import (
    mark_read,
    open_bid_thread,
    open_contract_thread,
    send_message,
)
from projects.selectors import bids_visible_to, contracts_of

_A_PAGE = 20


@login_required
@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    """One's conversations, the newest first."""
    page = Paginator(inbox_of(request.user), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "messaging/inbox.html", {"page": page})


@login_required
@never_cache
def thread(request: SignedInRequest, pk: int) -> HttpResponse:
    """A conversation, with the form to go on."""
    talk = read_thread(pk=pk, by=request.user, now=timezone.now())
    is_early = is_before_contract(talk)
    form = MessageForm(request.POST or None, request.FILES or None)
    if may_go(form, now=timezone.now(), applies=lambda: is_early):
        given = form.cleaned_data
        send_message(
            thread=talk,
            by=request.user,
            body=given["body"],
            uploads=given["files"],
            key=given["key"] or uuid4(),
            now=timezone.now(),
        )
        return redirect(f"{talk.get_absolute_url()}#write")
    written = messages_of(talk, before=_number(request, "before"))
    if written and request.method == "GET":
        mark_read(thread=talk, by=request.user, upto=written[-1], now=timezone.now())
    context = {
        "thread": talk,
        "written": written,
        "last_id": written[-1].pk if written else 0,
        "has_older": has_older(talk, written[0] if written else None),
        "is_newest": "before" not in request.GET,
        "form": form,
        "writes": can_write(request.user, talk) and is_open(talk),
        "is_unprotected": is_unprotected(talk),
        "is_before_contract": is_early,
        "other": talk.freelancer if talk.client_id == request.user.pk else talk.client,
    }
    return render(request, "messaging/thread.html", context)


@login_required
@never_cache
@require_safe
def news(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was written since the last look, for the page that asks every few seconds."""
    after, now = _number(request, "after") or 0, timezone.now()
    talk, written = read_news(pk=pk, after=after, by=request.user, now=now)
    if not written:
        return HttpResponse(status=204)
    mark_read(thread=talk, by=request.user, upto=written[-1], now=now)
    context = {
        "thread": talk,
        "written": written,
        "last_id": written[-1].pk,
        "is_before_contract": is_before_contract(talk),
    }
    return render(request, "messaging/news.html", context)


@login_required
@require_safe
def bid_thread(request: SignedInRequest, bid_id: int) -> HttpResponse:
    """To the conversation about a bid."""
    bid = get_object_or_404(bids_visible_to(request.user), pk=bid_id)
    return redirect(open_bid_thread(bid=bid, by=request.user, now=timezone.now()))


@login_required
@require_safe
def contract_thread(request: SignedInRequest, contract_id: int) -> HttpResponse:
    """To the conversation about a contract."""
    contract = get_object_or_404(contracts_of(request.user), pk=contract_id)
    return redirect(open_contract_thread(contract=contract, by=request.user, now=timezone.now()))


@login_required
@require_safe
def file(request: SignedInRequest, pk: int) -> FileResponse:
    """A file of a conversation, to be saved and never run."""
    found = read_file(pk=pk, by=request.user, now=timezone.now())
    return as_download(found.file.open("rb"), name=found.name, content_type=found.content_type)


def _number(request: SignedInRequest, name: str) -> int | None:
    """A message's number out of the address; nonsense counts as none."""
    text = request.GET.get(name, "")
    is_number = text.isascii() and text.isdigit() and len(text) < 19
    return int(text) if is_number else None

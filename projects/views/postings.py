"""Finding and reading postings."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import User
from core.http import as_download, render_found, render_kept
from core.memory import Memory
from core.search.shown import around
from projects import policies
from projects.bidding import wait_of_posting
from projects.lists import tabs_of_projects
from projects.looks import read_attachment
from projects.matching import similar_to
from projects.models import Project
from projects.models.postings import Kind, Level
from projects.search import ORDERS, find_projects, read_search
from projects.search.archive import ArchiveSearch
from projects.search.ranking import SCALE
from projects.selectors import (
    bid_of,
    client_record,
    current_policy,
    invitations_to,
    last_word_on,
    offered_bid_of,
    projects_of,
)
from projects.selectors_bids import projects_readable_by, sealed_range, with_own_bid
from projects.selectors_saved import with_is_saved
from projects.states import ProjectState
from projects.views.saved import in_language

_A_PAGE = 20
_FIRST = {"kind": Kind.FIXED, "level": Level.INTERMEDIATE}


@require_safe
def list_projects(request: HttpRequest) -> HttpResponse:
    """Open projects, by words and facets; htmx asks for the results alone."""
    search = read_search(request.GET)
    orders = {o: words for o, words in ORDERS.items() if search.q or o != "relevance"}
    context = {
        "by_date": search.query(order="newest"),
        "feed": reverse("projects:feed") + in_language(search.query()),
        "archive": f"{reverse('projects:archive')}{ArchiveSearch(q=search.q).query()}",
        **around(search, SCALE, orders, reverse("projects:list")),
    }
    return render_found(
        request,
        "projects/list.html",
        search,
        context,
        lambda: find_projects(search, timezone.now()),
    )


@require_safe
def show_project(request: HttpRequest, pk: int) -> HttpResponse:
    """One posting, as everybody, its client or a bidder may see it."""
    reader = request.user if isinstance(request.user, User) else None
    found = sealed_range(projects_readable_by(reader)).defer("search")
    found = found.prefetch_related("skills", "questions", "attachments")
    if reader:
        found = with_is_saved(with_own_bid(found, reader), reader)
    project = get_object_or_404(found, pk=pk)
    is_own = reader is not None and policies.can_edit_project(reader, project)
    if not vars(project)["is_whole"]:
        return render(request, "projects/taken_down.html", {"state": project.state}, status=410)
    bid = bid_of(reader, project) if reader and vars(project)["own_bid"] else None
    context = {
        "project": project,
        "bids": vars(project)["bids_told"] or {"count": 0},
        "similar": _similar(request, project) if project.published_at and not is_own else "",
        "record": client_record(project.client) if reader else _record_kept(project.client),
        "is_own": is_own,
        "bid": bid,
        "shows_bid_form": policies.shows_bid_form(reader, project)
        if reader
        else policies.takes_bids(project),
        "is_on_hold": project.state == ProjectState.OPEN and not policies.takes_bids(project),
        "shows_review": reader is not None
        and policies.is_moderator(reader)
        and policies.can_moderate(reader, project),
    }
    if reader and is_own:
        context |= _of_owner(reader, project)
    return render(request, "projects/detail.html", context)


_records: Memory[int, dict[str, int]] = Memory()


def _record_kept(client: User) -> dict[str, int]:
    """What visitors read of a client, counted once in a few seconds."""
    return _records.of([client.pk], lambda _pks: {client.pk: client_record(client)})[client.pk]


def _similar(request: HttpRequest, project: Project) -> str:
    def context() -> dict[str, Any]:
        return {"similar": similar_to(project)}

    return render_kept(request, "projects/_similar.html", str(project.pk), context)


def _of_owner(client: User, project: Project) -> dict[str, object]:
    is_offered = project.state == ProjectState.AWARDING
    renewals_left = max(current_policy(timezone.now()).renewals - project.renewals, 0)
    offered = offered_bid_of(project) if is_offered else None
    kind = {ProjectState.DRAFT: "returned", ProjectState.REMOVED: "removed"}.get(
        ProjectState(project.state)
    )
    return {
        "wait": wait_of_posting(project, offered=offered, renewals_left=renewals_left),
        "offered": offered,
        "renewals_left": renewals_left,
        "last_word": last_word_on(project, kind) if kind else None,
        "invitations": invitations_to(project) if project.published_at else [],
        "shows_edit": policies.shows_edit(client, project),
        "shows_publication": policies.shows_publication(client, project),
        "shows_return_to_draft": policies.shows_return_to_draft(client, project),
        "shows_cancellation": policies.shows_cancellation(client, project),
        "shows_renewal": policies.shows_renewal(client, project) and renewals_left,
        "shows_similar": policies.shows_similar(client, project),
    }


@login_required
@require_safe
def my_projects(request: SignedInRequest) -> HttpResponse:
    """What one has posted, by how far it is."""
    tabs = tabs_of_projects(request.user)
    chosen = next((tab for tab in tabs if tab.name == request.GET.get("tab")), None)
    chosen = chosen or next((tab for tab in tabs if tab.count), tabs[0])
    found = projects_of(request.user).filter(state__in=chosen.states)
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    context = {"tabs": tabs, "chosen": chosen, "page": page}
    return render(request, "projects/mine.html", context)


@require_safe
def download(request: HttpRequest, pk: int) -> FileResponse:
    """A file of a posting, a bid or a delivery, for those who may read it; always as a download."""
    reader = request.user if isinstance(request.user, User) else None
    attachment = read_attachment(pk=pk, by=reader, now=timezone.now())
    if not attachment.file.storage.exists(attachment.file.name or ""):
        raise Http404
    return as_download(
        attachment.file.open("rb"), name=attachment.name, content_type=attachment.content_type
    )

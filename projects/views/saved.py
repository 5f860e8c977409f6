"""Searches that people keep, and feeds of any search."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import SignedInRequest
from core.texts import in_xml
from projects.forms.saved import FrequencyForm, SaveSearchForm
from projects.search import ProjectSearch, read_search
from projects.search.facets import in_words
from projects.search.found import newest
from projects.selectors_saved import saved_searches_of
from projects.services import saved_searches

_EXCERPT = 400
_LANGUAGE = "lang"  # as addresses of pages say it


@login_required
@require_safe
def list_saved(request: SignedInRequest) -> HttpResponse:
    """Every search one keeps, with how often one is told."""
    rows = [
        (saved, FrequencyForm(initial={"frequency": saved.frequency}, prefix=str(saved.pk)))
        for saved in saved_searches_of(request.user)
    ]
    return render(request, "projects/saved.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def save(request: SignedInRequest) -> HttpResponse:
    """Keep the search that stands in the address."""
    search = read_search(request.GET)
    form = SaveSearchForm(request.POST or None, initial={"name": in_words(search)})
    if form.is_valid():
        saved_searches.save_search(
            by=request.user, search=search, now=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Your search is kept. You will be told of what fits."))
        return redirect("projects:saved-searches")
    context = {"form": form, "search": search, "address": search.query()}
    status = 422 if form.is_bound else 200
    return render(request, "projects/save_search.html", context, status=status)


@login_required
@require_safe
def open_saved(request: SignedInRequest, pk: int) -> HttpResponse:
    """What fits a kept search now, the newest first."""
    saved = get_object_or_404(saved_searches_of(request.user), pk=pk)
    search = saved_searches.search_of(saved)
    return redirect(reverse("projects:list") + search.query(order="newest"))


@login_required
@require_POST
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """How often one is told."""
    saved = get_object_or_404(saved_searches_of(request.user), pk=pk)
    form = FrequencyForm(request.POST, prefix=str(pk))
    if form.is_valid():
        saved_searches.change_frequency(
            saved=saved, by=request.user, now=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Changed."))
    else:
        messages.error(request, _("Please choose how often."))
    return redirect("projects:saved-searches")


@login_required
@require_POST
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Forget a search."""
    saved = saved_searches_of(request.user).filter(pk=pk).first()
    if saved is not None:
        saved_searches.remove_search(saved=saved, by=request.user)
    messages.success(request, _("The search is removed."))
    return redirect("projects:saved-searches")


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The newest of any search, for a feed reader; nobody needs an account for it.

    It speaks the language of its address: feed readers say none of their own.
    """
    asked = request.GET.get(_LANGUAGE, "")
    with override(asked if asked in dict(settings.LANGUAGES) else get_language()):
        return HttpResponse(_feed(request), content_type="application/atom+xml")


def in_language(query: str) -> str:
    """The query of a feed's address in the language that is spoken now."""
    return f"{query}{'' if query == '?' else '&'}{_LANGUAGE}={get_language()}"


def _feed(request: HttpRequest) -> str:
    search: ProjectSearch = read_search(request.GET)
    page = request.build_absolute_uri(reverse("projects:list") + search.query())
    found = Atom1Feed(
        title=_("Open projects: %(words)s") % {"words": search.q}
        if search.q
        else _("Open projects"),
        link=page,
        description="",
        language=get_language(),
        feed_url=request.build_absolute_uri(),
    )
    for project in newest(search, timezone.now()):
        address = request.build_absolute_uri(reverse("projects:detail", args=[project.pk]))
        found.add_item(
            title=in_xml(project.title),
            link=address,
            unique_id=address,
            description=linebreaks(_excerpt(in_xml(project.description)), autoescape=True),
            pubdate=project.published_at,
            updateddate=project.updated_at,
            categories=[in_xml(skill.name) for skill in project.skills.all()],
        )
    text: str = found.writeString("utf-8")
    return text


def _excerpt(text: str) -> str:
    """The beginning, up to the end of a word."""
    if len(text) <= _EXCERPT:
        return text
    begun = text[: _EXCERPT + 1].rsplit(None, 1)[0]
    return f"{begun[:_EXCERPT].rstrip()} …"

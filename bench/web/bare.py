"""Three views that do the least that such pages can do."""

from functools import cache
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.utils import timezone

from projects.models import Bid, Project

ROWS = 20
_LIST = """<!DOCTYPE html><title>Projects</title><ul>{% for p in rows %}
<li><h2><a href="/projects/{{ p.pk }}/">{{ p.title }}</a></h2>
<p>{{ p.description|truncatechars:160 }}</p>
<p>{{ p.client.name }} · {{ p.category.name_en }} · {{ p.region.name }} · {{ p.bids_count }}
· {{ p.budget_min_minor }}–{{ p.budget_max_minor }} {{ p.currency }} · {{ p.published_at }}</p>
<p>{% for skill in p.skills.all %}{{ skill.name_en }} {% endfor %}</p></li>{% endfor %}</ul>"""
_ROW = "<!DOCTYPE html><title>{{ p.title }}</title><h1>{{ p.title }}</h1><p>{{ p.description }}</p>"
_FORM = """<!DOCTYPE html><title>Bid</title><form method="post">{% csrf_token %}{{ form.as_p }}
<button>Send</button></form>"""


def _render(request: HttpRequest, source: str, **context: object) -> HttpResponse:
    return HttpResponse(_template(source).render(context, request))


@cache
def _template(source: str) -> Any:
    return engines["django"].from_string(source)


def list_projects(request: HttpRequest) -> HttpResponse:
    """Twenty open projects with their client, category, region and skills (2 queries)."""
    rows = Project.objects.filter(state="open").select_related("client", "category", "region")
    newest = rows.order_by("-published_at").defer("search").prefetch_related("skills")[:ROWS]
    return _render(request, _LIST, rows=newest)


def show_project(request: HttpRequest, pk: int) -> HttpResponse:
    """One row (1 query)."""
    return _render(request, _ROW, p=Project.objects.defer("search").get(pk=pk))


class BidForm(forms.ModelForm[Bid]):
    """A note, and nothing else."""

    class Meta:
        model = Bid
        fields = ("cover_note",)


def bid(request: HttpRequest, pk: int) -> HttpResponse:
    """A form that writes one row."""
    form = BidForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        made = form.save(commit=False)
        made.project_id, made.freelancer_id = pk, int(request.user.pk or 0)
        made.submitted_at = made.updated_at = now
        made.save()
        answer = HttpResponse(status=302)
        answer["Location"] = f"/projects/{pk}/"
        return answer
    return _render(request, _FORM, form=form)


urlpatterns = [
    path("projects/", list_projects),
    path("projects/<int:pk>/", show_project),
    path("projects/<int:pk>/bid/", bid),
]

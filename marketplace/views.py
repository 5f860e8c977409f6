"""Pages that gather several apps."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from accounts.models import Mode
from accounts.search import ranking as people_ranking
from core.http import render_kept
from core.money import Money
from core.search.counting import FACETED
from core.search.turns import EVERY, NEW_FOR
from core.search.ways import COUNTED
from marketplace import figures, needs, samples
from payments.fees import split
from payments.terms import current_fee_terms
from projects.matching import PEOPLE, WORK, projects_for
from projects.search import RANKED
from projects.search import ranking as project_ranking

_MATCHES = 3  # on the dashboard


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What Karya is, for those who have just arrived: search first, then live numbers.

    All that read alike get the same for a few seconds (see `core.kept`).
    """
    template = "marketplace/home.html"
    main = render_kept(request, f"{template}#main", "", _home)
    return render(request, template, {"hide_search": True, "main_part": main})


def _home() -> dict[str, object]:
    categories = figures.categories_with_counts()
    return {
        "categories": categories,
        "open_count": sum(count for _category, count in categories),
        "freelancers": figures.freelancers_to_find(),
        "newest": figures.newest_projects(),
        "balances": figures.balances(),
        **samples.contract(),
    }


@login_required
@require_safe
def dashboard(request: SignedInRequest) -> HttpResponse:
    """Whose turn it is, over all of a person's work."""
    desk = needs.desk_of(request.user, timezone.now())
    is_freelancer = request.user.mode == Mode.FREELANCER
    matches = projects_for(request.user, timezone.now(), most=_MATCHES) if is_freelancer else []
    return render(request, "marketplace/dashboard.html", {"desk": desk, "matches": matches})


@require_safe
def fees(request: HttpRequest) -> HttpResponse:
    """What it costs, with the rates in force and three worked examples."""
    terms = current_fee_terms(timezone.now())
    amounts = [Money(rupiah * 100, "IDR") for rupiah in (250_000, 1_500_000, 10_000_000)]
    shares = [split(amount, terms) for amount in amounts]
    return render(request, "pages/fees.html", {"terms": terms, "shares": shares})


@require_safe
def transparency(request: HttpRequest) -> HttpResponse:
    """What is owed against what is held, straight from the book."""
    page = figures.money_page(timezone.now())
    return render(request, "pages/transparency.html", {"page": page})


@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    """How results are ordered, from the table that orders them."""
    context = {
        "projects": project_ranking.SCALE.parts(project_ranking.SCALE.published),
        "freelancers": people_ranking.SCALE.parts(people_ranking.SCALE.published),
        "changes": sorted(
            [*project_ranking.CHANGES, *people_ranking.CHANGES],
            key=lambda change: change[0],
            reverse=True,
        ),
        "ranked": RANKED,
        "counted": COUNTED,
        "faceted": FACETED,
        "every": EVERY,
        "new_for": NEW_FOR.days,
        "suggestions": [
            (_("Projects for you"), WORK.parts(WORK.published)),
            (_("Suggested freelancers"), PEOPLE.parts(PEOPLE.published)),
        ],
    }
    return render(request, "pages/ranking.html", context)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """For those who ask at the old address."""
    return redirect(static("icons/karya-192.png"), permanent=True)


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component of the design system on one page, while developing."""
    return render(request, "pages/styleguide.html", samples.everything())

"""Pages that gather several apps."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from marketplace.samples import sample


def home(request: HttpRequest) -> HttpResponse:
    """What Karya is, for those who have just arrived."""
    return render(request, "marketplace/home.html")


@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """Whose turn it is, over all of a person's work."""
    return render(request, "marketplace/dashboard.html")


def fees(request: HttpRequest) -> HttpResponse:
    """What it costs, with a worked example."""
    return render(request, "pages/fees.html")


def transparency(request: HttpRequest) -> HttpResponse:
    """What is owed against what is held."""
    return render(request, "pages/transparency.html")


def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component of the design system on one page, while developing."""
    return render(request, "pages/styleguide.html", sample())

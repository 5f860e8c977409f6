"""Pages that gather several apps."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """What Karya is, for those who have just arrived."""
    return render(request, "marketplace/home.html")


@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """Whose turn it is, over all of a person's work."""
    return render(request, "marketplace/dashboard.html")

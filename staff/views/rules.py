"""The rulebook, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from staff.rulebook import older_versions, rules_of
from staff.states import Book


@require_safe
def rulebook(request: HttpRequest) -> HttpResponse:
    """All rules with their versions, and what happens when one is said to be broken."""
    now = timezone.now()
    older = list(older_versions(now))
    shelves = [
        (book, [(rule, [old for old in older if old.code == rule.code]) for rule in rules])
        for book in Book
        if (rules := rules_of(book, now=now))
    ]
    return render(request, "staff/rules.html", {"shelves": shelves})

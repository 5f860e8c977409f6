"""The bank's own pages: the hosted checkout, and a desk that explains the sandbox."""

from django.http import HttpRequest, HttpResponse


def desk(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sandbox")


def checkout(request: HttpRequest, token: str) -> HttpResponse:
    return HttpResponse("sandbox")

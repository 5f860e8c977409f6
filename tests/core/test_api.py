"""What all answers of the API have in common."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from core.api.pagination import NewestFirst
from core.api.throttles import MovesMoney, PerPerson, Writes
from core.errors import DomainError, InvalidInput, LimitReached, NotAllowed, WrongState
from core.models import IdempotencyKey

pytestmark = pytest.mark.django_db


class Refusing(APIView):
    throttle_classes = ()
    error: Exception

    def get(self, request: Request) -> Response:
        raise self.error


def refuse(person: Any, error: Exception) -> Response:
    request = APIRequestFactory().get("/")
    force_authenticate(request, person)
    return type("Refuses", (Refusing,), {"error": error}).as_view()(request)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (InvalidInput("Not so."), 400, "invalid"),
        (NotAllowed("Not so."), 403, "not_allowed"),
        (WrongState("Not so."), 409, "wrong_state"),
        (LimitReached("Not so."), 409, "limit_reached"),
        (DomainError("Not so."), 409, "refused"),
    ],
)
def test_a_refusal_keeps_its_status_and_code(clara, error, status, code):
    answer = refuse(clara, error)
    assert answer.status_code == status
    assert answer.data == {
        "type": "client_error",
        "errors": [{"code": code, "detail": "Not so.", "attr": None}],
    }


def test_djangos_own_errors_take_the_same_shape(clara):
    assert refuse(clara, Http404()).data["errors"][0]["code"] == "not_found"
    invalid = refuse(clara, ValidationError({"amount": ["Too much."]}))
    assert (invalid.status_code, invalid.data["type"]) == (400, "validation_error")
    assert invalid.data["errors"][0] == {"code": "invalid", "detail": "Too much.", "attr": "amount"}


def test_pages_run_from_the_newest_to_the_oldest(clara, now):
    for number in range(5):
        IdempotencyKey.objects.create(owner="1", key=str(number), claimed_at=now)
    seen, url = [], "/?page_size=2"
    while url:
        pages = NewestFirst()
        request = Request(APIRequestFactory().get(url))
        seen += [row.key for row in pages.paginate_queryset(IdempotencyKey.objects.all(), request)]
        url = pages.get_next_link()
    assert seen == ["4", "3", "2", "1", "0"]


@pytest.mark.parametrize("size", ["0", "-1", "x", "100000"])
def test_a_strange_page_size_does_no_harm(size):
    pages = NewestFirst()
    assert (
        1 <= pages.get_page_size(Request(APIRequestFactory().get("/", {"page_size": size}))) <= 100
    )


@pytest.mark.parametrize(
    ("throttle", "method", "allowed"),
    [(PerPerson, "get", 2), (Writes, "post", 2), (Writes, "get", 5), (MovesMoney, "post", 2)],
)
def test_who_asks_too_often_waits(clara, monkeypatch, throttle, method, allowed):
    rates = {"person": "2/min", "writes": "2/min", "money": "2/min"}
    monkeypatch.setattr(throttle, "THROTTLE_RATES", rates)

    class Open(APIView):
        throttle_classes = (throttle,)

        def get(self, request: Request) -> Response:
            return Response()

        post = get

    def ask(person: Any) -> int:
        request = getattr(APIRequestFactory(), method)("/")
        force_authenticate(request, person)
        return Open.as_view()(request).status_code

    assert [ask(clara) for _ in range(5)] == [200] * allowed + [429] * (5 - allowed)


def test_people_are_counted_one_by_one(clara, farid, monkeypatch):
    monkeypatch.setattr(PerPerson, "THROTTLE_RATES", {"person": "1/min"})
    keys = []
    for person in (clara, farid):
        request = Request(APIRequestFactory().get("/"))
        request.user = person
        keys.append(PerPerson().get_cache_key(request, APIView()))
    assert keys[0] != keys[1]

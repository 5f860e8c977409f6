"""A repeated request is answered as the first one was."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, force_authenticate
from rest_framework.views import APIView

from core.api.idempotency import StillWorking, claim_key, forget_keys, idempotent, key_of
from core.errors import WrongState
from core.models import IdempotencyKey

pytestmark = pytest.mark.django_db


class Kettle(APIView):
    """Counts how often it really boils."""

    throttle_classes = ()
    boiled = 0
    status = 201

    @idempotent
    def post(self, request: Request) -> Response:
        if request.data.get("dry"):
            raise WrongState("The kettle is empty.")
        type(self).boiled += 1
        return Response({"boiled": type(self).boiled, "key": key_of(request)}, self.status)


@pytest.fixture
def boil():
    """Ask for hot water."""
    Kettle.boiled, Kettle.status = 0, 201

    def ask(person: Any, key: str | None = "k1", **data: Any) -> Response:
        headers = {"Idempotency-Key": key} if key is not None else {}
        request = APIRequestFactory().post("/kettle", data, format="json", headers=headers)
        force_authenticate(request, person)
        return Kettle.as_view()(request)

    return ask


def test_the_second_request_gets_the_first_answer(boil, clara):
    first, second = boil(clara, cups=2), boil(clara, cups=2)
    assert (first.status_code, first.data) == (201, {"boiled": 1, "key": f"{clara.pk}:k1"})
    assert (second.status_code, second.data) == (201, first.data)
    assert second["Idempotent-Replayed"] == "true"
    assert Kettle.boiled == 1


def test_keys_belong_to_people(boil, clara, farid):
    boil(clara)
    assert boil(farid).data["boiled"] == 2


def test_another_request_under_the_same_key_is_refused(boil, clara):
    boil(clara, cups=2)
    answer = boil(clara, cups=3)
    assert answer.status_code == 409
    assert answer.data["errors"][0]["code"] == "idempotency_key_reused"
    assert Kettle.boiled == 1


@pytest.mark.parametrize("key", [None, "", "   ", "x" * 101])
def test_a_key_is_needed(boil, clara, key):
    answer = boil(clara, key)
    assert (answer.status_code, answer.data["type"]) == (400, "client_error")
    assert Kettle.boiled == 0
    assert not IdempotencyKey.objects.exists()


def test_a_refusal_may_be_tried_again(boil, clara):
    assert boil(clara, dry=True).status_code == 409
    assert not IdempotencyKey.objects.exists()
    assert boil(clara).status_code == 201


def test_a_claim_without_answer_is_waited_for_and_then_taken_over(clara):
    now = timezone.now()
    claim_key(owner="1", key="k", fingerprint="f", now=now)
    with pytest.raises(StillWorking):
        claim_key(owner="1", key="k", fingerprint="f", now=now + timedelta(seconds=59))
    later = now + timedelta(seconds=61)
    assert claim_key(owner="1", key="k", fingerprint="f", now=later).claimed_at == later


def test_old_keys_are_forgotten():
    now = timezone.now()
    claim_key(owner="1", key="old", fingerprint="f", now=now - timedelta(days=31))
    claim_key(owner="1", key="new", fingerprint="f", now=now)
    assert forget_keys(now=now) == 1
    assert IdempotencyKey.objects.get().key == "new"

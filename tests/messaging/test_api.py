"""Talking through the API."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from messaging.models import Message
from messaging.services import open_bid_thread, send_message
from tests.factories import accounts as people
from tests.factories import projects as work

pytestmark = pytest.mark.django_db


def api_of(person):
    client = APIClient()
    client.force_authenticate(person)
    return client


@pytest.fixture
def bid(clara, farid, now):
    return work.bid_on(work.open_project(by=clara, now=now), by=farid, now=now)


def test_a_conversation(bid, clara, farid):
    thread = api_of(clara).post(f"/api/v1/bids/{bid.pk}/thread").json()
    assert (thread["bid"], thread["contract"], thread["title"]) == (
        bid.pk,
        None,
        "Logo for a batik shop",
    )
    path = f"/api/v1/threads/{thread['id']}/messages"
    key = str(uuid4())
    sent = [api_of(clara).post(path, {"body": "Hi", "key": key}) for _time in range(2)]
    assert [a.status_code for a in sent] == [201, 201]
    assert sent[0].json()["id"] == sent[1].json()["id"]
    upload = SimpleUploadedFile("a.txt", b"a")
    assert api_of(farid).post(path, {"files": [upload]}, "multipart").status_code == 201
    found = api_of(farid).get(path).json()["results"]
    assert [(m["author"]["handle"], m["body"], len(m["files"])) for m in found] == [
        ("farid-hidayat", "", 1),
        ("clara-wijaya", "Hi", 0),
    ]
    assert api_of(farid).get("/api/v1/threads").json()["results"][0]["unread"] == 1


def test_a_contract_thread(clara, farid, sena, now):
    contract = work.signed_contract(client=clara, freelancer=farid, now=now)
    path = f"/api/v1/contracts/{contract.pk}/thread"
    assert api_of(farid).post(path).json()["contract"] == contract.pk
    assert api_of(sena).post(path).status_code == 404
    assert APIClient().post(path).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"body": " "},
        {"body": "a" * 5001},
        {"body": "a\x00"},
        {"body": "a", "key": "no"},
        {"body": ["a"]},
    ],
)
def test_bad_messages_are_refused(bid, farid, now, body):
    thread = open_bid_thread(bid=bid, by=farid, now=now)
    answer = api_of(farid).post(f"/api/v1/threads/{thread.pk}/messages", body, "json")
    assert (answer.status_code, Message.objects.count()) == (400, 0)
    assert answer.json()["errors"]


def test_strangers_neither_read_nor_write(bid, farid, sena, maya, now):
    thread = open_bid_thread(bid=bid, by=farid, now=now)
    send_message(thread=thread, by=farid, body="Hi", key=uuid4(), now=now)
    for person in (sena, maya):
        path = f"/api/v1/threads/{thread.pk}/messages"
        assert api_of(person).get(path).status_code == 404
        assert api_of(person).post(path, {"body": "Hi"}).status_code == 404
        assert api_of(person).post(f"/api/v1/bids/{bid.pk}/thread").status_code == 404
        assert api_of(person).get("/api/v1/threads").json()["results"] == []
    assert Message.objects.count() == 1


def test_lists_take_as_many_queries_for_three_as_for_one(bid, clara, farid, now):
    thread = open_bid_thread(bid=bid, by=farid, now=now)
    paths = ("/api/v1/threads", f"/api/v1/threads/{thread.pk}/messages")
    counts = []
    for many in (1, 2):
        for _number in range(many):
            send_message(thread=thread, by=farid, body="Hi", key=uuid4(), now=now)
        if many == 2:
            other = people.make_freelancer("Putri Ayu")
            theirs = work.bid_on(bid.project, by=other, now=now)
            talk = open_bid_thread(bid=theirs, by=other, now=now)
            send_message(thread=talk, by=other, body="Hi", key=uuid4(), now=now)
        for path in paths:
            with CaptureQueriesContext(connection) as asked:
                api_of(clara).get(path)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]

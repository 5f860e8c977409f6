"""Two people, two tabs, at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from messaging.models import Message, Thread
from messaging.services import open_bid_thread, send_message
from tests.factories import projects as work

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def together(*calls):
    def run(call):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_both_open_the_same_thread(clara, farid, now):
    bid = work.bid_on(work.open_project(by=clara, now=now), by=farid, now=now)
    first, second = together(
        lambda: open_bid_thread(bid=bid, by=clara, now=now),
        lambda: open_bid_thread(bid=bid, by=farid, now=now),
    )
    assert (first, Thread.objects.count()) == (second, 1)


def test_a_double_click_is_one_message(clara, farid, now):
    bid = work.bid_on(work.open_project(by=clara, now=now), by=farid, now=now)
    thread = open_bid_thread(bid=bid, by=farid, now=now)
    key = uuid4()

    def send():
        return send_message(thread=thread, by=farid, body="Once", key=key, now=now)

    first, second = together(send, send)
    assert (first, Message.objects.count()) == (second, 1)

"""Two people, two tabs, at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from messaging.models import Message, Thread
from messaging.services import open_bid_thread, send_message
from tests.factories import projects as work

pytestmark = pytest.mark.django_db(transaction=True)


def together(*calls):
    def run(call):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.fixture
def bid(clara, farid, now):
    return work.bid_on(work.open_project(by=clara, now=now), by=farid, now=now)


def test_both_open_the_same_thread(bid, now):
    first, second = together(
        lambda: open_bid_thread(bid=bid, by=bid.project.client, now=now),
        lambda: open_bid_thread(bid=bid, by=bid.freelancer, now=now),
    )
    assert (first, Thread.objects.count()) == (second, 1)


def test_a_double_click_is_one_message(bid, now):
    farid = bid.freelancer
    thread = open_bid_thread(bid=bid, by=farid, now=now)
    key = uuid4()

    def send():
        return send_message(thread=thread, by=farid, body="Once", key=key, now=now)

    first, second = together(send, send)
    assert (first, Message.objects.count()) == (second, 1)

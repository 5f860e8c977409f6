"""Two people, two tabs, at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from core.errors import LimitReached
from messaging.models import Message, Thread
from messaging.services import MOST_IN_A_SPELL, open_bid_thread, send_message
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


def test_what_one_person_sends_in_many_threads_counts_together(bid, now):
    farid = bid.freelancer
    projects = [bid.project, work.open_project(by=bid.project.client, now=now)]
    bids = [bid, work.bid_on(projects[1], by=farid, now=now)]
    threads = [open_bid_thread(bid=one, by=farid, now=now) for one in bids]
    for _number in range(MOST_IN_A_SPELL - 1):
        send_message(thread=threads[0], by=farid, body="Hi", key=uuid4(), now=now)
    start = Barrier(len(threads))

    def send(thread):
        start.wait()
        try:
            return send_message(thread=thread, by=farid, body="Hi", key=uuid4(), now=now)
        except LimitReached:
            return None

    sent = together(*(partial(send, thread) for thread in threads))
    assert sum(one is not None for one in sent) == 1
    assert Message.objects.count() == MOST_IN_A_SPELL

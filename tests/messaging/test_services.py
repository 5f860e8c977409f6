"""Talking: who may, once, in one place, and without end."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from core.errors import InvalidInput, LimitReached, NotAllowed, WrongState
from messaging.models import Message, ReadMarker, Thread
from messaging.selectors import inbox_of, messages_of
from messaging.services import (
    MOST_BYTES_A_DAY,
    MOST_IN_A_SPELL,
    mark_read,
    open_bid_thread,
    open_contract_thread,
    send_message,
)
from projects.services import bids, contracts, offers, submissions
from tests.factories import projects as work

pytestmark = pytest.mark.django_db


@pytest.fixture
def bid(clara, farid, now):
    return work.bid_on(work.open_project(by=clara, now=now), by=farid, now=now)


@pytest.fixture
def thread(bid, farid, now):
    return open_bid_thread(bid=bid, by=farid, now=now)


def say(thread, by, now, body="Hello!", **more):
    return send_message(thread=thread, by=by, body=body, key=uuid4(), now=now, **more)


def test_a_bid_has_one_thread(bid, clara, farid, now):
    first = open_bid_thread(bid=bid, by=farid, now=now)
    second = open_bid_thread(bid=bid, by=clara, now=now)
    assert (first.pk, Thread.objects.count()) == (second.pk, 1)
    assert (first.client_id, first.freelancer_id, first.title) == (
        clara.pk,
        farid.pk,
        "Logo for a batik shop",
    )


def test_a_stranger_opens_none(bid, sena, maya, now):
    for person in (sena, maya):
        with pytest.raises(NotAllowed):
            open_bid_thread(bid=bid, by=person, now=now)
    assert Thread.objects.count() == 0


def test_the_conversation_goes_on_under_the_contract(thread, bid, clara, farid, now):
    say(thread, farid, now, "Before")
    offers.offer_contract(bid=bid, terms_version=1, by=clara, now=now)
    contract = offers.accept_offer(bid=bid, terms_version=1, by=farid, now=now)
    thread.refresh_from_db()
    assert (thread.bid, thread.contract) == (None, contract)
    under_contract = open_contract_thread(contract=contract, by=clara, now=now)
    say(under_contract, clara, now, "After")
    assert [m.body for m in messages_of(open_bid_thread(bid=bid, by=farid, now=now))] == [
        "Before",
        "After",
    ]
    assert Thread.objects.count() == 1


def test_a_contract_without_earlier_talk_gets_its_thread(clara, farid, now):
    contract = work.signed_contract(client=clara, freelancer=farid, now=now)
    assert Thread.objects.count() == 0
    thread = open_contract_thread(contract=contract, by=farid, now=now)
    assert (thread.bid, thread.contract) == (None, contract)


def test_a_second_contract_on_the_bid_takes_the_conversation(clara, farid, now):
    contract = work.signed_contract(client=clara, freelancer=farid, now=now)
    thread = open_contract_thread(contract=contract, by=farid, now=now)
    contracts.end_contract(contract=contract, by=clara, reason="Not now", now=now)
    bid = submissions.submit_bid(
        project=contract.project,
        by=farid,
        proposal=work.a_proposal(),
        cover_note="Once more",
        answers={},
        now=now,
    )
    version = bid.terms.version
    offers.offer_contract(bid=bid, terms_version=version, by=clara, now=now)
    again = offers.accept_offer(bid=bid, terms_version=version, by=farid, now=now)
    thread.refresh_from_db()
    assert (thread.contract, Thread.objects.count()) == (again, 1)


def test_a_message_is_sent_once_per_key(thread, farid, now):
    key = uuid4()
    first = send_message(thread=thread, by=farid, body="Hello!", key=key, now=now)
    again = send_message(thread=thread, by=farid, body="Hello!", key=key, now=now)
    assert (first, Message.objects.count()) == (again, 1)
    thread.refresh_from_db()
    assert thread.last_message_at == now


def test_only_the_two_write(thread, sena, maya, now):
    for person in (sena, maya):
        with pytest.raises(NotAllowed):
            say(thread, person, now)
    assert Message.objects.count() == 0


@pytest.mark.parametrize("body", ["", "   \r\n ", "a" * 5001, "nul\x00nul"])
def test_words_are_needed_and_not_too_many(thread, farid, now, body):
    with pytest.raises(InvalidInput):
        say(thread, farid, now, body)
    assert Message.objects.count() == 0


def test_the_longest_message_fits(thread, farid, now):
    assert len(say(thread, farid, now, "a" * 5000).body) == 5000


def test_a_file_alone_is_a_message(thread, farid, now):
    upload = SimpleUploadedFile("sketch.txt", b"two colours")
    message = say(thread, farid, now, "", uploads=[upload])
    kept = message.files.get()
    assert (kept.name, kept.size, kept.content_type) == ("sketch.txt", 11, "text/plain")


def test_a_file_of_a_strange_kind_leaves_nothing(thread, farid, now):
    with pytest.raises(InvalidInput):
        say(thread, farid, now, uploads=[SimpleUploadedFile("virus.exe", b"MZ")])
    assert Message.objects.count() == 0


def test_a_dead_bid_ends_its_conversation(thread, bid, clara, farid, now):
    bids.reject_bid(bid=bid, by=clara, now=now)
    with pytest.raises(WrongState):
        say(thread, farid, now)
    assert Message.objects.count() == 0


def test_nobody_floods(thread, farid, clara, now):
    for _number in range(MOST_IN_A_SPELL):
        say(thread, farid, now)
    with pytest.raises(LimitReached):
        say(thread, farid, now)
    say(thread, clara, now)
    say(thread, farid, now + timedelta(minutes=11))
    assert Message.objects.count() == MOST_IN_A_SPELL + 2


def a_file():
    return SimpleUploadedFile("a.txt", b"four")


def test_nobody_fills_the_disks(thread, farid, clara, now):
    first = say(thread, farid, now, uploads=[a_file()])
    first.files.update(size=MOST_BYTES_A_DAY - 4)
    say(thread, farid, now, uploads=[a_file()])  # the last four bytes of the day
    with pytest.raises(LimitReached, match="500 MB of files"):
        say(thread, farid, now, uploads=[a_file()])
    say(thread, farid, now)
    say(thread, clara, now, uploads=[a_file()])
    say(thread, farid, now + timedelta(days=1), uploads=[a_file()])
    assert Message.objects.count() == 5


def test_a_message_never_changes(thread, farid, now):
    message = say(thread, farid, now)
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.update(body="Something else")
    with pytest.raises(DatabaseError), transaction.atomic():
        message.delete()


def test_reading_counts_down_and_never_back(thread, clara, farid, now):
    first, second = say(thread, farid, now), say(thread, farid, now)
    say(thread, clara, now)
    assert inbox_of(clara).get().unread == 2
    assert inbox_of(farid).get().unread == 1
    mark_read(thread=thread, by=clara, upto=second, now=now)
    mark_read(thread=thread, by=clara, upto=first, now=now)
    assert inbox_of(clara).get().unread == 0
    assert ReadMarker.objects.get().last_message == second


def test_a_visitor_leaves_no_mark(thread, farid, maya, now):
    mark_read(thread=thread, by=maya, upto=say(thread, farid, now), now=now)
    assert ReadMarker.objects.count() == 0

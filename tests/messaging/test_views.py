"""The pages of conversations: for the two, in both languages, with a fixed number of queries."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from messaging.models import Message, Thread
from messaging.services import open_bid_thread, send_message
from projects.services import milestones
from tests.factories import accounts as people
from tests.factories import projects as work

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(clara, now):
    return work.open_project(by=clara, now=now)


@pytest.fixture
def thread(project, farid, now):
    bid = work.bid_on(project, by=farid, now=now)
    return open_bid_thread(bid=bid, by=farid, now=now)


def say(thread, by, now, body="Hello!"):
    return send_message(thread=thread, by=by, body=body, key=uuid4(), now=now)


def page_of(thread):
    return reverse("messaging:thread", args=[thread.pk])


def test_somebody_writes_without_javascript(browser_of, thread, farid, clara):
    browser = browser_of(farid)
    page = browser.get(page_of(thread))
    key = page.context["form"]["key"].value()
    answer = browser.post(page_of(thread), {"body": "Hello Clara", "key": key})
    assert (answer.status_code, answer["Location"]) == (302, f"{page_of(thread)}#write")
    browser.post(page_of(thread), {"body": "Hello Clara", "key": key})
    assert [m.body for m in Message.objects.all()] == ["Hello Clara"]
    assert "Hello Clara" in browser_of(clara).get(page_of(thread)).content.decode()


def test_words_are_shown_and_never_run(browser_of, thread, farid, clara, now):
    say(thread, farid, now, "<script>alert(1)</script>")
    text = browser_of(clara).get(page_of(thread)).content.decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


@pytest.mark.parametrize("body", ["", "a" * 5001])
def test_a_message_that_cannot_be_sent_says_why(browser_of, thread, farid, body):
    answer = browser_of(farid).post(page_of(thread), {"body": body, "key": str(uuid4())})
    assert (answer.status_code, Message.objects.count()) == (200, 0)
    assert answer.context["form"].errors


def test_a_broken_key_is_no_trouble(browser_of, thread, farid):
    answer = browser_of(farid).post(page_of(thread), {"body": "Hi", "key": "nonsense"})
    assert (answer.status_code, Message.objects.count()) == (200, 0)
    answer = browser_of(farid).post(page_of(thread), {"body": "Hi"})
    assert (answer.status_code, Message.objects.count()) == (200, 0)


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_page_speaks_the_readers_language(browser_of, thread, farid, language):
    farid.language = language
    farid.save()
    answer = browser_of(farid).get(page_of(thread))
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.content.decode()


def test_a_stranger_and_a_moderator_see_nothing(browser_of, thread, sena, maya, farid, now):
    say(thread, farid, now)
    for person in (sena, maya):
        browser = browser_of(person)
        assert browser.get(page_of(thread)).status_code == 404
        assert browser.post(page_of(thread), {"body": "x", "key": uuid4()}).status_code == 404
        assert browser.get(reverse("messaging:news", args=[thread.pk])).status_code == 404
        for name, pk in (("bid-thread", thread.bid_id), ("contract-thread", 1)):
            assert browser.get(reverse(f"messaging:{name}", args=[pk])).status_code == 404
        assert "Logo for" not in browser.get(reverse("messaging:inbox")).content.decode()
    assert Message.objects.count() == 1


def test_visitors_are_asked_to_sign_in(thread):
    for address in (page_of(thread), reverse("messaging:inbox")):
        assert Client().get(address).status_code == 302


def test_a_moderator_reads_while_there_is_a_dispute(browser_of, clara, farid, maya, sena, now):
    milestone = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    address = reverse("messaging:contract-thread", args=[milestone.contract_id])
    thread_address = browser_of(farid).get(address)["Location"]
    assert browser_of(maya).get(thread_address).status_code == 404
    milestones.dispute_milestone(milestone=milestone, by=clara, reason="Not mine", now=now)
    page = browser_of(maya).get(thread_address)
    assert (page.status_code, page.context["writes"]) == (200, False)
    browser_of(maya).post(thread_address, {"body": "x", "key": uuid4()})
    assert Message.objects.count() == 0
    assert browser_of(sena).get(thread_address).status_code == 404


def test_from_bid_and_contract_to_the_conversation(browser_of, clara, farid, now):
    contract = work.signed_contract(client=clara, freelancer=farid, now=now)
    by_bid = browser_of(clara).get(reverse("messaging:bid-thread", args=[contract.bid_id]))
    by_contract = browser_of(farid).get(reverse("messaging:contract-thread", args=[contract.pk]))
    assert by_bid["Location"] == by_contract["Location"] == page_of(Thread.objects.get())


def test_reading_the_page_counts_as_read(browser_of, thread, farid, clara, now):
    say(thread, farid, now)
    browser = browser_of(clara)
    assert "1 new" in browser.get(reverse("messaging:inbox")).content.decode()
    browser.get(page_of(thread))
    assert "1 new" not in browser.get(reverse("messaging:inbox")).content.decode()


def test_news_come_once(browser_of, thread, farid, clara, now):
    first = say(thread, farid, now, "One")
    second = say(thread, farid, now, "Two")
    address = reverse("messaging:news", args=[thread.pk])
    news = browser_of(clara).get(address, {"after": first.pk})
    text = news.content.decode()
    assert "Two" in text
    assert "One" not in text
    assert f"after={second.pk}" in text
    assert browser_of(clara).get(address, {"after": second.pk}).status_code == 204
    assert browser_of(clara).get(address, {"after": "²"}).status_code == 200
    assert browser_of(clara).get(address, {"after": "9" * 30}).status_code == 200


def test_older_messages_are_a_page_away(browser_of, thread, farid, now):
    Message.objects.bulk_create(
        Message(thread=thread, author=farid, body=f"Line {n}.", key=uuid4(), sent_at=now)
        for n in range(60)
    )
    page = browser_of(farid).get(page_of(thread))
    assert len(page.context["written"]) == 50
    older = browser_of(farid).get(page_of(thread), {"before": page.context["written"][0].pk})
    assert [m.body for m in older.context["written"]] == [f"Line {n}." for n in range(10)]


def test_files_are_saved_and_never_shown(browser_of, thread, farid, clara, sena, now):
    upload = SimpleUploadedFile("brief.txt", b"<script>1</script>")
    browser_of(farid).post(page_of(thread), {"key": str(uuid4()), "files": [upload]})
    file = Message.objects.get().files.get()
    answer = browser_of(clara).get(file.get_absolute_url())
    assert b"".join(answer.streaming_content) == b"<script>1</script>"
    assert answer["Content-Disposition"] == 'attachment; filename="brief.txt"'
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert browser_of(sena).get(file.get_absolute_url()).status_code == 404


def test_contact_details_get_a_friendly_warning(browser_of, thread, farid):
    written = {"body": "WA 0812-3456-7890", "key": str(uuid4())}
    page = browser_of(farid).post(page_of(thread), written).content.decode()
    assert "this seems to lead outside Karya" in page
    assert ">WA 0812-3456-7890</textarea>" in page.replace("\n", "")
    assert "have to be chosen again" not in page
    upload = SimpleUploadedFile("brief.txt", b"a brief")
    page = browser_of(farid).post(page_of(thread), written | {"files": [upload]}).content.decode()
    assert "have to be chosen again" in page
    assert not Message.objects.exists()
    browser_of(farid).post(page_of(thread), written | {"send_anyway": "yes"})
    assert Message.objects.get().body == "WA 0812-3456-7890"


def test_the_reader_is_warned_and_the_writer_is_not_again(browser_of, thread, farid, clara, now):
    send_message(thread=thread, by=farid, body="WA 0812-3456-7890", key=uuid4(), now=now)
    hint = "Escrow protects only what is agreed and paid here."
    assert hint in browser_of(clara).get(page_of(thread)).content.decode()
    assert hint not in browser_of(farid).get(page_of(thread)).content.decode()


def test_the_inbox_asks_as_much_for_three_as_for_one(
    browser_of, project, thread, clara, farid, now, django_assert_num_queries
):
    browser = browser_of(clara)
    say(thread, farid, now)
    many = _queries(browser, reverse("messaging:inbox"))
    for name in ("Putri Ayu", "Budi Santoso"):
        other = people.make_freelancer(name)
        bid = work.bid_on(project, by=other, now=now)
        say(open_bid_thread(bid=bid, by=other, now=now), other, now)
    with django_assert_num_queries(many):
        assert len(browser.get(reverse("messaging:inbox")).context["page"].object_list) == 3
    assert many < 12


def test_a_thread_asks_as_much_for_three_as_for_one(
    browser_of, thread, farid, clara, now, django_assert_num_queries
):
    browser = browser_of(clara)
    say(thread, farid, now)
    browser.get(page_of(thread))
    many = _queries(browser, page_of(thread))
    for _number in range(2):
        send_message(
            thread=thread,
            by=farid,
            body="More",
            uploads=[SimpleUploadedFile("a.txt", b"a")],
            key=uuid4(),
            now=now,
        )
    browser.get(page_of(thread))
    with django_assert_num_queries(many):
        browser.get(page_of(thread))
    assert many < 15


def _queries(browser, address):
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    return len(asked)

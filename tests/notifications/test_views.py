"""The pages of the news: everybody their own, in both languages."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notifications.models import EmailChoice, Notification
from notifications.selectors import email_choices_of
from notifications.services.news import tell

pytestmark = pytest.mark.django_db

LIST = "/notifications/"


@pytest.fixture
def news(farid, now):
    def write(many=1, person=farid):
        for n in range(many):
            tell(
                recipients=[person.pk],
                kind="bid_rejected",
                about=f"bid:{n}",
                page_arg=7,
                args={"client": "Clara <i>", "project": f"Logo {n}"},
                now=now,
            )
        return Notification.objects.order_by("-pk")[0]

    return write


def test_the_list_shows_what_is_unread_and_all(browser_of, news, farid):
    news(2)
    browser = browser_of(farid)
    text = browser.get(LIST).content.decode()
    assert "Your bid was not chosen" in text
    assert "Clara &lt;i&gt;" in text
    browser.post(reverse("notifications:read", args=[Notification.objects.first().pk]))
    assert len(browser.get(LIST).context["page"].object_list) == 1
    browser.post(reverse("notifications:read-all"))
    assert "You have seen everything" in browser.get(LIST).content.decode()
    assert len(browser.get(LIST, {"show": "all"}).context["page"].object_list) == 2


def test_opening_reads_and_leads_to_the_page(browser_of, news, farid):
    notification = news()
    answer = browser_of(farid).get(notification.get_absolute_url())
    assert answer["Location"] == reverse("projects:show-bid", args=[7])
    notification.refresh_from_db()
    assert notification.is_read


def test_nobody_opens_or_reads_the_news_of_others(browser_of, news, clara, maya):
    notification = news()
    for person in (clara, maya):
        browser = browser_of(person)
        assert browser.get(notification.get_absolute_url()).status_code == 404
        read = reverse("notifications:read", args=[notification.pk])
        assert browser.post(read).status_code == 404
        browser.post(reverse("notifications:read-all"))
        assert "Your bid was not chosen" not in browser.get(LIST).content.decode()
    notification.refresh_from_db()
    assert not notification.is_read


@pytest.mark.parametrize("name", ["list", "preferences"])
def test_visitors_are_asked_to_sign_in(name):
    assert Client().get(reverse(f"notifications:{name}")).status_code == 302


def test_reading_needs_a_post(browser_of, news, farid):
    notification = news()
    for name, args in (("read", [notification.pk]), ("read-all", [])):
        assert browser_of(farid).get(reverse(f"notifications:{name}", args=args)).status_code == 405


def test_the_bell_shows_the_number(browser_of, news, farid, clara):
    news(3)
    assert "data-bell-count>3<" in browser_of(farid).get(LIST).content.decode()
    assert "data-bell-count hidden>0<" in browser_of(clara).get(LIST).content.decode()


def test_choosing_letters(browser_of, farid, maya):
    address = reverse("notifications:preferences")
    browser = browser_of(farid)
    assert "moderation" not in browser.get(address).content.decode()
    browser.post(address, {"wanted": ["bids", "messages"]})
    assert {g.value for g, wanted in email_choices_of(farid).items() if wanted} == {
        "bids",
        "messages",
    }
    browser.post(address, {"x": ""})
    assert not any(email_choices_of(farid).values())
    assert browser.post(address, {"wanted": ["nonsense"]}).status_code == 200
    assert "moderation" in browser_of(maya).get(address).content.decode()
    assert EmailChoice.objects.filter(user=maya).count() == 0


@pytest.mark.parametrize("language", ["en", "id"])
def test_pages_speak_the_readers_language(browser_of, news, farid, language):
    news()
    farid.language = language
    farid.save()
    for address in (LIST, reverse("notifications:preferences")):
        answer = browser_of(farid).get(address)
        assert f'<html lang="{language}">' in answer.content.decode()


def test_kinds_that_are_gone_are_left_out(browser_of, news, farid):
    news()
    Notification.objects.update(kind="of_the_past")
    assert browser_of(farid).get(LIST, {"show": "all"}).status_code == 200


def test_as_many_queries_for_three_as_for_one(browser_of, news, farid, django_assert_num_queries):
    browser = browser_of(farid)
    news()
    browser.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        browser.get(LIST)
    news(3)
    with django_assert_num_queries(len(asked)):
        browser.get(LIST)
    assert len(asked) < 12

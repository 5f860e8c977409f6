"""Letters: in the reader's language, once, again after a failure, never against their wish."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from notifications.models import EmailChoice, Notification
from notifications.services.letters import LEASE, MOST_TRIES, letter_of, send_due
from notifications.services.news import choose_emails, forget_letters, mark_all_read, tell
from notifications.tasks import carry_news, send_letters

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(now):
    def write(*people, kind="bid_rejected", **more):
        tell(
            recipients=[p.pk for p in people],
            kind=kind,
            about="bid:1",
            page_arg=1,
            args={"client": "Clara", "project": "Logo <b>"} | more,
            now=now,
        )
        return Notification.objects.order_by("-pk")[: len(people)]

    return write


def states():
    return list(Notification.objects.order_by("pk").values_list("email_state", flat=True))


def test_a_letter_is_sent_once(write, farid, now):
    write(farid)
    assert [send_due(now=now), send_due(now=now + timedelta(days=1))] == [1, 0]
    assert ([m.to for m in mail.outbox], states()) == ([["farid@example.com"]], ["sent"])
    assert Notification.objects.get().email_sent_at == now


@pytest.mark.parametrize(("language", "hello"), [("en", "Hello Farid,"), ("id", "Farid")])
def test_a_letter_speaks_the_readers_language(write, farid, now, language, hello):
    farid.language = language
    farid.save()
    letter = letter_of(write(farid)[0])
    html = letter.alternatives[0].content
    assert hello in letter.body
    assert f'<html lang="{language}">' in html
    assert "Logo <b>" in letter.body
    assert "Logo &lt;b&gt;" in html
    assert f"/notifications/{Notification.objects.get().pk}/" in letter.body


def test_a_title_with_a_line_break_makes_one_subject(write, farid, now):
    evil = "Logo\nBcc: all@example.com"
    write(farid, kind="bid_submitted", project=evil, freelancer="X", amount=1)
    send_due(now=now)
    assert mail.outbox[0].subject == "New bid for “Logo Bcc: all@example.com”"


def test_headers_let_a_mail_program_unsubscribe(write, farid, now):
    notification = write(farid)[0]
    headers = letter_of(notification).extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>").split("localhost", 1)[1].split("/", 1)[1]
    browser = Client(enforce_csrf_checks=True)
    assert b"Bids and offers" in browser.get(f"/{address}").content
    assert EmailChoice.objects.count() == 0
    answer = browser.post(f"/{address}", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert EmailChoice.objects.get().is_wanted is False
    assert states() == ["skipped"]
    write(farid)
    assert (send_due(now=now), mail.outbox) == (0, [])


def test_a_forged_link_is_none(client):
    assert client.get("/unsubscribe/nonsense/").status_code == 404
    assert client.post("/unsubscribe/nonsense/").status_code == 404


def test_what_must_not_be_missed_comes_anyway(write, farid, now):
    choose_emails(wanted=[], by=farid)
    write(farid)
    write(farid, kind="payout_failed", amount="Rp1", where="BCA")
    assert states() == ["skipped", "pending"]
    send_due(now=now)
    assert [m.subject for m in mail.outbox] == ["Your payout did not go through"]
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_many_letters_in_one_go(write, clara, farid, sena, now, django_assert_max_num_queries):
    write(clara, farid, sena)
    carry_news.delay([clara.pk, farid.pk, sena.pk])
    assert len(mail.outbox) == 3
    assert send_letters() == 0


def test_a_message_waits_and_is_not_mailed_once_it_was_read(write, farid, now):
    write(farid, kind="message", person="Clara", work="Logo", words="Hi")
    assert send_due(now=now) == 0
    mark_all_read(by=farid, now=now)
    send_due(now=now + timedelta(minutes=5))
    assert (states(), mail.outbox) == (["skipped"], [])


def test_who_has_left_gets_no_letter(write, farid, sena, now):
    write(farid, sena)
    forget_letters(user_id=farid.pk)
    sena.is_active = False
    sena.save()
    send_due(now=now)
    assert (states(), mail.outbox) == (["skipped", "skipped"], [])


class Failing(EmailBackend):
    error: Exception

    def send_messages(self, messages):
        raise self.error


@pytest.fixture
def failing(settings):
    def fail(error):
        Failing.error = error
        settings.EMAIL_BACKEND = f"{__name__}.Failing"

    return fail


def test_a_refused_address_bounces(write, farid, now, failing):
    failing(SMTPRecipientsRefused({"farid@example.com": (550, b"no such user")}))
    write(farid)
    assert [send_due(now=now), send_due(now=now + timedelta(days=1))] == [1, 0]
    assert states() == ["bounced"]


@pytest.mark.parametrize(
    "error",
    [
        SMTPServerDisconnected("gone"),
        ConnectionRefusedError("down"),
        SMTPRecipientsRefused({"farid@example.com": (451, b"later")}),
    ],
)
def test_a_failure_is_tried_again_ever_later(write, farid, now, failing, error, settings):
    failing(error)
    write(farid)
    send_due(now=now)
    notification = Notification.objects.get()
    assert (notification.email_state, notification.email_tries) == ("pending", 1)
    assert notification.email_due_at == now + timedelta(minutes=2)
    assert send_due(now=now + timedelta(minutes=1)) == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due(now=now + timedelta(minutes=2)) == 1
    assert (states(), len(mail.outbox)) == (["sent"], 1)


def test_a_broken_letter_is_given_up_and_keeps_no_other_from_its_turn(write, farid, sena, now):
    broken = write(farid)[0]
    Notification.objects.filter(pk=broken.pk).update(args=[])  # no sentence can be made of it
    write(sena)
    for day in range(MOST_TRIES):
        send_due(now=now + timedelta(days=day))
    assert ([m.to for m in mail.outbox], states()) == ([["sena@example.com"]], ["bounced", "sent"])
    broken.refresh_from_db()
    assert (broken.email_tries, "Error" in broken.email_failure) == (MOST_TRIES, True)


@pytest.mark.parametrize("zone", ["Mars/Base", "Asia", ""])
def test_a_letter_is_written_for_whoever_has_no_zone_of_this_world(write, farid, now, zone):
    type(farid).objects.filter(pk=farid.pk).update(timezone=zone)
    write(farid)
    send_due(now=now)
    assert states() == ["sent"]


def test_it_is_given_up_in_the_end(write, farid, now, failing):
    failing(ConnectionRefusedError("down"))
    write(farid)
    for day in range(MOST_TRIES):
        assert send_due(now=now + timedelta(days=day)) == 1
    assert states() == ["bounced"]
    assert "down" in Notification.objects.get().email_failure


def test_a_worker_that_died_is_followed_by_another(write, farid, now):
    write(farid)
    Notification.objects.update(email_leased_until=now + LEASE, email_tries=1)
    assert send_due(now=now + LEASE - timedelta(seconds=1)) == 0
    assert send_due(now=now + LEASE) == 1
    first, again = letter_of(Notification.objects.get()), mail.outbox[0]
    assert first.extra_headers["Message-ID"] == again.extra_headers["Message-ID"]

"""Mail that is kept instead of sent."""

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client
from django.urls import reverse

from marketplace import mail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("debug")]


@pytest.fixture
def debug(settings):
    settings.DEBUG = True


def keep(subject: str = "Halo", html: str = "<b>Halo</b>") -> str:
    connection = get_connection("marketplace.mail.KeptMail")
    message = EmailMultiAlternatives(
        subject, "Open http://testserver/x now", "a@x.test", ["b@x.test"], connection=connection
    )
    if html:
        message.attach_alternative(html, "text/html")
    assert message.send() == 1
    return mail.kept_mail()[0][0]


def test_an_empty_mailbox_says_so():
    assert "No mail yet" in Client().get(reverse("dev-mail")).content.decode()


def test_the_newest_message_comes_first():
    keep("First")
    keep("Second")
    page = Client().get(reverse("dev-mail")).content.decode()
    assert page.index("Second") < page.index("First")


def test_a_link_in_the_text_can_be_followed():
    page = Client().get(reverse("dev-mail-message", args=[keep()])).content.decode()
    assert '<a href="http://testserver/x">http://testserver/x</a>' in page


def test_the_html_runs_nothing_and_is_framed_by_us_only():
    answer = Client().get(reverse("dev-mail-html", args=[keep()]))
    policy = answer["Content-Security-Policy"]
    assert answer.content.strip() == b"<b>Halo</b>"
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_a_message_without_html_has_no_html_page():
    assert Client().get(reverse("dev-mail-html", args=[keep(html="")])).status_code == 404


@pytest.mark.parametrize("name", ["nothing", "..", "..%2F..%2Fetc%2Fpasswd", "a.eml"])
def test_names_that_are_no_message_are_not_found(name):
    assert Client().get(f"/dev/mail/{name}/").status_code == 404


def test_only_the_newest_are_kept(monkeypatch):
    monkeypatch.setattr(mail, "KEPT", 2)
    for subject in ("One", "Two", "Three"):
        keep(subject)
    assert [message["Subject"] for _name, message in mail.kept_mail()] == ["Three", "Two"]


def test_outside_debug_there_is_no_such_page(settings):
    name = keep()
    settings.DEBUG = False
    addresses = [
        reverse("dev-mail"),
        reverse("dev-mail-message", args=[name]),
        reverse("dev-mail-html", args=[name]),
    ]
    assert [Client().get(address).status_code for address in addresses] == [404, 404, 404]

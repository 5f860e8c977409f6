"""A session: another key at each step up, none after the password changed or the account ended."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.conf import settings as ours
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.adapters import SEAL
from accounts.services import security
from accounts.services.closing import close_account
from accounts.services.tokens import create_token, use_token
from accounts.tasks import clear_sessions
from marketplace.beat import SCHEDULE
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db
COOKIE = ours.SESSION_COOKIE_NAME
MONTH = 30 * 24 * 3600
NEW = {"password1": "new-word-77-x", "password2": "new-word-77-x"}


@pytest.fixture
def handed():
    """A browser whose session somebody else knows: they have put it there."""
    browser = Client()
    session = browser.session
    session["planted"] = "yes"
    session.save()
    browser.cookies[COOKIE] = session.session_key
    return browser


def sign_in(browser, person):
    return browser.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})


def key_of(browser):
    return browser.cookies[COOKIE].value


def with_key(key):
    browser = Client()
    browser.cookies[COOKIE] = key
    return browser


def is_in(browser):
    return browser.get("/settings/").status_code == 200


def test_signing_in_leaves_the_old_key_to_nobody(handed, farid):
    before = key_of(handed)
    sign_in(handed, farid)
    assert is_in(handed)
    assert key_of(handed) != before
    assert not is_in(with_key(before))


def test_so_does_the_second_step(handed, farid):
    TOTP.activate(farid, "JBSWY3DPEHPK3PXP")
    codes = RecoveryCodes.activate(farid).get_unused_codes()
    before = key_of(handed)
    sign_in(handed, farid)
    between = key_of(handed)
    assert not is_in(handed)
    handed.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert is_in(handed)
    assert key_of(handed) not in {before, between}
    assert not is_in(with_key(before))
    assert not is_in(with_key(between))


@pytest.fixture
def waiting(farid):
    """A browser that has given the password, and not yet the code."""
    TOTP.activate(farid, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(farid)
    browser = Client()
    sign_in(browser, farid)
    assert browser.get(reverse("mfa_authenticate")).status_code == 200
    return browser


def give_the_code(browser, person):
    code = RecoveryCodes(Authenticator.objects.get(user=person, type="recovery_codes"))
    return browser.post(
        reverse("mfa_authenticate"), {"code": code.get_unused_codes()[0]}, follow=True
    )


def test_a_sign_in_that_waits_goes_on_while_nothing_has_changed(waiting, farid):
    give_the_code(waiting, farid)
    assert is_in(waiting)


def change_password(browser, person):
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    browser.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **NEW})


def forget_password(browser, person):
    Client().post(reverse("account_reset_password"), {"email": person.email})
    address = re.findall(r"https?://[^/\s]+(/\S*reset/key\S*)", mail.outbox[-1].body)[0]
    other = Client()
    page = other.get(address, follow=True)
    other.post(page.redirect_chain[-1][0], NEW)


def sign_out_everywhere(browser, person):
    browser.post(reverse("usersessions_list"))


def be_given_another(browser, person):
    """As an administrator does, or a command: no signal of allauth tells of it."""
    person.refresh_from_db()
    person.set_password(NEW["password1"])
    person.save()


@pytest.mark.parametrize(
    "how", [change_password, forget_password, sign_out_everywhere, be_given_another]
)
def test_a_sign_in_that_waits_for_its_code_ends(settings, waiting, browser_of, farid, how):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    seen, unseen = waiting, with_key(key_of(waiting))
    how(browser_of(farid), farid)
    page = seen.get(reverse("mfa_authenticate"), follow=True)
    assert page.redirect_chain[-1][0] == reverse("account_login")
    assert "This sign-in has ended meanwhile." in page.text
    for browser in (seen, unseen):
        give_the_code(browser, farid)
        assert not is_in(browser)


def set_password(browser, person):
    """Somebody who came with a Google account chooses a first password."""
    type(person).objects.filter(pk=person.pk).update(password=make_password(None))
    session = browser.session
    person.refresh_from_db()
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    browser.post(reverse("account_set_password"), NEW)


@pytest.mark.parametrize(
    "how", [change_password, forget_password, set_password, sign_out_everywhere]
)
def test_tokens_end_with_the_old_password_and_with_all_sessions(
    settings, browser_of, farid, sena, how
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mine, hers = (
        create_token(
            user=person,
            name="script",
            scopes=["money:write"],
            lifetime=timedelta(days=365),
            by=person,
            now=timezone.now(),
        )
        for person in (farid, sena)
    )
    how(browser_of(farid), farid)
    assert use_token(secret=mine.secret, now=timezone.now()) is None
    assert use_token(secret=hers.secret, now=timezone.now()) == hers.token


def test_a_sign_in_begun_before_it_was_sealed_ends_in_peace(waiting, farid):
    session = waiting.session
    del session[SEAL]
    session.save()
    assert "This sign-in has ended meanwhile." in give_the_code(waiting, farid).content.decode()
    assert not is_in(waiting)


def test_after_the_change_one_signs_in_as_ever(waiting, browser_of, farid):
    sign_out_everywhere(browser_of(farid), farid)
    sign_in(waiting, farid)
    give_the_code(waiting, farid)
    assert is_in(waiting)


def test_signing_out_everywhere_else_leaves_this_one_under_a_new_key(browser_of, farid):
    here, elsewhere = browser_of(farid), browser_of(farid)
    before = key_of(here)
    sign_out_everywhere(here, farid)
    assert is_in(here)
    assert key_of(here) != before
    for browser in (elsewhere, with_key(before)):
        assert not is_in(browser)
    assert here.get(reverse("usersessions_list")).context["session_count"] == 1


def test_a_changed_password_ends_all_sessions_but_this_one(browser_of, farid):
    here, elsewhere = browser_of(farid), browser_of(farid)
    assert is_in(elsewhere)
    here.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    before = key_of(here)
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, **NEW})
    assert is_in(here)
    assert key_of(here) != before
    assert not is_in(elsewhere)
    assert not is_in(with_key(before))


def test_a_forgotten_password_ends_all(settings, client, browser_of, farid):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    elsewhere = browser_of(farid)
    assert is_in(elsewhere)
    client.post(reverse("account_reset_password"), {"email": farid.email})
    address = re.findall(r"https?://[^/\s]+(/\S*reset/key\S*)", mail.outbox[0].body)[0]
    page = client.get(address, follow=True)
    client.post(page.redirect_chain[-1][0], NEW)
    farid.refresh_from_db()
    assert farid.check_password(NEW["password1"])
    assert not is_in(elsewhere)


@pytest.mark.parametrize("how", ["closed", "switched off"])
def test_an_ended_account_is_out_at_once(browser_of, farid, how):
    browser = browser_of(farid)
    assert is_in(browser)
    if how == "closed":
        close_account(user=farid, by=farid, now=timezone.now())
    else:
        type(farid).objects.filter(pk=farid.pk).update(is_active=False)
    assert not is_in(browser)
    assert browser.get("/api/v1/me").status_code in {401, 403}
    assert not is_in(browser)


def test_a_session_lasts_a_month_and_no_script_reads_its_cookie(client, farid):
    cookie = sign_in(client, farid).cookies[COOKIE]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (MONTH, True, "Lax")
    assert client.session.get_expiry_age() == MONTH


def test_signing_out_ends_the_session_itself(browser_of, farid):
    browser = browser_of(farid)
    key = key_of(browser)
    browser.post(reverse("account_logout"))
    assert not is_in(with_key(key))


def test_ended_sessions_are_cleared_nightly(farid, sena):
    ended, runs, left = Client(), Client(), Client()
    for browser, person in ((ended, farid), (runs, sena), (left, sena)):
        sign_in(browser, person)
    later = timezone.now() + timedelta(days=2)
    Session.objects.filter(pk=key_of(ended)).update(expire_date=later - timedelta(seconds=1))
    Session.objects.filter(pk=key_of(left)).delete()
    assert security.clear_sessions(now=timezone.now()) == 0
    assert (Session.objects.count(), UserSession.objects.count()) == (2, 3)
    assert security.clear_sessions(now=later) == 1
    assert [session.pk for session in Session.objects.all()] == [key_of(runs)]
    assert [one.session_key for one in UserSession.objects.all()] == [key_of(runs)]
    assert is_in(runs)


def test_the_clock_clears_them():
    assert clear_sessions.name in SCHEDULE
    assert clear_sessions() == 0

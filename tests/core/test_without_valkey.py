"""What goes on while Valkey is down: the limits let everybody through, and say so."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from redis.exceptions import RedisError
from rest_framework.test import APIClient

from accounts.search.suggested import suggest
from projects.models import KnownWord
from tests.accounts.test_tokens import token_for
from tests.factories.accounts import PASSWORD, make_category

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def valkey_is_down(settings):
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:9/0"}
    }


def sign_in(person):
    browser = Client()
    browser.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    return browser


def is_in(browser):
    return browser.get(reverse("accounts:settings")).status_code == 200


def test_the_api_answers(farid):
    made = token_for(farid)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {made.secret}")
    assert client.get(reverse("api:me")).status_code == 200
    assert client.patch(reverse("api:me"), {"name": "Farid H"}).status_code == 200


def test_people_sign_in_and_wrong_passwords_do_not(farid, caplog):
    assert is_in(sign_in(farid))
    wrong = Client().post(reverse("account_login"), {"login": farid.email, "password": "wrong"})
    assert wrong.status_code == 200
    assert "the limits are off" in caplog.text


def test_so_do_those_with_two_steps(farid):
    TOTP.activate(farid, SECRET)
    browser = sign_in(farid)
    assert not is_in(browser)
    code = format_hotp_value(hotp_value(SECRET, int(timezone.now().timestamp()) // 30))
    browser.post(reverse("mfa_authenticate"), {"code": code})
    assert is_in(browser)


def test_people_sign_up_and_forget_passwords(farid, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    wish = {"name": "Budi", "mode": "client", "email": "b@example.com", "password1": "kopi-su-9000"}
    assert Client().post(reverse("account_signup"), wish).status_code == 302
    forgot = Client().post(reverse("account_reset_password"), {"email": farid.email})
    assert forgot.status_code == 302


def test_searches_suggest(db):
    make_category("design", name_en="Design", name_id="Desain")
    assert suggest("des", KnownWord) == ["design"]


@pytest.mark.parametrize("key", ["piece:1", "suggest:x", "other"])
def test_everything_else_is_told_that_there_is_no_cache(key):
    for ask in (cache.get, cache.delete, lambda key: cache.set(key, 1)):
        with pytest.raises(RedisError):
            ask(key)

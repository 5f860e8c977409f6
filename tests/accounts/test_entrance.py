"""Signing up, in and out: the whole way through allauth's pages in our design."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.urls import reverse

from accounts.adapters import AccountAdapter, SocialAccountAdapter
from accounts.models import User
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db
SIGN_UP = {
    "name": "Budi Santoso",
    "mode": "freelancer",
    "email": "Budi@Example.com",
    "password1": "kopi-susu-9000",
}


@pytest.fixture(autouse=True)
def letters(settings):
    """Mail stays in memory."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def link_in(letter, part):
    return re.findall(rf"https?://[^/\s]+(/\S*{part}\S*)", letter.body)[0]


class TestSigningUp:
    def test_from_the_form_to_the_dashboard(self, client):
        answer = client.post(reverse("account_signup"), SIGN_UP)

        assert answer["Location"] == reverse("account_email_verification_sent")
        budi = User.objects.get()
        assert (budi.email, budi.handle, budi.mode) == (
            "budi@example.com",
            "budi-santoso",
            "freelancer",
        )
        assert budi.freelancer_profile.pk
        assert budi.client_profile.pk
        address = link_in(mail.outbox[0], "confirm-email")
        assert "Budi" in mail.outbox[0].body
        assert client.get(address).status_code == 200
        assert not EmailAddress.objects.get().verified
        assert client.post(address)["Location"] == reverse("dashboard")
        assert EmailAddress.objects.get().verified
        assert client.session["_auth_user_id"] == str(budi.pk)

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"name": ""}, "name"),
            ({"name": "x" * 81}, "name"),
            ({"mode": ""}, "mode"),
            ({"mode": "moderator"}, "mode"),
            ({"email": ""}, "email"),
            ({"email": "not an address"}, "email"),
            ({"email": f"{'x' * 300}@example.com"}, "email"),
            ({"email": "closed-13@Closed.invalid"}, "email"),
            ({"password1": ""}, "password1"),
            ({"password1": "short"}, "password1"),
            ({"password1": "1234567890123"}, "password1"),
            ({"password1": "password123"}, "password1"),
            ({"name": "Budi\x00"}, "name"),
        ],
    )
    def test_bad_input(self, client, change, field):
        answer = client.post(reverse("account_signup"), SIGN_UP | change)

        assert answer.status_code == 200
        assert list(answer.context["form"].errors) == [field]
        assert not User.objects.exists()

    def test_nobody_becomes_more_than_they_are(self, client):
        client.post(
            reverse("account_signup"),
            SIGN_UP | {"is_staff": "on", "is_moderator": "on", "is_superuser": "1"},
        )

        budi = User.objects.get()
        assert (budi.is_staff, budi.is_moderator, budi.is_superuser) == (False, False, False)

    def test_a_taken_address_is_not_given_away(self, client, clara):
        answer = client.post(reverse("account_signup"), SIGN_UP | {"email": clara.email})

        assert answer["Location"] == reverse("account_email_verification_sent")
        assert User.objects.count() == 1
        assert mail.outbox[0].to == [clara.email]
        assert reverse("account_reset_password") in mail.outbox[0].body

    def test_signing_up_twice_is_one_account(self, client):
        client.post(reverse("account_signup"), SIGN_UP)
        client.logout()
        client.post(reverse("account_signup"), SIGN_UP)

        assert User.objects.count() == 1

    def test_an_old_link(self, client):
        page = client.get(reverse("account_confirm_email", args=["nonsense"]))

        assert page.status_code == 200
        assert reverse("account_login") in page.content.decode()


class TestSigningIn:
    def test_in_and_out(self, client, farid):
        answer = client.post(
            reverse("account_login"), {"login": farid.email.upper(), "password": PASSWORD}
        )
        assert answer["Location"] == reverse("dashboard")
        client.post(reverse("account_logout"))
        assert "_auth_user_id" not in client.session

    @pytest.mark.parametrize(
        ("login", "password"),
        [
            ("farid@example.com", "wrong"),
            ("nobody@example.com", PASSWORD),
            ("", ""),
            ("x" * 5000, PASSWORD),
            ("farid@example.com", "x" * 5000),
            ("' OR 1=1 --", "x"),
        ],
    )
    def test_a_wrong_key(self, client, farid, login, password):
        answer = client.post(reverse("account_login"), {"login": login, "password": password})

        assert answer.status_code == 200
        assert answer.context["form"].errors
        assert "_auth_user_id" not in client.session

    def test_guessing_ends(self, client, farid):
        for _ in range(12):
            client.post(reverse("account_login"), {"login": farid.email, "password": "wrong"})

        client.post(reverse("account_login"), {"login": farid.email, "password": PASSWORD})

        assert "_auth_user_id" not in client.session

    @pytest.mark.parametrize(
        ("wanted", "goes_to"),
        [
            ("/settings/tokens/", "/settings/tokens/"),
            ("https://evil.example/", "/dashboard/"),
            ("//evil.example/x", "/dashboard/"),
            ("http:///evil.example", "/dashboard/"),
            ("javascript:alert(1)", "/dashboard/"),
        ],
    )
    def test_then_to_a_page_of_this_site_only(self, client, farid, wanted, goes_to):
        answer = client.post(
            reverse("account_login"),
            {"login": farid.email, "password": PASSWORD, "next": wanted},
        )

        assert answer["Location"] == goes_to

    def test_without_a_confirmed_address_nobody_gets_in(self, client, farid):
        EmailAddress.objects.update(verified=False)

        answer = client.post(reverse("account_login"), {"login": farid.email, "password": PASSWORD})

        assert answer["Location"] == reverse("account_email_verification_sent")
        assert "_auth_user_id" not in client.session


class TestPassword:
    def test_forgotten(self, client, farid):
        client.post(reverse("account_reset_password"), {"email": farid.email})
        address = link_in(mail.outbox[0], "reset/key")
        page = client.get(address, follow=True)
        form_address = page.redirect_chain[-1][0]

        client.post(form_address, {"password1": "new-word-77-x", "password2": "new-word-77-x"})

        farid.refresh_from_db()
        assert farid.check_password("new-word-77-x")
        assert client.get(address).status_code == 200  # used once, then said so

    def test_forgotten_by_nobody_we_know(self, client, db):
        known = client.post(reverse("account_reset_password"), {"email": "nobody@example.com"})

        assert known["Location"] == reverse("account_reset_password_done")
        assert reverse("account_signup") in mail.outbox[0].body

    def test_changed(self, farid, browser_of):
        browser = browser_of(farid)
        browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})

        browser.post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": "new-word-77-x", "password2": "new-word-77-x"},
        )

        farid.refresh_from_db()
        assert farid.check_password("new-word-77-x")


class TestEmail:
    def test_changed_once_confirmed(self, farid, browser_of):
        browser = browser_of(farid)
        browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        browser.post(reverse("account_email"), {"action_add": "", "email": "farid.new@example.com"})
        farid.refresh_from_db()
        assert farid.email == "farid@example.com"

        letter = next(letter for letter in mail.outbox if "confirm-email" in letter.body)
        browser.post(link_in(letter, "confirm-email"))

        farid.refresh_from_db()
        assert farid.email == "farid.new@example.com"
        assert [address.email for address in EmailAddress.objects.all()] == [farid.email]

    def test_changed_by_somebody_who_signs_in_with_two_steps(self, farid, browser_of):
        TOTP.activate(farid, "JBSWY3DPEHPK3PXP")
        codes = RecoveryCodes.activate(farid).get_unused_codes()
        browser = browser_of(farid)
        browser.post(reverse("mfa_reauthenticate"), {"code": codes[0]})

        browser.post(reverse("account_email"), {"action_add": "", "email": "farid.new@example.com"})
        letter = next(letter for letter in mail.outbox if "confirm-email" in letter.body)
        browser.post(link_in(letter, "confirm-email"))

        farid.refresh_from_db()
        assert farid.email == "farid.new@example.com"

    def test_wished_for_by_another_does_not_keep_its_owner_out(self, farid, client):
        EmailAddress.objects.create(user=farid, email="budi@example.com")

        client.post(reverse("account_signup"), SIGN_UP)
        client.post(link_in(mail.outbox[0], "confirm-email"))

        assert User.objects.get(email="budi@example.com").name == "Budi Santoso"
        owner = EmailAddress.objects.get(email="budi@example.com", verified=True).user
        assert owner.name == "Budi Santoso"

    def test_only_wished_for_opens_nothing(self, farid, client):
        EmailAddress.objects.create(user=farid, email="mistyped@example.com")

        for asked in ("mistyped@example.com", farid.email.upper()):
            client.post(reverse("account_reset_password"), {"email": asked})

        stranger, own = mail.outbox
        assert (stranger.to, own.to) == (["mistyped@example.com"], [farid.email])
        assert "reset/key" not in stranger.body
        assert "reset/key" in own.body

    def test_known_in_capitals_is_known(self, farid, client):
        client.post(reverse("account_signup"), SIGN_UP | {"email": farid.email.upper()})
        assert User.objects.filter(email__iexact=farid.email).count() == 1


class TestTwoSteps:
    def code_of(self, secret):
        return format_hotp_value(hotp_value(secret, int(time.time()) // 30))

    def test_set_up_then_asked_for(self, farid, browser_of, client):
        browser = browser_of(farid)
        browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        page = browser.get(reverse("mfa_activate_totp"))
        secret = page.context["form"].secret
        assert secret in page.content.decode()
        wrong = browser.post(reverse("mfa_activate_totp"), {"code": "000000"})
        assert wrong.context["form"].errors
        browser.post(reverse("mfa_activate_totp"), {"code": self.code_of(secret)})
        assert Authenticator.objects.filter(user=farid, type="totp").exists()
        codes = browser.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
        assert len(codes) == 10

        answer = client.post(reverse("account_login"), {"login": farid.email, "password": PASSWORD})
        assert answer["Location"] == reverse("mfa_authenticate")
        assert client.get(reverse("mfa_authenticate")).status_code == 200
        assert "_auth_user_id" not in client.session
        client.post(reverse("mfa_authenticate"), {"code": codes[0]})
        assert client.session["_auth_user_id"] == str(farid.pk)

    def test_every_page_of_it(self, farid, browser_of):
        TOTP.activate(farid, "JBSWY3DPEHPK3PXP")
        RecoveryCodes.activate(farid)
        browser = browser_of(farid)
        assert browser.get(reverse("account_reauthenticate")).status_code == 200
        browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})

        for name in (
            "mfa_index",
            "mfa_reauthenticate",
            "mfa_deactivate_totp",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
            "mfa_list_webauthn",
            "mfa_add_webauthn",
            "usersessions_list",
            "socialaccount_connections",
            "account_email",
            "account_change_password",
            "account_logout",
        ):
            page = browser.get(reverse(name))
            assert page.status_code == 200, name
            assert '<main id="main"' in page.content.decode(), name
        assert get_adapter().is_mfa_enabled(farid)
        browser.post(reverse("mfa_deactivate_totp"))
        assert not get_adapter().is_mfa_enabled(farid)


class TestSocial:
    @pytest.fixture
    def request_of(self, rf):
        request = rf.get("/")
        request.session, request.user = SessionStore(), AnonymousUser()
        request._messages = FallbackStorage(request)
        return request

    def test_somebody_from_elsewhere_gets_profiles_too(self, request_of):
        user = User()
        login = SocialLogin(user=user, account=SocialAccount(provider="google", uid="1"))
        adapter = SocialAccountAdapter(request_of)
        adapter.populate_user(
            request_of, login, {"email": "dewi@example.com", "name": "Dewi Lestari"}
        )
        assert adapter.get_signup_form_initial_data(login) == {
            "email": "dewi@example.com",
            "name": "Dewi Lestari",
        }
        assert not adapter.is_auto_signup_allowed(request_of, login)
        form = type("Form", (), {"cleaned_data": {"email": "dewi@example.com", "name": "Dewi",
                                                  "mode": "client"}})()  # fmt: skip

        adapter.save_user(request_of, login, form=form)

        dewi = User.objects.get()
        assert (dewi.name, dewi.handle, dewi.mode) == ("Dewi", "dewi", "client")
        assert dewi.freelancer_profile.pk
        assert not dewi.has_usable_password()
        assert SocialAccount.objects.get().user == dewi

    def test_no_buttons_without_keys(self, client, db):
        page = client.get(reverse("account_login")).content.decode()

        assert "google" not in page.lower()

    def test_redirects_stay_here(self, rf):
        with request_context(rf.get("/", HTTP_HOST="karya.example")):
            adapter = AccountAdapter()

            assert adapter.is_safe_url("/settings/")
            assert not adapter.is_safe_url("https://evil.example/")
            assert not adapter.is_safe_url(None)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_logout",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_email_verification_sent",
        "socialaccount_login_cancelled",
        "socialaccount_login_error",
    ],
)
def test_every_door_is_ours(client, db, name, language):
    client.cookies["django_language"] = language

    page = client.get(reverse(name), follow=True)

    assert page.status_code == (401 if name == "socialaccount_login_error" else 200)
    text = page.content.decode()
    assert f'<html lang="{language}">' in text
    assert '<main id="main"' in text
    assert " style=" not in text
    assert "onclick" not in text


class Counting(MD5PasswordHasher):
    """Counts how often a password is hashed, which is nearly all the time that an answer takes."""

    hashed = 0

    def encode(self, password, salt):
        Counting.hashed += 1
        return super().encode(password, salt)


class TestWhoIsKnown:
    @pytest.fixture(autouse=True)
    def counting(self, settings):
        settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]

    def hashes_of(self, client, name, given):
        Counting.hashed = 0
        answer = client.post(reverse(name), given)
        return Counting.hashed, answer.status_code, answer.get("Location")

    def test_signing_up_hashes_as_often_for_a_known_address(self, client, farid):
        known = self.hashes_of(client, "account_signup", SIGN_UP | {"email": farid.email})
        assert known == self.hashes_of(client, "account_signup", SIGN_UP)
        assert known[0] == 1
        assert User.objects.filter(email=farid.email).count() == 1

    def test_so_does_signing_in(self, client, farid):
        farid.set_password(PASSWORD)  # by this hasher
        farid.save()
        given = {"login": farid.email, "password": "not-the-password"}
        known = self.hashes_of(client, "account_login", given)
        assert known == self.hashes_of(client, "account_login", given | {"login": "no@example.com"})

"""One's own account: settings, mode, data, leaving."""

import json
import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts import exports
from accounts.events import AccountClosed, AccountClosing
from accounts.models import User
from accounts.services.closing import close_account
from accounts.services.portfolio import ItemDetails, add_portfolio_item
from accounts.services.security import note_email_change
from accounts.services.tokens import create_token
from core import events
from core.errors import NotAllowed, WrongState
from tests.factories.accounts import PASSWORD, complete_profile, make_region

pytestmark = pytest.mark.django_db


def test_saving_settings_speaks_the_new_language(clara, browser_of):
    browser = browser_of(clara)

    answer = browser.post(
        reverse("accounts:settings"),
        {"name": "Clara W", "language": "id", "timezone": "Asia/Makassar"},
        follow=True,
    )

    clara.refresh_from_db()
    assert (clara.name, clara.language, clara.timezone) == ("Clara W", "id", "Asia/Makassar")
    assert '<html lang="id">' in answer.content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"language": "xx"}, "language"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": ""}, "timezone"),
    ],
)
def test_bad_settings(clara, browser_of, change, field):
    sent = {"name": "New", "language": "id", "timezone": "UTC"} | change

    answer = browser_of(clara).post(reverse("accounts:settings"), sent)

    assert list(answer.context["form"].errors) == [field]
    clara.refresh_from_db()
    assert clara.name == "Clara Wijaya"


@pytest.mark.parametrize(
    ("next_page", "goes_to"),
    [
        ("/settings/", "/settings/"),
        ("", "/dashboard/"),
        ("https://evil.example/", "/dashboard/"),
        ("//evil.example", "/dashboard/"),
        ("javascript:alert(1)", "/dashboard/"),
        ("-1", "/dashboard/"),
        ("nowhere", "/dashboard/"),
        ("/a\x00b", "/dashboard/"),
        ("/\r\nX-Header: 1", "/dashboard/"),
        ("http://testserver//evil.example", "/dashboard/"),
    ],
)
def test_switching_goes_back_to_where_one_was(clara, browser_of, next_page, goes_to):
    answer = browser_of(clara).post(
        reverse("accounts:mode"), {"mode": "freelancer", "next": next_page}
    )

    assert answer["Location"] == goes_to
    clara.refresh_from_db()
    assert clara.mode == "freelancer"


def test_switching_to_nonsense_is_told(clara, browser_of):
    answer = browser_of(clara).post(reverse("accounts:mode"), {"mode": "queen"})

    assert answer.status_code == 302
    clara.refresh_from_db()
    assert clara.mode == "client"


@pytest.mark.parametrize(
    "name",
    [
        "settings",
        "edit-profile",
        "edit-client-profile",
        "portfolio",
        "new-portfolio-item",
        "tokens",
        "new-token",
        "privacy",
        "export",
        "close",
    ],
)
def test_strangers_sign_in_first(client, db, name):
    address = reverse(f"accounts:{name}")

    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_login"))


class TestExport:
    def test_it_holds_what_is_kept(self, farid, browser_of, now):
        complete_profile(farid, region=make_region())
        create_token(
            user=farid,
            name="script",
            scopes=["money:read"],
            lifetime=timedelta(days=1),
            by=farid,
            now=now,
        )

        answer = browser_of(farid).get(reverse("accounts:export"))

        kept = json.loads(answer.content)
        assert "farid-hidayat" in answer["Content-Disposition"]
        assert kept["account"]["email"] == farid.email
        assert kept["freelancer"]["skills"] == ["logo-design"]
        assert kept["freelancer"]["region"] == "32.73"
        assert kept["tokens"][0]["name"] == "script"
        assert "digest" not in answer.content.decode()
        assert "password" not in kept["account"]

    def test_it_holds_every_way_in(self, farid, browser_of, now):
        EmailAddress.objects.filter(user=farid).delete()
        EmailAddress.objects.create(user=farid, email=farid.email, verified=True, primary=True)
        SocialAccount.objects.create(user=farid, provider="google", uid="7", extra_data={"a": 1})
        TOTP.activate(farid, "JBSWY3DPEHPK3PXP")
        note_email_change(user=farid, previous="old@example.com", now=now)
        UserSession.objects.create(user=farid, ip="10.0.0.7", session_key="secret-key-1")

        answer = browser_of(farid).get(reverse("accounts:export"))

        kept = json.loads(answer.content)
        assert kept["email_addresses"] == [
            {"email": farid.email, "verified": True, "primary": True}
        ]
        social = kept["social_accounts"][0]
        assert (social["provider"], social["uid"], social["extra_data"]) == (
            "google",
            "7",
            {"a": 1},
        )
        assert [one["type"] for one in kept["second_steps"]] == ["totp"]
        assert [(one["kind"], one["previous_email"]) for one in kept["security_changes"]] == [
            ("email", "old@example.com")
        ]
        assert "10.0.0.7" in {one["ip"] for one in kept["sessions"]}
        assert "secret-key-1" not in answer.text
        assert "JBSWY3DPEHPK3PXP" not in answer.text

    def test_apps_above_add_their_part(self, farid, browser_of):
        exports.register("shoes", lambda person: {"size": 42, "of": person.handle})

        kept = json.loads(browser_of(farid).get(reverse("accounts:export")).content)

        del exports._parts["shoes"]
        assert kept["shoes"] == {"size": 42, "of": "farid-hidayat"}


class TestClosing:
    def test_nothing_personal_is_left(self, farid, now):
        complete_profile(farid, region=make_region())
        details = ItemDetails(title="Logo")
        add_portfolio_item(user=farid, details=details, picture=None, by=farid, now=now)
        token = create_token(
            user=farid,
            name="x",
            scopes=["money:read"],
            lifetime=timedelta(days=1),
            by=farid,
            now=now,
        ).token
        heard: list[AccountClosed] = []
        events.on(AccountClosed)(heard.append)

        close_account(user=farid, by=farid, now=now)
        close_account(user=farid, by=farid, now=now)

        events._handlers[AccountClosed].remove(heard.append)
        gone = User.objects.get(pk=farid.pk)
        assert heard == [AccountClosed(user_id=farid.pk)]
        assert (gone.is_active, gone.closed_at) == (False, now)
        assert "farid" not in f"{gone.name}{gone.email}{gone.handle}".lower()
        assert not gone.has_usable_password()
        assert not EmailAddress.objects.filter(user=gone).exists()
        profile = gone.freelancer_profile
        assert (profile.headline, profile.bio, profile.is_listed) == ("", "", False)
        assert not profile.skills.exists()
        assert not profile.portfolio.exists()
        assert profile.category is None
        token.refresh_from_db()
        assert (token.revoked_at, token.name) == (now, "")

    def test_its_sessions_are_deleted(self, farid, sena, now):
        for person in (farid, sena):
            sign_in = {"login": person.email, "password": PASSWORD}
            Client().post(reverse("account_login"), sign_in)
        assert UserSession.objects.count() == Session.objects.count() == 2

        close_account(user=farid, by=farid, now=now)

        assert [one.user for one in UserSession.objects.all()] == [sena]
        assert Session.objects.count() == 1

    def test_nobody_stands_in_the_way_by_their_own_names(self, farid, sena, now):
        guess = {"handle": f"closed-{farid.pk}", "email": f"closed-{farid.pk}@closed.invalid"}
        User.objects.filter(pk=sena.pk).update(**guess)

        close_account(user=farid, by=farid, now=now)

        farid.refresh_from_db()
        assert farid.closed_at == now
        assert re.fullmatch(r"closed-[0-9a-f]{16}", farid.handle)
        assert farid.email == f"{farid.handle}@closed.invalid"

    def test_an_app_above_may_say_no(self, farid, now):
        def veto(event):
            raise WrongState("Finish your contract first.")

        events.on(AccountClosing)(veto)
        with pytest.raises(WrongState):
            close_account(user=farid, by=farid, now=now)
        events._handlers[AccountClosing].remove(veto)

        farid.refresh_from_db()
        assert (farid.is_active, farid.name) == (True, "Farid Hidayat")

    def test_only_oneself(self, farid, clara, maya, now):
        for stranger in (clara, maya):
            with pytest.raises(NotAllowed):
                close_account(user=farid, by=stranger, now=now)

        farid.refresh_from_db()
        assert farid.is_active

    def test_the_page_asks_twice_and_signs_out(self, farid, browser_of, client):
        browser = browser_of(farid)
        address = reverse("accounts:close")
        assert browser.post(address, {"is_sure": "on"})["Location"].startswith("/accounts/")
        browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert browser.post(address, {}).status_code == 200
        assert User.objects.get(pk=farid.pk).is_active

        browser.post(address, {"is_sure": "on"})

        assert not User.objects.get(pk=farid.pk).is_active
        assert browser.get(reverse("accounts:settings")).status_code == 302
        sign_in = {"login": farid.email, "password": PASSWORD}
        assert client.post(reverse("account_login"), sign_in).status_code == 200
        assert "_auth_user_id" not in client.session

"""Personal access tokens: made, used within their scopes, revoked."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import ApiToken
from accounts.scopes import Scope, allows
from accounts.services.security import note_email_change
from accounts.services.tokens import create_token, digest_of, revoke_token, use_token
from core.errors import InvalidInput, LimitReached, NotAllowed
from notifications.models import Notification
from notifications.services.letters import letter_of
from notifications.services.news import choose_emails
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


def token_for(person, *scopes, now=None, lifetime=MONTH):
    return create_token(
        user=person,
        name="script",
        scopes=scopes or Scope.values,
        lifetime=lifetime,
        by=person,
        now=now or timezone.now(),
    )


def proven(browser):
    """The same browser, just after it gave the password once more."""
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return browser


def with_token(secret):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def test_only_the_hash_is_kept(farid, now):
    made = token_for(farid, "profile:read", now=now)

    token = ApiToken.objects.get()
    assert made.secret.startswith("karya_")
    assert token.digest == digest_of(made.secret)
    assert made.secret not in str(vars(token))
    assert (token.prefix, token.scopes) == (made.secret[:12], ["profile:read"])
    assert token.expires_at == now + MONTH


@pytest.mark.parametrize(
    ("scopes", "lifetime"),
    [
        ([], MONTH),
        (["everything"], MONTH),
        (["profile:read", "root"], MONTH),
        (["profile:read"], timedelta(0)),
        (["profile:read"], timedelta(days=-1)),
        (["profile:read"], timedelta(days=367)),
    ],
)
def test_tokens_that_cannot_be(farid, now, scopes, lifetime):
    with pytest.raises(InvalidInput):
        create_token(user=farid, name="x", scopes=scopes, lifetime=lifetime, by=farid, now=now)

    assert not ApiToken.objects.exists()


def test_twenty_are_enough(farid, now):
    for _ in range(20):
        token_for(farid, now=now)

    with pytest.raises(LimitReached):
        token_for(farid, now=now)
    token_for(farid, now=now + timedelta(days=31))

    assert ApiToken.objects.count() == 21


def test_a_token_is_used_until_it_ends(farid, now):
    made = token_for(farid, now=now)

    assert use_token(secret=made.secret, now=now) == made.token
    assert use_token(secret=made.secret, now=now + MONTH) is None
    assert use_token(secret="karya_wrong", now=now) is None
    made.token.refresh_from_db()
    assert made.token.last_used_at == now


def test_use_is_noted_once_a_minute(farid, now, django_assert_num_queries):
    made = token_for(farid, now=now)
    use_token(secret=made.secret, now=now)

    with django_assert_num_queries(1):
        use_token(secret=made.secret, now=now + timedelta(seconds=30))


def test_revoking_is_for_the_owner_and_at_once(farid, sena, now):
    made = token_for(farid, now=now)
    with pytest.raises(NotAllowed):
        revoke_token(token=made.token, by=sena, now=now)
    assert use_token(secret=made.secret, now=now)

    revoke_token(token=made.token, by=farid, now=now)
    revoke_token(token=made.token, by=farid, now=now + MONTH)

    assert use_token(secret=made.secret, now=now) is None
    made.token.refresh_from_db()
    assert made.token.revoked_at == now


def test_a_closed_account_has_no_tokens(farid, now):
    made = token_for(farid, now=now)
    farid.is_active = False
    farid.save()

    assert use_token(secret=made.secret, now=now) is None


def test_the_owner_is_mailed_about_each_token_whatever_they_chose(farid, sena, now):
    note_email_change(user=farid, previous="old@example.com", now=now)
    choose_emails(wanted=[], by=farid)
    made = token_for(farid, "money:read", "money:write", now=now)

    news = Notification.objects.get()
    letter = letter_of(news)
    assert (news.recipient, news.kind, news.about) == (
        farid, "token_made", f"token:{made.token.pk}",
    )  # fmt: skip
    assert news.email_state == "pending"
    assert news.target == reverse("accounts:tokens")
    assert (letter.to, letter.bcc) == ([farid.email], ["old@example.com"])
    assert "“script” works until 10 Dec 2026, 09:00 WIB and may: money:read, money:write." in str(
        letter.body
    ).replace("\n", " ")
    assert made.secret not in str(letter.message())


@pytest.mark.parametrize(
    ("scopes", "area", "change", "allowed"),
    [
        (["money:read"], "money", False, True),
        (["money:read"], "money", True, False),
        (["money:write"], "money", True, True),
        (["money:write"], "money", False, True),
        (["projects:write"], "money", False, False),
        ([], "money", False, False),
    ],
)
def test_scopes(scopes, area, change, allowed):
    assert allows(scopes, area, change=change) is allowed


class TestApi:
    def test_who_may_what(self, farid):
        reader = with_token(token_for(farid, "profile:read").secret)
        writer = with_token(token_for(farid, "profile:write").secret)
        other = with_token(token_for(farid, "projects:write").secret)
        me = reverse("api:me")

        assert [client.get(me).status_code for client in (reader, writer, other)] == [200, 200, 403]
        assert [
            client.patch(me, {"name": "New"}).status_code for client in (reader, writer, other)
        ] == [403, 200, 403]

    @pytest.mark.parametrize(
        "header", ["Bearer", "Bearer ", "Bearer karya_wrong", "Bearer \xff", "Bearer a b c"]
    )
    def test_a_bad_token_is_refused_not_ignored(self, header):
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=header)

        answer = client.get(reverse("api:categories"))

        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"
        assert answer.json()["errors"][0]["code"] == "authentication_failed"

    def test_an_expired_token(self, farid):
        made = token_for(farid, now=timezone.now() - timedelta(days=60))

        assert with_token(made.secret).get(reverse("api:me")).status_code == 401

    def test_a_token_makes_no_tokens(self, farid):
        made = token_for(farid)
        client = with_token(made.secret)

        assert client.get(reverse("api:tokens")).status_code == 403
        wish = {"name": "x", "scopes": ["money:read"]}
        assert client.post(reverse("api:tokens"), wish).status_code == 403
        assert client.delete(reverse("api:token", args=[made.token.pk])).status_code == 403
        assert ApiToken.objects.count() == 1

    def test_a_browser_session_alone_makes_none(self, farid, browser_of):
        wish = {"name": "x", "scopes": ["money:write"], "days": 365}
        answer = browser_of(farid).post(
            reverse("api:tokens"), wish, content_type="application/json"
        )

        assert answer.status_code == 403
        assert answer.json()["errors"][0]["code"] == "reauthentication_required"
        assert not ApiToken.objects.exists()

    def test_a_browser_session_does_after_the_password(self, farid, sena, browser_of):
        browser = proven(browser_of(farid))
        made = browser.post(
            reverse("api:tokens"),
            {"name": "x", "scopes": ["money:read"], "days": 7},
            content_type="application/json",
        )
        assert made.status_code == 201
        assert made.json()["scopes"] == ["money:read"]
        assert ApiToken.objects.get().digest == digest_of(made.json()["secret"])
        assert "secret" not in browser.get(reverse("api:tokens")).json()["results"][0]

        address = reverse("api:token", args=[made.json()["id"]])
        assert browser_of(sena).delete(address).status_code == 404
        assert browser.delete(address).status_code == 204
        assert browser.delete(address).status_code == 404

    @pytest.mark.parametrize(
        "wanted",
        [
            {},
            {"name": "", "scopes": ["money:read"]},
            {"name": "x" * 61, "scopes": ["money:read"]},
            {"name": "x", "scopes": []},
            {"name": "x", "scopes": ["all"]},
            {"name": "x", "scopes": ["money:read"], "days": 0},
            {"name": "x", "scopes": ["money:read"], "days": 366},
        ],
    )
    def test_bad_wishes(self, farid, browser_of, wanted):
        answer = proven(browser_of(farid)).post(
            reverse("api:tokens"), wanted, content_type="application/json"
        )

        assert answer.status_code == 400
        assert answer.json()["type"] == "validation_error"
        assert not ApiToken.objects.exists()


class TestPages:
    @pytest.fixture
    def signed_in(self, farid, browser_of):
        """Farid has just typed his password again."""
        browser = browser_of(farid)
        browser.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        return browser

    def test_the_secret_is_shown_once(self, signed_in, farid):
        page = signed_in.post(
            reverse("accounts:new-token"),
            {"name": "script", "scopes": ["profile:read"], "days": "7"},
        )

        secret = page.context["made"].secret
        assert secret in page.content.decode()
        assert "no-store" in page["Cache-Control"]
        listing = signed_in.get(reverse("accounts:tokens")).content.decode()
        assert secret not in listing
        assert secret[:12] in listing

    def test_making_one_asks_who_you_are(self, farid, browser_of):
        answer = browser_of(farid).get(reverse("accounts:new-token"))

        assert answer.status_code == 302
        assert answer["Location"].startswith(reverse("account_reauthenticate"))

    def test_revoking(self, signed_in, farid, sena, browser_of):
        made = token_for(farid)
        address = reverse("accounts:revoke-token", args=[made.token.pk])

        assert browser_of(sena).post(address).status_code == 404
        assert signed_in.get(address).status_code == 405
        signed_in.post(address)

        made.token.refresh_from_db()
        assert made.token.revoked_at is not None

    @pytest.mark.parametrize(
        ("sent", "fields"),
        [
            ({"name": ""}, {"name", "scopes", "days"}),
            ({"name": "x" * 61, "scopes": ["profile:read"], "days": "7"}, {"name"}),
            ({"name": "x", "scopes": ["all"], "days": "7"}, {"scopes"}),
            ({"name": "x", "scopes": ["profile:read"], "days": "9999"}, {"days"}),
        ],
    )
    def test_bad_input(self, signed_in, sent, fields):
        page = signed_in.post(reverse("accounts:new-token"), sent)

        assert page.context["form"].errors.keys() == fields
        assert not ApiToken.objects.exists()


class TestCommand:
    def test_prints_a_token_that_works(self, farid):
        out = StringIO()

        call_command("api_token", farid.email.upper(), scopes="profile:read", days=5, stdout=out)

        assert with_token(out.getvalue().strip()).get(reverse("api:me")).status_code == 200

    @pytest.mark.parametrize(
        "options", [{"email": "nobody@example.com"}, {"scopes": "all"}, {"days": 0}]
    )
    def test_says_what_is_wrong(self, farid, options):
        email = options.pop("email", farid.email)

        with pytest.raises(CommandError):
            call_command("api_token", email, **options)
        assert not ApiToken.objects.exists()

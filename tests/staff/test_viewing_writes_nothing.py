"""Whoever looks through somebody's eyes changes nothing, wherever and however they ask."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services.reference import SOURCES, load_regions, load_taxonomy
from marketplace.demo.people import address_of
from marketplace.viewing import AS_ONESELF, SHOWN
from staff.services import help as helping
from staff.services import viewing
from tests.test_who_may_open import BACKEND, addresses, path_of

pytestmark = pytest.mark.django_db
ITS_OWN = {"staff_auditentry"}  # each page is a line
LIBRARIES = (
    *("accounts/login/", "accounts/signup/", "accounts/email/", "accounts/password/change/"),
    *("accounts/2fa/totp/activate/", "accounts/2fa/recovery-codes/generate/"),
    *("accounts/sessions/", "accounts/reauthenticate/", "accounts/password/reset/"),
    *("admin/", "admin/login/", "admin/logout/", "admin/accounts/user/add/"),
)


def rows() -> dict[str, str]:
    """A mark of what stands in each table."""
    found = {}
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        for table in sorted(tables - ITS_OWN):
            cursor.execute(
                f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" t'
            )
            found[table] = cursor.fetchone()[0]
    return found


@pytest.fixture
def looking(db: None) -> Client:
    """Sulis, who sees as Clara in a market with something everywhere."""
    load_regions(path=SOURCES / "regions-id.csv")
    load_taxonomy(path=SOURCES / "skills.csv")
    call_command("seed_demo", size=24, password="karya-demo", stdout=StringIO())
    sulis = User.objects.get(email=address_of("sulis"))
    clara = User.objects.get(email=address_of("clara"))
    helping.let_support_look(by=clara, now=timezone.now())
    started = viewing.start(person=clara, by=sulis, reason="A payment", now=timezone.now())
    browser = Client(raise_request_exception=False)
    browser.force_login(sulis, backend=BACKEND)
    session = browser.session
    session["viewing"] = started.pk
    session.save()
    return browser


def test_nothing_is_written_at_any_address(looking: Client) -> None:
    """What is not shown is refused before its view is asked; what is shown writes nothing."""
    known = [(name, path_of(written)) for name, written in addresses() if name not in AS_ONESELF]
    before, shown = rows(), set()
    for name, path in [*known, *[("", f"/{path}") for path in LIBRARIES]]:
        headers = {} if name in SHOWN else {"accept": "application/json"}
        answer = looking.get(path, headers=headers)
        answer.getvalue()
        assert answer.status_code < 500, path
        assert name in SHOWN or answer.status_code == 403, path
        if answer.status_code == 200:
            shown.add(name)
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(looking, method)(path, headers={"accept": "application/json"})
            assert answer.status_code == 403, (method, path)
        assert looking.post(path, headers={"hx-request": "true"}).status_code == 204
    assert rows() == before
    assert len(shown) > 30

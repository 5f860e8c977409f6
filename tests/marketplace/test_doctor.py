"""`manage.py doctor` and the metrics page."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from marketplace import checks
from marketplace.tasks import beat_heart

pytestmark = pytest.mark.django_db


@pytest.fixture
def debug(settings):
    settings.DEBUG = True


def test_all_is_well_once_the_heart_beats(debug):
    beat_heart()
    said = StringIO()
    call_command("doctor", stdout=said)
    assert said.getvalue().endswith("All is well.\n")


def test_what_is_ill_is_named(debug):
    said = StringIO()
    with pytest.raises(CommandError, match="Not well: worker"):
        call_command("doctor", stdout=said)
    assert "no heartbeat yet" in said.getvalue()


def test_a_broker_that_is_away_is_told(settings):
    settings.REDIS_URL = "unix:///nowhere.sock"
    assert checks.broker() == "unreachable (ConnectionError)"


def test_a_clock_that_goes_wrong_is_told():
    now = datetime.now(UTC)
    assert checks.clock(now=now) == ""
    assert "apart from the database's" in checks.clock(now=now + timedelta(minutes=5))


def test_a_missing_migration_is_told():
    assert checks.migrations() == ""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'core'")
    assert "not applied, such as core.0001_initial" in checks.migrations()


def test_a_full_disk_is_told(monkeypatch):
    monkeypatch.setattr(checks, "DISK_LEAST", 10**18)
    assert "MB left in" in checks.disk()


def test_files_that_cannot_be_stored_are_told(settings, tmp_path):
    assert checks.files() == ""
    (tmp_path / "a-file").touch()
    settings.MEDIA_ROOT = tmp_path / "a-file"
    assert "a-file" in checks.files()


def test_the_sandbox_alone_is_no_bank(settings):
    settings.DEBUG = False
    assert checks.providers() == "only the sandbox is connected: no real money moves"


def test_metrics_ask_for_the_token(settings):
    settings.METRICS_TOKEN = "s3cret"
    assert Client().get("/metrics").status_code == 404
    wrong = Client().get("/metrics", headers={"authorization": "Bearer wrong"})
    assert wrong.status_code == 404
    right = Client().get("/metrics", headers={"authorization": "Bearer s3cret"})
    assert right.status_code == 200
    assert 'karya_up{part="database"} 1.0' in right.content.decode()
    assert 'karya_up{part="worker"} 0.0' in right.content.decode()


def test_without_a_token_metrics_are_for_developers(settings):
    settings.METRICS_TOKEN = ""
    settings.DEBUG = False
    assert Client().get("/metrics").status_code == 404
    settings.DEBUG = True
    assert Client().get("/metrics").status_code == 200

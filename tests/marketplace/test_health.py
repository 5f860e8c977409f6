"""The health pages."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from marketplace import checks
from marketplace.tasks import beat_heart


def test_live_says_ok():
    answer = Client().get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_names_what_is_missing():
    answer = Client().get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "unavailable",
        "checks": {"database": "ok", "broker": "ok", "worker": "no heartbeat yet"},
    }


@pytest.mark.django_db
def test_ready_once_the_worker_has_worked():
    beat_heart()
    answer = Client().get("/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


def test_an_old_heartbeat_is_none():
    beat_heart()
    later = datetime.now(UTC).timestamp() + checks.HEART_STOPPED_AFTER + 2
    assert "no heartbeat for" in checks.worker(now=datetime.fromtimestamp(later, UTC))

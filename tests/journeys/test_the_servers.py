"""The servers themselves: up, healthy, and back after a blow."""

import os
import signal

import requests

from tests.journeys.stack import Stack, wait_for


def test_health_says_what_is_up(karya: Stack):
    assert requests.get(f"{karya.url}/health/live", timeout=5).status_code == 200
    ready = requests.get(f"{karya.url}/health/ready", timeout=5).json()
    assert ready["status"] == "ok", ready


def test_a_killed_worker_comes_back(karya: Stack):
    before = karya.pids_of("celery -A marketplace worker")
    assert before
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    after = wait_for(lambda: set(karya.pids_of("celery -A marketplace worker")) - set(before))
    assert after


def test_the_doctor_finds_nothing_wrong(karya: Stack):
    assert "✓ book" in karya.manage("doctor")


def test_the_application_connects_as_a_role_that_owns_nothing(karya: Stack):
    asked = "from django.db import connection as c; k = c.cursor(); k.execute({!r});"
    asked += "import json; print(json.dumps(k.fetchall()))"
    assert karya.ask(asked.format("SELECT current_user")) == [["karya_app"]]
    others = "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = current_database()"
    assert karya.ask(asked.format(others)) == [["karya_app"]]
    owned = "SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole"
    assert karya.ask(asked.format(owned)) == [[0]]


def test_the_book_sums(karya: Stack):
    assert karya.manage("check_ledger")

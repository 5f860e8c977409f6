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
    assert karya.manage("doctor")


def test_the_book_sums(karya: Stack):
    assert karya.manage("check_ledger")

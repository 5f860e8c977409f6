"""A Valkey that hangs, as a network that swallows packets: nobody waits for it for long."""

import asyncio
import os
import signal
import time
from io import StringIO
from pathlib import Path

import pytest
import redis
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.test import Client

import core.cache
import core.live
import marketplace.celery
from core.redis import broker_url, database_of
from marketplace import events_stream
from marketplace.celery import app
from marketplace.embedded.valkey import start_valkey
from marketplace.events_stream import Hub
from marketplace.tasks import beat_heart

pytestmark = pytest.mark.django_db
PATIENCES = (core.cache.patience, core.live.patience, marketplace.celery.patience)


@pytest.fixture(scope="module")
def stopped(tmp_path_factory):
    """The address of a Valkey that has answered before, and never will again."""
    folder: Path = tmp_path_factory.mktemp("hanging")
    valkey, url = start_valkey(folder, dict(os.environ), is_kept=False)
    os.kill(valkey.pid, signal.SIGSTOP)
    yield valkey.pid, url
    os.kill(valkey.pid, signal.SIGCONT)
    valkey.stop()


@pytest.fixture(autouse=True)
def hanging(stopped, settings):
    """Everything of ours talks with it."""
    _pid, url = stopped
    settings.REDIS_URL = url
    ours = {**settings.CACHES["default"], "LOCATION": database_of(url, 1)}
    settings.CACHES = {"default": ours}
    settings.PIECES_KEPT_FOR = settings.NAMES_KEPT_FOR = 5
    _regain()
    yield
    _regain()


def _regain():
    for patience in PATIENCES:
        patience.regain()


@pytest.fixture
def within():
    """Call it when all is done: no more than so many seconds have passed."""
    Client().get("/health/live")  # reads the addresses
    began = time.monotonic()

    def passed(seconds):
        assert time.monotonic() - began < seconds

    return passed


def test_the_health_page_names_the_broker(within):
    answer = Client().get("/health/ready")
    within(3)
    assert (answer.status_code, answer.json()["checks"]) == (
        503,
        {
            "database": "ok",
            "broker": "unreachable (TimeoutError)",
            "worker": "unknown: the cache does not answer",
        },
    )


@pytest.mark.parametrize(
    "address",
    ["/", "/projects/", "/transparency/", "/regions/", "/search/suggestions/?q=logo", "/api/v1/"],
)
def test_pages_go_on_without_their_cache(address):
    Client().get(address)  # templates and queries are read the first time
    _regain()
    began = time.monotonic()
    assert Client().get(address).status_code != 500
    took = time.monotonic() - began
    assert took < 3


def test_the_doctor_says_so(within):
    said = StringIO()
    with pytest.raises(CommandError, match="broker"):
        call_command("doctor", stdout=said)
    within(10)
    assert "unreachable (TimeoutError)" in said.getvalue()


def test_only_the_first_waits(within):
    for _call in range(20):
        with pytest.raises(redis.RedisError):
            caches["default"].get("anything")
    within(2)


def test_live_news_are_let_go(within):
    for _news in range(5):
        core.live.ring(1, "unread", 1)
    within(2)


def test_the_stream_notices_the_silence(stopped, monkeypatch):
    monkeypatch.setattr(events_stream, "HEARTBEAT", 0.1)
    pid, _url = stopped

    async def story():
        hub = Hub()
        os.kill(pid, signal.SIGCONT)
        listening = asyncio.create_task(hub._listen())
        while hub._pubsub is None:  # noqa: ASYNC110 -- a test may poll
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.5)
        assert not listening.done()
        os.kill(pid, signal.SIGSTOP)
        await asyncio.wait_for(listening, 10)

    with pytest.raises(redis.TimeoutError):
        asyncio.run(story())


def test_what_should_be_enqueued_waits_for_its_sweep(stopped, within):
    app.conf.task_always_eager = False
    with app.connection_for_write(broker_url(stopped[1])) as hanging:
        assert beat_heart.apply_async(connection=hanging) is None
        assert beat_heart.apply_async(connection=hanging) is None
    within(8)

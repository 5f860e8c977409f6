"""A real worker on a real broker: it outlives the broker, and loses no task."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import redis
import structlog
from celery import Celery
from django.conf import settings

from core.redis import broker_url, database_of
from marketplace.celery import app
from marketplace.embedded.processes import Child
from marketplace.embedded.valkey import start_valkey
from marketplace.tasks import HEARTBEAT, beat_heart

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.xdist_group("worker")  # one house is enough


class House:
    """A broker, a worker, and somebody who sends tasks."""

    def __init__(self, folder: Path) -> None:
        self.valkey, self.url = start_valkey(folder, dict(os.environ))
        environment = dict(os.environ) | {"REDIS_URL": self.url, "DATA_DIR": str(folder)}
        command = [sys.executable, "-m", "celery", "-A", "marketplace", "worker"]
        command += ["--concurrency", "1", "--without-gossip", "--without-mingle"]
        command += ["--include", "tests.marketplace.worker_tasks", "--loglevel", "INFO"]
        log = folder / "worker.log"
        self.worker = Child("worker", command, log, environment=environment, folder=str(ROOT))
        self.worker.start()
        self.sender = Celery(broker=broker_url(self.url), set_as_current=False)
        self.sender.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS

    def send(self, name: str) -> None:
        self.sender.send_task(name, ignore_result=True)

    def note(self, key: str) -> bytes | None:
        """What a task has left in the cache."""
        with redis.Redis.from_url(database_of(self.url, 1)) as client:
            return client.get(f"karya:1:{key}")

    def forget(self, key: str) -> None:
        with redis.Redis.from_url(database_of(self.url, 1)) as client:
            client.delete(f"karya:1:{key}")

    def wait(self, what: Callable[[], Any], seconds: float = 60) -> Any:
        deadline = time.monotonic() + seconds
        while not (found := what()):
            assert time.monotonic() < deadline, self.worker.last_words(30)
            assert self.worker.exit_code() is None, self.worker.last_words(30)
            time.sleep(0.05)
        return found

    def close(self) -> None:
        self.worker.stop()
        self.valkey.stop()


@pytest.fixture(scope="module")
def house(tmp_path_factory: Any) -> Iterator[House]:
    built = House(tmp_path_factory.mktemp("house"))
    try:
        built.wait(lambda: built.note(HEARTBEAT))
        yield built
    finally:
        built.close()


@pytest.fixture(autouse=True)
def clean_room() -> None:
    """This house has a cache of its own."""


def test_a_worker_outlives_its_broker(house):
    pid = house.worker.pid
    os.killpg(house.valkey.pid, signal.SIGKILL)
    house.valkey.end_the_rest()
    time.sleep(1)
    house.valkey.start()
    time.sleep(1)
    house.forget(HEARTBEAT)
    house.send("marketplace.tasks.beat_heart")
    house.wait(lambda: house.note(HEARTBEAT))
    assert (house.worker.pid, house.worker.exit_code()) == (pid, None)


def test_a_task_whose_process_is_killed_is_done_by_the_next(house):
    house.send("tests.take_long_the_first_time")
    house.wait(lambda: house.note("starts") == b"1")
    for child in psutil.Process(house.worker.pid).children(recursive=True):
        child.kill()
    house.wait(lambda: house.note("finished"))
    assert house.note("starts") == b"2"


def test_the_requests_id_reaches_the_worker(house):
    with structlog.contextvars.bound_contextvars(request_id="the-request-7"):
        house.send("marketplace.tasks.beat_heart")
    house.wait(lambda: "the-request-7" in house.worker.last_words(200))


def test_settings_lose_no_task():
    assert settings.CELERY_TASK_ACKS_LATE
    assert settings.CELERY_TASK_REJECT_ON_WORKER_LOST
    assert settings.CELERY_WORKER_PREFETCH_MULTIPLIER == 1
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]


def test_a_broker_that_is_away_stops_nobody():
    """What a task should do is a row already; a sweep will find it."""
    app.conf.task_always_eager = False
    with app.connection_for_write("redis+socket:///nowhere.sock") as away:
        assert beat_heart.apply_async(connection=away, retry=False) is None

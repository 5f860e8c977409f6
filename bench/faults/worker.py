"""Celery workers, one after the other: each is told where to die, and the next takes over.

    python -m bench.faults.worker FOLDER KILLS SEED

Django is set up once and each worker is a fork, so that a death costs a second and not ten.
"""

import contextlib
import json
import os
import signal
import sys
import time
from collections import Counter
from importlib import import_module
from pathlib import Path

import django

from bench.faults.clock import hurry
from bench.faults.points import Point, in_turn
from marketplace.celery import app

PATIENCE = 8.0  # seconds for a worker to pass its point; then it is killed wherever it is
REPORT, STOP = "killed.json", "stop"


def main(folder: Path, kills: int, seed: int) -> None:
    """Let workers die until there were enough kills, then let one live until told to stop."""
    died: Counter[str] = Counter()
    points = in_turn(seed)
    while died.total() < kills and not (folder / STOP).exists():
        point = next(points)
        died[str(point) if _watch(_fork(point)) else "at any moment"] += 1
        (folder / REPORT).write_text(json.dumps(died))
    last = _fork(None)
    while not (folder / STOP).exists():
        time.sleep(0.2)
    os.kill(last, signal.SIGTERM)
    os.waitpid(last, 0)


def _fork(point: Point | None) -> int:
    pid = os.fork()
    if pid:
        return pid
    if point is not None:
        point.arm()
    words = ["--pool=solo", "--loglevel=WARNING", "--without-gossip", "--without-mingle"]
    app.worker_main(["--quiet", "worker", *words, "--without-heartbeat"])
    os._exit(0)


def _watch(pid: int) -> bool:
    """Whether it died where it was told to, rather than where it happened to be."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
                return True
            raise SystemExit(f"A worker ended by itself: {status}")
        time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return False


if __name__ == "__main__":
    django.setup()
    import_module("bench.faults.tasks")
    hurry()
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))

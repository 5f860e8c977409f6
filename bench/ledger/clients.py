"""Eight clients that work at once for some seconds, each a process with a connection of its own."""

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection

from django.db import OperationalError, connections

CLIENTS = 8
Work = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Slice:
    """What all clients did in one slice of time."""

    seconds: float
    taken: tuple[float, ...]  # seconds each piece of work took
    deadlocks: int

    @property
    def rate(self) -> float:
        """Pieces of work a second."""
        return len(self.taken) / self.seconds

    @property
    def p99(self) -> float:
        """Seconds that 99 of 100 took at the most."""
        ordered = sorted(self.taken)
        return ordered[int(len(ordered) * 0.99)] if ordered else 0.0


class Clients:
    """Processes that do one kind of work for the seconds they are told, and report."""

    def __init__(self, work: Work, things: list[int]) -> None:
        connections.close_all()
        context = multiprocessing.get_context("fork")
        self._pipes: list[Connection] = []
        self._processes = []
        for number in range(CLIENTS):
            ours, theirs = context.Pipe()
            share = things[number::CLIENTS]
            process = context.Process(target=_serve, args=(theirs, work, share), daemon=True)
            process.start()
            self._pipes.append(ours)
            self._processes.append(process)

    def run(self, seconds: float) -> Slice:
        """All of them at once."""
        for pipe in self._pipes:
            pipe.send(seconds)
        reports = [pipe.recv() for pipe in self._pipes]
        taken = tuple(one for report in reports for one in report[0])
        return Slice(seconds, taken, sum(report[1] for report in reports))

    @property
    def pids(self) -> list[int]:
        """The processes that work."""
        return [process.pid for process in self._processes if process.pid is not None]

    def stop(self) -> None:
        """Send them home."""
        for pipe in self._pipes:
            pipe.send(None)
        for process in self._processes:
            process.join(timeout=10)


def _serve(pipe: Connection, work: Work, share: list[int]) -> None:
    ahead = iter(share)
    for _warm_up in zip(range(3), ahead, strict=False):
        work(_warm_up[1])
    while (seconds := pipe.recv()) is not None:
        pipe.send(_work_for(seconds, work, ahead))
    connections.close_all()
    os._exit(0)


def _work_for(seconds: float, work: Work, ahead: Iterator[int]) -> tuple[list[float], int]:
    taken: list[float] = []
    deadlocks, until = 0, time.perf_counter() + seconds
    for thing in ahead:
        begun = time.perf_counter()
        if begun >= until:
            break
        try:
            work(thing)
        except OperationalError as error:
            if "deadlock" not in str(error):
                raise
            deadlocks += 1
        taken.append(time.perf_counter() - begun)
    else:
        raise RuntimeError("There was too little to do: fill more.")
    return taken, deadlocks

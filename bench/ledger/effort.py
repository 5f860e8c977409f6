"""What the processors did for a slice of time: of Postgres, and of those who ask it.

On a machine that others use as well, seconds of a clock say little and seconds of a processor more.
"""

import os
import resource
from collections.abc import Iterable
from pathlib import Path

from django.db import connection

_TICK = os.sysconf("SC_CLK_TCK")


class Meter:
    """Seconds of processor that Postgres and these processes have used up to now."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self._postmaster = int(_words_of(cursor.fetchone()[0])[1])

    def postgres(self) -> float:
        """All its processes; those that have ended count with the postmaster, which saw them go."""
        known = _words_of(self._postmaster)
        ended = sum(map(int, known[11:15])) / _TICK
        return ended + _seconds_of(_children_of(self._postmaster))

    def askers(self, pids: Iterable[int]) -> float:
        """These processes, and the programs that this one has run to their end."""
        ours = resource.getrusage(resource.RUSAGE_CHILDREN)
        return _seconds_of(pids) + ours.ru_utime + ours.ru_stime


def _seconds_of(pids: Iterable[int]) -> float:
    return sum(sum(map(int, _words_of(pid)[11:13])) for pid in pids) / _TICK


def _children_of(parent: int) -> list[int]:
    found = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(pid) for pid in found.split()]


def _words_of(pid: int) -> list[str]:
    """The words of /proc/pid/stat after the name; none for a process that has gone meanwhile."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return ["0"] * 20

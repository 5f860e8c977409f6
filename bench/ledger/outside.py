"""A crew that works with another library, in a Python of its own that has it installed."""

import json
import subprocess
from typing import Any

from bench.ledger.clients import Slice


class Outside:
    """As `clients.Clients`, but the clients are children of another program."""

    def __init__(self, python: str, database: str) -> None:
        self._program = subprocess.Popen(  # noqa: S603
            [python, "-m", "bench.ledger.hordak", database],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.pids: list[int] = self._ask("")["pids"]

    def run(self, seconds: float) -> Slice:
        """All of them at once."""
        said = self._ask(str(seconds))
        return Slice(seconds, tuple(said["taken"]), said["deadlocks"])

    def stop(self) -> None:
        """Send them home."""
        assert self._program.stdin is not None
        self._program.stdin.close()
        self._program.wait(timeout=20)

    def _ask(self, words: str) -> dict[str, Any]:
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(f"{words}\n")
        self._program.stdin.flush()
        answer: dict[str, Any] = json.loads(self._program.stdout.readline())
        return answer

"""A bar for long commands: on a terminal it moves, in a log it says little."""

import sys
from time import monotonic
from typing import TextIO

_WIDTH = 30
_PAUSE_SECONDS = 0.2


class Progress:
    """Shows how far something is; `with Progress("Loading", total) as bar: bar.reach(n)`."""

    def __init__(self, label: str, total: int, out: TextIO | None = None) -> None:
        self._label, self._total, self._out = label, max(total, 1), out or sys.stderr
        self._is_live = self._out.isatty()
        self._shown_at, self._tenth = 0.0, -1

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_error: object) -> None:
        if self._is_live:
            self._out.write("\r\x1b[K")
            self._out.flush()

    def reach(self, done: int, words: str = "") -> None:
        """Show that `done` of the total is done."""
        part = min(done / self._total, 1.0)
        if self._is_live and (monotonic() - self._shown_at > _PAUSE_SECONDS or part == 1):
            self._shown_at = monotonic()
            full = round(part * _WIDTH)
            line = f"\r{self._label} [{'█' * full}{'·' * (_WIDTH - full)}] {part:4.0%} {words}"
            self._out.write(f"{line}\x1b[K")
            self._out.flush()
        elif not self._is_live and int(part * 10) > self._tenth:
            self._tenth = int(part * 10)
            self._out.write(f"{self._label}: {part:.0%} {words}\n".replace(" \n", "\n"))
            self._out.flush()

"""Child processes that die with us, and die completely."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 20 * 1024**2
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a child runs as; nothing means as we do."""

    uid: int | None = None
    gid: int | None = None

    def options(self) -> dict[str, Any]:
        """As subprocess wants it."""
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(slots=True)
class Child:
    """One program that we keep running."""

    name: str
    command: list[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    identity: Identity = field(default_factory=Identity)
    folder: str = "/"
    stop_signal: signal.Signals = signal.SIGTERM
    before_start: Callable[[], None] | None = None
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C in the terminal reaches only us."""
        if self.before_start:
            self.before_start()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(self.environment),
                cwd=self.folder,
                start_new_session=True,
                preexec_fn=_die_with_parent(self.stop_signal),  # noqa: PLW1509
                **self.identity.options(),
            )

    @property
    def pid(self) -> int:
        """Its process id, 0 before the start."""
        return self._process.pid if self._process else 0

    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.poll() if self._process else None

    def ask_to_stop(self) -> None:
        """Send its stop signal and do not wait."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(self.stop_signal)

    def stop(self, patience: float = 15) -> None:
        """Ask it to stop, wait, and end whatever is left of its session."""
        if self._process is None:
            return
        self.ask_to_stop()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(patience)
        self.end_the_rest()

    def end_the_rest(self) -> None:
        """Kill what a dead main process left behind (its workers would hold the port)."""
        if self._process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def last_words(self, lines: int = 15) -> str:
        """The end of its log."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


def trim(log: Path) -> None:
    """Keep a log below the limit: its content moves to `<name>.log.1`, and writers append on."""
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.with_suffix(".log.1").write_bytes(log.read_bytes())
        os.truncate(log, 0)


def wait_until(is_ready: Callable[[], bool], child: Child, *, seconds: float, what: str) -> None:
    """Wait for readiness; raises RuntimeError with the child's last words if it never comes."""
    deadline = time.monotonic() + seconds
    while not is_ready():
        if child.exit_code() is not None or time.monotonic() > deadline:
            words = child.last_words()
            raise RuntimeError(f"{what} did not start. The end of {child.log}:\n{words}")
        time.sleep(0.03)


def command_line_of(pid: int) -> str:
    """The command line of a running process, or an empty string."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, UnicodeDecodeError):
            return ""
    listing = subprocess.run(  # noqa: S603
        ["/bin/ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False
    )
    return listing.stdout.strip()


def _die_with_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    if _libc is None:
        return None
    parent, prctl = os.getpid(), _libc.prctl

    def ask_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, int(stop_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel

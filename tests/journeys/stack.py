"""The whole product, started as `script/server` starts it, on data of its own."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from email import message_from_string
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).parents[2]
SERVERS = (
    *("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL"),
    *("DJANGO_SETTINGS_MODULE", "DJANGO_ALLOW_ASYNC_UNSAFE", "SECRET_KEY", "PORT"),
)


class Stack:
    """Postgres, Valkey, web, worker and beat, in a folder that is thrown away."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://localhost:{self.port}"
        kept = {k: v for k, v in os.environ.items() if k not in SERVERS}
        self.environment = kept | {
            "DATA_DIR": str(folder),
            "PORT": str(self.port),
            "DEMO": "no",
            "SANDBOX_DAY_SECONDS": "1",
            "SANDBOX_PAYOUT_SECONDS": "1",
            "SANDBOX_REFUND_SECONDS": "1",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start everything and wait until it is healthy."""
        log = (self.folder / "server.log").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "marketplace.embedded.supervisor"],
            cwd=ROOT,
            env=self.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline and self._process.poll() is None:
            if self.is_ready():
                return
            time.sleep(0.2)
        raise AssertionError((self.folder / "server.log").read_text()[-4000:])

    def stop(self) -> None:
        """Ask it to stop, as Ctrl-C does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=120)

    def manage(self, *words: str) -> str:
        """Run a management command against these servers; its output."""
        note = dict(
            line.split("=", 1) for line in (self.folder / "services.env").read_text().splitlines()
        )
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment | note,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{words}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def ask(self, python: str) -> Any:
        """What an expression prints as JSON, run inside Django (for checks, not for shortcuts)."""
        return json.loads(
            self.manage("shell", "--no-imports", "-c", python).strip().splitlines()[-1]
        )

    def pids_of(self, words: str) -> list[int]:
        """The processes of this stack whose command line holds these words."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    environment = (entry / "environ").read_bytes()
                except (OSError, UnicodeDecodeError):
                    continue
                is_ours = f"DATA_DIR={self.folder}".encode() in environment
                if words in line and (is_ours or str(self.folder) in line):
                    found.append(int(entry.name))
        return found

    def mail_to(self, address: str, *, about: str = "", seconds: float = 30) -> str:
        """The text of the newest mail to this address whose subject holds these words."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for file in sorted(self._mails(), key=lambda f: f.stat().st_mtime, reverse=True):
                text = file.read_text(errors="replace")
                if address in text and about.lower() in _subject_of(text).lower():
                    return _body_of(text)
            time.sleep(0.3)
        raise AssertionError(f"No mail to {address} about “{about}”.")

    def _mails(self) -> list[Path]:
        return [f for f in (self.folder / "mail").glob("*") if f.is_file()]

    def is_ready(self) -> bool:
        try:
            return requests.get(f"{self.url}/health/ready", timeout=5).status_code == 200
        except requests.RequestException:
            return False


def wait_for(what: Any, *, seconds: float = 60) -> Any:
    """Call until it answers something true; fails with the last answer."""
    deadline = time.monotonic() + seconds
    answer = what()
    while not answer and time.monotonic() < deadline:
        time.sleep(0.5)
        answer = what()
    assert answer, "Waited in vain."
    return answer


def links_in(text: str) -> list[str]:
    """Every address in a mail."""
    return re.findall(r"https?://[^\s\"<>]+", text)


def _subject_of(text: str) -> str:
    return str(make_header(decode_header(message_from_string(text).get("Subject", ""))))


def _body_of(text: str) -> str:
    parts = [p for p in message_from_string(text).walk() if p.get_content_type() == "text/plain"]
    assert isinstance(parts[0], Message)
    payload = parts[0].get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode("utf-8")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

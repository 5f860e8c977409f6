"""Everything that Karya needs, from one command, in order: `script/server` ends up here."""

import fcntl
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import IO

from marketplace.embedded.places import make_folder
from marketplace.embedded.postgres import as_application, start_postgres
from marketplace.embedded.processes import Child, trim
from marketplace.embedded.valkey import start_valkey

ROOT = Path(__file__).resolve().parents[2]
CALM = 30.0  # a child that lived this long is restarted at once
LONGEST_PAUSE = 10.0  # seconds between attempts
HOPELESS = 3  # deaths during the start


class Supervisor:
    """Starts the servers and the programs, restarts what dies, stops all in reverse order."""

    def __init__(self, *, data_dir: Path, environment: dict[str, str]) -> None:
        self.data_dir = data_dir
        self.environment = environment
        self.services: list[Child] = []
        self.programs: list[Child] = []
        self.stopping = threading.Event()
        self.deaths: dict[str, int] = {}
        self._started_at: dict[str, float] = {}
        self._starts_at: dict[str, float] = {}

    def start_services(self) -> None:
        """Postgres and Valkey, unless DATABASE_URL and REDIS_URL name others."""
        env = self.environment
        if "DATABASE_URL" not in env:
            say("Starting Postgres …")
            child, owner = start_postgres(self.data_dir, dict(env))
            env |= {"DATABASE_OWNER_URL": owner, "DATABASE_URL": as_application(owner)}
            self.services.append(child)
        if "REDIS_URL" not in env:
            say("Starting Valkey …")
            child, env["REDIS_URL"] = start_valkey(self.data_dir, dict(env))
            self.services.append(child)
        self._tell_commands()

    def prepare(self) -> None:
        """Migrations, reference data, and the demo in an empty database."""
        command = [sys.executable, "manage.py", "prepare"]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=False)  # noqa: S603
        if done.returncode:
            raise RuntimeError("The database could not be made ready; see above.")

    def start_programs(self) -> None:
        """Web, worker and beat."""
        env = self.environment
        host, port = env.get("HOST", "127.0.0.1"), env["PORT"]
        celery = [sys.executable, "-m", "celery", "-A", "marketplace"]
        granian = [sys.executable, "-m", "granian", "--interface", "asginl", "--no-ws"]
        self.programs = [
            self._program(
                "web",
                [
                    *(*granian, "--host", host, "--port", port),
                    *("--workers", env.get("WEB_WORKERS", "1"), "--respawn-failed-workers"),
                    *("--workers-kill-timeout", "10", "marketplace.asgi:application"),
                ],
            ),
            self._program(
                "worker",
                [
                    *(*celery, "worker", "--loglevel", "INFO"),
                    *("--without-gossip", "--without-mingle"),
                    *("--concurrency", env.get("WORKERS", "2")),
                ],
            ),
            self._program("beat", [*celery, "beat", "--loglevel", "INFO", "--pidfile", ""]),
        ]
        for child in self.programs:
            self._start(child)

    def wait_until_healthy(self, *, seconds: float = 90) -> None:
        """Until the health page is content; raises RuntimeError with what is not."""
        deadline = time.monotonic() + seconds
        trouble = "the web server does not answer"
        while time.monotonic() < deadline and not self.stopping.is_set():
            trouble = self._trouble()
            if not trouble:
                return
            self.restart_the_dead()
            if max(self.deaths.values(), default=0) > HOPELESS:
                break
            time.sleep(0.1)
        if not self.stopping.is_set():
            raise RuntimeError(f"Karya did not become healthy: {trouble}.\n{self._last_words()}")

    def watch(self) -> None:
        """Keep everything running until somebody asks to stop."""
        while not self.stopping.wait(0.5):
            self.restart_the_dead()
            for child in (*self.services, *self.programs):
                trim(child.log)

    def restart_the_dead(self) -> None:
        """Restart each child that has ended; one that keeps dying waits longer each time."""
        for child in (*self.services, *self.programs):
            if child.exit_code() is not None and not self.stopping.is_set():
                self._restart(child)

    def _restart(self, child: Child) -> None:
        now = time.monotonic()
        if child.name not in self._starts_at:
            child.end_the_rest()
            lived = now - self._started_at.get(child.name, 0)
            deaths = 1 if lived > CALM else self.deaths.get(child.name, 0) + 1
            pause = min(0.25 * 2**deaths, LONGEST_PAUSE)
            self.deaths[child.name], self._starts_at[child.name] = deaths, now + pause
            say(f"{child.name} ended (code {child.exit_code()}); starting it again.")
        if now >= self._starts_at[child.name]:
            del self._starts_at[child.name]
            self._start(child)

    def stop(self) -> None:
        """Ask the programs at once, then the servers that they need, each in turn."""
        for child in reversed(self.programs):
            child.ask_to_stop()
        for child in (*reversed(self.programs), *reversed(self.services)):
            child.stop()

    def _program(self, name: str, command: list[str]) -> Child:
        log = make_folder(self.data_dir / "logs") / f"{name}.log"
        environment = self.environment | {"DATABASE_OWNER_URL": ""}  # not theirs to know
        return Child(name, command, log, environment=environment, folder=str(ROOT))

    def _start(self, child: Child) -> None:
        self._started_at[child.name] = time.monotonic()
        child.start()

    def _tell_commands(self) -> None:
        """Leave word for `manage.py`, which finds the servers and the secret there."""
        names = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "PORT")
        note = self.data_dir / "services.env"
        note.touch(mode=0o600)
        known = {name: self.environment[name] for name in names if self.environment.get(name)}
        note.write_text("".join(f"{name}={value}\n" for name, value in known.items()))

    def _trouble(self) -> str:
        address = f"http://127.0.0.1:{self.environment['PORT']}/health/ready"
        request = urllib.request.Request(address, headers={"Host": "localhost"})
        try:
            with urllib.request.urlopen(request, timeout=5):  # noqa: S310
                return ""
        except urllib.error.HTTPError as error:
            return error.read().decode(errors="replace")[:300]
        except OSError:
            return "the web server does not answer"

    def _last_words(self) -> str:
        children = (*self.services, *self.programs)
        return "\n".join(f"--- {child.log}\n{child.last_words()}" for child in children)


def say(sentence: str) -> None:
    """One line to the terminal, at once."""
    print(sentence, flush=True)  # noqa: T201


def secret_key(data_dir: Path) -> str:
    """The secret of this installation: made at the first start and kept."""
    file = data_dir / "secret_key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text().strip()


def lock(data_dir: Path) -> IO[str]:
    """Hold the data folder; raises RuntimeError where another script/server does."""
    file = (data_dir / "lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RuntimeError(f"Karya is running already, on the data in {data_dir}.") from None
    os.set_inheritable(file.fileno(), False)  # noqa: FBT003
    return file


def check_port(host: str, port: int) -> None:
    """Raises RuntimeError with a free port to choose where this one is taken."""
    if _is_free(host, port):
        return
    free = next(other for other in range(port + 1, 65_536) if _is_free(host, other))
    raise RuntimeError(
        f"Port {port} is taken by another program. Choose a free one: PORT={free} script/server"
    )


def read_dotenv(file: Path) -> dict[str, str]:
    """The lines of .env; the environment itself comes first."""
    if not file.exists():
        return {}
    lines = (line.strip().removeprefix("export ") for line in file.read_text().splitlines())
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return {name.strip(): value.strip().strip("\"'") for name, value in pairs if value.strip()}


def main() -> int:
    """Run until Ctrl-C; the exit code says whether it ran."""
    environment = read_dotenv(ROOT / ".env") | dict(os.environ)
    data_dir = Path(environment.get("DATA_DIR") or ROOT / "var").resolve()
    environment |= {"DATA_DIR": str(data_dir), "PORT": environment.get("PORT") or "8000"}
    environment["PYTHONUNBUFFERED"] = "1"
    supervisor = Supervisor(data_dir=data_dir, environment=environment)

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        supervisor.stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, ask_to_stop)
    try:
        return _run(supervisor)
    except RuntimeError as error:
        say(str(error))
        return 1
    finally:
        supervisor.stop()


def _run(supervisor: Supervisor) -> int:
    env, data_dir = supervisor.environment, supervisor.data_dir
    make_folder(data_dir, 0o711 if os.geteuid() == 0 else 0o700)
    _held = lock(data_dir)
    check_port(env.get("HOST", "127.0.0.1"), int(env["PORT"]))
    env.setdefault("SECRET_KEY", secret_key(data_dir))
    steps = (
        supervisor.start_services,
        supervisor.prepare,
        lambda: say("Starting web, worker and beat …"),
        supervisor.start_programs,
        supervisor.wait_until_healthy,
    )
    for step in steps:
        if not supervisor.stopping.is_set():
            step()
    if not supervisor.stopping.is_set():
        _welcome(env, data_dir)
        supervisor.watch()
    say("\nStopping …")
    return 0


def _welcome(env: dict[str, str], data_dir: Path) -> None:
    address = f"http://localhost:{env['PORT']}"
    accounts = data_dir / "demo_accounts.json"
    say(f"\nKarya is ready: {address}")
    if accounts.exists():
        say("\nDemo accounts:")
        for account in json.loads(accounts.read_text()):
            say(f"  {account['email']:<32} {account['password']:<20} {account['role']}")
    if env.get("DEBUG", "true").lower() in ("1", "true", "yes", "on"):
        say(f"\nMail is shown at {address}/dev/mail/")
    say(f"API      {address}/api/docs\nLogs     {data_dir}/logs\n\nCtrl-C stops it.")


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())

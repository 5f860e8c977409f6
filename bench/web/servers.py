"""Two web servers on one database: Karya as in production, and bare views; others beside."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.ledger.server import Server
from bench.search import places
from marketplace.embedded.processes import Child
from marketplace.embedded.valkey import start_valkey

ROOT = Path(__file__).parents[2]
WORKERS = 2
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Other:
    """A list of somebody else's, served by a Python of its own from the module of its name."""

    title: str
    path: str
    redis: int  # which of the databases of the cache; Karya has the first


# Both answer most with one thread a worker: more take turns at the interpreter, and granian ends
# those that idle from slice to slice, with their connections to Postgres.
_THREADS = ("--blocking-threads", "1", "--blocking-threads-idle-timeout", "600")
OTHERS = {
    "oscar": Other("django-oscar's catalogue", "/catalogue/", 1),
    "pretix": Other("pretix's index", "/bench/", 2),
}


@dataclass(frozen=True)
class Web:
    """A server of pages, and where it listens."""

    child: Child
    port: int

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def seconds(self) -> float:
        """What its processes have used of a processor up to now."""
        return sum(map(_seconds_of, _family(self.child.pid)))


@contextmanager
def running(
    server: Server, size: int, port: int, others: Mapping[str, str]
) -> Iterator[dict[str, Web]]:
    """Both servers with two workers each, on the database of a size; a cache of their own.

    `others` are Pythons by the names in OTHERS: more servers, each with a database of its own.
    """
    folder = server.folder / "site"
    folder.mkdir(parents=True, exist_ok=True)
    valkey, redis = start_valkey(folder, dict(os.environ), is_kept=False)
    env = places.environment(server, size) | {"REDIS_URL": redis, "LOG_LEVEL": "WARNING"}
    env["SITE_URL"] = f"http://localhost:{port}"
    _collect(env)
    webs = {
        "karya": _start("marketplace.settings", env, folder, port),
        "bare": _start("bench.web.bare_settings", env, folder, port + 1),
    }
    for at, (name, python) in enumerate(others.items(), start=port + 2):
        given = {"REDIS_URL": redis.replace("db=0", f"db={OTHERS[name].redis}")}
        webs[name] = _start_other(name, python, server, folder, given, at)
    os.environ.update(env)  # for what this process asks of Django
    try:
        for name, web in webs.items():
            _wait(web, OTHERS[name].path if name in OTHERS else "/projects/")
        yield webs
    finally:
        for web in webs.values():
            web.child.stop()
        valkey.stop()


def _collect(env: Mapping[str, str]) -> None:
    """Compress static files as `manage.py prepare` does; once, while none of them changes."""
    newest = max(file.stat().st_mtime for file in (ROOT / "static").rglob("*"))
    made = [*Path(env["DATA_DIR"]).glob("static*/staticfiles.json")]
    if made and made[0].stat().st_mtime > newest:
        return
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=env, check=True)  # noqa: S603


def _start(settings: str, env: Mapping[str, str], folder: Path, port: int) -> Web:
    environment = {**env, "DJANGO_SETTINGS_MODULE": settings}
    words = ["--interface", "asginl", "--no-ws", "marketplace.asgi:application"]
    return _serve(sys.executable, words, environment, folder / f"{settings}.log", port)


def _start_other(
    name: str, python: str, server: Server, folder: Path, given: Mapping[str, str], port: int
) -> Web:
    if name not in server.run("psql", "-At", "-c", "SELECT datname FROM pg_database").split():
        server.run("createdb", name)
    environment = {
        **os.environ,
        **given,
        "DATABASE_URL": server.address_of(name),
        "DATA_DIR": str(folder / name),
        "SITE_URL": f"http://localhost:{port}",
    }
    fill = [python, "-m", f"bench.web.{name}"]
    subprocess.run(fill, cwd=ROOT, env=environment, check=True)  # noqa: S603
    words = ["--interface", "wsgi", *_THREADS, f"bench.web.{name}:application"]
    return _serve(python, words, environment, folder / f"{name}.log", port)


def _serve(
    python: str, words: Sequence[str], environment: Mapping[str, str], log: Path, port: int
) -> Web:
    command = [
        *(python, "-m", "granian", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", str(WORKERS), *words),
    ]
    child = Child(log.stem, command, log, environment=dict(environment), folder=str(ROOT))
    child.start()
    return Web(child, port)


def _wait(web: Web, path: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{web.url}{path}", timeout=30).close()  # noqa: S310
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{web.url}: {error.code}\n{web.child.last_words()}") from None
        except OSError:
            if web.child.exit_code() is not None:
                break
            time.sleep(0.3)
        else:
            return
    raise RuntimeError(web.child.last_words())


def _family(pid: int) -> Iterator[int]:
    yield pid
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in file.read_text().split():
            yield from _family(int(child))


def _seconds_of(pid: int) -> float:
    words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, words[11:13])) / _TICK

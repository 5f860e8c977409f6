"""Two web servers on one database: Karya as in production, and the bare views."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
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
def running(server: Server, size: int, port: int) -> Iterator[dict[str, Web]]:
    """Both servers with two workers each, on the database of a size; a cache of their own."""
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
    os.environ.update(env)  # for what this process asks of Django
    try:
        for web in webs.values():
            _wait(web)
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
    command = [
        *(sys.executable, "-m", "granian", "--interface", "asginl", "--no-ws"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS)),
        "marketplace.asgi:application",
    ]
    environment = {**env, "DJANGO_SETTINGS_MODULE": settings}
    log = folder / f"{settings}.log"
    child = Child(settings, command, log, environment=environment, folder=str(ROOT))
    child.start()
    return Web(child, port)


def _wait(web: Web) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"{web.url}/projects/", timeout=30).close()  # noqa: S310
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

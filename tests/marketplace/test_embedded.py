"""Servers of our own: found, started, protected, stopped, and back after a blow."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis

from marketplace.embedded import places, postgres, supervisor
from marketplace.embedded.places import SOCKET_PATH_LIMIT, can_reach, database_home, socket_folder
from marketplace.embedded.postgres import QUICK, clear_stale_locks, start_postgres
from marketplace.embedded.processes import Child, Identity, command_line_of, trim
from marketplace.embedded.valkey import start_valkey

IS_ROOT = os.geteuid() == 0


@pytest.fixture
def children() -> Iterator[list[Child]]:
    """Whatever a test starts is stopped."""
    started: list[Child] = []
    yield started
    for child in started:
        child.stop()


@pytest.fixture
def only_the_wheel(monkeypatch: Any) -> None:
    """A machine with no Postgres installed."""
    monkeypatch.setattr(postgres, "_installed", list)


@pytest.fixture
def closed_room(tmp_path: Path) -> Iterator[Path]:
    """A folder inside one that only its owner may enter."""
    tmp_path.chmod(0o700)
    room = tmp_path / "karya data"
    room.mkdir(mode=0o711)
    yield room
    shutil.rmtree((room / "postgres").resolve(), ignore_errors=True)  # perhaps far away


def query(url: str, statement: str) -> Any:
    host = url.split("host=")[1].replace("%2F", "/").replace("%20", " ")
    connection = psycopg2.connect(host=host, user="karya", dbname="karya")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else None
    connection.close()
    return rows


def test_postgres_from_the_wheel_in_a_closed_room(closed_room, children, only_the_wheel):
    """Root's home stays closed; where root may not run it, an unprivileged user does."""
    child, url = start_postgres(closed_room, dict(os.environ), settings=QUICK)
    children.append(child)
    home = (closed_room / "postgres").resolve()
    assert query(url, "SHOW listen_addresses") == [("",)]
    assert query(url, "SELECT to_tsvector('indonesian', 'pekerjaan') IS NOT NULL") == [(True,)]
    query(url, "CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist; CREATE EXTENSION unaccent")
    owner = (home / "data").stat().st_uid
    assert (owner == 0) is False
    assert (home / "data").stat().st_mode & 0o777 == 0o700
    assert closed_room.parent.stat().st_mode & 0o777 == 0o700
    assert (home == closed_room / "postgres") is not IS_ROOT


def test_data_outlives_a_kill(closed_room, children):
    child, url = start_postgres(closed_room, dict(os.environ))
    children.append(child)
    query(url, "CREATE TABLE kettle (id int); INSERT INTO kettle VALUES (7)")
    os.killpg(child.pid, signal.SIGKILL)
    child.end_the_rest()
    again, url = start_postgres(closed_room, dict(os.environ))
    children.append(again)
    assert query(url, "SELECT id FROM kettle") == [(7,)]


@pytest.mark.parametrize("content", ["{pid}\n/elsewhere\n", "999999\n", "nonsense\n", ""])
def test_a_stale_lock_is_removed_or_harmless(tmp_path, content):
    """Its process is this test, or nobody: not a Postgres on this data."""
    lock = tmp_path / "data" / "postmaster.pid"
    lock.parent.mkdir()
    lock.write_text(content.format(pid=os.getpid()))
    clear_stale_locks(tmp_path / "data", tmp_path / "socket.lock")
    is_numbered = content[:1] in ("{", "9")
    assert lock.exists() is not is_numbered


def test_data_of_another_version_is_not_touched(monkeypatch, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/PG_VERSION").write_text("9\n")
    with pytest.raises(RuntimeError, match="of Postgres 9, which is not installed"):
        postgres._programs_for(tmp_path, Identity())


def test_without_any_postgres_the_ways_out_are_named(monkeypatch, tmp_path, only_the_wheel):
    monkeypatch.setattr(postgres, "_from_wheel", lambda *_: [])
    with pytest.raises(RuntimeError, match="apt-get install postgresql"):
        postgres._programs_for(tmp_path, Identity())


def test_valkey_keeps_what_it_was_told(children, tmp_path):
    child, url = start_valkey(tmp_path, dict(os.environ))
    children.append(child)
    with redis.Redis.from_url(url) as client:
        client.set("tea", "ready")
    child.stop()
    child.start()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            with redis.Redis.from_url(url) as client:
                assert client.get("tea") == b"ready"
                return
        except redis.ConnectionError:
            time.sleep(0.05)
    pytest.fail("Valkey did not come back")


def test_a_long_path_gets_a_short_socket_and_keeps_it(tmp_path):
    wanted = tmp_path / ("long-" * 30) / "run"
    wanted.parent.mkdir()
    folder = socket_folder(wanted, "valkey.sock", Identity())
    try:
        assert len(os.fsencode(folder / "valkey.sock")) <= SOCKET_PATH_LIMIT
        assert folder.stat().st_mode & 0o777 == 0o700
        assert socket_folder(wanted, "valkey.sock", Identity()) == folder
    finally:
        folder.rmdir()


@pytest.mark.skipif(not IS_ROOT, reason="only root starts others as somebody else")
def test_what_nobody_can_reach_is_put_elsewhere(closed_room):
    nobody = places.database_identity(closed_room)
    assert nobody.uid not in (None, 0)
    assert not can_reach(nobody, closed_room)
    home = database_home(closed_room)
    assert can_reach(nobody, home)
    assert database_home(closed_room) == home
    home.rmdir()
    assert database_home(closed_room) != home


def test_children_die_with_their_parent(tmp_path):
    """Even where the parent is killed and cannot say goodbye."""
    if sys.platform != "linux":
        pytest.skip("the kernel's help is Linux's")
    story = (
        "import time; from pathlib import Path; from marketplace.embedded.processes import Child\n"
        f"child = Child('sleeper', ['/bin/sleep', '60'], Path({str(tmp_path / 'log')!r}))\n"
        "child.start(); print(child.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", story], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert "sleep" in command_line_of(pid)
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 10
    while "sleep" in command_line_of(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert "sleep" not in command_line_of(pid)


def test_the_rest_of_a_dead_childs_family_is_ended(tmp_path):
    command = ["/bin/sh", "-c", "/bin/sleep 60 & echo $!; exit 1"]
    child = Child("family", command, tmp_path / "log")
    child.start()
    deadline = time.monotonic() + 10
    while child.exit_code() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    grandchild = int((tmp_path / "log").read_text())
    child.end_the_rest()
    while "sleep" in command_line_of(grandchild) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert "sleep" not in command_line_of(grandchild)


def test_a_grown_log_moves_aside(tmp_path, monkeypatch):
    monkeypatch.setattr("marketplace.embedded.processes.LOG_LIMIT", 10)
    log = tmp_path / "web.log"
    log.write_text("x" * 11)
    trim(log)
    assert (log.read_text(), (tmp_path / "web.log.1").read_text()) == ("", "x" * 11)


def test_a_taken_port_is_told_with_a_free_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(RuntimeError, match=rf"Port {port} is taken.*PORT=\d+ script/server"):
            supervisor.check_port("127.0.0.1", port)


def test_one_folder_has_one_server(tmp_path):
    held = supervisor.lock(tmp_path)
    with pytest.raises(RuntimeError, match="running already"):
        supervisor.lock(tmp_path)
    held.close()
    supervisor.lock(tmp_path).close()


def test_the_secret_is_made_once_and_is_nobody_elses(tmp_path):
    secret = supervisor.secret_key(tmp_path)
    assert len(secret) >= 50
    assert supervisor.secret_key(tmp_path) == secret
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_dotenv_is_read_as_people_write_it(tmp_path):
    file = tmp_path / ".env"
    file.write_text("# note\nPORT=9000\nexport SITE_NAME='Karya Kita'\nEMPTY=\nURL=a=b\n\n")
    assert supervisor.read_dotenv(file) == {"PORT": "9000", "SITE_NAME": "Karya Kita", "URL": "a=b"}
    assert supervisor.read_dotenv(tmp_path / "none") == {}


def test_a_program_that_keeps_dying_is_given_time(tmp_path):
    watch = supervisor.Supervisor(data_dir=tmp_path, environment=dict(os.environ))
    child = Child("tired", ["/bin/false"], tmp_path / "log")
    watch.programs.append(child)
    child.start()
    deadline = time.monotonic() + 6
    while time.monotonic() < deadline and watch.deaths.get("tired", 0) < 3:
        watch.restart_the_dead()
        time.sleep(0.02)
    assert watch.deaths["tired"] == 3  # 0.5 and 1 second of rest between

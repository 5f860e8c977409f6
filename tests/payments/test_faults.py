"""Short runs of the fault suite: real workers, and Postgres itself, die of SIGKILL."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run(*words: str) -> str:
    """What a fault suite prints; it ends with 1 where anything was lost or done twice."""
    command = [sys.executable, "-m", *words]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_workers_die_and_nothing_is_lost() -> None:
    said = run("bench.faults", "--kills", "6", "--seed", "7")
    assert "6 kills" in said
    assert ": 0 faults" in said


def test_postgres_dies_and_every_acknowledged_release_is_there() -> None:
    assert ": 0 faults" in run("bench.faults.database", "--releases", "30")


def test_each_fault_in_the_docs_has_its_tests() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs/faults.md").read_text()))
    files = (ROOT / "tests").rglob("test_*.py")
    known = {name for file in files for name in re.findall(r"def (test_\w+)", file.read_text())}
    assert len(named) > 40
    assert named - known == set()

"""A slice of load on one address, by wrk: requests a second, and what each cost the processors."""

import re
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

CONNECTIONS, WARM = 16, 12
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_REQUESTS = re.compile(r"(\d+) requests in")
_FAILED = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.+)")


@dataclass(frozen=True, kw_only=True)
class Page:
    """What is asked, of which server, and as whom; `cpu` reads its processors' seconds."""

    name: str
    url: str
    cpu: Callable[[], float]
    cookie: str = ""


@dataclass(frozen=True)
class Slice:
    """What was answered in some seconds, and milliseconds of processor for each answer."""

    rate: float
    cpu: float


def needs_wrk() -> None:
    """Raises RuntimeError where the load cannot be made."""
    if not shutil.which("wrk"):
        raise RuntimeError("This needs wrk: apt-get install wrk, or brew install wrk.")


def ask(page: Page, *, seconds: int) -> Slice:
    """Sixteen connections for some seconds; raises RuntimeError for any answer that is no page."""
    words = [
        *(
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{seconds}s",
            "--timeout",
            "20s",
            "-H",
            f"Cookie: {page.cookie}",
        )
    ]
    before = page.cpu()
    said = subprocess.run(  # noqa: S603
        ["wrk", *words, page.url],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    used = page.cpu() - before
    answers = _number(_REQUESTS, said)
    if (failed := _FAILED.search(said)) or not answers:
        raise RuntimeError(f"{page.name}: {failed[0] if failed else 'no answer at all'}")
    rate = _number(_RATE, said)
    # What wrk no longer waits for is still worked on: without this pause, at the next page's cost.
    time.sleep(CONNECTIONS / rate)
    return Slice(rate, 1000 * used / answers)


def compare(pages: Sequence[Page], *, seconds: int, rounds: int) -> dict[str, Slice]:
    """Medians of slices that take turns, so that what disturbs one disturbs all."""
    for page in pages:
        ask(page, seconds=WARM)
    taken: dict[str, list[Slice]] = {page.name: [] for page in pages}
    for _round in range(rounds):
        for page in pages:
            taken[page.name].append(ask(page, seconds=seconds))
    return {
        name: Slice(median(s.rate for s in slices), median(s.cpu for s in slices))
        for name, slices in taken.items()
    }


def _number(pattern: re.Pattern[str], text: str) -> float:
    found = pattern.search(text)
    if not found:
        raise RuntimeError(text)
    return float(found[1])

"""What a page weighs on the way, and when it is there on a slow line, in Chromium."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

from playwright.sync_api import Browser, CDPSession, sync_playwright

from bench.web import people
from bench.web.servers import Web

SLOW = {"downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8, "latency": 400}
TIMES = 3
_PAINTED = """() => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  const page = performance.getEntriesByType("navigation")[0];
  return [paint ? paint.startTime : NaN, page.loadEventEnd];
}"""


@dataclass
class Carried:
    """What came over the line: bytes on the wire by kind, and how many answers."""

    kinds: dict[str, float] = field(default_factory=dict)
    requests: int = 0

    @property
    def all(self) -> float:
        return sum(self.kinds.values())

    def of(self, kind: str) -> float:
        return self.kinds.get(kind, 0.0) / 1000


def report(web: Web) -> Iterator[str]:
    """The list of projects as a first and as a second page, then on a slow line."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    project = people.project_with_bids()
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, first, second in (
            ("list", "/projects/", f"/projects/{project}/"),
            ("project", f"/projects/{project}/", "/projects/"),
            ("home", "/", "/projects/"),
        ):
            yield from _weigh(browser, web, name, first, second)
            yield _wait(browser, web, name, first)


def _weigh(browser: Browser, web: Web, name: str, first: str, second: str) -> Iterator[str]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="id-ID")
    page = context.new_page()
    line = context.new_cdp_session(page)
    for what, address in ((name, first), (f"then {second}", second)):
        carried = _listen(line)
        page.goto(web.url + address, wait_until="networkidle")
        yield (
            f"{what:22} {carried.all / 1000:6.1f} KB in {carried.requests} answers: HTML"
            f" {carried.of('Document'):.1f}, CSS {carried.of('Stylesheet'):.1f}, JavaScript"
            f" {carried.of('Script'):.1f}, other {_other(carried):.1f}"
        )
    context.close()


def _other(carried: Carried) -> float:
    return carried.all / 1000 - sum(map(carried.of, ("Document", "Stylesheet", "Script")))


def _listen(line: CDPSession) -> Carried:
    """Count what this page takes from now on, and not what its cache has."""
    carried, kinds = Carried(), dict[str, str]()

    def answered(said: dict[str, object]) -> None:
        response = said["response"]
        assert isinstance(response, dict)
        if not response.get("fromDiskCache"):
            kinds[str(said["requestId"])] = str(said["type"])
            carried.requests += 1

    def ended(said: dict[str, object]) -> None:
        if kind := kinds.get(str(said["requestId"])):
            size = float(str(said["encodedDataLength"]))
            carried.kinds[kind] = carried.kinds.get(kind, 0.0) + size

    line.send("Network.enable")
    line.on("Network.responseReceived", answered)
    line.on("Network.loadingFinished", ended)
    return carried


def _wait(browser: Browser, web: Web, name: str, path: str) -> str:
    painted, loaded = [], []
    for _time in range(TIMES):
        context = browser.new_context(viewport={"width": 360, "height": 740}, locale="id-ID")
        page = context.new_page()
        line = context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", {"offline": False, **SLOW})
        page.goto(web.url + path, wait_until="load")
        page.wait_for_timeout(300)
        first, whole = page.evaluate(_PAINTED)
        painted.append(first)
        loaded.append(whole)
        context.close()
    return (
        f"{name + ', slow line':22} first paint {median(painted) / 1000:.2f} s,"
        f" loaded {median(loaded) / 1000:.2f} s (400 kbit/s, 400 ms)"
    )

"""The report about pages: each in ratios to the bare view of its kind."""

from collections.abc import Iterator

from bench.ledger.effort import Meter
from bench.web import bids, load, people
from bench.web.load import Page, Slice
from bench.web.servers import OTHERS, Web


def report(webs: dict[str, Web], *, seconds: int, rounds: int) -> Iterator[str]:
    """Lines as they come."""
    load.needs_wrk()
    meter = Meter()
    reader = people.cookie_of(people.freelancers(1)[0])
    full = people.project_with_bids()

    def page(name: str, web: str, path: str, cookie: str = "") -> Page:
        def cpu() -> float:
            return webs[web].seconds() + meter.postgres()

        return Page(name=name, url=webs[web].url + path, cpu=cpu, cookie=cookie)

    one = f"/projects/{full}/"
    asked = [
        page("bare list", "bare", "/projects/"),
        page("bare list, signed in", "bare", "/projects/", reader),
        page("bare row", "bare", one),
        page("projects", "karya", "/projects/"),
        page("projects, signed in", "karya", "/projects/", reader),
        page("a search", "karya", "/projects/?q=logo"),
        page("freelancers", "karya", "/freelancers/"),
        page("project with 20 bids", "karya", one),
        page("the same, signed in", "karya", one, reader),
        page("home", "karya", "/"),
    ]
    asked += [page(other.title, name, other.path) for name, other in OTHERS.items() if name in webs]
    found = load.compare(asked, seconds=seconds, rounds=rounds)
    yield from _lines(found, floor=found["bare list"])
    yield ""
    sent = bids.compare({name: webs[name] for name in ("karya", "bare")}, rounds=rounds)
    for name, one_bid in sent.items():
        slower = sent["bare"].rate / one_bid.rate
        more = one_bid.cpu / sent["bare"].cpu
        yield (
            f"{name + ' bid POST':22} p50 {1000 / one_bid.rate:6.1f} ms, {slower:4.1f} × bare;"
            f" CPU of the web {one_bid.cpu:5.1f} ms, {more:4.1f} ×"
        )


def _lines(found: dict[str, Slice], *, floor: Slice) -> Iterator[str]:
    for name, asked in found.items():
        yield (
            f"{name:24} {asked.rate:7.0f} a second, {asked.rate / floor.rate:5.2f} × bare list;"
            f" CPU {asked.cpu:6.2f} ms, {floor.cpu / asked.cpu:5.2f} × as cheap"
        )

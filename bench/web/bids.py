"""Sending a bid, one after another: Karya's form beside a form that writes one row."""

import time
from collections.abc import Iterator
from statistics import median

import requests
from django.conf import settings

from accounts.models import User
from bench.web.load import Slice
from bench.web.people import cookie_of
from bench.web.servers import Web
from projects.models import Bid, Project

SENT = {
    "cover_note": "I have done such work before, and can begin on Monday.",
    "amount": "900000",
    "days": "7",
    "review_days": "14",
    "change_rounds": "2",
    "rows": "1",
    "then": "send",
}
A_SLICE = 15
WARM_UP = 80  # a process has sixteen threads, each with a connection that keeps its plans


def compare(webs: dict[str, Web], *, rounds: int) -> dict[str, Slice]:
    """Medians of all bids: seconds of the clock as `rate` upside down, and of processors."""
    pairs = _pairs(len(webs) * rounds * A_SLICE + len(webs) * WARM_UP)
    took: dict[str, list[float]] = {name: [] for name in webs}
    used: dict[str, list[float]] = {name: [] for name in webs}
    for web in webs.values():
        _send(web, pairs, WARM_UP)
    for _round in range(rounds):
        for name, web in webs.items():
            seconds, cpu = _send(web, pairs, A_SLICE)
            took[name] += seconds
            used[name].append(cpu)
    return {name: Slice(1 / median(took[name]), 1000 * median(used[name])) for name in webs}


def _pairs(many: int) -> Iterator[tuple[User, int]]:
    """Freelancers who have not bid here yet, each with an open project."""
    without = User.objects.filter(mode="freelancer", handle__startswith="bench-")
    people = without.exclude(pk__in=Bid.objects.values("freelancer"))[:many]
    projects = Project.objects.filter(state="open").order_by("?").values_list("pk", flat=True)
    return zip(people, list(projects[:many]), strict=False)


def _send(web: Web, pairs: Iterator[tuple[User, int]], many: int) -> tuple[list[float], float]:
    """Seconds of each POST, and of processor for each; the form is fetched before and apart."""
    ready = [_form(web, *next(pairs)) for _bid in range(many)]
    before, took = web.seconds(), []
    for browser, address, sent in ready:
        begun = time.perf_counter()
        answer = browser.post(address, data=sent, allow_redirects=False, timeout=30)
        took.append(time.perf_counter() - begun)
        if answer.status_code != 302:
            raise RuntimeError(f"{address}: {answer.status_code}\n{answer.text[:2000]}")
    return took, (web.seconds() - before) / many


def _form(web: Web, person: User, project: int) -> tuple[requests.Session, str, dict[str, str]]:
    browser = requests.Session()
    name, value = cookie_of(person).split("=", 1)
    browser.cookies.set(name, value)
    address = f"{web.url}/projects/{project}/bid/"
    browser.get(address, timeout=30).raise_for_status()
    token = browser.cookies[settings.CSRF_COOKIE_NAME]
    browser.headers["Referer"] = address
    return browser, address, SENT | {"csrfmiddlewaretoken": token}

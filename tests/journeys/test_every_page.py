"""Every page that a person can reach by links, looked at as different people see it."""

import re
from collections import deque
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.journeys.looking import CONTRAST, NEW_TEXTS, axe_finds, mark_new_texts, spills_over
from tests.journeys.stack import Stack

PEOPLE = {
    "clara@demo.karya": ("/dashboard/", "en"),
    "farid@demo.karya": ("/dashboard/", "id"),
    "fitri@demo.karya": ("/desk/money/", "id"),
    "maya@demo.karya": ("/review/postings/", "id"),
}
PASSWORD = "karya-demo"
# The next frame but one, when the colours have changed over.
SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
STARTS = ("/settings/", "/notifications/", "/messages/", "/earnings/", "/bids/", "/projects/new/")
SOMEWHERE_ELSE = re.compile(
    r"^/(admin|api|dev|sandbox|events|static|media|accounts/logout|unsubscribe)\b"
    r"|/(files?|pictures|attachments|export|download|pdf|csv|feed)/|/qr\."
)
# Pages that look the same to whoever reads them in one language are looked at once in each: in
# English on a phone by day, in Indonesian on a desk by night.
ALIKE = re.compile(
    r"^/(projects|freelancers|people|searches|settings|notifications|messages|help|fees|how-it-works"
    r"|ranking|regions|transparency|terms|privacy|rules|trust-levels)\b"
)
looked_at: set[tuple[str, str]] = set()
looks_of_texts: set[str] = set()
# What a second look at the same page can find: all else was the same at the first.
RULES_OF_LOOKS = (
    *("link-in-text-block", "target-size", "scrollable-region-focusable"),
    *("heading-order", "empty-heading", "page-has-heading-one", "region"),
)
Scheme = Literal["light", "dark"]
Look = tuple[int, int, Scheme]
PHONE: Look = (360, 740, "light")
DESK: Look = (1280, 900, "dark")
LOOK_OF_ALIKE = {"en": PHONE, "id": DESK}


@pytest.fixture(scope="module")
def market(karya: Stack) -> Stack:
    """The servers with the demo in them."""
    karya.manage("seed_demo", "--size", "30")
    return karya


@pytest.mark.parametrize("person", PEOPLE)
def test_every_page_of_a_person(market: Stack, contexts: Any, person: str) -> None:
    start, language = PEOPLE[person]
    page: Page = contexts(language=language).new_page()
    page.goto("/accounts/login/")
    page.fill("input[name=login]", person)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button:not([type=button])").first.click()
    page.wait_for_url("**/dashboard/")
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    seen = _walk(page, [start, *STARTS], complaints)
    assert complaints == []
    assert len(seen) > 40


def _walk(page: Page, starts: list[str], complaints: list[str]) -> set[str]:
    """Follow every link once per kind of address; note what is wrong with each page."""
    ahead, seen = deque(starts), set()
    while ahead:
        path = ahead.popleft()
        kind = _kind_of(path)
        if kind in seen:
            continue
        seen.add(kind)
        answer = page.goto(path)
        assert answer is not None
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            complaints.append(f"{path}: {answer.status}")
            continue
        if page.locator("html").get_attribute("lang") not in {"en", "id"}:
            complaints.append(f"{path}: in no language")
        looks = _looks(path, kind, page.locator("html").get_attribute("lang") or "")
        for look, rules in zip(looks, [(), RULES_OF_LOOKS], strict=False):
            complaints += [f"{path} {look}: {trouble}" for trouble in _troubles(page, look, rules)]
        ahead.extend(_links(page))
    return seen


def _looks(path: str, kind: str, language: str) -> tuple[Look, ...]:
    """How a page is still to be looked at."""
    if not ALIKE.search(path):
        return (PHONE, DESK)
    is_new = (language, kind) not in looked_at
    looked_at.add((language, kind))
    return (LOOK_OF_ALIKE.get(language, PHONE),) if is_new else ()


def _troubles(page: Page, look: Look, rules: tuple[str, ...]) -> list[str]:
    width, height, scheme = look
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(SETTLED)
    is_new = mark_new_texts(page, looks_of_texts)

    def finds() -> list[str]:
        found = axe_finds(page, *rules, but=CONTRAST)
        return found + (axe_finds(page, CONTRAST, within=NEW_TEXTS) if is_new else [])

    found = finds()
    if found:  # a slow machine may not have drawn the new colours yet
        page.wait_for_timeout(500)
        found = finds()
    return found + (["spills over"] if spills_over(page) else [])


def _links(page: Page) -> list[str]:
    hrefs: list[str] = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
    here = urlsplit(page.url).netloc
    paths = [parts.path for parts in map(urlsplit, hrefs) if parts.netloc == here]
    return [p for p in dict.fromkeys(paths) if not SOMEWHERE_ELSE.search(p)]


def _kind_of(path: str) -> str:
    """The address without the numbers and names that differ from row to row."""
    path = re.sub(r"^/regions/[^/]+/[^/]+/$", "/regions/x/y/", re.sub(r"\d+", "0", path))
    path = re.sub(r"^/regions/(?!x/y)[^/]+/$", "/regions/x/", path)
    return re.sub(r"/people/[^/]+", "/people/x", path)

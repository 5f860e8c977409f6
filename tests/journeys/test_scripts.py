"""The script of every page on a browser that keeps nothing, or keeps nonsense."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from core.bundles import build

AT = "http://karya.test/"
REFUSES = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no') }});"
NONSENSE = "for (const key of ['draft:7:new', 'searches']) localStorage.setItem(key, '{nonsense');"
BODY = """
<html lang="en"><body data-person="7">
<form data-draft="new" data-draft-url="/draft/" data-draft-kept="Kept"><p data-draft-note></p>
<input name="title"></form>
<form action="/release/" method="post" data-confirm="Release it?" data-confirm-yes="Yes"
 data-confirm-no="No"><button id="release">Release</button></form>
<input id="q" data-suggest="/suggestions/" list="ways"><datalist id="ways"></datalist>
<script src="karya.js" defer></script>
"""


@pytest.fixture
def show(browser: Browser) -> Iterator[Callable[..., tuple[Page, list[str]]]]:
    """A page with a draft, a question and suggestions; what it asks of the server is listed."""
    page = browser.new_page()

    def open_page(before: str = "") -> tuple[Page, list[str]]:
        asked: list[str] = []

        def answer(route: Any) -> None:
            path = route.request.url.removeprefix(AT)
            if path == "karya.js":
                route.fulfill(path=build("js/karya.js"))
            elif path:
                asked.append(path)
                route.fulfill(status=204)
            else:
                route.fulfill(body=BODY, content_type="text/html")

        page.route(f"{AT}**", answer)
        page.add_init_script(before)
        page.goto(AT, wait_until="load")
        return page, asked

    yield open_page
    page.close()


@pytest.mark.parametrize("before", [REFUSES, NONSENSE])
def test_what_a_browser_does_not_keep_stops_no_other_part(
    show: Callable[..., tuple[Page, list[str]]], before: str
) -> None:
    page, asked = show(before)
    page.fill("#q", "logo")
    page.wait_for_timeout(400)
    assert asked == ["suggestions/?q=logo"]
    page.fill("input[name=title]", "Logo")
    page.wait_for_timeout(1_500)
    assert asked[1:] == ["draft/"]


def test_a_draft_that_nobody_changed_is_not_sent_when_the_line_comes_back(
    show: Callable[..., tuple[Page, list[str]]],
) -> None:
    page, asked = show()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_timeout(300)
    assert asked == []
    page.fill("input[name=title]", "Logo")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_timeout(300)
    assert asked == ["draft/"]


def test_a_dangerous_button_asks_each_time(
    show: Callable[..., tuple[Page, list[str]]],
) -> None:
    page, asked = show()
    for times in (1, 2):
        page.click("#release")
        expect(page.locator("dialog")).to_contain_text("Release it?")
        with page.expect_request("**/release/"):
            page.click("dialog button[value=yes]")
        page.wait_for_timeout(200)
        assert asked == ["release/"] * times
        page.evaluate("window.dispatchEvent(new Event('pageshow'))")  # “back” shows it again

"""How long is left, while a page is open, the phone sleeps, or its clock is wrong."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import translation
from playwright.sync_api import Browser, Page

MODULE = Path(settings.BASE_DIR) / "static/js/modules/countdown.js"
AT = "http://karya.test/"
Show = Callable[..., Page]


@pytest.fixture
def show(browser: Browser) -> Iterator[Show]:
    """A page with one clock, on a phone that goes wrong by `ahead`."""
    page = browser.new_page()

    def open_page(left: timedelta, *, language: str = "en", ahead: timedelta = timedelta()) -> Page:
        with translation.override(language):
            at = datetime.now(tz=UTC) + left
            clock = Template('{% load karya %}{% when at "left" %}').render(Context({"at": at}))
        html = f'<html lang="{language}"><body>{clock}<script type="module" src="c.js"></script>'
        page.add_init_script(
            f"const real = Date.now; window.ahead = {ahead.total_seconds() * 1000};"
            "Date.now = () => real.call(Date) + window.ahead;"
        )
        page.route(f"{AT}c.js", lambda route: route.fulfill(path=MODULE))
        page.route(AT, lambda route: route.fulfill(body=html, content_type="text/html"))
        page.goto(AT, wait_until="load")
        return page

    yield open_page
    page.close()


def sleep(page: Page, span: timedelta) -> None:
    """The phone sleeps and wakes; no timer has run."""
    page.evaluate(f"window.ahead += {span.total_seconds() * 1000}")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.mark.parametrize(
    ("language", "at_first", "later", "over"),
    [
        ("en", "2 hours left", "59 minutes left", "time is up"),
        ("id", "tinggal 2 jam", "tinggal 59 menit", "waktunya habis"),
    ],
)
def test_a_phone_that_slept_is_right_at_once_and_says_when_time_is_up(
    show: Show, language: str, at_first: str, later: str, over: str
) -> None:
    page = show(timedelta(hours=2, minutes=1), language=language)
    assert page.inner_text("time") == at_first
    sleep(page, timedelta(hours=1, minutes=1, seconds=30))
    assert page.inner_text("time") == later
    sleep(page, timedelta(hours=1))
    assert page.inner_text("time") == over


@pytest.mark.parametrize("hours", [-5, 5])
def test_a_phone_whose_clock_is_wrong_goes_by_ours(show: Show, hours: int) -> None:
    page = show(timedelta(hours=2, minutes=1), ahead=timedelta(hours=hours))
    assert page.inner_text("time") == "2 hours left"
    sleep(page, timedelta(hours=1, minutes=1, seconds=30))
    assert page.inner_text("time") == "59 minutes left"


def test_it_is_not_read_out_each_minute(show: Show) -> None:
    page = show(timedelta(hours=2))
    assert page.get_attribute("time", "aria-live") == "off"

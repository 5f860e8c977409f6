"""Real servers, a real browser, and the people who use them."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.factories.accounts import PASSWORD
from tests.journeys import steps
from tests.journeys.stack import Stack

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(autouse=True)
def clean_room() -> None:
    """Journeys have servers of their own: nothing here is faked."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every journey is marked."""
    for item in items:
        if "journeys" in Path(str(item.fspath)).parts:
            item.add_marker(pytest.mark.journey)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Iterator[None]:
    """A journey that failed tells what its pages said at that moment."""
    report = yield
    if report.when == "call" and report.failed and call.excinfo is not None:
        frames = (entry.frame.f_locals for entry in call.excinfo.traceback)
        pages = {id(one): one for here in frames for one in here.values() if isinstance(one, Page)}
        report.sections += [("Page", _said_by(page)) for page in pages.values()]
    return report


def _said_by(page: Page) -> str:
    """The address and the first words of a page, for whoever reads of the failure."""
    try:
        return f"{page.url}\n{page.locator('body').inner_text(timeout=2_000)[:2_000]}"
    except PlaywrightError as error:
        return f"{page.url}\n{error}"


@pytest.fixture(scope="session")
def karya(tmp_path_factory: Any) -> Iterator[Stack]:
    """The whole product, running."""
    folder = Path("/tmp") / f"karya-{os.getpid()}"
    folder.mkdir(mode=0o711)
    stack = Stack(folder)
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()
        if kept := os.environ.get("KEEP_LOGS"):
            shutil.copytree(folder / "logs", kept, dirs_exist_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's or anybody's Chromium, headless; it ends with the journeys, since tests of the same
    process that come later run event loops of their own."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert path, "Journeys need Chromium; script/test says how to get it."
    # Playwright's loop runs in this thread, where some journeys look into the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
        flags += ["--disable-background-networking", "--disable-component-update"]
        yield playwright.chromium.launch(executable_path=path, args=[*flags, "--disable-sync"])
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def contexts(browser: Browser, karya: Stack) -> Iterator[Any]:
    """Open a window: `contexts(language="id", phone=True)`; its pages fail on a script error."""
    opened: list[BrowserContext] = []

    def open_context(
        *, language: str = "en", phone: bool = False, javascript: bool = True, dark: bool = False
    ) -> BrowserContext:
        context = browser.new_context(
            base_url=karya.url,
            locale={"id": "id-ID", "en": "en-GB"}[language],
            viewport=PHONE if phone else DESKTOP,
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()


@pytest.fixture
def mark() -> str:
    return uuid4().hex[:8]


@pytest.fixture
def window(karya: Stack, contexts: Any, mark: str) -> steps.Window:
    """The signed-in page of a person; script is off."""
    opened: dict[str, Page] = {}

    def of(name: str) -> Page:
        if name not in opened:
            page: Page = contexts(language="en", javascript=False).new_page()
            page.goto("/accounts/login/")
            page.fill("input[name=login]", f"{name}-{mark}@example.com")
            page.fill("input[name=password]", PASSWORD)
            page.press("input[name=password]", "Enter")
            page.wait_for_url("**/dashboard/")
            opened[name] = page
        return opened[name]

    return of

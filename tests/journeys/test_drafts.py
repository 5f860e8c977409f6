"""What is typed is not lost when the line or the session breaks, and belongs to who typed it."""

from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from playwright.sync_api import Error as PlaywrightError

from tests.journeys import steps
from tests.journeys.stack import Stack

NEW = "/projects/new/"
WORDS = "Four posters for the harbour festival"


def sign_out(page: Page) -> None:
    page.goto("/accounts/logout/")
    steps.press(page)


@pytest.fixture
def context(contexts: Any) -> BrowserContext:
    opened: BrowserContext = contexts(language="en", phone=True)
    return opened


@pytest.fixture
def page(karya: Stack, context: BrowserContext) -> Page:
    """Signed in on a phone, with the line gone while a posting was typed."""
    page = context.new_page()
    email = f"dewi-{uuid4().hex[:8]}@example.com"
    steps.sign_up(page, karya, name="Dewi Lestari", email=email, mode="client")
    page.goto(NEW)
    context.set_offline(True)
    page.fill("input[name=title]", WORDS)
    expect(page.locator("[data-draft-note]")).to_contain_text("Kept in this browser")
    return page


def title_of(page: Page) -> str:
    page.goto(NEW)
    return page.locator("input[name=title]").input_value()


def test_words_outlive_a_line_that_breaks_while_they_are_sent(
    page: Page, context: BrowserContext
) -> None:
    page.locator("main button[value=save]").click(no_wait_after=True)
    with pytest.raises(PlaywrightError):
        page.wait_for_url("**/edit/", timeout=2_000)
    context.set_offline(False)
    assert title_of(page) == WORDS
    expect(page.locator("[data-draft-note]")).to_contain_text("We put back what you had typed.")

    page.locator("main button[value=save]").click()
    steps.expect_page(page, r"/projects/\d+/edit/")
    assert title_of(page) == ""


def test_words_outlive_a_session_that_ends(page: Page, context: BrowserContext) -> None:
    context.clear_cookies(name="sessionid")
    with page.expect_response("**/draft/"):
        context.set_offline(False)
    expect(page.locator("[data-draft-note]")).to_contain_text("Kept in this browser")
    page.locator("main button[value=save]").click()
    steps.expect_page(page, "/accounts/login/")
    assert WORDS in page.evaluate("JSON.stringify({...localStorage})")


def test_nobody_finds_the_words_of_another_on_the_same_browser(
    karya: Stack, page: Page, context: BrowserContext
) -> None:
    cookies = context.cookies()
    context.clear_cookies()
    context.set_offline(False)
    email = f"eka-{uuid4().hex[:8]}@example.com"
    steps.sign_up(page, karya, name="Eka Putra", email=email, mode="client")
    assert title_of(page) == ""
    context.clear_cookies()
    context.add_cookies(cookies)  # type: ignore[arg-type]
    assert title_of(page) == WORDS

    sign_out(page)
    assert WORDS not in page.evaluate("JSON.stringify({...localStorage})")

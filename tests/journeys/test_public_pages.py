"""The pages that everybody can read, looked at as people see them."""

import gzip
from typing import Any

import pytest
from playwright.sync_api import Response

from tests.journeys.looking import axe_finds, spills_over

PAGES = {
    "home": "/",
    "how": "/how-it-works/",
    "fees": "/fees/",
    "help": "/help/",
    "ranking": "/ranking/",
    "transparency": "/transparency/",
    "disputes": "/transparency/disputes/",
    "terms": "/terms/",
    "privacy": "/privacy/",
    "projects": "/projects/",
    "freelancers": "/freelancers/",
    "sign in": "/accounts/login/",
    "join": "/accounts/signup/",
}
LOOKS = [
    pytest.param({"phone": True, "language": "id"}, id="phone-id"),
    pytest.param({"phone": False, "language": "en", "dark": True}, id="desktop-en-dark"),
    pytest.param({"phone": True, "language": "en", "dark": True}, id="phone-en-dark"),
]


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_is_in_anybodys_way(contexts: Any, look: dict[str, Any]) -> None:
    page = contexts(**look).new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    for name, address in PAGES.items():
        page.goto(address)
        assert axe_finds(page) == [], name
        assert not spills_over(page), name
        assert page.locator("h1").count() == 1, name
    assert complaints == []


def test_facts_for_machines_do_not_offend_the_content_policy(contexts: Any) -> None:
    page = contexts().new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text))
    answer = page.goto("/")

    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert page.locator("script[type='application/ld+json']").count() == 1
    assert complaints == []


def test_pages_fit_on_the_narrowest_phone(contexts: Any) -> None:
    page = contexts(phone=True, language="id").new_page()
    page.set_viewport_size({"width": 320, "height": 600})

    for name, address in PAGES.items():
        page.goto(address)
        assert not spills_over(page), name


def test_a_first_view_is_light(contexts: Any) -> None:
    for name, address in PAGES.items():
        page = contexts(phone=True, language="id").new_page()
        answers: list[Response] = []
        page.on("response", lambda answer, kept=answers: kept.append(answer))
        page.goto(address)
        page.wait_for_load_state("networkidle")

        sizes = [len(gzip.compress(answer.body())) for answer in answers]
        assert len(answers) <= 8, name
        assert sizes[0] <= 14 * 1024, name
        assert sum(sizes) <= 50 * 1024, name


def test_the_keyboard_reaches_content_and_menu(contexts: Any) -> None:
    page = contexts().new_page()
    page.goto("/")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_language_is_changed_without_javascript(contexts: Any) -> None:
    page = contexts(javascript=False, language="en").new_page()
    page.goto("/help/")
    page.locator(".site-tools button[name=language]").click()

    assert page.locator("html").get_attribute("lang") == "id"
    assert page.url.endswith("/help/")

"""The pages that everybody can read: there, light, in both languages, with few questions asked."""

import gzip
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from core.bundles import build

PAGES = [
    "home",
    "how",
    "fees",
    "help",
    "ranking",
    "transparency",
    "transparency-disputes",
    "terms",
    "privacy",
    "regions",
]
HTML_BUDGET = 14 * 1024
WHOLE_BUDGET = 50 * 1024


@pytest.fixture
def words(db: None) -> None:
    """The categories and skills that every installation has."""
    call_command("load_reference", verbosity=0)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["en", "id"])
def test_page_speaks_the_readers_language(
    client: Client, words: None, name: str, language: str
) -> None:
    answer = client.get(reverse(name), headers={"accept-language": language})

    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'<html lang="{language}">' in page
    assert page.count("<h1") == 1
    assert 'style="' not in page
    assert "<style" not in page


@pytest.mark.parametrize(
    ("name", "english", "indonesian"),
    [
        ("how", "Whose turn, and until when", "Giliran siapa, sampai kapan"),
        ("help", "What is escrow?", "Escrow itu apa?"),
        ("ranking", "What plays no part", "Yang tidak ikut dihitung"),
        ("terms", "The contract between you", "Kontrak di antara kalian"),
        ("privacy", "What we do not do", "Yang tidak kami lakukan"),
    ],
)
def test_long_texts_are_written_in_both_languages(
    client: Client, db: None, name: str, english: str, indonesian: str
) -> None:
    in_english = client.get(reverse(name), headers={"accept-language": "en"}).content.decode()
    in_indonesian = client.get(reverse(name), headers={"accept-language": "id"}).content.decode()

    assert english in in_english
    assert indonesian in in_indonesian


@pytest.mark.parametrize("name", ["terms", "privacy"])
def test_legal_pages_say_that_they_are_templates(client: Client, db: None, name: str) -> None:
    assert "A template." in client.get(reverse(name)).content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_few_questions(
    client: Client, words: None, django_assert_max_num_queries: Any, name: str
) -> None:
    with django_assert_max_num_queries(8):
        client.get(reverse(name))


@pytest.mark.parametrize("name", PAGES)
def test_page_is_light(client: Client, words: None, name: str) -> None:
    page = client.get(reverse(name)).content
    html = len(gzip.compress(page))
    parts = sum(
        len(gzip.compress(build(part).read_bytes())) for part in ("css/karya.css", "js/karya.js")
    )

    assert html <= HTML_BUDGET
    assert html + parts <= WHOLE_BUDGET
    assert page.count(b"<script") + page.count(b'rel="stylesheet"') <= 3
    for ours in (b"http://www.w3.org", b"http://testserver", settings.SITE_URL.encode()):
        page = page.replace(ours, b"")
    assert b"http://" not in page


def test_home_searches_work_and_people_without_javascript(client: Client, words: None) -> None:
    page = client.get(reverse("home")).content.decode()

    assert 'name="q"' in page
    assert f'formaction="{reverse("accounts:freelancers")}"' in page


def test_fees_show_the_policy_in_force(client: Client, db: None) -> None:
    page = client.get(reverse("fees")).content.decode()

    assert "10%" in page
    assert "Rp1,350,000" in page


def test_transparency_of_an_empty_book(client: Client, db: None) -> None:
    assert "No money has moved yet" in client.get(reverse("transparency")).content.decode()


def test_signed_in_people_find_their_menu(browser_of: Any, clara: User) -> None:
    page = browser_of(clara).get(reverse("home")).content.decode()

    assert "Clara" in page
    assert reverse("account_logout") in page
    assert reverse("account_signup") not in page


def test_language_is_chosen_by_a_form(client: Client, db: None) -> None:
    client.post(reverse("set_language"), {"language": "id", "next": "/help/"})

    assert '<html lang="id">' in client.get(reverse("help")).content.decode()


def test_manifest_is_json(client: Client) -> None:
    assert client.get(reverse("manifest")).json()["short_name"] == "Karya"


@pytest.mark.parametrize("name", ["400", "403", "404", "429", "csrf"])
def test_error_pages_render(rf: RequestFactory, name: str) -> None:
    page = render_to_string(f"errors/{name}.html", {"message": "Because."}, request=rf.get("/x/"))

    assert page.count("<h1") == 1


@pytest.mark.parametrize("name", ["500", "maintenance"])
def test_last_pages_need_neither_database_nor_context(name: str) -> None:
    with translation.override("id"):
        page = render_to_string(f"errors/{name}.html")

    assert page.count("<h1") == 1
    assert "Karya" in page

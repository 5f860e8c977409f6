"""What happens around every view."""

import gzip
from typing import Any
from urllib.parse import parse_qs, urlsplit

import brotli
import pytest
from django.contrib.messages import get_messages
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from django.utils import timezone, translation

from core.errors import InvalidInput, NotAllowed, WrongState

REFUSALS = {"invalid": InvalidInput, "forbidden": NotAllowed, "wrong": WrongState}


def refuse(request: HttpRequest, kind: str) -> HttpResponse:
    raise REFUSALS[kind]("The kettle is <empty>.")


def where(request: HttpRequest) -> HttpResponse:
    zone = timezone.get_current_timezone_name()
    return HttpResponse(f"{translation.get_language()} {zone}")


urlpatterns = [
    path("refuse/<str:kind>/", refuse),
    path("where/", where),
    path("", include("marketplace.urls")),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def test_a_refused_form_goes_back_with_the_words():
    answer = Client().post("/refuse/wrong/", headers={"referer": "http://testserver/where/?a=1"})
    assert (answer.status_code, answer["Location"]) == (302, "http://testserver/where/?a=1")
    assert [str(m) for m in get_messages(answer.wsgi_request)] == ["The kettle is <empty>."]


@pytest.mark.parametrize(
    "referer", ["", "https://evil.example/", "//evil.example", "javascript:alert(1)", "http://["]
)
def test_nobody_is_sent_to_a_strange_page(referer):
    answer = Client().post("/refuse/wrong/", headers={"referer": referer})
    assert (answer.status_code, answer["Location"]) == (302, "/dashboard/")


@pytest.mark.parametrize(("kind", "status"), [("invalid", 400), ("forbidden", 403), ("wrong", 409)])
def test_a_refused_page_says_why(kind, status):
    answer = Client().get(f"/refuse/{kind}/")
    assert answer.status_code == status
    assert "The kettle is &lt;empty&gt;." in answer.content.decode()


def test_a_refused_htmx_request_gets_a_fragment_for_the_messages():
    answer = Client().post("/refuse/wrong/", headers={"hx-request": "true"})
    assert (answer.status_code, answer["HX-Retarget"]) == (409, "#messages")
    assert "The kettle is &lt;empty&gt;." in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_a_refused_script_gets_json():
    answer = Client().post("/refuse/forbidden/", headers={"accept": "application/json"})
    detail = {"code": "not_allowed", "detail": "The kettle is <empty>.", "attr": None}
    assert (answer.status_code, answer.json()) == (
        403,
        {"type": "client_error", "errors": [detail]},
    )


def test_what_is_no_refusal_stays_loud(monkeypatch):
    monkeypatch.setitem(REFUSALS, "bug", KeyError)
    with pytest.raises(KeyError):
        Client().post("/refuse/bug/")


@pytest.mark.parametrize(
    ("setting", "cookie", "browser", "expected"),
    [
        ("id", "en", "en", "id"),
        ("en", "id", "id", "en"),
        ("", "id", "en", "id"),
        ("", "", "id", "id"),
        ("", "", "fr", "en"),
        ("xx", "", "id", "id"),
    ],
)
def test_language_is_the_persons_then_the_cookies_then_the_browsers(
    browser_of, clara, setting, cookie, browser, expected
):
    type(clara).objects.filter(pk=clara.pk).update(language=setting)
    client = browser_of(clara)
    if cookie:
        client.cookies["django_language"] = cookie
    answer = client.get("/where/", headers={"accept-language": browser})
    assert answer.content.decode().split()[0] == expected
    assert answer["Content-Language"] == expected


@pytest.mark.parametrize(
    ("zone", "expected"), [("Asia/Jayapura", "Asia/Jayapura"), ("Mars/Base", "Asia/Jakarta")]
)
def test_clocks_show_the_persons_time(browser_of, clara, zone, expected):
    type(clara).objects.filter(pk=clara.pk).update(timezone=zone)
    assert browser_of(clara).get("/where/").content.decode().split()[1] == expected


def test_visitors_see_jakarta_time():
    assert Client().get("/where/").content.decode() == "en Asia/Jakarta"


@override_settings(MAINTENANCE=True)
def test_maintenance_closes_everything_but_health():
    closed = Client().get("/where/")
    assert (closed.status_code, closed["Retry-After"]) == (503, "600")
    assert Client().get("/health/live").status_code == 200


def test_every_page_has_a_strict_policy():
    policy = Client().get("/where/")["Content-Security-Policy"]
    directives: dict[str, Any] = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert "unsafe" not in policy
    assert directives["default-src"] == directives["script-src"] == "'self'"
    assert directives["img-src"] == "'self' data:"
    assert directives["frame-ancestors"] == "'none'"


def test_pages_travel_by_brotli_where_it_is_read_with_a_length_that_tells_nothing():
    client = Client(headers={"accept-encoding": "gzip, br"})
    pages = [client.get("/") for _time in range(8)]
    assert {page["Content-Encoding"] for page in pages} == {"br"}
    assert all("Accept-Encoding" in page["Vary"] for page in pages)
    assert all(page["Content-Length"] == str(len(page.content)) for page in pages)
    assert all(b"<main" in brotli.decompress(page.content) for page in pages)
    assert len({len(brotli.decompress(page.content)) for page in pages}) > 2
    small = client.get("/robots.txt")
    assert small.headers.get("Content-Encoding") != "br"


def test_words_travel_compressed_and_pictures_as_they_are(tmp_path):
    client = Client(headers={"accept-encoding": "gzip"})
    page = client.get("/")
    assert page["Content-Encoding"] == "gzip"
    assert b"<main" in gzip.decompress(page.content)
    default_storage.save("public/a.png", ContentFile(b"\x89PNG" + b"\0" * 5000))
    assert "Content-Encoding" not in client.get("/media/public/a.png").headers
    assert "Content-Encoding" not in Client().get("/").headers


def arrived(answer):
    return [str(m) for m in get_messages(answer.wsgi_request) if m.extra_tags == "arrived"]


def test_what_arrived_is_told_to_the_browser(clara, browser_of):
    browser = browser_of(clara)
    sent = {"title": "A logo", "then": "save", "draft": "new-project"}
    answer = browser.post("/projects/new/", sent)
    assert arrived(answer) == ["new-project"]
    page = browser.get(answer["Location"]).text
    assert '<span hidden data-arrived="new-project"></span>' in page
    assert "data-arrived" not in browser.get(answer["Location"]).text
    assert f'data-person="{clara.pk}"' in page


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/refuse/wrong/", {"draft": "bid-1"}),  # refused, and sent back
        ("/projects/new/", {"draft": "bid-1", "then": "publish"}),  # shown again with its errors
        ("/projects/new/", {"draft": "<script>", "then": "save"}),
        ("/projects/new/", {"draft": "x" * 81, "then": "save"}),
        ("/projects/new/", {"then": "save"}),
    ],
)
def test_what_did_not_arrive_is_not(clara, browser_of, path, sent):
    assert arrived(browser_of(clara).post(path, sent)) == []


def test_what_met_the_door_has_not_arrived():
    answer = Client().post("/projects/new/", {"draft": "new-project", "then": "save"})
    assert "/accounts/login/" in answer["Location"]
    assert arrived(answer) == []


def test_whoever_was_signed_out_reads_that_nothing_was_sent():
    client = Client()
    kept = client.post("/projects/new/", {"draft": "new-project", "then": "save"}, follow=True)
    assert "what you wrote is kept" in kept.text
    bare = client.post("/projects/new/", {"then": "save"}, follow=True)
    assert "Sign in, then do it again." in bare.text
    assert "nothing was sent" not in client.get("/projects/new/", follow=True).text
    wrong = client.post("/accounts/login/", {"login": "a@b.example", "password": "x"}, follow=True)
    assert "nothing was sent" not in wrong.text


@pytest.mark.parametrize(
    ("path", "sent", "referer", "back"),
    [
        ("/projects/3/saving/", {}, "http://testserver/projects/3/?a=%C3%A9&b=2", None),
        ("/projects/3/saving/", {}, "https://evil.example/projects/3/", "/dashboard/"),
        ("/projects/3/saving/", {}, "", "/dashboard/"),
        ("/projects/new/", {"draft": "new-project"}, "", "/projects/new/"),
    ],
)
def test_signing_in_leads_back_to_the_page_with_the_button(path, sent, referer, back):
    answer = Client().post(path, sent, headers={"referer": referer})
    door = urlsplit(answer["Location"])
    assert door.path == "/accounts/login/"
    assert parse_qs(door.query)["next"] == [back or "/projects/3/?a=%C3%A9&b=2"]

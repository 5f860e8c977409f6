"""What a browser is told beside every answer, whoever wrote it and however it went."""

from collections.abc import Iterable, Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import override_settings
from django.urls import URLPattern, get_resolver, include, path

from marketplace import errors
from tests.factories.accounts import make_person


def fail(request: HttpRequest, kind: str) -> HttpResponse:
    if kind == "busy":
        return errors.too_many_requests(request)
    raise {"closed": PermissionDenied, "bug": KeyError}[kind]


urlpatterns = [path("fail/<str:kind>/", fail), path("", include("marketplace.urls"))]
handler400 = "marketplace.errors.bad_request"
handler403 = "marketplace.errors.permission_denied"
handler404 = "marketplace.errors.page_not_found"
handler500 = "marketplace.errors.server_error"
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def missing(answer: HttpResponse) -> list[str]:
    """The headers that a page lacks; a file to be saved may say more, and never less."""
    policy = answer.get("Content-Security-Policy", "")
    lacks = [name for name, value in ALWAYS.items() if answer.get(name) != value]
    if "unsafe" in policy or not {"default-src 'self'", "sandbox"} & set(policy.split("; ")):
        lacks.append("Content-Security-Policy")
    return lacks


def addresses() -> Iterator[str]:
    """All that can be written without knowing a thing: pages, downloads, allauth, admin, API."""

    def walk(patterns: list, before: str) -> Iterator[str]:
        for one in patterns:
            written = before + str(one.pattern).replace("^", "").replace("\\Z", "").rstrip("$")
            if isinstance(one, URLPattern):
                yield f"/{written}"
            else:
                yield from walk(one.url_patterns, written)

    found = {one for one in walk(get_resolver().url_patterns, "") if not set("<([\\") & set(one)}
    yield from sorted(found)


def lacking(browser: Client, addresses: Iterable[str]) -> dict[tuple[str, int], list[str]]:
    """What is missing, by the addresses that lack something and how they answered."""
    answers = [(one, browser.get(one)) for one in addresses]
    return {(one, got.status_code): lacks for one, got in answers if (lacks := missing(got))}


def _browser(browser_of, is_somebody):
    if is_somebody:
        browser = browser_of(make_person("Root", is_superuser=True, is_staff=True))
        browser.raise_request_exception = False
        return browser
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("is_somebody", [False, True])
def test_every_page_says_what_a_browser_may_do(browser_of, is_somebody):
    known = [one for one in addresses() if "logout" not in one]
    assert lacking(_browser(browser_of, is_somebody), known) == {}
    assert len(known) > 200


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("is_somebody", [False, True])
def test_so_does_every_error_and_file(settings, browser_of, debug, is_somebody):
    settings.DEBUG = debug
    default_storage.save("public/a.svg", ContentFile(b"<svg xmlns='http://www.w3.org/2000/svg'/>"))
    failing = [f"/fail/{kind}/" for kind in ("closed", "busy", "bug")]
    strange = ["/nothing", "/a%00b/", "/api/v1/nothing", "/media/public/a.svg", "/media/x"]
    assert lacking(_browser(browser_of, is_somebody), ["/", *failing, *strange]) == {}


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("is_https", [False, True])
def test_so_does_what_never_reaches_a_page(settings, debug, is_https):
    settings.DEBUG, settings.SECURE_SSL_REDIRECT = debug, is_https
    settings.ALLOWED_HOSTS = ["testserver"]
    browser = Client(raise_request_exception=False, enforce_csrf_checks=True)
    answers = [
        browser.get("/", headers={"host": "evil.example"}, secure=is_https),
        browser.post("/language/", {"language": "id"}, secure=is_https),
    ]
    with override_settings(MAINTENANCE=True):
        answers.append(browser.get("/", secure=is_https))
    assert [(answer.status_code, missing(answer)) for answer in answers] == [
        (400, []),
        (403, []),
        (503, []),
    ]

"""Pages for when something does not work."""

import pytest
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from django.utils.functional import SimpleLazyObject

from marketplace import errors


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a bug")


def too_many(request: HttpRequest) -> HttpResponse:
    return errors.too_many_requests(request)


def odd(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("a trick")


def bad(request: HttpRequest) -> HttpResponse:
    raise BadRequest("nonsense")


urlpatterns = [
    path("broken/", broken),
    path("odd/", odd),
    path("api/odd/", odd),
    path("bad/", bad),
    path("api/broken/", broken),
    path("too-many/", too_many),
    path("", include("marketplace.urls")),
]
handler400 = "marketplace.errors.bad_request"
handler403 = "marketplace.errors.permission_denied"
handler404 = "marketplace.errors.page_not_found"
handler500 = "marketplace.errors.server_error"
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.mark.parametrize(
    ("address", "status"), [("/no/such/page", 404), ("/too-many/", 429), ("/broken/", 500)]
)
@pytest.mark.parametrize("language", ["en", "id"])
def test_an_error_is_a_page_of_our_own(address, status, language):
    client = Client(raise_request_exception=False, headers={"accept-language": language})
    answer = client.get(address)
    page = answer.content.decode()
    assert answer.status_code == status
    assert f'<html lang="{language}"' in page
    assert "<main" in page
    assert "Traceback" not in page


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [("/api/nothing", 404, "not_found"), ("/api/broken/", 500, "error")],
)
def test_the_api_answers_in_its_own_shape(address, status, code):
    answer = Client(raise_request_exception=False).get(address)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (status, code)
    assert "a bug" not in answer.content.decode()


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_address_of_a_button_is_a_page_too(language):
    answer = Client(headers={"accept-language": language}).get("/webhooks/sandbox/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert f'<html lang="{language}"' in answer.text
    assert "<main" in answer.text
    assert 'href="/"' in answer.text


def test_programs_get_no_page_for_a_wrong_method():
    answer = Client(headers={"accept": "application/json"}).get("/webhooks/sandbox/")
    assert (answer.status_code, answer.content) == (405, b"")


def test_an_old_form_is_told_to_load_again():
    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "id"})
    assert answer.status_code == 403
    assert "<main" in answer.content.decode()


def test_a_host_we_do_not_know_gets_400(settings):
    settings.ALLOWED_HOSTS = ["karya.example"]
    answer = Client(raise_request_exception=False).get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
def test_an_error_page_needs_no_database(status, django_db_blocker, rf):
    handlers = {
        400: lambda request: errors.bad_request(request, Exception()),
        403: lambda request: errors.permission_denied(request, Exception()),
        404: lambda request: errors.page_not_found(request, Exception()),
        429: errors.too_many_requests,
        500: errors.server_error,
    }
    with django_db_blocker.block():
        assert handlers[status](rf.get("/x")).status_code == status


def test_the_last_page_stands_even_where_nobody_can_be_asked(rf):
    """A signed-in person, and a database that is gone."""

    def ask_the_database() -> None:
        raise OperationalError("the server closed the connection")

    request = rf.get("/x")
    request.user = SimpleLazyObject(ask_the_database)
    request.session = {}
    answer = errors.server_error(request)
    assert answer.status_code == 500
    assert "<main" in answer.content.decode()


@pytest.mark.parametrize(("address", "status"), [("/no/such/page", 404), ("/broken/", 500)])
def test_developers_show_nobody_a_trace(settings, address, status):
    settings.DEBUG = True
    answer = Client(raise_request_exception=False).get(address)
    assert answer.status_code == status
    assert b"Traceback" not in answer.content
    assert b"DEBUG" not in answer.content
    assert b"skip-link" in answer.content or status == 500


@pytest.fixture
def debugging(settings):
    """What `script/server` runs with."""
    settings.DEBUG = True
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3


@pytest.mark.parametrize(
    ("address", "sent", "host", "status"),
    [
        ("/", None, "evil.example", 400),
        ("/language/", None, "evil.example", 400),
        ("/language/", {"language": "x" * 1001}, "testserver", 400),
        ("/language/", dict.fromkeys("abcd", "1"), "testserver", 400),
        ("/odd/", None, "testserver", 400),
        ("/bad/", None, "testserver", 400),
        ("/a%00b/", None, "testserver", 404),
        ("/no/such/page", None, "testserver", 404),
        ("/broken/", None, "testserver", 500),
    ],
)
@pytest.mark.parametrize("language", ["en", "id"])
def test_nobody_sees_a_trace_while_debugging(debugging, address, sent, host, status, language):
    client = Client(
        raise_request_exception=False, headers={"accept-language": language, "host": host}
    )
    answer = client.get(address) if sent is None else client.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == status
    assert f'<html lang="{language}"' in page
    assert "<main" in page
    assert "Traceback" not in page
    assert "django" not in page.lower()


@pytest.mark.parametrize(("address", "host"), [("/api/v1/me", "evil.example"), ("/api/odd/", "")])
def test_programs_see_none_either(debugging, address, host):
    headers = {"accept": "application/json", "host": host or "testserver"}
    answer = Client(raise_request_exception=False, headers=headers).get(address)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "invalid")

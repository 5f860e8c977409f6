"""What stays between Karya and a person, and addresses that name nothing."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/dashboard/", "/contracts/", "/messages/", "/settings/", "/api/v1/me", "/api/v1/bids"]
)
def test_no_cache_keeps_what_somebody_signed_in_saw(browser_of, clara, path):
    assert "no-store" in browser_of(clara).get(path)["Cache-Control"]


def test_public_pages_may_be_kept():
    assert "no-store" not in Client().get("/projects/").headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    "path",
    [
        "/media/public/%00",
        "/media/public/" + "x" * 400,
        "/sandbox/pay/%00/",
        "/unsubscribe/%00/",
        "/dev/mail/%00/",
        "/api/v1/people/%00",
    ],
)
def test_an_address_that_names_nothing_is_not_found(path):
    assert Client().get(path).status_code == 404

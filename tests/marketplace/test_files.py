"""Public files are public, and nothing else is."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client


@pytest.fixture
def stored():
    default_storage.save("public/portfolio/logo.png", ContentFile(b"\x89PNG"))
    default_storage.save("private/2026/11/contract.pdf", ContentFile(b"%PDF-"))


@pytest.mark.django_db
def test_a_public_file_is_served_for_long(stored):
    answer = Client().get("/media/public/portfolio/logo.png")
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"\x89PNG")
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/media/private/2026/11/contract.pdf",
        "/media/public/../private/2026/11/contract.pdf",
        "/media/public/%2e%2e/private/2026/11/contract.pdf",
        "/media/public/..%2Fprivate/2026/11/contract.pdf",
        "/media/public//etc/passwd",
        "/media/public/nothing.png",
        "/media/public/portfolio",
    ],
)
def test_everything_else_is_not_found(stored, address):
    assert Client(raise_request_exception=False).get(address).status_code == 404

"""What the tests of pages share: who may look, and how often the database is asked."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User


def status_for(browser_of: Callable[[User], Client], person: User | None, address: str) -> int:
    """The status of a page for somebody, or for a visitor who is not signed in."""
    browser = browser_of(person) if person else Client()
    return browser.get(address).status_code


def queries_of(browser: Client, address: str) -> int:
    """How many queries a page takes, the second time it is asked for."""
    assert browser.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        browser.get(address)
    return len(captured)


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def a_file(name: str = "brief.txt", content: bytes = b"Two colours, please.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)

"""What the tests of pages share: addresses, who may look, and how often the database is asked."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from payments.models import Escrow
from projects.models import (
    Answer,
    Attachment,
    Bid,
    Contract,
    Milestone,
    Project,
    Terms,
    WorkEvent,
)


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


def room_of(thing: Contract | Milestone) -> str:
    pk = thing.pk if isinstance(thing, Contract) else thing.contract_id
    return f"/contracts/{pk}/"


def page(name: str, thing: Bid | Project) -> str:
    return reverse(f"projects:{name}", args=[thing.pk])


def everything() -> list[list[dict[str, object]]]:
    """All rows of this part of the world, to see that nothing changed."""
    models = (Project, Bid, Terms, Answer, Attachment, Contract, Escrow, WorkEvent)
    skip = {"search"}
    return [
        [
            {k: v for k, v in row.items() if k not in skip}
            for row in model.objects.order_by("pk").values()
        ]
        for model in models
    ]

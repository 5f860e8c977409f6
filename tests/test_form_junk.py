"""Whatever is typed into any form: an answer in words, never a 500, and no script comes back alive.

Every form that a person can reach by links is found by walking the pages, and sent with several
kinds of junk. Each is rolled back, so that one form does not spoil the next.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import StringIO
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from accounts.models import User
from accounts.services.reference import SOURCES, load_regions, load_taxonomy

PEOPLE = ("", "clara", "farid", "maya", "fitri")
STARTS = ("/dashboard/", "/settings/", "/notifications/", "/messages/", "/earnings/", "/bids/")
PAGES_OF_A_KIND = 4
BACKEND = "django.contrib.auth.backends.ModelBackend"
PUBLIC = (
    "/accounts/signup/",
    "/accounts/login/",
    "/",
    "/projects/",
    "/freelancers/",
    "/projects/new/?key=5e6b9c1e-8a54-4a5e-9d75-0f6c3f6f9a11",
)
NOT_WALKED = re.compile(
    r"^/(admin|api|dev|events|static|media|metrics|health)\b|/(files|attachments|export|download)/"
)
JUNK = {
    "nothing": "",
    "script": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "huge": "x" * 100_000,
    "number": "-99999999999999999999.5e9",
    "bytes": "\x00\ud83d\\u0000 ' OR 1=1; --".encode("utf-8", "surrogatepass").decode(
        "utf-8", "replace"
    ),
}


@dataclass
class Form:
    """A form as a browser sees it: where it goes, and which fields it has."""

    action: str
    method: str
    hidden: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    @property
    def kind(self) -> tuple[str, frozenset[str]]:
        return _kind_of(self.action), frozenset(self.names | set(self.hidden))


class Page(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self._path, self.links, self.forms = path, [], []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "a" and "href" in given:
            self.links.append(urlsplit(urljoin(self._path, given["href"])).path)
        elif tag == "form":
            action = urljoin(self._path, given.get("action", ""))
            self.forms.append(Form(action, given.get("method", "get").lower()))
        elif tag in {"input", "textarea", "select", "button"} and self.forms and "name" in given:
            if given.get("type") == "hidden":
                self.forms[-1].hidden[given["name"]] = given.get("value", "")
            else:
                self.forms[-1].names.add(given["name"])


@pytest.fixture
def market(db: None) -> None:
    load_regions(path=SOURCES / "regions-id.csv")
    load_taxonomy(path=SOURCES / "skills.csv")
    call_command("seed_demo", size=24, password="karya-demo", stdout=StringIO())


def test_no_form_breaks(market: None) -> None:
    tried: set[tuple[str, frozenset[str]]] = set()
    faults: list[str] = []
    for handle in PEOPLE:
        client = Client(headers={"accept-language": "en"})
        if handle:
            client.force_login(User.objects.get(handle=handle), backend=BACKEND)
        forms = {kind: form for kind, form in _forms_of(client).items() if kind not in tried}
        tried |= set(forms)
        faults += [fault for form in forms.values() for fault in _faults(client, form)]
    assert len(tried) > 40
    assert faults == []


def _forms_of(client: Client) -> dict[tuple[str, frozenset[str]], Form]:
    """One form of each kind, found on some pages of each kind."""
    ahead, seen = deque([*STARTS, *PUBLIC]), Counter[str]()
    known: set[str] = set()
    found: dict[tuple[str, frozenset[str]], Form] = {}
    while ahead:
        path = ahead.popleft()
        if path in known or seen[_kind_of(path)] >= PAGES_OF_A_KIND or NOT_WALKED.search(path):
            continue
        known.add(path)
        seen[_kind_of(path)] += 1
        answer = client.get(path)
        if "text/html" not in answer.headers.get("content-type", "") or answer.streaming:
            continue
        page = Page(path, answer.content.decode())
        ahead.extend(page.links)
        for form in page.forms:
            found.setdefault(form.kind, form)
    return found


def _faults(client: Client, form: Form) -> Iterator[str]:
    for kind, junk in JUNK.items():
        hidden = dict.fromkeys(form.hidden, junk) if kind == "bytes" else form.hidden
        status, text = _send(client, form, dict.fromkeys(form.names, junk) | hidden)
        if status >= 500:
            yield f"{form.method} {form.action} with {kind}: {status}"
        if "<script>alert(1)" in text or "<img src=x" in text:
            yield f"{form.method} {form.action}: the script comes back alive"


def _send(client: Client, form: Form, sent: dict[str, str]) -> tuple[int, str]:
    """What is answered, with nothing left of it."""
    visitor = Client(headers={"accept-language": "en"}, raise_request_exception=False)
    visitor.cookies = client.cookies.copy()
    undone = transaction.atomic()
    undone._from_testcase = True  # a payment's intent must be the outermost transaction otherwise
    with undone:
        send = visitor.post if form.method == "post" else visitor.get
        answer = send(form.action, sent)
        transaction.set_rollback(True)
    is_page = "text/html" in answer.headers.get("content-type", "") and not answer.streaming
    return answer.status_code, answer.content.decode() if is_page else ""


def _kind_of(path: str) -> str:
    """The address without the numbers and names that differ from row to row."""
    path = re.sub(r"\d+", "0", urlsplit(path).path)
    path = re.sub(r"^/regions/[^/]+/[^/]+/$", "/regions/x/y/", path)
    path = re.sub(r"^/regions/[^/]+/$", "/regions/x/", path)
    return re.sub(r"/people/[^/]+", "/people/x", path)

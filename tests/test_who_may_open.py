"""Each address against each role: whoever adds an address says here who may open it.

A row has a letter for each of VIEWERS: `o` it answers, `l` sign in first, `x` it is closed (403)
or not there (404). An address that only takes a POST is sent an empty one. Where the demo market
holds such a thing, it is one of Clara's and Farid's; where not, only the door is tried. To print
the rows as they are: `python -m pytest tests/test_who_may_open.py -s -k what_it_was`. Read what
changed twice before you keep it.
"""

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models, transaction
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, get_resolver

from accounts.models import User
from accounts.services.reference import SOURCES, load_regions, load_taxonomy
from marketplace.demo.people import address_of
from tests.factories.accounts import make_person

BACKEND = "django.contrib.auth.backends.ModelBackend"
TABLE = Path(__file__).parent / "fixtures" / "who_may_open.txt"
VIEWERS = ("", "clara", "farid", "sulis", "maya", "sari", "fitri", "root")  # root is an admin alone
SIDES = ("clara", "farid")
NOT_OURS = re.compile(r"^(admin/|accounts/|dev/|__)")
KINDS: dict[str, str | None] = {  # the first part that fits, without "api/v1/"
    r"payments/[^/]+/qr": None,  # there is one for an hour only
    r"pay/": "payments.Escrow",
    r"escrows/": "payments.Escrow",
    r"pay(ment|in)s/": "payments.Payin",
    r"payouts/": "payments.Payout",
    r"destinations/": "payments.Destination",
    r"documents/slips/": "payments.Earning",
    r"documents/taxes/": "payments.StatementLetter",
    r"documents/": "payments.Document",
    r"desk/ledger/accounts/": "payments.Account",
    r"desk/ledger/transfers/": "payments.Transfer",
    r"desk/taxes/letters/": "payments.StatementLetter",
    r"desk/chargebacks/": "payments.Chargeback",
    r"desk/debts/": "payments.Debt",
    r"desk/decisions/": "payments.Decision",
    r"desk/payouts/": "payments.Payout",
    r"desk/stops/": "payments.PayoutStop",
    r"desk/mismatches/": "payments.Mismatch",
    r"desk/reconciliation/": "payments.ReconciliationRun",
    r"desk/cases/": "payments.ReconciliationCase",
    r"desk/people/": "accounts.User",
    r"desk/texts/": "desk.CannedText",
    r"desk/(work/)?<slug:kind>": "projects.Project",
    r"searches/|saved-searches/": "projects.SavedSearch",
    r"projects/|review/postings/|cards/[^/]+/projects/": "projects.Project",
    r"files/": "projects.Attachment",
    r"bids/": "projects.Bid",
    r"contracts/": "projects.Contract",
    r"milestones/": "projects.Milestone",
    r"amendments/": "projects.Amendment",
    r"refund-requests/": "projects.RefundRequest",
    r"desk/help/|help/ask/": "staff.HelpRequest",
    r"desk/holds/": "staff.LegalHold",
    r"messages/files/": "messaging.MessageFile",
    r"messages/|threads/": "messaging.Thread",
    r"disputes/": "disputes.Dispute",
    r"moderation/reports/": "moderation.Reported",
    r"moderation/accounts/|cases/": "moderation.Case",
    r"desk/identities/|identity/": "identity.IdentityCheck",
    r"reviews/|moderation/reviews/": "reviews.Review",
    r"evidence/": "evidence.Piece",
    r"notifications/": "notifications.Notification",
    r"tokens/|settings/tokens/": "accounts.ApiToken",
    r"settings/portfolio/": "accounts.PortfolioItem",
}
WORDS = {
    "handle": "farid",
    "provider": "sandbox",
    "kind": "svg",
    "slug:kind": "posting",
    "tax": "pph23",
    "currency": "IDR",
    "year": "2026",
    "number": "11",
    "token": "no-token",
    "path": "nothing.png",
    "reference": "nothing",
    "province": "jawa-tengah",
    "town": "kota-tegal",
    "code": "33.76",
    "section": "projects",
    "page": "1",
    "language": "en",
    "version": "0",
    # A part of the thing: none has this number, as another's would open by chance.
    "proposal_pk": "987654321",
    "ruling_pk": "987654321",
    "file_pk": "987654321",
}


def addresses() -> Iterator[tuple[str, str]]:
    """Every address of ours: its name, and how it is written."""

    def walk(patterns: list, space: str, before: str) -> Iterator[tuple[str, str]]:
        for one in patterns:
            written = before + str(one.pattern)
            if NOT_OURS.match(written):
                continue
            if isinstance(one, URLPattern):
                yield f"{space}{one.name}", written
            else:
                inner = f"{space}{one.namespace}:" if one.namespace else space
                yield from walk(one.url_patterns, inner, written)

    yield from walk(get_resolver().url_patterns, "", "")


def kept() -> dict[str, str]:
    lines = TABLE.read_text().splitlines()
    return dict(line.split() for line in lines if line and not line.startswith("#"))


def key_of(name: str, written: str) -> str:
    """Two addresses of the API share a name: the address itself tells them apart."""
    return f"{name}={written}" if name == "api:payin" else name


def test_every_address_has_a_row():
    assert {key_of(name, written) for name, written in addresses()} == set(kept())


@pytest.fixture
def browsers(db: None) -> list[Client]:
    load_regions(path=SOURCES / "regions-id.csv")
    load_taxonomy(path=SOURCES / "skills.csv")
    call_command("seed_demo", size=24, password="karya-demo", stdout=StringIO())
    make_person("Root", email=address_of("root"), is_superuser=True, is_staff=True)
    found = []
    for handle in VIEWERS:
        browser = Client(raise_request_exception=False)
        if handle:
            browser.force_login(User.objects.get(email=address_of(handle)), backend=BACKEND)
        found.append(browser)
    return found


def thing_at(written: str) -> str:
    """The number of a thing of this kind that has to do with Clara and Farid, if there is one."""
    path = written.removeprefix("api/v1/")
    label = next((label for part, label in KINDS.items() if re.match(part, path)), None)
    if label is None:
        return "987654321"
    if label == "accounts.User":
        return str(User.objects.get(handle="farid").pk)
    model = apps.get_model(label)
    people = [f for f in model._meta.get_fields() if f.is_relation and f.concrete]
    people = [f.name for f in people if f.related_model is User and not f.many_to_many]
    mine = models.Q(pk__in=[])
    for name in people:
        mine |= models.Q(**{f"{name}__handle__in": SIDES})
    rows = model._default_manager.order_by("pk")
    row = rows.filter(mine).first() or rows.first()
    return str(row.pk) if row is not None else "987654321"


def path_of(written: str) -> str:
    def fill(found: re.Match[str]) -> str:
        name = found[1] if found[1] in WORDS else found[1].split(":")[-1]
        return WORDS[name] if name in WORDS else thing_at(written)

    return "/" + re.sub(r"<([^>]+)>", fill, written)


def letter(browser: Client, path: str) -> str:
    """How this address answers this browser; whatever it wrote is taken back."""
    undone = transaction.atomic()
    undone._from_testcase = True  # some services insist on being the outermost
    with undone:
        headers = {"accept": "application/json, text/html;q=0.1"}
        answer = browser.get(path, headers=headers)
        if answer.status_code == 405:
            answer = browser.post(path, {}, headers=headers)
        transaction.set_rollback(True)
    assert answer.status_code < 500 or answer.status_code == 503, path  # 503: no worker runs here
    if answer.status_code == 401 or "/accounts/login/" in answer.headers.get("Location", ""):
        return "l"
    return "x" if answer.status_code in (403, 404) else "o"


def test_the_table_is_what_it_was(browsers: list[Client], monkeypatch: pytest.MonkeyPatch) -> None:
    # Who may come in is settled before a page is drawn; other tests look at the pages.
    monkeypatch.setattr(Template, "render", lambda *_words, **_more: "")
    found = {
        key_of(name, written): "".join(letter(one, path) for one in browsers)
        for name, written in addresses()
        for path in [path_of(written)]
    }
    rows = kept()
    different = {
        name: (rows.get(name), row) for name, row in found.items() if rows.get(name) != row
    }
    for name, row in found.items():
        print(f"{name} {row}")  # noqa: T201 -- to copy from
    assert different == {}

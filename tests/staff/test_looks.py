"""Staff who read what is private of others, or take files along, leave a line."""

from uuid import uuid4

import pytest
from django.core.files.base import ContentFile

from messaging.models import Message
from messaging.services import open_contract_thread, send_message
from payments.kinds import DocumentKind
from payments.models import Account
from payments.services.documents import statements
from projects.states import MilestoneState
from staff.models import AuditEntry
from tests.factories.projects import delivered_milestone, signed_contract

pytestmark = pytest.mark.django_db


def lines():
    found = AuditEntry.objects.order_by("pk")
    return [(one.action, one.actor.handle, one.person and one.person.handle) for one in found]


def test_a_moderator_who_reads_a_contract_leaves_a_line_for_each_side(
    maya, clara, farid, browser_of, now
):
    contract = signed_contract(client=clara, freelancer=farid, now=now)
    assert browser_of(maya).get(f"/contracts/{contract.pk}/").status_code == 200
    assert lines() == [
        ("projects.read_contract", maya.handle, clara.handle),
        ("projects.read_contract", maya.handle, farid.handle),
    ]


def test_the_sides_leave_none(clara, farid, sena, browser_of, now):
    contract = signed_contract(client=clara, freelancer=farid, now=now)
    browser_of(clara).get(f"/contracts/{contract.pk}/")
    browser_of(farid).get(f"/contracts/{contract.pk}/agreement/")
    browser_of(sena).get(f"/contracts/{contract.pk}/")
    assert lines() == []


def test_a_moderator_who_reads_messages_of_a_dispute_leaves_a_line(
    maya, clara, farid, browser_of, now
):
    contract = signed_contract(client=clara, freelancer=farid, now=now)
    talk = open_contract_thread(contract=contract, by=clara, now=now)
    browser = browser_of(maya)
    assert browser.get(f"/messages/{talk.pk}/").status_code == 404
    assert lines() == []
    contract.milestones.update(state=MilestoneState.DISPUTED)
    assert browser.get(f"/messages/{talk.pk}/").status_code == 200
    assert {line[0] for line in lines()} == {"messaging.read_thread"}


@pytest.fixture
def walked(maya, clara, farid, now):
    """Every address that shows words of a contract, by a name."""
    milestone = delivered_milestone(client=clara, freelancer=farid, now=now)
    contract, delivery = milestone.contract, milestone.deliveries.get()
    file = delivery.attachments.create(
        file=ContentFile(b"Logo", name="logo.txt"),
        name="logo.txt",
        size=4,
        content_type="text/plain",
        sha256="0" * 64,
        uploaded_by=farid,
        uploaded_at=now,
    )
    talk = open_contract_thread(contract=contract, by=clara, now=now)
    send_message(thread=talk, by=clara, body="Hi", key=uuid4(), now=now)
    disputed = contract.milestones.create(
        position=9, title="More", amount_minor=100, currency="IDR", days=1, contract=contract
    )
    contract.milestones.filter(pk=disputed.pk).update(state=MilestoneState.DISPUTED)
    return [
        f"/contracts/{contract.pk}/",
        f"/contracts/{contract.pk}/agreement/",
        f"/files/{file.pk}/",
        f"/messages/{talk.pk}/",
        f"/messages/{talk.pk}/news/?after=0",
        f"/api/v1/threads/{talk.pk}/messages",
        f"/api/v1/contracts/{contract.pk}",
        f"/api/v1/contracts/{contract.pk}/timeline",
        f"/api/v1/contracts/{contract.pk}/amendments",
        f"/api/v1/milestones/{milestone.pk}",
        f"/api/v1/milestones/{milestone.pk}/deliveries",
    ]


def test_wherever_staff_read_words_of_others_they_leave_a_line_and_the_sides_none(
    walked, maya, clara, farid, browser_of
):
    browser = browser_of(maya)
    for address in walked:
        before = AuditEntry.objects.count()
        assert browser.get(address).status_code == 200, address
        assert AuditEntry.objects.count() == before + 2, address
    before = AuditEntry.objects.count()
    for address in walked:
        assert browser_of(farid).get(address).status_code == 200, address
    assert AuditEntry.objects.count() == before


def test_a_look_for_news_that_shows_none_leaves_no_line(walked, maya, browser_of):
    last = Message.objects.get().pk
    address = next(one for one in walked if "/news/" in one)
    assert browser_of(maya).get(address.replace("after=0", f"after={last}")).status_code == 204
    assert lines() == []


def test_finance_staff_who_open_a_document_of_somebody_leave_a_line(fitri, clara, browser_of, now):
    made = statements.issue_statement(
        person=clara,
        kind=DocumentKind.CLIENT_STATEMENT,
        month=now.date().replace(day=1),
        currency="IDR",
        now=now,
    )
    browser_of(clara).get(f"/documents/{made.pk}/csv/")
    assert lines() == []
    browser_of(fitri).get(f"/documents/{made.pk}/csv/")
    assert lines() == [("payments.read_document", fitri.handle, clara.handle)]


def test_an_export_of_the_book_is_a_line(fitri, clara, browser_of, now):
    one = Account.objects.create(
        kind="available",
        user=clara,
        currency="IDR",
        tracked=True,
        may_go_negative=False,
        opened_at=now,
    )
    address = f"/desk/ledger/accounts/{one.pk}/export/"
    query = {"since": "2026-11-01", "until": "2026-11-30", "kind": "csv"}
    assert browser_of(fitri).get(address, query).status_code == 200
    assert [line[:2] for line in lines()] == [("payments.export_account", fitri.handle)]
    assert browser_of(clara).get(address, query).status_code == 404
    assert len(lines()) == 1

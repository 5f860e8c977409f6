"""Staff who read what is private of others, or take files along, leave a line."""

import pytest

from messaging.services import open_contract_thread
from payments.kinds import DocumentKind
from payments.models import Account
from payments.services.documents import statements
from projects.states import MilestoneState
from staff.models import AuditEntry
from tests.factories.projects import signed_contract

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

"""Nobody takes or decides a case of somebody they have to do with; the page says why, to them."""

from uuid import uuid4

import pytest

from core.errors import NotAllowed
from desk import services
from desk.kinds import Kind
from desk.models import Assignment
from desk.selectors import Wanted, queue_of, tie_words
from identity.ties import are_tied, ties_with
from messaging.services import open_bid_thread, send_message
from projects.services import invitations
from tests.desk.conftest import DECIDE, case_of
from tests.factories import accounts as people
from tests.factories import payments as money
from tests.factories import projects as work
from tests.factories import reviews as said

pytestmark = pytest.mark.django_db


def codes(one, other):
    found = {tie.code for tie in ties_with(one, [other.pk]).get(other.pk, [])}
    assert found == {tie.code for tie in ties_with(other, [one.pk]).get(one.pk, [])}
    assert are_tied(one, [other.pk]) == bool(found)
    return found


class TestEachTie:
    def test_oneself(self, maya):
        assert codes(maya, maya) == {"oneself"}

    def test_none(self, maya, clara, farid, now):
        work.signed_contract(client=clara, freelancer=farid, now=now)
        assert codes(maya, clara) == set()

    def test_a_contract(self, maya, farid, now):
        work.signed_contract(client=maya, freelancer=farid, now=now)
        assert {"work", "bid"} <= codes(maya, farid)

    def test_a_payment_for_work(self, maya, farid, now):
        money.make_escrow(payer=maya, payee=farid, now=now)
        assert codes(maya, farid) == {"work"}

    def test_a_bid(self, maya, clara, now):
        work.bid_on(work.open_project(by=clara, now=now), by=maya, now=now)
        assert codes(maya, clara) == {"bid"}

    def test_an_invitation(self, maya, farid, now):
        project = work.open_project(by=maya, now=now)
        people.complete_profile(farid)
        invitations.invite(project=project, freelancer=farid, message="", by=maya, now=now)
        assert codes(maya, farid) == {"invitation"}

    def test_words_said_to_each_other(self, maya, clara, now):
        bid = work.bid_on(work.open_project(by=clara, now=now), by=maya, now=now)
        thread = open_bid_thread(bid=bid, by=clara, now=now)
        assert codes(maya, clara) == {"bid"}
        send_message(thread=thread, by=clara, body="Hello", key=uuid4(), now=now)
        assert codes(maya, clara) == {"bid", "talk"}

    def test_a_review(self, maya, farid, now):
        said.published_pair(client=maya, freelancer=farid, now=now)
        assert "review" in codes(maya, farid)

    def test_one_account_for_payouts(self, maya, farid, sena, now):
        for person in (maya, farid):
            money.make_destination(person, now=now, number="1234567890")
        money.make_destination(sena, now=now, number="9999999999")
        assert codes(maya, farid) == {"account"}
        assert codes(maya, sena) == set()


@pytest.mark.parametrize("kind", DECIDE)
def test_a_tie_keeps_from_taking_and_deciding(kind, make, worker, clara, farid, now, browser_of):
    case, person = make(kind), worker(kind)
    browser = browser_of(person)
    assert tie_words(person, case) == []
    money.make_escrow(payer=person, payee=farid, now=now)
    money.make_escrow(payer=person, payee=clara, now=now)
    assert set(tie_words(person, case)) <= {
        f"You worked with {farid}.",
        f"You worked with {clara}.",
    }
    row = queue_of(person, Wanted(), page=1, now=now).rows[0]
    assert row.is_tied
    with pytest.raises(NotAllowed):
        services.take(case=case, by=person, now=now)
    where, decision = DECIDE[kind]
    browser.post(where.format(case.pk), decision | {"take_over": "yes"})
    assert case_of(kind, case.row).is_open
    assert not Assignment.objects.exists()
    page = browser.get(case.address).content.decode()
    assert "You worked with" in page
    assert "Notes for colleagues" not in page
    for party in (clara, farid):
        answer = browser_of(party).get(case.address)
        assert "You worked with" not in answer.content.decode()
        assert "At the desk" not in answer.content.decode()


def test_a_tie_to_a_reporter_counts_too(make, maya, clara, now):
    case = make(Kind.REPORT)
    money.make_escrow(payer=clara, payee=maya, now=now)
    assert tie_words(maya, case) == [f"You worked with {clara}."]


def test_whoever_took_it_before_the_tie_may_hand_it_on(make, maya, adi, farid, now):
    case = make(Kind.REPORT)
    services.take(case=case, by=maya, now=now)
    money.make_escrow(payer=maya, payee=farid, now=now)
    services.hand_over(case=case, by=maya, to=adi, now=now)
    assert Assignment.objects.get().assignee == adi

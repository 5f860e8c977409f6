"""Finance staff let a freelancer off a debt: with a reason, by two above a limit, once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core.errors import InvalidInput, NotAllowed, WrongState
from notifications.models import Notification
from payments.kinds import DecisionKind, DecisionState
from payments.models import Debt, Decision, Escrow, Transfer
from payments.services import chargebacks, debts, decisions, escrows, payouts
from payments.states import TransferKind
from sandbox.models import SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import payments as money
from tests.factories.payments import rupiah
from tests.payments.test_threads import at_once

MINUTE = timedelta(minutes=1)


@pytest.fixture
def debt(held: Escrow, clara: User, farid: User, now: datetime) -> Debt:
    """Farid was paid out what the bank then took back: he owes 900,000 rupiah."""
    escrows.release(escrow=held, by=clara, now=now)
    payout = money.request_payout(farid, now=now)
    payouts.send(payout_id=payout.pk, now=now)
    money.settle_bank(now=now + MINUTE)
    payouts.look_up(payout_id=payout.pk, now=now + MINUTE)
    payment = SandboxPayment.objects.get(key=held.payins.get().key)
    opened = bank.open_chargeback(payment=payment, now=now)
    assert opened is not None
    chargebacks.look_up(provider="sandbox", reference=opened.reference, now=now)
    return Debt.objects.get()


@pytest.fixture
def large(settings: Any, debt: Debt) -> Debt:
    """The same, where so much needs two people."""
    settings.SECOND_OPINION_ABOVE = 899_999
    return debt


def address(debt: Debt) -> str:
    return reverse("payments:debt", args=[debt.pk])


def asked(debt: Debt, by: User, now: datetime, reason: str = "He is ill.") -> Decision:
    debts.write_off(debt=debt, by=by, reason=reason, now=now)
    return debt.decisions.latest("pk")


@pytest.mark.parametrize("person", ["clara", "farid", "sena", "maya"])
def test_for_everybody_else_debts_do_not_exist(
    debt: Debt, person: str, request: pytest.FixtureRequest, browser_of: Any
) -> None:
    browser = browser_of(request.getfixturevalue(person))
    for path in (reverse("payments:debts"), address(debt)):
        assert browser.get(path).status_code == 404
    assert browser.post(address(debt), {"reason": "x", "amount": 90_000_000}).status_code == 404
    # Moderators have decisions of their own there, about money that is held too long.
    decisions = browser.get(reverse("payments:decisions"))
    assert decisions.status_code == (200 if person == "maya" else 404)
    assert str(debt) not in decisions.text
    debt.refresh_from_db()
    assert debt.outstanding == rupiah(900_000)


def test_the_lines_that_are_shown_are_those_that_are_written(
    debt: Debt, fitri: User, browser_of: Any
) -> None:
    shown = sorted(
        (line.pocket.kind.value, line.amount.minor) for line in debts.lines_to_write_off(debt)
    )
    page = browser_of(fitri).get(address(debt)).text
    assert "Owed by freelancers" in page
    assert "Fee of Karya" in page

    browser_of(fitri).post(address(debt), {"reason": "He is ill.", "amount": 90_000_000})
    written = Transfer.objects.get(kind=TransferKind.DEBT_WRITTEN_OFF).entries
    assert sorted(written.values_list("account__kind", "amount_minor")) == shown
    page = browser_of(fitri).get(address(debt)).text
    assert "Nothing is owed any more." in page
    assert "He is ill." in page


def test_the_story_of_a_debt_is_told_in_order(
    debt: Debt, clara: User, farid: User, fitri: User, now: datetime, browser_of: Any
) -> None:
    money.earn(farid, payer=clara, now=now, amount=rupiah(500_000))
    page = browser_of(fitri).get(address(debt)).text
    story = page.split("<h2>History</h2>")[1]
    assert "Repaid from earnings" in story
    assert "Rp450,000" in story
    assert story.index("Waiting for our answer") < story.index("Repaid from earnings")


def test_the_freelancer_is_told(debt: Debt, farid: User, fitri: User, now: datetime) -> None:
    asked(debt, fitri, now)
    asked(debt, fitri, now)
    told = Notification.objects.filter(kind="debt_written_off")
    assert [one.recipient for one in told] == [farid]


def test_a_long_reason_is_kept_whole_and_a_longer_one_refused(
    debt: Debt, fitri: User, now: datetime, browser_of: Any
) -> None:
    with pytest.raises(InvalidInput):
        asked(debt, fitri, now, "x" * 2_001)
    answer = browser_of(fitri).post(address(debt), {"reason": "x" * 2_001, "amount": 90_000_000})
    assert answer.status_code == 200
    debts.write_off(debt=debt, by=fitri, reason="x" * 2_000, now=now)
    debt.refresh_from_db()
    assert debt.written_off_reason == "x" * 2_000


def test_who_has_to_do_with_one_of_the_two_does_not_decide(
    debt: Debt, farid: User, fitri: User, now: datetime, browser_of: Any
) -> None:
    money.make_escrow(payer=fitri, payee=farid, now=now)
    with pytest.raises(NotAllowed):
        asked(debt, fitri, now)
    assert "somebody else must look at it" in browser_of(fitri).get(address(debt)).text


def test_a_payer_of_finance_does_not_find_the_debt(
    debt: Debt, clara: User, now: datetime, browser_of: Any
) -> None:
    User.objects.filter(pk=clara.pk).update(is_finance=True)
    clara.refresh_from_db()
    assert browser_of(clara).get(address(debt)).status_code == 404
    with pytest.raises(NotAllowed):
        asked(debt, clara, now)


def test_a_large_debt_waits_for_a_second_person(
    large: Debt, fitri: User, gita: User, now: datetime, browser_of: Any
) -> None:
    decision = asked(large, fitri, now)
    large.refresh_from_db()
    assert large.outstanding == rupiah(900_000)
    assert [one.recipient for one in Notification.objects.filter(kind="decision_to_confirm")] == [
        gita
    ]
    with pytest.raises(NotAllowed):
        debts.confirm_write_off(decision=decision, by=fitri, now=now)
    assert "somebody else must look at it too" in browser_of(fitri).get(address(large)).text
    assert "Agree and write" in browser_of(gita).get(address(large)).text

    browser_of(gita).post(reverse("payments:confirm-decision", args=[decision.pk]))
    browser_of(gita).post(reverse("payments:confirm-decision", args=[decision.pk]))
    large.refresh_from_db()
    assert (large.outstanding, large.written_off) == (rupiah(0), rupiah(900_000))
    assert large.written_off_by == fitri
    assert Transfer.objects.filter(kind=TransferKind.DEBT_WRITTEN_OFF).count() == 1


def test_a_second_person_sends_it_back_and_somebody_decides_anew(
    large: Debt, fitri: User, gita: User, now: datetime, browser_of: Any
) -> None:
    decision = asked(large, fitri, now)
    back = reverse("payments:return-decision", args=[decision.pk])
    browser_of(gita).post(back, {"reason": ""})
    decision.refresh_from_db()
    assert decision.state == DecisionState.WAITING
    browser_of(gita).post(back, {"reason": "He has work again."})
    assert Notification.objects.filter(kind="decision_returned", recipient=fitri).count() == 1
    with pytest.raises(WrongState):
        debts.confirm_write_off(decision=decision, by=gita, now=now)
    assert "He has work again." in browser_of(fitri).get(address(large)).text
    again = asked(large, gita, now)
    debts.confirm_write_off(decision=again, by=fitri, now=now)
    large.refresh_from_db()
    assert large.written_off == rupiah(900_000)


def test_what_is_repaid_meanwhile_is_not_written_off(
    large: Debt, clara: User, farid: User, fitri: User, gita: User, now: datetime
) -> None:
    decision = asked(large, fitri, now)
    money.earn(farid, payer=clara, now=now, amount=rupiah(500_000))
    debts.confirm_write_off(decision=decision, by=gita, now=now)
    large.refresh_from_db()
    assert (large.repaid, large.written_off) == (rupiah(450_000), rupiah(450_000))
    decision.refresh_from_db()
    assert decision.amount == rupiah(450_000)


def test_a_decision_about_a_debt_that_is_repaid_ends(
    large: Debt, clara: User, farid: User, fitri: User, gita: User, now: datetime
) -> None:
    decision = asked(large, fitri, now)
    money.earn(farid, payer=clara, now=now, amount=rupiah(2_000_000))
    with pytest.raises(WrongState):
        debts.confirm_write_off(decision=decision, by=gita, now=now)
    large.refresh_from_db()
    assert (large.repaid, large.written_off) == (rupiah(900_000), rupiah(0))


def test_another_rest_than_was_looked_at_is_not_written_off(
    debt: Debt, fitri: User, browser_of: Any
) -> None:
    answer = browser_of(fitri).post(address(debt), {"reason": "Ill.", "amount": 80_000_000})
    assert "another one meanwhile" in answer.text
    assert not Decision.objects.exists()


@pytest.mark.parametrize("given", [{}, {"amount": "x", "reason": ""}, {"amount": "-1"}])
def test_junk_is_answered_in_words(debt: Debt, fitri: User, browser_of: Any, given: Any) -> None:
    assert browser_of(fitri).post(address(debt), given).status_code == 200
    assert browser_of(fitri).get(address(debt) + "?page=x").status_code == 200
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"needs_two": True}, "decision_has_its_two_people"),
        ({"kind": "other"}, "decision_is_about_one_thing"),
        ({"ended_at": None}, "decision_waits_or_has_ended"),
        ({"reason": ""}, "decision_has_a_reason"),
        ({"amount_minor": 0}, "decision_is_positive"),
    ],
)
def test_the_database_refuses_a_decision_that_breaks_a_rule(
    debt: Debt, fitri: User, now: datetime, changed: dict[str, Any], name: str
) -> None:
    decision = asked(debt, fitri, now)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(**changed)


def test_the_database_refuses_the_same_person_twice_and_a_second_decision(
    debt: Debt, fitri: User, now: datetime
) -> None:
    decision = asked(debt, fitri, now)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(needs_two=True, second_by=fitri)
    with pytest.raises(IntegrityError, match="once_per_debt"), transaction.atomic():
        decisions.ask(
            DecisionKind.DEBT_WRITE_OFF,
            amount=rupiah(1_000),
            reason="Again",
            by=fitri,
            now=now,
            debt=debt,
        )


def test_the_lists_cost_the_same_with_many_rows(
    debt: Debt, clara: User, farid: User, fitri: User, now: datetime, browser_of: Any
) -> None:
    browser = browser_of(fitri)
    for path in ("", "?which=settled", "?page=9"):
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(reverse("payments:debts") + path).status_code == 200
        assert len(captured) < 30


@pytest.mark.django_db(transaction=True)
def test_two_staff_at_once_have_one_outcome(
    debt: Debt, fitri: User, gita: User, now: datetime
) -> None:
    def press(by: User) -> None:
        debts.write_off(debt=debt, by=by, reason="He is ill.", now=now)

    assert at_once(*[lambda by=by: press(by) for by in (fitri, gita) * 3]) == []
    assert Transfer.objects.filter(kind=TransferKind.DEBT_WRITTEN_OFF).count() == 1
    assert Decision.objects.count() == 1
    assert Notification.objects.filter(kind="debt_written_off").count() == 1

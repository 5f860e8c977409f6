"""Money that does not fit is credited to its milestone, or kept where it is too small to return."""

from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from core.errors import InvalidInput, NotAllowed, WrongState
from core.money import Money
from notifications.models import Notification
from payments.kinds import DecisionKind, DecisionState
from payments.models import Decision, Escrow, Mismatch, Payin, Refund, Transfer
from payments.selectors import book_totals
from payments.services import escrows, mismatch_decisions, mismatches
from payments.states import AccountKind, EscrowState, MismatchState, PayinState, TransferKind
from tests.factories import payments as money
from tests.factories.payments import rupiah
from tests.payments.test_threads import at_once


def case_of(escrow: Escrow, amount: int, now: datetime) -> Mismatch:
    """The payer transferred this much, whatever was asked for."""
    payin = money.pay(escrow, amount, now=now)
    return Mismatch.objects.select_related("payin__escrow").get(payin=payin)


@pytest.fixture
def case(escrow: Escrow, now: datetime, quiet_workers: None) -> Mismatch:
    """A million was asked for, and 1,020,000 came."""
    return case_of(escrow, 1_020_000, now)


def credit(case: Mismatch, by: User, now: datetime, amount: int = 1_000_000) -> Mismatch:
    return mismatch_decisions.credit(
        mismatch=case, by=by, amount=rupiah(amount), reason="Paid too much.", now=now
    )


def keep(case: Mismatch, by: User, now: datetime, amount: int = 20_000) -> Mismatch:
    return mismatch_decisions.write_off(
        mismatch=case, by=by, amount=rupiah(amount), reason="Too small.", now=now
    )


def balance(kind: AccountKind) -> int:
    return sum(one.amount.minor for one in book_totals() if one.kind == kind) // 100


def test_what_the_milestone_waits_for_is_credited_and_the_rest_stays_in_the_case(
    case: Mismatch, escrow: Escrow, fitri: User, now: datetime
) -> None:
    assert mismatch_decisions.creditable(case) == rupiah(1_000_000)
    credit(case, fitri, now)

    escrow.refresh_from_db()
    assert (escrow.state, escrow.held, escrow.missing) == (
        EscrowState.HELD,
        rupiah(1_000_000),
        rupiah(0),
    )
    payin = Payin.objects.get()
    assert (payin.state, payin.received) == (PayinState.CAPTURED, rupiah(1_000_000))
    case.refresh_from_db()
    assert (case.state, case.held) == (MismatchState.OPEN, rupiah(20_000))
    assert balance(AccountKind.UNAPPLIED) == 20_000


def test_credited_money_is_released_like_any_other(
    case: Mismatch, escrow: Escrow, clara: User, farid: User, fitri: User, now: datetime
) -> None:
    credit(case, fitri, now)
    escrow.refresh_from_db()
    escrows.release(escrow=escrow, by=clara, now=now)
    assert balance(AccountKind.AVAILABLE) == 900_000


def test_the_rest_goes_back_to_the_payer(
    case: Mismatch, escrow: Escrow, farid: User, fitri: User, now: datetime
) -> None:
    credit(case, fitri, now)
    mismatches.send_back(mismatch=case, by=fitri, now=now)
    escrow.refresh_from_db()
    escrows.refund(escrow=escrow, by=farid, now=now, reason="agreed")
    amounts = sorted(one.amount.minor // 100 for one in Refund.objects.all())
    assert amounts == [20_000, 1_000_000]
    case.refresh_from_db()
    assert case.state == MismatchState.RESOLVED


def test_a_partly_paid_milestone_takes_only_what_it_misses(
    escrow: Escrow, fitri: User, now: datetime, quiet_workers: None
) -> None:
    money.pay(escrow, 400_000, now=now)
    case = case_of(escrow, 700_000, now)
    assert mismatch_decisions.creditable(case) == rupiah(600_000)
    credit(case, fitri, now, 600_000)
    escrow.refresh_from_db()
    assert (escrow.state, escrow.paid) == (EscrowState.HELD, rupiah(1_000_000))


def test_a_milestone_that_is_paid_meanwhile_takes_nothing(
    case: Mismatch, escrow: Escrow, fitri: User, now: datetime
) -> None:
    money.fund_escrow(escrow, now=now)
    case = Mismatch.objects.select_related("payin__escrow").get()
    assert mismatch_decisions.creditable(case) is None
    assert mismatch_decisions.lines_to_credit(case) == []
    with pytest.raises(WrongState):
        credit(case, fitri, now)
    escrow.refresh_from_db()
    assert escrow.paid == rupiah(1_000_000)


def test_another_amount_than_was_looked_at_is_refused(
    case: Mismatch, fitri: User, now: datetime
) -> None:
    with pytest.raises(WrongState):
        credit(case, fitri, now, 999_999)
    with pytest.raises(WrongState):
        keep(case, fitri, now, 19_999)
    with pytest.raises(InvalidInput):
        mismatch_decisions.credit(
            mismatch=case, by=fitri, amount=rupiah(1_000_000), reason=" ", now=now
        )
    assert not Decision.objects.exists()


def test_the_lines_that_are_shown_are_those_that_are_written(
    case: Mismatch, fitri: User, browser_of: Any
) -> None:
    lines = mismatch_decisions.lines_to_credit(case)
    page = reverse("payments:mismatch", args=[case.pk])
    assert "Credit it to its milestone" in browser_of(fitri).get(page).text
    browser_of(fitri).post(
        reverse("payments:credit-mismatch", args=[case.pk]),
        {"amount": 100_000_000, "reason": "Paid too much."},
    )
    written = Transfer.objects.get(kind=TransferKind.CREDITED).entries
    assert sorted(written.values_list("account__kind", "amount_minor")) == sorted(
        (line.pocket.kind.value, line.amount.minor) for line in lines
    )
    text = browser_of(fitri).get(page).text
    assert "Still kept here" in text
    assert "Credit it to its milestone" not in text

    case.refresh_from_db()
    lines = mismatch_decisions.lines_to_write_off(case)
    browser_of(fitri).post(
        reverse("payments:keep-difference", args=[case.pk]),
        {"amount": 2_000_000, "reason": "Too small."},
    )
    written = Transfer.objects.get(kind=TransferKind.DIFFERENCE_KEPT).entries
    assert sorted(written.values_list("account__kind", "amount_minor")) == sorted(
        (line.pocket.kind.value, line.amount.minor) for line in lines
    )
    assert "the difference was written off" in browser_of(fitri).get(page).text


def test_a_small_difference_needs_one_person_and_the_payer_is_told(
    case: Mismatch, clara: User, fitri: User, now: datetime
) -> None:
    credit(case, fitri, now)
    keep(case, fitri, now)
    keep(case, fitri, now)
    case.refresh_from_db()
    assert (case.state, case.resolution) == (MismatchState.RESOLVED, "written_off")
    assert balance(AccountKind.WRITTEN_OFF) == 20_000
    told = Notification.objects.filter(kind="difference_kept")
    assert [one.recipient for one in told] == [clara]


def test_a_larger_one_needs_two(
    case: Mismatch, fitri: User, gita: User, now: datetime, settings: Any, browser_of: Any
) -> None:
    credit(case, fitri, now)
    settings.MISMATCH_ALONE_UP_TO = 19_999
    keep(case, fitri, now)
    keep(case, fitri, now)
    assert balance(AccountKind.WRITTEN_OFF) == 0
    decision = Decision.objects.get(kind=DecisionKind.DIFFERENCE)
    with pytest.raises(NotAllowed):
        mismatch_decisions.confirm(decision=decision, by=fitri, now=now)
    with pytest.raises(WrongState):
        keep(case, gita, now)
    assert (
        "Agree and write" in browser_of(gita).get(reverse("payments:mismatch", args=[case.pk])).text
    )
    yes = reverse("payments:confirm-decision", args=[decision.pk])
    browser_of(gita).post(yes)
    browser_of(gita).post(yes)
    assert balance(AccountKind.WRITTEN_OFF) == 20_000


def test_a_large_credit_needs_two_and_a_milestone_paid_meanwhile_takes_nothing(
    case: Mismatch, escrow: Escrow, fitri: User, gita: User, now: datetime, settings: Any
) -> None:
    settings.SECOND_OPINION_ABOVE = 999_999
    credit(case, fitri, now)
    decision = Decision.objects.get()
    assert decision.state == DecisionState.WAITING
    money.fund_escrow(escrow, now=now)
    with pytest.raises(WrongState):
        mismatch_decisions.confirm(decision=decision, by=gita, now=now)
    decision.refresh_from_db()
    assert decision.state == DecisionState.WAITING
    mismatches.send_back(mismatch=case, by=gita, now=now)
    decision.refresh_from_db()
    assert decision.state == DecisionState.RETURNED


@pytest.mark.parametrize("side", ["clara", "farid"])
def test_nobody_with_a_tie_decides(
    case: Mismatch, side: str, fitri: User, sena: User, now: datetime, request: Any
) -> None:
    person = request.getfixturevalue(side)
    User.objects.filter(pk=person.pk).update(is_finance=True)
    person.refresh_from_db()
    money.make_escrow(payer=fitri, payee=request.getfixturevalue("farid"), now=now)
    for one in (person, fitri, sena):
        for act in (lambda one=one: credit(case, one, now), lambda one=one: keep(case, one, now)):
            with pytest.raises(NotAllowed):
                act()


@pytest.mark.parametrize("person", ["clara", "farid", "sena"])
def test_for_everybody_else_the_ways_do_not_exist(
    case: Mismatch, person: str, request: Any, browser_of: Any
) -> None:
    browser = browser_of(request.getfixturevalue(person))
    for name in ("credit-mismatch", "keep-difference"):
        answer = browser.post(reverse(f"payments:{name}", args=[case.pk]), {"reason": "x"})
        assert answer.status_code == 404


@pytest.mark.parametrize("given", [{}, {"amount": "x", "reason": "y"}, {"amount": "1" * 30}])
def test_junk_is_answered_in_words(
    case: Mismatch, fitri: User, browser_of: Any, given: Any
) -> None:
    for name in ("credit-mismatch", "keep-difference"):
        address = reverse(f"payments:{name}", args=[case.pk])
        answer = browser_of(fitri).post(address, given, follow=True)
        assert "Write a reason of at most 2,000 characters." in answer.text
    assert not Decision.objects.exists()


def test_money_of_another_currency_is_not_credited(
    case: Mismatch, fitri: User, now: datetime
) -> None:
    case.received_currency = "USD"
    assert mismatch_decisions.creditable(case) is None
    with pytest.raises(WrongState):
        mismatch_decisions.credit(
            mismatch=case, by=fitri, amount=Money(1_000, "USD"), reason="x", now=now
        )


@pytest.mark.parametrize(
    ("model", "changed", "name"),
    [
        (Mismatch, {"credited_minor": 10**12}, "mismatch_credits_what_came"),
        (Mismatch, {"credited_minor": -100}, "mismatch_credits_what_came"),
        (Payin, {"surplus_minor": -100}, "payin_surplus_beside_a_credit"),
        (Payin, {"state": "excess"}, "payin_surplus_beside_a_credit"),
        (Decision, {"mismatch": None}, "decision_is_about_one_thing"),
        (Decision, {"kind": "debt_write_off"}, "decision_is_about_one_thing"),
    ],
)
def test_the_database_refuses_what_breaks_a_rule(
    case: Mismatch, fitri: User, now: datetime, model: Any, changed: dict[str, Any], name: str
) -> None:
    credit(case, fitri, now)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.update(**changed)


@pytest.mark.django_db(transaction=True)
def test_presses_at_once_have_one_outcome(
    case: Mismatch, escrow: Escrow, fitri: User, gita: User, now: datetime
) -> None:
    raised = at_once(*[lambda by=by: credit(case, by, now) for by in (fitri, gita) * 3])
    assert raised == []
    assert Transfer.objects.filter(kind=TransferKind.CREDITED).count() == 1
    escrow.refresh_from_db()
    assert escrow.held == rupiah(1_000_000)


@pytest.mark.django_db(transaction=True)
def test_credit_and_return_at_once_never_spend_it_twice(
    case: Mismatch, escrow: Escrow, fitri: User, gita: User, now: datetime
) -> None:
    at_once(
        lambda: credit(case, fitri, now),
        lambda: mismatches.send_back(mismatch=case, by=gita, now=now),
        lambda: keep(case, gita, now, 1_020_000),
    )
    escrow.refresh_from_db()
    back = sum(one.amount.minor for one in Refund.objects.all())
    kept = balance(AccountKind.WRITTEN_OFF) * 100
    left = balance(AccountKind.UNAPPLIED) * 100
    assert escrow.held.minor + back + kept + left == rupiah(1_020_000).minor

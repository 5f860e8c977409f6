"""A case of money that does not fit: its page, the lines before they are written, one outcome."""

from datetime import datetime

import pytest
from django.urls import reverse

from core.errors import InvalidInput, NotAllowed
from payments.kinds import DecisionKind
from payments.models import Decision, Escrow, Mismatch, Refund, Transfer
from payments.services import cases, confirming, mismatch_decisions, mismatches, payins
from payments.states import MismatchKind, MismatchState, TransferKind
from tests.factories import payments as money
from tests.factories.payments import rupiah
from tests.payments.test_threads import at_once


@pytest.fixture
def case(escrow: Escrow, now: datetime, quiet_workers: None) -> Mismatch:
    """Another amount came than was asked."""
    payin = money.start_payin(escrow, now=now)
    money.decide(payin, now=now, outcome="other_amount")
    payins.look_up(payin_id=payin.pk, now=now)
    return Mismatch.objects.get()


def page_of(case, person, browser_of) -> str:
    return browser_of(person).get(reverse("payments:mismatch", args=[case.pk])).content.decode()


def send_back(case, browser, minor=None):
    sent = {"amount": case.held.minor if minor is None else minor, "reason": "Typed twice"}
    return browser.post(reverse("payments:send-back", args=[case.pk]), sent)


@pytest.mark.parametrize("person", ["clara", "farid", "sena", "maya"])
def test_for_everybody_else_a_case_does_not_exist(case, person, request, browser_of):
    browser = browser_of(request.getfixturevalue(person))
    assert browser.get(reverse("payments:mismatch", args=[case.pk])).status_code == 404
    assert browser.post(reverse("payments:send-back", args=[case.pk])).status_code == 404
    assert browser.get(reverse("payments:mismatch", args=[10**9])).status_code == 404


@pytest.mark.parametrize(
    ("language", "words"), [("en", "These lines are written"), ("id", "Baris-baris ini dicatat")]
)
def test_the_page_says_who_paid_what_for_what(case, clara, fitri, browser_of, language, words):
    fitri.language = language
    fitri.save()
    page = page_of(case, fitri, browser_of)
    assert words in page
    assert clara.name in page
    assert case.payin.escrow.description in page


def test_the_payer_reads_that_it_is_looked_at_until_it_is_decided(case, clara, fitri, browser_of):
    page = reverse("payments:payin", args=[case.payin.pk])
    assert "A person of ours looks at it" in browser_of(clara).get(page).content.decode()

    send_back(case, browser_of(fitri))

    decided = browser_of(clara).get(page).content.decode()
    assert "A person of ours looks at it" not in decided
    assert "what goes back to you stands below" in decided
    assert "being checked" not in decided


def test_the_lines_that_are_shown_are_those_that_are_written(case, fitri, browser_of):
    shown = sorted(
        (str(line.pocket.kind), line.amount.minor) for line in mismatches.lines_to_send_back(case)
    )
    send_back(case, browser_of(fitri))
    written = Transfer.objects.get(kind=TransferKind.REFUND_ASKED).entries
    assert sorted(written.values_list("account__kind", "amount_minor")) == shown
    case.refresh_from_db()
    page = page_of(case, fitri, browser_of)
    assert "sent back to the payer" in page
    assert "These lines are written" not in page


def test_another_sum_than_was_shown_is_not_sent_back(case, fitri, gita, now, browser_of):
    shown = case.held.minor
    mismatch_decisions.credit(
        mismatch=case, by=gita, amount=rupiah(1_000_000), reason="It fits", now=now
    )
    answer = send_back(case, browser_of(fitri), shown)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This has changed meanwhile. Look at it again." in page
    assert "Typed twice</textarea>" in page
    assert not Refund.objects.exists()

    case.refresh_from_db()
    assert send_back(case, browser_of(fitri)).status_code == 302
    assert Refund.objects.get().amount == rupiah(1_000)
    decision = Decision.objects.get(kind=DecisionKind.SEND_BACK)
    assert (decision.reason, decision.needs_two) == ("Typed twice", False)


def test_a_large_sum_goes_back_when_two_agree(case, fitri, gita, now, settings):
    settings.SECOND_OPINION_ABOVE = 1_000_000
    sent = {"mismatch": case, "by": fitri, "amount": case.held, "reason": "Typed twice"}
    for _press in range(2):
        mismatch_decisions.send_back(**sent, now=now)
    decision = Decision.objects.get()
    assert (decision.kind, decision.is_waiting) == (DecisionKind.SEND_BACK, True)
    assert not Refund.objects.exists()
    with pytest.raises(NotAllowed):
        confirming.confirm(decision=decision, by=fitri, now=now)
    confirming.confirm(decision=decision, by=gita, now=now)
    assert Refund.objects.get().amount == rupiah(1_001_000)
    case.refresh_from_db()
    assert (case.state, case.resolution) == (MismatchState.RESOLVED, "sent_back")


def test_sending_back_asks_for_a_reason(case, fitri, now):
    with pytest.raises(InvalidInput):
        mismatch_decisions.send_back(mismatch=case, by=fitri, amount=case.held, reason=" ", now=now)
    assert not Refund.objects.exists()


def test_moderators_do_not_send_it_back(case, maya, now):
    with pytest.raises(NotAllowed):
        mismatches.send_back(mismatch=case, by=maya, now=now)
    assert not Refund.objects.exists()


def test_a_case_without_money_is_closed_with_words(fitri, now, browser_of):
    case = cases.report(
        kind=MismatchKind.UNKNOWN,
        key="x",
        provider="sandbox",
        payin=None,
        subject="SBX1",
        expected=None,
        received=None,
        now=now,
    )
    assert "no message about this" in page_of(case, fitri, browser_of)
    assert mismatches.lines_to_send_back(case) == []
    browser_of(fitri).post(reverse("payments:set-aside", args=[case.pk]), {"resolution": "A test."})
    case.refresh_from_db()
    assert case.state == MismatchState.RESOLVED
    assert "A test." in page_of(case, fitri, browser_of)


def test_the_payer_does_not_decide_about_their_own_money(case, clara, browser_of):
    clara.is_finance = True
    clara.save()
    assert "somebody else must decide" in page_of(case, clara, browser_of)
    send_back(case, browser_of(clara))
    assert not Refund.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_staff_at_once_have_one_outcome(case, fitri, gita, now):
    raised = at_once(
        *[
            lambda by=by: mismatches.send_back(mismatch=case, by=by, now=now)
            for by in (fitri, gita) * 3
        ]
    )
    assert raised == []
    assert Refund.objects.count() == 1
    assert Transfer.objects.filter(kind=TransferKind.REFUND_ASKED).count() == 1

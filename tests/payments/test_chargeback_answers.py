"""Finance staff answer a bank that took a payment back: once, in time, whatever fails between."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from core.errors import InvalidInput, NotAllowed, WrongState
from payments.models import Chargeback, Escrow, Mismatch
from payments.providers.base import Refused, Unknown
from payments.providers.sandbox import Sandbox
from payments.services import chargeback_answers, chargebacks, sweeps
from payments.states import ChargebackState, EscrowState
from payments.words import HISTORY_FOR_BANKS
from sandbox.models import SandboxChargeback, SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import payments as money

WORDS = "The logo was delivered on 3 November and approved by the client."
MINUTE = timedelta(minutes=1)


@pytest.fixture
def at_bank(held: Escrow, now: datetime) -> SandboxChargeback:
    """The cardholder disputes what Clara paid; Karya has not heard of it."""
    payment = SandboxPayment.objects.get(key=held.payins.get().key)
    opened = bank.open_chargeback(payment=payment, now=now)
    assert opened is not None
    return opened


@pytest.fixture
def waiting(at_bank: SandboxChargeback, now: datetime) -> Chargeback:
    """Karya has heard of it, and the bank waits for an answer."""
    chargebacks.look_up(provider="sandbox", reference=at_bank.reference, now=now)
    return Chargeback.objects.get()


def answer(chargeback: Chargeback, by: User, *, now: datetime, words: str = WORDS) -> None:
    chargeback_answers.answer(chargeback=chargeback, by=by, narrative=words, now=now)


def test_the_sweep_sends_what_was_written(
    waiting: Chargeback, at_bank: SandboxChargeback, fitri: User, now: datetime
) -> None:
    answer(waiting, fitri, now=now)
    at_bank.refresh_from_db()
    assert not at_bank.evidence  # nothing leaves within the request

    sweeps.finish_chargebacks(now=now + MINUTE)
    waiting.refresh_from_db()
    at_bank.refresh_from_db()
    assert (waiting.state, waiting.answered_at) == (ChargebackState.UNDER_REVIEW, now + MINUTE)
    assert at_bank.evidence["narrative"] == WORDS
    assert at_bank.evidence["facts"]["Disputed"] == "Rp1,000,000"
    assert "frozen" in at_bank.evidence["file"]
    assert waiting.changes.get(kind="answer_written").actor == fitri


def test_an_answer_whose_line_dropped_is_not_sent_twice(
    waiting: Chargeback, fitri: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, sent = Sandbox.submit_evidence, []

    def drop(self: Sandbox, *args: Any, **given: Any) -> None:
        sent.append(args)
        send(self, *args, **given)
        raise Unknown

    monkeypatch.setattr(Sandbox, "submit_evidence", drop)
    answer(waiting, fitri, now=now)
    for minute in (1, 2, 3):
        sweeps.finish_chargebacks(now=now + minute * MINUTE)

    waiting.refresh_from_db()
    assert len(sent) == 1
    assert (waiting.state, waiting.answered_at) == (
        ChargebackState.UNDER_REVIEW,
        now + 2 * MINUTE,
    )


def test_a_second_try_sends_the_same(
    waiting: Chargeback, fitri: User, now: datetime, held: Escrow
) -> None:
    answer(waiting, fitri, now=now)
    waiting.refresh_from_db()
    first = chargeback_answers.evidence_for(waiting)
    held.changes.create(kind="released", happened_at=now + MINUTE)
    assert chargeback_answers.evidence_for(waiting) == first


def test_a_refused_answer_becomes_one_case(
    waiting: Chargeback, fitri: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_given: Any) -> None:
        raise Refused("no_such_file")

    monkeypatch.setattr(Sandbox, "submit_evidence", refuse)
    answer(waiting, fitri, now=now)
    for minute in (1, 2):
        sweeps.finish_chargebacks(now=now + minute * MINUTE)
    assert "no_such_file" in Mismatch.objects.get().subject


def test_nothing_is_sent_after_the_deadline(
    waiting: Chargeback, fitri: User, now: datetime
) -> None:
    late = waiting.evidence_due_at
    assert late is not None
    with pytest.raises(WrongState, match="deadline"):
        answer(waiting, fitri, now=late)
    answer(waiting, fitri, now=late - MINUTE)
    sweeps.finish_chargebacks(now=late)
    waiting.refresh_from_db()
    assert waiting.answered_at is None
    assert not Mismatch.objects.exists()


def test_one_answer_by_finance_staff_with_words(
    waiting: Chargeback, clara: User, maya: User, fitri: User, now: datetime
) -> None:
    for person in (clara, maya):
        with pytest.raises(NotAllowed):
            answer(waiting, person, now=now)
    for words in ("  ", "x" * 15_001):
        with pytest.raises(InvalidInput):
            answer(waiting, fitri, now=now, words=words)
    answer(waiting, fitri, now=now)
    answer(waiting, fitri, now=now)
    assert waiting.changes.filter(kind="answer_written").count() == 1
    with pytest.raises(WrongState, match="one answer"):
        answer(waiting, fitri, now=now, words="Something else.")


def test_nobody_with_ties_answers_the_bank(
    waiting: Chargeback, farid: User, fitri: User, now: datetime
) -> None:
    money.earn(farid, payer=fitri, now=now)
    with pytest.raises(NotAllowed):
        answer(waiting, fitri, now=now)
    assert waiting.changes.filter(kind="answer_written").count() == 0


def test_a_lost_notification_is_made_up_for(
    waiting: Chargeback, at_bank: SandboxChargeback, now: datetime
) -> None:
    bank.decide(chargeback=at_bank, is_won=True, now=now)
    sweeps.finish_chargebacks(now=now + MINUTE)
    waiting.refresh_from_db()
    assert waiting.state == ChargebackState.WON


def test_only_finance_staff_without_a_side_see_the_pages(
    waiting: Chargeback, browser_of: Any, clara: User, farid: User, maya: User, fitri: User
) -> None:
    for address in (
        reverse("payments:chargebacks"),
        reverse("payments:chargeback", args=[waiting.pk]),
    ):
        for person in (clara, farid, maya):
            assert browser_of(person).get(address).status_code == 404
        assert browser_of(fitri).get(address).status_code == 200
    clara.is_finance = True
    clara.save(update_fields=["is_finance"])
    own = reverse("payments:chargeback", args=[waiting.pk])
    assert browser_of(clara).post(own, {"narrative": WORDS}).status_code == 404


def test_the_page_takes_one_answer_and_says_where_it_is(
    waiting: Chargeback, browser_of: Any, fitri: User, now: datetime
) -> None:
    address, browser = reverse("payments:chargeback", args=[waiting.pk]), browser_of(fitri)
    with time_machine.travel(now, tick=False):
        assert "Look at what is sent" in browser.get(address).text
        assert browser.post(address, {"narrative": "", "act": "send"}).status_code == 400
        assert browser.post(address, {"narrative": WORDS, "act": "send"}).status_code == 302
        assert "on its way to the provider" in browser.get(address).text
        assert (
            "takes no second one" in browser.post(address, {"narrative": "No.", "act": "send"}).text
        )
    sweeps.finish_chargebacks(now=now + MINUTE)
    assert "The provider has it since" in browser.get(address).text


def test_the_page_speaks_in_words_and_says_at_the_top_what_is_wrong(
    waiting: Chargeback, browser_of: Any, fitri: User, now: datetime
) -> None:
    address, browser = reverse("payments:chargeback", args=[waiting.pk]), browser_of(fitri)
    with time_machine.travel(now, tick=False):
        page = browser.get(address).text
        wrong = browser.post(address, {"narrative": " ", "act": "look"})
    assert reverse("payments:chargebacks") in page.partition("<main")[2]
    assert "The cardholder says that nothing was delivered." in page
    assert "product_not_received" not in page
    assert f"{waiting.payin.captured_at:%Y-%m-%d %H:%M:%S} UTC" in page
    assert re.search(r'<div lang="en">\s*<dl', page)
    assert wrong.status_code == 400
    assert "error-summary" in wrong.text
    waiting.reason = "never_heard_of"
    assert waiting.reason_text == "never_heard_of"
    assert {one.icon for one in waiting.changes.all()} == {"message-circle", "hourglass"}


def test_the_page_says_that_it_is_too_late(
    waiting: Chargeback, browser_of: Any, fitri: User
) -> None:
    due = waiting.evidence_due_at
    assert due is not None
    with time_machine.travel(due, tick=False):
        page = browser_of(fitri).get(reverse("payments:chargeback", args=[waiting.pk])).text
    assert "nothing can be sent any more" in page
    assert 'name="narrative"' not in page


def test_the_list_costs_the_same_for_more(
    waiting: Chargeback, browser_of: Any, clara: User, farid: User, fitri: User, now: datetime
) -> None:
    browser = browser_of(fitri)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(reverse("payments:chargebacks")).status_code == 200
        return len(captured)

    cost()
    one = cost()
    for _ in range(2):
        escrow = money.make_held(payer=clara, payee=farid, now=now)
        payment = SandboxPayment.objects.get(key=escrow.payins.get().key)
        opened = bank.open_chargeback(payment=payment, now=now)
        assert opened is not None
        chargebacks.look_up(provider="sandbox", reference=opened.reference, now=now)
    assert Chargeback.objects.count() == 3
    assert cost() == one


def test_the_bank_reads_sentences_and_no_codes(waiting: Chargeback) -> None:
    text = chargeback_answers.text_to_send(waiting, WORDS)
    history = text.split("\n\n")[-1].splitlines()
    assert [line.partition("UTC: ")[2] for line in history] == [
        "The escrow was opened for the agreed price.",
        "The client started a payment.",
        "The money was held in escrow until the client approves the work.",
        "The money was frozen while a dispute is open.",
    ]
    assert set(HISTORY_FOR_BANKS) == {*EscrowState.values, "opened"} - {EscrowState.CREATED}

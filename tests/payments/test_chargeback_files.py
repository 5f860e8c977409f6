"""Files for a bank, what it will read, the deadline that comes near, and losses we accept."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from pytest_django.asserts import assertRedirects

from accounts.models import User
from core.errors import InvalidInput, NotAllowed, WrongState
from notifications.models import Notification
from payments.models import Chargeback, ChargebackFile, Decision, Escrow, Mismatch
from payments.providers.base import Unknown
from payments.providers.sandbox import Sandbox
from payments.services import (
    chargeback_answers,
    chargeback_files,
    chargeback_losses,
    chargebacks,
    decisions,
    sweeps,
)
from payments.states import ChargebackState, EscrowState
from payments.taken_back import story_of_chargeback
from sandbox.models import SandboxChargeback, SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import payments as money

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WORDS = "The logo was delivered on 3 November and approved by the client."


@pytest.fixture
def at_bank(held: Escrow, now: datetime, settings: Any) -> SandboxChargeback:
    """The cardholder disputes what Clara paid; the bank waits for seven days."""
    settings.SANDBOX_DAY_SECONDS = 86_400
    payment = SandboxPayment.objects.get(key=held.payins.get().key)
    opened = bank.open_chargeback(payment=payment, now=now)
    assert opened is not None
    return opened


@pytest.fixture
def waiting(at_bank: SandboxChargeback, now: datetime) -> Chargeback:
    """Karya has heard of it, and the bank waits for an answer."""
    chargebacks.look_up(provider="sandbox", reference=at_bank.reference, now=now)
    return Chargeback.objects.get()


def pdf(name: str = "logo.pdf", size: int = 100) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.4\n" + b"x" * size, "application/pdf")


def add(chargeback: Chargeback, by: User, now: datetime, **given: Any) -> ChargebackFile:
    words: dict[str, Any] = {"kind": "delivery", "upload": pdf(), **given}
    return chargeback_files.add_file(chargeback=chargeback, by=by, now=now, **words)


def accept(chargeback: Chargeback, by: User, now: datetime) -> Chargeback:
    return chargeback_losses.accept(
        chargeback=chargeback, by=by, reason="Nothing was delivered.", now=now
    )


def test_files_go_to_the_provider_with_the_words(
    waiting: Chargeback, at_bank: SandboxChargeback, fitri: User, now: datetime
) -> None:
    add(waiting, fitri, now)
    add(waiting, fitri, now, kind="talk", upload=pdf("chat.pdf"))
    chargeback_answers.answer(chargeback=waiting, by=fitri, narrative=WORDS, now=now)
    for minute in (1, 2):
        sweeps.finish_chargebacks(now=now + minute * MINUTE)
    at_bank.refresh_from_db()
    assert [(one["kind"], one["name"], one["size"]) for one in at_bank.evidence["files"]] == [
        ("delivery", "logo.pdf", 109),
        ("talk", "chat.pdf", 109),
    ]


def test_a_new_file_takes_the_place_of_the_old_of_its_kind(
    waiting: Chargeback, fitri: User, now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    old = add(waiting, fitri, now)
    with django_capture_on_commit_callbacks(execute=True):
        add(waiting, fitri, now, upload=pdf("better.pdf"))
    assert [one.name for one in waiting.files.all()] == ["better.pdf"]
    assert not old.file.storage.exists(old.file.name)


@pytest.mark.parametrize(
    "upload",
    [
        SimpleUploadedFile("a.txt", b"words"),
        SimpleUploadedFile("a.pdf", b"no pdf at all"),
        SimpleUploadedFile("a.pdf", b""),
        SimpleUploadedFile("a.png", b"%PDF-1.4"),
    ],
)
def test_other_files_are_refused(
    waiting: Chargeback, fitri: User, now: datetime, upload: SimpleUploadedFile
) -> None:
    with pytest.raises(InvalidInput):
        add(waiting, fitri, now, upload=upload)
    assert not waiting.files.exists()


def test_all_files_together_have_a_limit(waiting: Chargeback, fitri: User, now: datetime) -> None:
    add(waiting, fitri, now, upload=pdf(size=4_000_000))
    with pytest.raises(InvalidInput, match=r"4\.5 MB"):
        add(waiting, fitri, now, kind="talk", upload=pdf(size=600_000))
    add(waiting, fitri, now, upload=pdf(size=4_400_000))  # in the place of the first
    with pytest.raises(InvalidInput):
        add(waiting, fitri, now, kind="picture")


def test_nothing_changes_once_the_answer_is_written(
    waiting: Chargeback, clara: User, fitri: User, now: datetime
) -> None:
    one = add(waiting, fitri, now)
    with pytest.raises(NotAllowed):
        add(waiting, clara, now)
    chargeback_answers.answer(chargeback=waiting, by=fitri, narrative=WORDS, now=now)
    with pytest.raises(WrongState):
        add(waiting, fitri, now)
    with pytest.raises(WrongState):
        chargeback_files.remove_file(chargeback=waiting, file_id=one.pk, by=fitri, now=now)
    with pytest.raises(WrongState):
        accept(waiting, fitri, now)
    assert waiting.files.count() == 1


def test_what_the_bank_will_read_is_shown_before_it_is_sent(
    waiting: Chargeback, fitri: User, browser_of: Any, now: datetime
) -> None:
    address, browser = reverse("payments:chargeback", args=[waiting.pk]), browser_of(fitri)
    with time_machine.travel(now, tick=False):
        upload = {"kind": "delivery", "upload": pdf()}
        browser.post(reverse("payments:chargeback-files", args=[waiting.pk]), upload)
        look = reverse("payments:preview-chargeback", args=[waiting.pk])
        assertRedirects(browser.get(look), address)  # nothing is written yet
        assertRedirects(browser.post(address, {"narrative": WORDS}), look)
        preview, again = browser.get(look).text, browser.get(look).text  # a reload sends nothing
        assert WORDS in again
        waiting.refresh_from_db()
        assert not waiting.narrative
        for words in (WORDS, "Disputed: Rp1,000,000", "frozen", "logo.pdf", "Send to the bank"):
            assert words in preview
        assert WORDS in browser.get(address).text
        [mark] = re.findall(r'name="files" value="([^"]*)"', preview)
        said = {"narrative": WORDS, "act": "send", "files": mark}
        assertRedirects(browser.post(address, said), address)
        assertRedirects(browser.get(look), address)
    shown = preview.split('<p class="preserve" lang="en">')[1].split("</p>")[0]
    waiting.refresh_from_db()
    sent = chargeback_answers.evidence_for(waiting).bundle
    assert shown.replace("&#x27;", "'") == sent


def test_what_was_not_looked_at_is_not_sent(
    waiting: Chargeback, fitri: User, browser_of: Any, now: datetime
) -> None:
    address, browser = reverse("payments:chargeback", args=[waiting.pk]), browser_of(fitri)
    look = reverse("payments:preview-chargeback", args=[waiting.pk])
    with time_machine.travel(now, tick=False):
        browser.post(address, {"narrative": WORDS})
        [mark] = re.findall(r'name="files" value="([^"]*)"', browser.get(look).text)
        add(waiting, fitri, now)
        said = {"narrative": WORDS, "act": "send"}
        for unseen in (said | {"files": mark}, said):
            late = browser.post(address, unseen)
            assert late.status_code == 400
            assert "The files have changed since you looked." in late.text
        assert browser.post(address, said | {"act": "change"}).status_code == 400
        waiting.refresh_from_db()
        assert not waiting.narrative
        [mark] = re.findall(r'name="files" value="([^"]*)"', browser.get(look).text)
        assertRedirects(browser.post(address, said | {"files": mark}), address)
    waiting.refresh_from_db()
    assert waiting.narrative == WORDS


def test_files_are_read_and_removed_by_finance_staff_only(
    waiting: Chargeback, clara: User, sena: User, maya: User, fitri: User, browser_of: Any, now: Any
) -> None:
    one = add(waiting, fitri, now)
    address = reverse("payments:chargeback-file", args=[waiting.pk, one.pk])
    removal = reverse("payments:remove-chargeback-file", args=[waiting.pk, one.pk])
    loss = reverse("payments:accept-loss", args=[waiting.pk])
    for person in (clara, sena, maya):
        assert browser_of(person).get(address).status_code == 404
        assert browser_of(person).post(removal).status_code == 404
        assert browser_of(person).post(loss, {"reason": "x"}).status_code == 404
    answer = browser_of(fitri).get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    with time_machine.travel(now, tick=False):
        browser_of(fitri).post(removal)
        browser_of(fitri).post(removal)
    assert not waiting.files.exists()


@pytest.mark.parametrize("given", [{}, {"kind": "delivery"}, {"kind": "x", "upload": "x"}])
def test_junk_is_answered_in_words(
    waiting: Chargeback, fitri: User, browser_of: Any, given: Any
) -> None:
    address = reverse("payments:chargeback-files", args=[waiting.pk])
    assert "Choose a file" in browser_of(fitri).post(address, given, follow=True).text
    loss = reverse("payments:accept-loss", args=[waiting.pk])
    assert "Write a reason" in browser_of(fitri).post(loss, {}, follow=True).text


def test_finance_is_reminded_72_and_24_hours_before(
    waiting: Chargeback, fitri: User, gita: User
) -> None:
    due = waiting.evidence_due_at
    assert due is not None
    told = Notification.objects.filter(kind="chargeback_due_soon")
    for hours, count in ((73, 0), (72, 2), (71, 2), (25, 2), (24, 4), (1, 4)):
        sweeps.remind_of_chargebacks(now=due - hours * HOUR)
        sweeps.remind_of_chargebacks(now=due - hours * HOUR)
        assert told.count() == count, hours
    assert {one.recipient for one in told} == {fitri, gita}


def test_after_a_long_sleep_of_the_clock_one_reminder_is_enough(waiting: Chargeback) -> None:
    due = waiting.evidence_due_at
    assert due is not None
    for hours in (20, 19):
        sweeps.remind_of_chargebacks(now=due - hours * HOUR)
    waiting.refresh_from_db()
    assert waiting.reminded_hours == 24


@pytest.mark.parametrize("hours", [48, -1])
def test_nobody_is_reminded_of_what_is_decided_or_over(
    waiting: Chargeback, fitri: User, now: datetime, hours: int
) -> None:
    due = waiting.evidence_due_at
    assert due is not None
    if hours > 0:
        chargeback_answers.answer(chargeback=waiting, by=fitri, narrative=WORDS, now=now)
    sweeps.remind_of_chargebacks(now=due - hours * HOUR)
    assert not Notification.objects.filter(kind="chargeback_due_soon").exists()


def test_an_accepted_loss_is_told_to_the_provider_and_to_both(
    waiting: Chargeback, held: Escrow, clara: User, farid: User, fitri: User, now: datetime
) -> None:
    accept(waiting, fitri, now)
    accept(waiting, fitri, now)
    waiting.refresh_from_db()
    assert waiting.state == ChargebackState.NEEDS_RESPONSE  # nothing leaves within the request
    sweeps.finish_chargebacks(now=now + MINUTE)
    waiting.refresh_from_db()
    held.refresh_from_db()
    assert (waiting.state, held.state) == (ChargebackState.LOST, EscrowState.REVERSED)
    told = Notification.objects.filter(kind__startswith="chargeback_accepted")
    assert {(one.kind, one.recipient) for one in told} == {
        ("chargeback_accepted_payer", clara),
        ("chargeback_accepted_payee", farid),
    }
    assert waiting.changes.filter(kind="loss_accepted").count() == 1
    assert not Notification.objects.filter(kind__startswith="chargeback_lost").exists()


def test_a_line_that_drops_while_giving_in_changes_nothing(
    waiting: Chargeback, fitri: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_in, tried = Sandbox.accept_chargeback, []

    def drop(self: Sandbox, reference: str, *, now: datetime) -> None:
        tried.append(reference)
        give_in(self, reference, now=now)
        raise Unknown

    monkeypatch.setattr(Sandbox, "accept_chargeback", drop)
    accept(waiting, fitri, now)
    for minute in (1, 2, 3):
        sweeps.finish_chargebacks(now=now + minute * MINUTE)
    waiting.refresh_from_db()
    assert len(tried) == 1
    assert waiting.state == ChargebackState.LOST
    assert not Mismatch.objects.exists()


def test_a_large_loss_needs_two_and_the_page_says_what_will_happen(
    waiting: Chargeback, fitri: User, gita: User, now: datetime, settings: Any, browser_of: Any
) -> None:
    settings.SECOND_OPINION_ABOVE = 999_999
    address = reverse("payments:chargeback", args=[waiting.pk])
    with time_machine.travel(now, tick=False):
        page = browser_of(fitri).get(address).text
        assert "The escrow is empty and closes" in page
        assert "This much needs two people" in page
        browser_of(fitri).post(
            reverse("payments:accept-loss", args=[waiting.pk]), {"reason": "Nothing delivered."}
        )
        waiting.refresh_from_db()
        assert waiting.conceded_at is None
        decision = Decision.objects.get()
        with pytest.raises(NotAllowed):
            chargeback_losses.confirm(decision=decision, by=fitri, now=now)
        assert "Agree" in browser_of(gita).get(address).text
        for _time in range(2):
            browser_of(gita).post(reverse("payments:confirm-decision", args=[decision.pk]))
    waiting.refresh_from_db()
    assert waiting.conceded_at == now
    asked, agreed = story_of_chargeback(waiting)[-2:]
    assert (asked.by, asked.text) == (fitri, "Nothing delivered.")
    assert (agreed.by, agreed.text) == (gita, "")
    assert gita.name in browser_of(fitri).get(address).text
    with pytest.raises(WrongState):
        chargeback_answers.answer(chargeback=waiting, by=fitri, narrative=WORDS, now=now)


def test_an_answer_or_the_banks_word_ends_a_decision_that_waits(
    waiting: Chargeback, at_bank: Any, fitri: User, gita: User, now: datetime, settings: Any
) -> None:
    settings.SECOND_OPINION_ABOVE = 0
    accept(waiting, fitri, now)
    first = Decision.objects.get()
    decisions.give_back(decision=first, by=gita, reason="We have the delivery.", now=now)
    accept(waiting, fitri, now)
    bank.decide(chargeback=at_bank, is_won=True, now=now)
    chargebacks.look_up(provider="sandbox", reference=at_bank.reference, now=now)
    with pytest.raises(WrongState):
        chargeback_losses.confirm(decision=Decision.objects.latest("pk"), by=gita, now=now)
    told = [(one.by, one.text) for one in story_of_chargeback(waiting)]
    assert (gita, "We have the delivery.") in told
    waiting.refresh_from_db()
    assert (waiting.state, waiting.conceded_at) == (ChargebackState.WON, None)


def test_who_has_to_do_with_one_of_the_two_does_not_give_in(
    waiting: Chargeback, farid: User, fitri: User, now: datetime
) -> None:
    money.make_escrow(payer=fitri, payee=farid, now=now)
    with pytest.raises(NotAllowed):
        accept(waiting, fitri, now)


@pytest.mark.parametrize(
    ("model", "changed", "name"),
    [
        (Chargeback, {"narrative": "x"}, "chargeback_answered_or_accepted"),
        (Decision, {"chargeback": None}, "decision_is_about_one_thing"),
        (ChargebackFile, {"content_type": "text/html"}, "chargeback_file_is_pdf_or_picture"),
    ],
)
def test_the_database_refuses_what_breaks_a_rule(
    waiting: Chargeback, fitri: User, now: datetime, model: Any, changed: Any, name: str
) -> None:
    add(waiting, fitri, now)
    accept(waiting, fitri, now)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.update(**changed)

"""What a payer reads of money that did not fit: nothing of it is lost from sight."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from payments.kinds import DocumentKind
from payments.models import Document, Escrow, Mismatch, Payin, Refund
from payments.services import escrows, mismatch_decisions, mismatches
from payments.services.documents import printing
from payments.states import RefundState
from tests.factories import payments as money
from tests.factories.payments import rupiah


@pytest.fixture
def case(escrow: Escrow, now: datetime, quiet_workers: None) -> Mismatch:
    """A million was asked for, and 1,100,000 came."""
    payin = money.pay(escrow, 1_100_000, now=now)
    return Mismatch.objects.select_related("payin__escrow").get(payin=payin)


@pytest.fixture
def credited(case: Mismatch, escrow: Escrow, fitri: User, now: datetime) -> Mismatch:
    """Finance staff credited a million of it."""
    mismatch_decisions.credit(
        mismatch=case, by=fitri, amount=rupiah(1_000_000), reason="Too much.", now=now
    )
    escrow.refresh_from_db()
    return Mismatch.objects.select_related("payin__escrow").get()


def page(browser: Any, name: str, pk: int) -> str:
    text: str = browser.get(reverse(f"payments:{name}", args=[pk])).text
    return " ".join(re.sub(r"</?span[^>]*>", "", text.partition("<main")[2]).split())


def test_the_surplus_is_told_until_it_is_decided(
    credited: Mismatch, clara: User, fitri: User, now: datetime, browser_of: Any
) -> None:
    payin = Payin.objects.get()
    told = page(browser_of(clara), "payin", payin.pk)
    assert "You had sent Rp1,100,000: Rp1,000,000 of it was for this step" in told
    assert "The Rp100,000 is safe." in told
    mismatches.send_back(mismatch=credited, by=fitri, now=now)
    told = page(browser_of(clara), "payin", payin.pk)
    assert "You had sent Rp1,100,000" in told
    assert "The Rp100,000 is safe." not in told
    assert "That goes back to you" in told


def test_the_payer_reads_that_a_surplus_was_kept(
    credited: Mismatch, clara: User, fitri: User, now: datetime, browser_of: Any, settings: Any
) -> None:
    settings.MISMATCH_ALONE_UP_TO = 100_000
    amount, reason = rupiah(100_000), "Too small."
    mismatch_decisions.write_off(mismatch=credited, by=fitri, amount=amount, reason=reason, now=now)
    told = page(browser_of(clara), "payin", Payin.objects.get().pk)
    assert "That was too small to send back" in told


def test_the_receipt_tells_of_it_and_has_one_number(
    credited: Mismatch, clara: User, browser_of: Any
) -> None:
    paper = Document.objects.get(kind=DocumentKind.RECEIPT)
    told = page(browser_of(clara), "receipt", Payin.objects.get().pk)
    assert f"Receipt no. {paper.code}" in told
    for words in ("Arrived altogether", "Rp1,100,000", "Rp100,000", "is not in escrow"):
        assert words in told
    assert ("Arrived altogether", "Rp1,100,000") in printing.sheet_of(paper).facts


def test_what_fits_needs_no_such_words(held: Escrow, clara: User, browser_of: Any) -> None:
    payin = held.payins.get()
    assert "You had sent" not in page(browser_of(clara), "payin", payin.pk)
    assert "Arrived altogether" not in page(browser_of(clara), "receipt", payin.pk)
    paper = Document.objects.get(kind=DocumentKind.RECEIPT)
    assert "Arrived altogether" not in dict(printing.sheet_of(paper).facts)


def test_who_has_money_being_checked_is_told_before_they_pay_again(
    case: Mismatch, escrow: Escrow, clara: User, fitri: User, now: datetime, browser_of: Any
) -> None:
    payin = Payin.objects.get()
    assert escrow.is_payable
    told = page(browser_of(clara), "pay", escrow.pk)
    assert "You have sent Rp1,100,000 where Rp1,000,000 was asked for." in told
    assert told.index(reverse("payments:payin", args=[payin.pk])) < told.index("How do you want")
    assert "Pay Rp1,000,000 all the same" in told
    assert "Pay again" not in page(browser_of(clara), "payin", payin.pk)
    mismatches.send_back(mismatch=case, by=fitri, now=now)
    assert "all the same" not in page(browser_of(clara), "pay", escrow.pk)
    assert "Pay again" in page(browser_of(clara), "payin", payin.pk)


def test_a_closed_escrow_asks_for_nothing_and_says_what_goes_back(
    held: Escrow, clara: User, farid: User, now: datetime, browser_of: Any, quiet_workers: None
) -> None:
    told = page(browser_of(clara), "pay", held.pk)
    assert "You pay" not in told
    assert "The freelancer receives" in told
    escrows.refund(escrow=held, by=farid, now=now, reason="agreed")
    told = page(browser_of(clara), "pay", held.pk)
    for words in ("You pay", "What you pay", "The freelancer receives"):
        assert words not in told
    assert "What it was for" in told
    assert "Rp1,000,000 is on its way back to you." in told
    assert reverse("payments:payin", args=[held.payins.get().pk]) in told
    Refund.objects.update(state=RefundState.DONE)
    assert "Rp1,000,000 went back to you." in page(browser_of(clara), "pay", held.pk)
    Refund.objects.update(state=RefundState.REQUESTED)  # as the book has it


def test_the_case_and_the_queues_say_what_is_still_open(
    credited: Mismatch, fitri: User, now: datetime, browser_of: Any
) -> None:
    browser = browser_of(fitri)
    told = page(browser, "mismatch", credited.pk)
    assert re.search(r"Still kept here</dt> ?<dd>[^/]*Rp100,000", told)
    assert re.search(r"Amount</dt> ?<dd>[^/]*Rp100,000", told.partition("At the desk")[2])
    desk = browser.get(reverse("payments:desk")).text
    assert "Still kept here" in desk
    queue = browser.get(reverse("desk:queue"), {"kind": "mismatch"}).text
    assert "Rp100,000" in queue
    assert "Rp1,100,000" not in queue
    mismatches.send_back(mismatch=credited, by=fitri, now=now)
    told = page(browser, "mismatch", credited.pk)
    assert "Still kept here" not in told
    assert re.search(r"Sent back</dt> ?<dd>[^/]*Rp100,000", told)

"""What people read of a payment that a bank took back: whoever earned it, paid it, or answers."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.template import Context, Template
from django.urls import reverse

from accounts.models import User
from core.templatetags.karya import tone
from marketplace.income.statement import statement_of
from marketplace.spending.statement import payments_of
from payments.kinds import DocumentKind
from payments.models import Chargeback, Debt, Document, Escrow, Payin
from payments.providers.chargebacks import ChargebackStatus, FoundChargeback
from payments.selectors import slices_of
from payments.services import chargeback_losses, chargebacks, escrows, payouts
from payments.services.documents import issuing, printing, spreadsheets, years
from payments.states import ChargebackState
from payments.taken_back import taken_from, taken_of_released
from sandbox.models import SandboxChargeback, SandboxPayment
from sandbox.services import chargebacks as bank
from tests.factories import payments as money
from tests.factories.payments import rupiah


def take_back(escrow: Escrow, now: datetime) -> SandboxChargeback:
    payment = SandboxPayment.objects.get(key=escrow.payins.get().key)
    opened = bank.open_chargeback(payment=payment, now=now)
    assert opened is not None
    hear(opened, now)
    return opened


def hear(at_bank: SandboxChargeback, now: datetime) -> None:
    assert chargebacks.look_up(provider="sandbox", reference=at_bank.reference, now=now)


def decide(at_bank: SandboxChargeback, now: datetime, *, is_won: bool) -> None:
    bank.decide(chargeback=at_bank, is_won=is_won, now=now)
    hear(at_bank, now)


@pytest.fixture
def released(held: Escrow, clara: User, now: datetime) -> Escrow:
    escrows.release(escrow=held, by=clara, now=now)
    held.refresh_from_db()
    return held


def earnings(browser_of: Any, person: User) -> str:
    """The section about it, as this person reads it."""
    page = browser_of(person).get(reverse("payments:earnings")).text
    return page.partition("What banks took back")[2].partition("</section>")[0]


def test_the_earnings_say_what_a_bank_took_and_what_it_decided(
    released: Escrow, clara: User, farid: User, browser_of: Any, now: datetime
) -> None:
    assert not earnings(browser_of, farid)
    at_bank = take_back(released, now)
    page = earnings(browser_of, farid)
    assert f'<a href="{released.payins.get().return_url}">{released.description}</a>' in page
    assert "Rp900,000" in page
    assert "has not decided yet" in page
    assert not earnings(browser_of, clara)
    decide(at_bank, now, is_won=False)
    assert "decided for the client" in earnings(browser_of, farid)


def test_what_the_bank_gave_back_is_no_longer_there(
    released: Escrow, farid: User, now: datetime
) -> None:
    decide(take_back(released, now), now, is_won=True)
    assert not taken_from(farid).exists()


def test_money_still_in_escrow_was_nobodys_earnings(
    held: Escrow, farid: User, now: datetime
) -> None:
    take_back(held, now)
    assert not taken_from(farid).exists()
    assert taken_of_released([held]) == {}


@pytest.mark.parametrize("is_won", [True, False])
def test_the_money_bar_shows_released_money_at_the_bank(
    released: Escrow, now: datetime, is_won: bool
) -> None:
    def shown() -> dict[str, int]:
        taken = taken_of_released([released])
        parts = slices_of([released], taken=taken)
        return {one.kind: one.amount.minor // 100 for one in parts if one.amount}

    before = {"released": 900_000, "fee": 100_000}
    assert shown() == before
    at_bank = take_back(released, now)
    assert shown() == {"charged-back": 1_000_000}
    tag = Template("{% load money_trail %}{% where_is_the_money escrows %}")
    assert 'class="charged-back"' in tag.render(Context({"escrows": [released]}))
    decide(at_bank, now, is_won=is_won)
    assert shown() == (before if is_won else {"charged-back": 1_000_000})


def test_who_owes_reads_so_where_they_withdraw(
    released: Escrow, farid: User, fitri: User, browser_of: Any, now: datetime
) -> None:
    page = reverse("payments:new-payout")
    payout = money.request_payout(farid, now=now)
    payouts.send(payout_id=payout.pk, now=now)
    assert "See what you owe" not in browser_of(farid).get(page).text
    take_back(released, now)
    assert Debt.objects.get().outstanding == rupiah(900_000)
    assert "See what you owe" in browser_of(farid).get(page).text
    desk = browser_of(fitri).get(reverse("payments:debt", args=[Debt.objects.get().pk])).text
    assert reverse("payments:debts") in desk.partition("<main")[2]  # the way back


def test_the_payer_reads_what_their_bank_did(
    held: Escrow, clara: User, browser_of: Any, now: datetime
) -> None:
    payin = held.payins.get()
    page = reverse("payments:payin", args=[payin.pk])
    found = FoundChargeback(
        reference="SBC0",
        payment_key=payin.key,
        payment_reference="",
        status=ChargebackStatus.INQUIRY,
        amount=held.held,
        fee=rupiah(0),
        reason="general",
        opened_at=now,
        evidence_due_at=now,
    )
    chargebacks.apply(provider="sandbox", found=found, now=now)
    assert "Nothing has moved yet." in browser_of(clara).get(page).text
    found = replace(found, status=ChargebackStatus.NEEDS_RESPONSE)
    chargebacks.apply(provider="sandbox", found=found, now=now)
    assert "and took it back until it decides" in browser_of(clara).get(page).text


def test_who_is_too_late_to_pay_is_not_asked_to(
    clara: User, farid: User, browser_of: Any, now: datetime
) -> None:
    payin = money.start_payin(money.make_escrow(payer=clara, payee=farid, now=now), now=now)
    assert payin.expires_at is not None
    page = reverse("payments:payin", args=[payin.pk])
    with time_machine.travel(payin.expires_at - timedelta(minutes=1), tick=False):
        before = browser_of(clara).get(page)
        assert "Your turn" in before.text
    with time_machine.travel(payin.expires_at, tick=False):
        after = browser_of(clara).get(page)
        seen = {"seen": before.context["stamp"]}
        again = browser_of(clara).get(page, seen, headers={"HX-Request": "true"})
    for answer in (after, again):  # an open page is told so too
        assert "The time to pay is over." in answer.text
        assert "Your turn" not in answer.text


def test_a_payment_that_began_nowhere_goes_on_to_the_dashboard(
    held: Escrow, clara: User, browser_of: Any
) -> None:
    Payin.objects.update(return_url="")
    page = browser_of(clara).get(reverse("payments:payin", args=[held.payins.get().pk])).text
    assert f'href="{reverse("dashboard")}"' in page.partition("<main")[2]
    assert 'href=""' not in page


def test_finance_staff_read_that_a_loss_is_accepted(
    held: Escrow, fitri: User, browser_of: Any, now: datetime
) -> None:
    at_bank = take_back(held, now)
    one = Chargeback.objects.get()
    assert one.changes.order_by("pk")[0].title == "The payer disputed the payment at the bank"
    pages = [reverse("payments:chargebacks"), reverse("payments:chargeback", args=[one.pk])]
    browser = browser_of(fitri)

    def read() -> list[str]:
        with time_machine.travel(now, tick=False):
            return [browser.get(page).text.partition("<main")[2] for page in pages]

    for page in read():
        assert "Answer by" in page
    assert "with a draft of an answer" in read()[1]
    chargeback_losses.accept(chargeback=one, by=fitri, reason="No proof.", now=now)
    for page in read():
        assert "Answer by" not in page
        assert ">We do not contest it</span>" in page
        assert ">Waiting for our answer</span>" not in page
    assert "with a draft of an answer" not in read()[1]
    decide(at_bank, now, is_won=False)
    for page in read():
        assert '<span class="badge bad"' in page
    assert "Decided</dt>" in read()[1]


def test_each_state_has_its_colour() -> None:
    colours = {state: tone(state) for state in ChargebackState}
    assert colours == {
        "inquiry": "wait",
        "needs_response": "wait",
        "under_review": "wait",
        "won": "good",
        "lost": "bad",
    }


@pytest.mark.parametrize("is_won", [True, False])
def test_spending_counts_released_money_that_a_bank_took_back(
    released: Escrow, clara: User, now: datetime, is_won: bool
) -> None:
    def shown() -> dict[str, int]:
        (one,) = payments_of(clara, currency="IDR")
        names = ("paid", "released", "fee", "charged_back")
        return {name: getattr(one.spent, name).minor // 100 for name in names}

    before = {"paid": 1_000_000, "released": 900_000, "fee": 100_000, "charged_back": 0}
    after = {"paid": 1_000_000, "released": 0, "fee": 0, "charged_back": 1_000_000}
    assert shown() == before
    at_bank = take_back(released, now)
    assert shown() == after
    decide(at_bank, now, is_won=is_won)
    assert shown() == (before if is_won else after)


@pytest.mark.parametrize("is_won", [True, False])
def test_income_counts_what_a_bank_took_back(
    released: Escrow, farid: User, browser_of: Any, now: datetime, is_won: bool
) -> None:
    def shown() -> tuple[str, list[str]]:
        browser = browser_of(farid)
        lines = b"".join(browser.get(reverse("income-export")).streaming_content).decode()
        return browser.get(reverse("income")).text, lines.splitlines()

    page, lines = shown()
    assert "Taken back by clients’ banks" not in page
    assert len(lines) == 2
    at_bank = take_back(released, now)
    page, lines = shown()
    assert "Taken back by clients’ banks" in page
    assert lines[2].endswith(",0.00,0.00,-900000.00,IDR")
    statement = statement_of(farid, currency="IDR", year=now.year)
    assert (statement.taken_back.minor, statement.kept.minor) == (statement.net.minor, 0)
    decide(at_bank, now, is_won=is_won)
    page, lines = shown()
    assert ("Taken back by clients’ banks" in page) is not is_won
    assert len(lines) == (2 if is_won else 3)


def test_what_a_bank_kept_is_a_credit_note_and_stands_in_both_years(
    released: Escrow, clara: User, farid: User, now: datetime
) -> None:
    at_bank = take_back(released, now)
    assert not Document.objects.filter(kind=DocumentKind.CREDIT_NOTE).exists()
    decide(at_bank, now, is_won=False)
    issuing.catch_up()  # has nothing to add
    note = Document.objects.get(kind=DocumentKind.CREDIT_NOTE)
    assert (note.person, note.amount) == (clara, rupiah(1_000_000))
    assert note.facts["invoice"] == Document.objects.get(kind=DocumentKind.INVOICE).code
    assert "Your bank took the money back for you." in printing.sheet_of(note).notes

    def taken(person: User, kind: DocumentKind) -> tuple[int, int, str]:
        pack = years.issue_year(person=person, kind=kind, year=now.year, currency="IDR", now=now)
        (row,) = pack.facts["rows"]
        assert b"%PDF" in printing.pdf_of(pack)
        csv = spreadsheets.csv_of(pack).decode("utf-8-sig")
        return row["releases"], row["taken_minor"] // 100, csv

    releases, minor, csv = taken(farid, DocumentKind.FREELANCER_YEAR)
    assert (releases, minor) == (1, 900_000)
    assert "net,taken_back,withheld" in csv
    assert taken(clara, DocumentKind.CLIENT_YEAR)[:2] == (1, 1_000_000)


def test_old_losses_get_their_credit_note_too(released: Escrow, clara: User, now: datetime) -> None:
    at_bank = take_back(released, now)
    Chargeback.objects.update(state=ChargebackState.LOST, settled_at=now)  # before there were any
    assert at_bank.pk
    assert issuing.catch_up() == 1
    assert Document.objects.get(kind=DocumentKind.CREDIT_NOTE).person == clara
    assert issuing.catch_up() == 0


def test_nothing_taken_needs_no_column(released: Escrow, farid: User, now: datetime) -> None:
    decide(take_back(released, now), now, is_won=True)
    kind = DocumentKind.FREELANCER_YEAR
    pack = years.issue_year(person=farid, kind=kind, year=now.year, currency="IDR", now=now)
    assert "taken_back" not in spreadsheets.csv_of(pack).decode("utf-8-sig")

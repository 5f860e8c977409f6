"""Those who keep the books read comparisons and work on their cases; others find nothing there."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from payments.models import Escrow, ReconciliationCase, ReconciliationRun, Transfer
from payments.services import reconciliation
from payments.services.registry import provider_named
from payments.states import CaseState, TransferKind
from sandbox.models import SandboxPayment
from sandbox.services import report
from sandbox.states import ReportEdit
from tests.factories import payments as money

PAGES = ("runs", "cases")
ACTS = ("take-case", "give-case", "note-case", "resolve-case", "correct-case", "ask-case")


def compare(until: datetime) -> ReconciliationRun:
    sandbox = provider_named("sandbox")
    return reconciliation.reconcile(provider=sandbox, until=until, now=until)


@pytest.fixture
def case(held: Escrow, clara, farid, now: datetime) -> ReconciliationCase:
    """The bank reports Rp1.000 less than the book has; another payment fits."""
    payment = SandboxPayment.objects.get()
    money.make_held(payer=clara, payee=farid, now=now)
    report.edit_row(
        reference=payment.reference, edit=ReportEdit.OTHER_AMOUNT, amount=999_000, now=now
    )
    compare(now + timedelta(days=1))
    return ReconciliationCase.objects.get()


@pytest.fixture
def act(browser_of):
    """Send a form of a case as somebody; the case as it is then, and what the page says."""

    def send(person, name, case, **data):
        answer = browser_of(person).post(
            reverse(f"payments:{name}", args=[case.pk]), data, follow=True
        )
        case.refresh_from_db()
        return answer.content.decode()

    return send


@pytest.mark.parametrize("person", ["clara", "farid", "sena", "maya", "adi"])
def test_for_everybody_else_the_pages_do_not_exist(case, person, request, browser_of):
    browser = browser_of(request.getfixturevalue(person))
    pages = [reverse(f"payments:{name}") for name in PAGES]
    pages += [reverse(f"payments:{name}", args=[case.found_in_id]) for name in ("run", "run-csv")]
    pages.append(reverse("payments:case", args=[case.pk]))
    assert {browser.get(page).status_code for page in pages} == {404}
    acts = [reverse(f"payments:{name}", args=[case.pk]) for name in ACTS]
    assert {browser.post(page).status_code for page in acts} == {404}
    case.refresh_from_db()
    assert (case.state, case.owner) == (CaseState.OPEN, None)


def test_strangers_are_asked_to_sign_in(case, client):
    assert client.get(reverse("payments:runs")).status_code == 302


@pytest.mark.parametrize(("language", "words"), [("en", "Both sides differ"), ("id", "berbeda")])
def test_a_run_shows_what_differs(case, fitri, browser_of, language, words):
    browser = browser_of(fitri)
    browser.cookies["django_language"] = language
    fitri.language = language
    fitri.save()
    listed = browser.get(reverse("payments:runs")).content.decode()
    page = browser.get(reverse("payments:run", args=[case.found_in_id])).content.decode()
    assert words in listed
    assert reverse("payments:case", args=[case.pk]) in page


def test_all_rows_come_as_csv_what_differs_first(case, fitri, browser_of):
    answer = browser_of(fitri).get(reverse("payments:run-csv", args=[case.found_in_id]))
    lines = b"".join(answer.streaming_content).decode().strip().splitlines()
    assert len(lines) == 3
    assert "1000000.00 IDR" in lines[1]
    assert "999000.00 IDR" in lines[1]
    assert lines[2].startswith("no difference found")


def test_a_run_that_fits_again_keeps_what_the_earlier_one_saw(case, fitri, browser_of, now):
    report.mend_row(reference=case.provider_reference)
    later = compare(now + timedelta(days=2))
    assert later.agrees
    assert list(case.found_in.differences.all()) == [case]
    page = browser_of(fitri).get(reverse("payments:run", args=[later.pk])).content.decode()
    assert "Every row is the same on both sides." in page


def test_lists_of_cases_by_owner(case, fitri, gita, act, browser_of):
    def shown(person, whose):
        page = browser_of(person).get(reverse("payments:cases"), {"whose": whose}).content.decode()
        return reverse("payments:case", args=[case.pk]) in page

    assert [shown(fitri, whose) for whose in ("", "mine", "unassigned")] == [True, False, True]
    act(fitri, "take-case", case)
    assert [shown(fitri, whose) for whose in ("", "mine", "unassigned")] == [True, True, False]
    act(fitri, "give-case", case, owner=gita.pk)
    assert [shown(fitri, whose) for whose in ("", "mine", "resolved")] == [True, False, False]
    assert case.owner == gita
    assert [note.author for note in case.notes.all()] == [fitri, fitri]


def test_a_case_is_given_to_those_who_keep_the_books_only(case, fitri, maya, act):
    for whom in (maya.pk, "x", "", 10**30):
        assert "Choose somebody who keeps the books." in act(fitri, "give-case", case, owner=whom)
    assert case.owner is None


def test_a_case_is_resolved_by_its_owner_with_a_reason(case, fitri, gita, act):
    act(fitri, "take-case", case)
    act(gita, "resolve-case", case, reason="Not mine.")
    assert (case.state, case.owner) == (CaseState.OPEN, fitri)
    assert "Write a reason" in act(fitri, "resolve-case", case, reason=" ")
    assert case.state == CaseState.OPEN
    act(fitri, "note-case", case, text="Asked the bank.")
    page = act(fitri, "resolve-case", case, reason="Their typing error.")
    assert case.state == CaseState.RESOLVED
    assert "Their typing error." in page
    assert "Asked the bank." in page


def test_a_correction_is_posted_once(case, fitri, act):
    act(fitri, "take-case", case)
    for _again in range(2):
        act(fitri, "correct-case", case, reason="The bank is right.")
    assert Transfer.objects.filter(kind=TransferKind.CORRECTION).count() == 1
    assert case.state == CaseState.RESOLVED


def test_a_case_that_is_found_again_says_so(case, fitri, browser_of, now):
    report.mend_row(reference=case.provider_reference)
    compare(now + timedelta(days=1))
    report.edit_row(
        reference=case.provider_reference, edit=ReportEdit.OTHER_AMOUNT, amount=999_000, now=now
    )
    compare(now + timedelta(days=1))
    case.refresh_from_db()
    assert (case.state, case.reopened) == (CaseState.OPEN, 1)
    page = browser_of(fitri).get(reverse("payments:case", args=[case.pk])).content.decode()
    assert "Found again" in page


def test_the_menu_counts_open_cases(case, fitri, browser_of):
    page = browser_of(fitri).get(reverse("payments:desk")).content.decode()
    assert reverse("payments:runs") in page


def test_the_list_asks_the_database_few_times(
    case, fitri, browser_of, django_assert_max_num_queries, now
):
    for days in range(2, 12):
        compare(now + timedelta(days=days))
    browser = browser_of(fitri)
    browser.get(reverse("payments:runs"))
    with django_assert_max_num_queries(25):
        browser.get(reverse("payments:runs"))

"""Everybody sees whether what is owed is held, and whether the providers say the same."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.money import format_money
from payments.holdings import holdings
from payments.models import ReconciliationRun
from payments.services import differences, reconciliation
from payments.services.registry import provider_named
from payments.services.snapshots import take_snapshots
from sandbox.models import SandboxPayment
from sandbox.services import report
from sandbox.states import ReportEdit
from tests.factories import payments as money
from tests.factories.payments import rupiah

Look = Any


@pytest.fixture
def held(clara: User, farid: User, now: datetime) -> None:
    money.make_held(payer=clara, payee=farid, now=now)


def compare(now: datetime, *, wrong: int | None = None) -> ReconciliationRun:
    if wrong is not None:
        reference = SandboxPayment.objects.get().reference
        edit = ReportEdit.OTHER_AMOUNT
        report.edit_row(reference=reference, edit=edit, amount=wrong, now=now)
    until = now + timedelta(days=1)
    sandbox = provider_named("sandbox")
    return reconciliation.reconcile(provider=sandbox, until=until, now=timezone.now())


@pytest.fixture
def look(client: Client) -> Look:
    def at(language: str = "en") -> str:
        cache.clear()
        client.cookies["django_language"] = language
        return client.get(reverse("transparency")).content.decode()

    return at


def test_nothing_is_said_to_agree_before_it_was_compared(held: None, look: Look) -> None:
    page = look()
    assert "Not compared yet" in page
    assert "Both sides agree" not in page


def test_a_comparison_of_no_rows_says_nothing(held: None, now: datetime, look: Look) -> None:
    compare(now)
    ReconciliationRun.objects.update(reported=0, booked=0, matched=0)
    assert "Not compared yet" in look()


def test_a_comparison_that_agrees(held: None, now: datetime, look: Look) -> None:
    compare(now)
    [one] = holdings()
    assert (one.held, one.unexplained, one.agrees) == (rupiah(1_000_000), rupiah(0), True)
    assert "Both sides agree" in look()
    assert "Kedua sisi cocok" in look("id")


@pytest.mark.parametrize("is_snapped", [False, True])
def test_a_difference_is_shown_as_it_is(
    held: None, now: datetime, look: Look, is_snapped: bool
) -> None:
    if is_snapped:
        take_snapshots(now=now)
    compare(now, wrong=999_000)
    [one] = holdings()
    assert (one.held, one.unexplained) == (rupiah(1_000_000), rupiah(-1000))
    page = look()
    assert "Differs, being looked into" in page
    assert str(format_money(rupiah(-1000))) in page
    assert "Berbeda, sedang diperiksa" in look("id")


def test_what_was_explained_differs_no_more(
    held: None, fitri: User, now: datetime, look: Look
) -> None:
    case = compare(now, wrong=999_000).cases.get()
    differences.take_case(case=case, by=fitri, now=now)
    differences.resolve_case(case=case, reason="Their typing error.", by=fitri, now=now)
    assert "Both sides agree" in look()


def test_an_old_comparison_is_not_called_fresh(held: None, now: datetime, look: Look) -> None:
    compare(now)
    ReconciliationRun.objects.update(ran_at=timezone.now() - timedelta(hours=27))
    assert "Agreed, but long ago" in look()


def test_the_page_names_nobody(held: None, now: datetime, clara: User, look: Look) -> None:
    compare(now, wrong=999_000)
    page = look()
    payment = SandboxPayment.objects.get()
    assert [word for word in (clara.name, payment.reference, payment.key) if word in page] == []


def test_sums_are_counted_once_a_minute(
    held: None, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.get(reverse("transparency"))
    with django_assert_max_num_queries(0):
        client.get(reverse("transparency"))

"""Comparisons are asked for, done once, told of, and missed when they do not come."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.errors import NotAllowed
from notifications.models import Notification
from payments.models import ReconciliationAttempt, ReconciliationRun
from payments.providers.base import Unknown
from payments.services import attempts
from payments.services.registry import provider_named
from sandbox.models import SandboxPayment
from sandbox.services import report
from sandbox.states import ReportEdit
from tests.payments.test_threads import at_once

AGAIN = "/desk/reconciliation/again/"


@pytest.fixture
def later(now: datetime) -> datetime:
    return now + timedelta(days=1)


@pytest.fixture
def wrong(held, now):
    """The bank's report lacks a payment."""
    reference = SandboxPayment.objects.get().reference
    report.edit_row(reference=reference, edit=ReportEdit.LEAVE_OUT, amount=None, now=now)


def try_once(now: datetime, by=None) -> ReconciliationAttempt:
    [one] = attempts.ask(by=by, now=now)
    attempts.work_on(attempt_id=one.pk, now=now)
    one.refresh_from_db()
    return one


def told(person) -> list[str]:
    return list(Notification.objects.filter(recipient=person).values_list("kind", flat=True))


@pytest.fixture
def silent_bank(monkeypatch):
    def no_answer(*_args):
        raise Unknown

    monkeypatch.setattr(provider_named("sandbox"), "list_settled", no_answer)


@pytest.mark.usefixtures("quiet_workers")
def test_new_differences_are_told_once_a_run(wrong, fitri, maya, later):
    first = try_once(later)
    again = try_once(later + timedelta(hours=1), by=fitri)
    assert (first.run, again.run.opened) == (again.run, 1)
    assert told(fitri) == ["reconciliation_differed"]
    assert told(maya) == []
    try_once(later + timedelta(days=1))
    assert told(fitri) == ["reconciliation_differed"]


@pytest.mark.usefixtures("quiet_workers")
def test_a_provider_that_is_silent_is_told_once_a_window(silent_bank, fitri, later, browser_of):
    for hours in range(3):
        one = try_once(later + timedelta(hours=hours))
        assert (one.failure, one.run) == (attempts.NO_ANSWER, None)
    assert told(fitri) == ["reconciliation_failed"]
    assert "did not answer" in browser_of(fitri).get("/desk/reconciliation/").content.decode()


@pytest.mark.usefixtures("quiet_workers")
def test_what_breaks_is_written_down_and_raised(monkeypatch, fitri, later):
    monkeypatch.setattr(provider_named("sandbox"), "list_settled", lambda *_args: 1 / 0)
    [one] = attempts.ask(by=None, now=later)
    with pytest.raises(ZeroDivisionError):
        attempts.work_on(attempt_id=one.pk, now=later)
    one.refresh_from_db()
    assert one.failure == attempts.BROKE
    assert told(fitri) == ["reconciliation_failed"]


@pytest.mark.usefixtures("quiet_workers")
def test_one_at_a_time_and_each_done_once(fitri, later, browser_of):
    browser = browser_of(fitri)
    assert "underway. Its result" in browser.post(AGAIN, follow=True).content.decode()
    assert "underway already" in browser.post(AGAIN, follow=True).content.decode()
    one = ReconciliationAttempt.objects.get()
    assert "being compared now" in browser.get("/desk/reconciliation/").content.decode()
    for _worker in range(2):
        attempts.work_on(attempt_id=one.pk, now=later)
    assert ReconciliationRun.objects.count() == 1
    assert browser.post(AGAIN).status_code == 302
    with pytest.raises(IntegrityError, match="one_at_a_time"), transaction.atomic():
        ReconciliationAttempt.objects.create(provider="sandbox", until=later, asked_at=later)


@pytest.mark.usefixtures("quiet_workers")
def test_a_worker_that_died_does_not_stop_the_next_try(fitri, later):
    [dead] = attempts.ask(by=None, now=later)
    ReconciliationAttempt.objects.update(started_at=later)
    assert attempts.ask(by=None, now=later + timedelta(minutes=29)) == []
    assert len(attempts.ask(by=None, now=later + timedelta(minutes=30))) == 1
    dead.refresh_from_db()
    assert dead.failure == attempts.STOPPED
    assert told(fitri) == ["reconciliation_failed"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("quiet_workers")
def test_many_who_ask_at_once_begin_one(fitri, later):
    assert at_once(*[lambda: attempts.ask(by=fitri, now=later)] * 6) == []
    assert ReconciliationAttempt.objects.count() == 1


@pytest.mark.parametrize("person", ["clara", "farid", "sena", "maya"])
def test_nobody_else_asks(person, request, now, browser_of):
    by = request.getfixturevalue(person)
    assert browser_of(by).post(AGAIN).status_code == 404
    with pytest.raises(NotAllowed):
        attempts.ask(by=by, now=now)
    assert not ReconciliationAttempt.objects.exists()


@pytest.mark.usefixtures("quiet_workers")
def test_a_comparison_that_does_not_come_is_missed(fitri, maya, later, browser_of):
    assert attempts.overdue(now=later) == []  # a new house has time
    try_once(later)
    assert attempts.overdue(now=later + timedelta(hours=26)) == []
    assert attempts.overdue(now=later + timedelta(hours=26, minutes=1)) == ["sandbox"]
    long_ago = ReconciliationRun.objects.get()
    ReconciliationRun.objects.update(ran_at=datetime(2020, 1, 1, tzinfo=later.tzinfo))
    banner = "not compared with the book for more than 26 hours"
    for address in ("/desk/money/", "/desk/reconciliation/"):
        assert banner in browser_of(fitri).get(address).content.decode()
    assert banner not in browser_of(maya).get("/desk/money/").content.decode()
    said = StringIO()
    with pytest.raises(CommandError, match="reconciled"):
        call_command("doctor", stdout=said)
    assert "26 hours: sandbox" in said.getvalue()
    attempts.try_overdue(now=long_ago.until + timedelta(days=2))
    assert ReconciliationAttempt.objects.filter(ended_at__isnull=True).count() == 1


def test_the_page_names_the_trouble_in_indonesian(
    silent_bank, fitri, later, browser_of, quiet_workers
):
    try_once(later)
    fitri.language = "id"
    fitri.save()
    page = browser_of(fitri).get(reverse("payments:runs")).content.decode()
    assert "tidak menjawab" in page
    assert "Bandingkan lagi sekarang" in page

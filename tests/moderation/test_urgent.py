"""Suspended at once: a second moderator looks within 72 hours, or it ends; and reminders."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import Standing
from core.errors import NotAllowed, WrongState
from moderation.cases import CaseState, Measure, Urgency
from moderation.models import Case
from moderation.selectors import cases_to_decide, cases_to_look_at
from moderation.services import cases, urgent
from moderation.tasks import run_clock
from notifications.models import Notification
from staff.models import AuditEntry
from staff.rulebook import rule_in_force
from tests.factories import accounts as people
from tests.moderation.test_cases import WORDS, answered, appealed, opened

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def other(db):
    """A second moderator."""
    return people.make_moderator("Juri Second")


@pytest.fixture
def case(farid, maya, now):
    return urgent.suspend_at_once(
        person=farid,
        by=maya,
        rule=rule_in_force("A1", now),
        evidence="Sells a fake.",
        urgency=Urgency.FRAUD,
        now=now,
    )


@pytest.fixture
def at(monkeypatch):
    def travel(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        run_clock()

    return travel


def standing(person):
    person.refresh_from_db()
    return person.standing


def told(kind):
    return set(Notification.objects.filter(kind=kind).values_list("recipient__handle", flat=True))


def look(case, by, now, confirms=True):
    return urgent.look_again(case=case, by=by, confirms=confirms, reason="I looked.", now=now)


def test_the_person_is_suspended_at_once_and_told_the_rule(other, case, farid, maya, now):
    assert standing(farid) == Standing.SUSPENDED
    assert case.state == CaseState.NOTICED
    assert (case.look_due_at, case.due_at) == (now + 72 * HOUR, now + 7 * DAY)
    news = Notification.objects.get(kind="suspended_at_once", recipient=farid)
    assert "A1.1" in news.sentence
    assert told("urgent_to_look_at") == {other.handle}
    assert [*cases_to_look_at()] == [*cases_to_decide()] == [case]
    assert AuditEntry.objects.filter(action="moderation.suspend_at_once", actor=maya).exists()


def test_without_a_second_look_it_lapses_and_seniors_hear_of_it(case, farid, now, at):
    senior = people.make_senior_moderator()
    at(now + 72 * HOUR - timedelta(seconds=1))
    assert standing(farid) == Standing.SUSPENDED
    at(now + 72 * HOUR)
    at(now + 73 * HOUR)
    case.refresh_from_db()
    assert (standing(farid), case.state, case.is_in_force) == ("good", CaseState.NOTICED, False)
    assert told("urgent_lapsed") == {senior.handle}
    assert told("urgent_lifted") == {farid.handle}
    assert Notification.objects.filter(kind="urgent_lapsed").count() == 1
    with pytest.raises(WrongState):
        look(case, senior, now + 73 * HOUR)


@pytest.mark.parametrize("confirms", [True, False])
def test_a_second_moderator_confirms_or_lifts(confirms, case, farid, other, now, at):
    look(case, other, now, confirms)
    look(case, other, now, confirms)  # the same look again changes nothing
    at(now + 4 * DAY)
    assert standing(farid) == (Standing.SUSPENDED if confirms else Standing.GOOD)
    assert AuditEntry.objects.filter(action="moderation.look_again").count() == 1
    assert told("urgent_confirmed" if confirms else "urgent_lifted") == {farid.handle}
    third = people.make_moderator("Tari Third")
    with pytest.raises(WrongState):
        look(case, third, now, not confirms)


def test_whoever_suspended_neither_looks_nor_decides_before_another_looked(
    case, farid, maya, sena, other, now
):
    for nobody in (maya, farid, sena):
        with pytest.raises(NotAllowed):
            look(case, nobody, now)
    answer = cases.answer_case(case=case, by=farid, text="It is real.", now=now)
    with pytest.raises(WrongState, match="second moderator"):
        cases.decide_case(case=answer, by=maya, measure=Measure.SUSPEND, now=now, **WORDS)
    assert standing(farid) == Standing.SUSPENDED
    look(case, other, now)
    cases.decide_case(case=answer, by=maya, measure=Measure.WARN, now=now, **WORDS)
    assert standing(farid) == Standing.GOOD


def test_a_decision_by_another_is_a_second_look_too(case, farid, other, now, at):
    answer = cases.answer_case(case=case, by=farid, text="It is real.", now=now)
    cases.decide_case(case=answer, by=other, measure=Measure.SUSPEND, now=now, **WORDS)
    at(now + 4 * DAY)
    assert standing(farid) == Standing.SUSPENDED
    assert not told("urgent_lapsed")


def test_who_looked_does_not_hear_the_appeal(case, farid, maya, other, now):
    senior = people.make_senior_moderator()
    look(case, senior, now)
    cases.answer_case(case=case, by=farid, text="No.", now=now)
    cases.decide_case(case=case, by=maya, measure=Measure.SUSPEND, now=now, **WORDS)
    appeal = cases.appeal_case(case=case, by=farid, text="Look again.", now=now)
    with pytest.raises(NotAllowed):
        cases.judge_appeal(case=appeal, by=senior, upholds=True, now=now, **WORDS)


def test_the_silence_of_staff_ends_an_urgent_measure(case, farid, other, now, at):
    look(case, other, now)
    cases.answer_case(case=case, by=farid, text="No.", now=now)
    at(now + 7 * DAY)
    assert standing(farid) == Standing.GOOD


def test_the_database_wants_a_second_person(case, farid, maya, other, now):
    rows = Case.objects.filter(pk=case.pk)
    done = {"looked_at": now, "look_due_at": None}
    wrong = {
        "case_second_look_is_by_another": (
            {"looked_by": maya, **done},
            {"looked_by": farid, **done},
        ),
        "case_second_look_has_person_and_day": ({"looked_by": other}, {"looked_at": now}),
        "case_urgent_measure_awaits_a_second_look": ({"look_due_at": None},),
    }
    for name, columns in ((name, one) for name, many in wrong.items() for one in many):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**columns)


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_take_one_second_look(case, farid, other, now):
    start, ended = Barrier(2), []

    def take(by, confirms):
        start.wait()
        try:
            look(case, by, now, confirms)
            ended.append(confirms)
        except WrongState:
            pass
        finally:
            connection.close()

    pairs = [(other, True), (people.make_moderator("Tari Third"), False)]
    threads = [Thread(target=take, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ended) == 1
    assert standing(farid) == (Standing.SUSPENDED if ended[0] else Standing.GOOD)


@pytest.mark.parametrize(
    ("make", "days", "kind"),
    [
        (opened, 5, "case_answer_reminder"),
        (answered, 5, "case_staff_reminder"),
        (appealed, 12, "case_staff_reminder"),
    ],
)
def test_each_deadline_is_said_once_and_in_time(make, days, kind, farid, maya, now, at):
    senior = people.make_senior_moderator()
    made = make(farid, maya, now)
    at(now + days * DAY - timedelta(seconds=1))
    assert not told(kind)
    at(now + days * DAY)
    at(now + days * DAY + HOUR)
    everybody = {maya.handle, senior.handle}
    seniors = {senior.handle} if made.state == CaseState.APPEALED else everybody
    assert told(kind) == ({farid.handle} if made.state == CaseState.NOTICED else seniors)
    assert Notification.objects.filter(kind=kind).count() == len(told(kind))


def test_moderators_are_reminded_of_a_second_look(other, case, now, at):
    at(now + 47 * HOUR)
    assert Notification.objects.filter(kind="urgent_to_look_at").count() == 1
    for hours in (48, 49):
        at(now + hours * HOUR)
    assert Notification.objects.filter(kind="urgent_to_look_at").count() == 2


def test_the_pages_of_an_urgent_measure(browser_of, farid, sena, maya, other, now, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    notice = {"rule": "A1", "evidence": "A fake.", "urgency": "fraud"}
    bad = browser_of(maya).post(
        f"/moderation/people/{farid.handle}/case/", notice | {"urgency": "mood"}
    )
    assert bad.context["form"].errors
    browser_of(maya).post(f"/moderation/people/{farid.handle}/case/", notice)
    case = Case.objects.get()
    page, address = (
        f"/moderation/accounts/{case.pk}/",
        f"/moderation/accounts/{case.pk}/second-look/",
    )
    assert "Another moderator has to look" in browser_of(maya).get(page).text
    assert address in browser_of(other).get(page).text
    assert "A second moderator looks by" in browser_of(farid).get(f"/cases/{case.pk}/").text
    assert Client().post(address).status_code == 302
    for nobody in (farid, sena):
        assert browser_of(nobody).post(address, {"reason": "x"}).status_code == 404
    assert browser_of(other).get(address).status_code == 405
    browser_of(other).post(address, {"reason": ""})
    case.refresh_from_db()
    assert case.looked_by is None
    browser_of(other).post(address, {"reason": "So.", "decision": "lift"})
    assert standing(farid) == Standing.GOOD
    assert "A second moderator lifted it." in browser_of(farid).get(f"/cases/{case.pk}/").text

"""Reports: who may report what, how they gather, and what comes of them."""

from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from core.errors import InvalidInput, LimitReached, NotAllowed, WrongState
from messaging.services import open_bid_thread, send_message
from moderation.cases import Measure
from moderation.models import Report, Reported
from moderation.selectors import reportable
from moderation.services import content, reports
from moderation.services.content import Notice
from moderation.states import MOST_REPORTS, Reason, ReportState, Thing
from notifications.models import Notification
from projects.models import Bid
from projects.states import ProjectState
from staff.models import AuditEntry
from staff.rulebook import rule_in_force
from tests.factories import accounts as people
from tests.factories import projects as work
from tests.factories import reviews as said

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch, now):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def project(clara, now):
    return work.open_project(by=clara, now=now)


def report(what, by, now, reason=Reason.FRAUD, words=""):
    return reports.report(what=what, by=by, reason=reason, words=words, now=now)


def told(kind):
    return set(Notification.objects.filter(kind=kind).values_list("recipient__handle", flat=True))


def test_reports_of_several_people_wait_as_one(project, farid, sena, maya, now):
    first = report(project, farid, now)
    second = report(project, sena, now, reason=Reason.FREE_WORK, words="Asks for samples.")
    assert first.reported == second.reported
    assert first.reported.reports.count() == 2
    assert (first.reported.owner, first.reported.thing) == (project.client, Thing.PROJECT)
    assert project.description in first.reported.shown
    assert told("thing_reported") == {maya.handle}


def test_reporting_twice_is_reporting_once(project, farid, now):
    again = report(project, farid, now)
    assert report(project, farid, now, reason=Reason.SPAM) == again
    assert Report.objects.get().reason == Reason.FRAUD


def test_nobody_reports_themselves(project, clara, now):
    for thing in (project, clara):
        with pytest.raises(NotAllowed):
            report(thing, clara, now)
    assert not Reported.objects.exists()


def test_a_day_has_room_for_twenty_reports(farid, now):
    for number in range(MOST_REPORTS):
        report(people.make_person(f"p{number} Person"), farid, now)
    with pytest.raises(LimitReached):
        report(people.make_person("last Person"), farid, now)
    assert Report.objects.count() == MOST_REPORTS


def test_a_dismissal_tells_who_reported_and_leaves_the_thing(project, farid, sena, maya, now):
    for person in (farid, sena):
        report(project, person, now)
    reported = Reported.objects.get()
    reports.dismiss_reports(reported=reported, by=maya, reason="Nothing wrong.", now=now)
    project.refresh_from_db()
    assert project.state == ProjectState.OPEN
    assert told("report_dismissed") == {farid.handle, sena.handle}
    entry = AuditEntry.objects.get(action="moderation.dismiss")
    assert (entry.actor, entry.person, entry.reason) == (maya, project.client, "Nothing wrong.")
    assert (entry.before, entry.after) == ({"state": "open"}, {"state": "dismissed"})
    later = report(project, farid, now)
    assert later.reported != reported  # what was looked at once may be reported anew


def test_only_moderators_without_ties_decide(project, farid, sena, fitri, clara, now):
    tied = people.make_moderator("Tari Tied")
    work.signed_contract(client=clara, freelancer=tied, now=now)
    eager = people.make_moderator("Eka Eager")
    reported = report(project, eager, now).reported
    clara.is_moderator = True
    clara.save()
    for person in (farid, sena, fitri, tied, eager, clara):
        with pytest.raises(NotAllowed):
            reports.dismiss_reports(reported=reported, by=person, reason="So.", now=now)
        with pytest.raises(NotAllowed):
            acted(reported, person, now)
    assert Reported.objects.get().state == ReportState.OPEN


@pytest.mark.parametrize("reason", ["", " \n", "x" * 1001, "a\x00"])
def test_a_decision_needs_fitting_words(project, farid, maya, now, reason):
    reported = report(project, farid, now).reported
    with pytest.raises(InvalidInput):
        reports.dismiss_reports(reported=reported, by=maya, reason=reason, now=now)


def dismissed(reported, by, now):
    return reports.dismiss_reports(reported=reported, by=by, reason=by.name, now=now)


def acted(reported, by, now):
    notice = Notice(
        measure=Measure.REMOVE, rule=rule_in_force("P3", now), english="So.", indonesian="Begitu."
    )
    return content.open_content_case(
        what=reported.project, by=by, notice=notice, reported=reported, now=now
    )


@pytest.mark.parametrize("first", [dismissed, acted])
@pytest.mark.parametrize("second", [dismissed, acted])
def test_there_is_one_decision(project, farid, maya, now, first, second):
    reported = report(project, farid, now).reported
    first(reported, maya, now)
    kept = Reported.objects.values().get()
    other = people.make_moderator("Adi Other")
    with pytest.raises(WrongState):
        second(reported, other, now)
    if first == second == dismissed:
        second(reported, maya, now)  # pressed twice
    assert Reported.objects.values().get() == kept


def test_who_comes_second_reads_who_decided_and_keeps_their_words(
    browser_of, project, farid, maya, now
):
    reported = report(project, farid, now).reported
    dismissed(reported, maya, now)
    browser = browser_of(people.make_moderator("Adi Other"))
    answer = browser.post(f"/moderation/reports/{reported.pk}/", {"reason": "Written for long."})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"{maya.name} has decided this already, on " in page
    assert "Written for long.</textarea>" in page
    assert Reported.objects.get().outcome == maya.name


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_make_one_decision(project, farid, maya, now):
    reported = report(project, farid, now).reported
    others = [maya, people.make_moderator("Adi Other")]
    start, ended = Barrier(2), []

    def decide(act, by):
        start.wait()
        try:
            act(reported, by, now)
            ended.append("decided")
        except WrongState:
            ended.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=decide, args=p) for p in zip((dismissed, acted), others, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["decided", "refused"]
    decisions = AuditEntry.objects.filter(action__in=["moderation.act", "moderation.dismiss"])
    assert decisions.count() == 1


def test_the_database_keeps_one_open_report_of_a_thing(project, clara, farid, now):
    reported = report(project, farid, now).reported
    with pytest.raises(IntegrityError, match="reported_project_is_open_once"), transaction.atomic():
        Reported.objects.create(
            thing=Thing.PROJECT, owner=clara, project=project, opened_at=now, due_at=now
        )
    with pytest.raises(IntegrityError, match="reported_is_one_thing"), transaction.atomic():
        Reported.objects.filter(pk=reported.pk).update(thing=Thing.REVIEW)
    with pytest.raises(IntegrityError, match="reported_decision_has_reason"), transaction.atomic():
        Reported.objects.filter(pk=reported.pk).update(state=ReportState.ACTED)


def things(project, clara, farid, now):
    """One of each kind, with somebody who can read it and did not write it."""
    bid = work.bid_on(project, by=farid, now=now)
    assert isinstance(bid, Bid)
    thread = open_bid_thread(bid=bid, by=clara, now=now)
    message = send_message(thread=thread, by=clara, body=f"Hi {SCRIPT}", key=uuid4(), now=now)
    review, _other = said.published_pair(client=clara, freelancer=farid, now=now)
    return {"project": project, "profile": clara, "message": message, "review": review}


def test_each_kind_is_reported_from_its_page(browser_of, project, farid, sena, maya, now):
    clara = project.client
    found = things(project, clara, farid, now)
    pages = {
        "project": reverse("projects:detail", args=[project.pk]),
        "profile": f"/people/{clara.handle}/",
        "message": found["message"].thread.get_absolute_url(),
        "review": f"/people/{farid.handle}/reviews/",
    }
    for thing, page in pages.items():
        address = f"/reports/new/{thing}/{found[thing].pk}/"
        browser = browser_of(sena if thing == "review" else farid)  # its subject flags a review
        shown = browser.get(page)
        assert shown.status_code == 200, page
        assert address in shown.content.decode(), page
        assert browser.get(address).status_code == 200
        answer = browser.post(address, {"reason": "spam", "words": SCRIPT}, follow=True)
        assert "A moderator will look at it" in answer.content.decode()
    assert {r.thing for r in Reported.objects.all()} == set(Thing.values)
    assert all(r.owner == clara for r in Reported.objects.all())
    desk = browser_of(maya)
    for reported in Reported.objects.all():
        page = desk.get(reported.get_absolute_url()).content.decode()
        assert SCRIPT not in page
        assert "&lt;script&gt;" in page


def test_what_one_cannot_read_one_cannot_report(browser_of, project, clara, farid, sena, now):
    found = things(project, clara, farid, now)
    draft = work.draft(by=clara, now=now)
    for person in (sena,):
        message = f"/reports/new/message/{found['message'].pk}/"
        assert browser_of(person).get(message).status_code == 404
        assert browser_of(person).get(f"/reports/new/project/{draft.pk}/").status_code == 404
        assert browser_of(person).get("/reports/new/invoice/1/").status_code == 404
    assert not reportable(sena, Thing.MESSAGE).exists()


def test_a_report_needs_one_of_the_reasons(browser_of, project, farid):
    address = f"/reports/new/project/{project.pk}/"
    for sent in ({"words": ""}, {"reason": "hate"}, {"reason": "spam", "words": "x" * 1001}):
        answer = browser_of(farid).post(address, sent)
        assert answer.status_code == 200
        assert answer.context["form"].errors
    assert not Report.objects.exists()


def test_every_page_for_every_role(browser_of, project, farid, sena, maya, fitri, now):
    clara = project.client
    reported = report(project, farid, now).reported
    expected = {
        "/reports/": dict.fromkeys((clara, farid, sena, maya, fitri), 200),
        "/moderation/reports/": {clara: 404, farid: 404, sena: 404, maya: 200, fitri: 404},
        f"/moderation/reports/{reported.pk}/": {
            clara: 404, farid: 404, sena: 404, maya: 200, fitri: 404,
        },
    }  # fmt: skip
    for address, answers in expected.items():
        assert Client().get(address).status_code == 302
        for person, status in answers.items():
            assert browser_of(person).get(address).status_code == status, (address, person)
    for person in (clara, farid, sena, fitri):
        sent = {"decision": "act", "reason": "Mine."}
        address = f"/moderation/reports/{reported.pk}/"
        assert browser_of(person).post(address, sent).status_code == 404
    assert Reported.objects.get().state == ReportState.OPEN


def test_the_reported_see_nothing_of_it(browser_of, project, clara, farid, now):
    report(project, farid, now, words="A secret word")
    for page in (
        "/reports/",
        reverse("projects:detail", args=[project.pk]),
        f"/people/{clara.handle}/",
    ):
        text = browser_of(clara).get(page).content.decode()
        assert "A secret word" not in text
        assert "/reports/new/" not in text
    assert not Notification.objects.filter(recipient=clara).exists()


def test_a_moderator_decides_on_the_page(browser_of, project, farid, maya, now):
    reported = report(project, farid, now).reported
    sent = {"decision": "dismiss", "reason": "All is well."}
    answer = browser_of(maya).post(reported.get_absolute_url(), sent, follow=True)
    assert "Everybody who reported it is told" in answer.content.decode()
    assert "All is well." in browser_of(farid).get("/reports/").content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_the_queue_takes_the_same_number_of_queries(
    browser_of, farid, sena, maya, now, many, django_assert_max_num_queries
):
    for number in range(many):
        person = people.make_person(f"p{number} Person")
        report(person, farid, now)
        report(person, sena, now)
    browser = browser_of(maya)
    browser.get("/moderation/reports/")
    with django_assert_max_num_queries(20):
        browser.get("/moderation/reports/")
    with django_assert_max_num_queries(20):
        browser_of(farid).get("/reports/")


def test_the_api_reports_and_reads_what_came_of_it(browser_of, project, clara, farid, maya, now):
    api = browser_of(farid)
    sent = {"thing": "project", "thing_id": project.pk, "reason": "fraud"}
    answer = api.post("/api/v1/reports", sent, content_type="application/json")
    assert answer.status_code == 201
    assert api.post("/api/v1/reports", sent, content_type="application/json").json() == (
        answer.json()
    )
    reports.dismiss_reports(reported=Reported.objects.get(), by=maya, reason="Fine.", now=now)
    row = api.get("/api/v1/reports").json()["results"][0]
    assert (row["thing"], row["thing_id"], row["state"]) == ("project", project.pk, "dismissed")
    assert row["outcome"] == "Fine."
    assert browser_of(clara).get("/api/v1/reports").json()["results"] == []
    assert Client().get("/api/v1/reports").status_code in {401, 403}


@pytest.mark.parametrize(
    "wrong",
    [
        {"thing": "invoice"},
        {"thing_id": "x"},
        {"thing_id": -1},
        {"thing_id": 2**70},
        {"reason": ""},
        {"words": "x" * 1001},
        {"words": "a\x00"},
    ],
)
def test_the_api_says_what_is_wrong(browser_of, project, farid, wrong):
    sent = {"thing": "project", "thing_id": project.pk, "reason": "fraud"} | wrong
    answer = browser_of(farid).post("/api/v1/reports", sent, content_type="application/json")
    assert (answer.status_code, Report.objects.count()) == (400, 0)
    answer = browser_of(farid).post(
        "/api/v1/reports", sent | {"thing": "project", "thing_id": 9**9}, "application/json"
    )
    assert answer.status_code in {400, 404}

"""Due process for what people write: taken down with a notice, answered, appealed, brought back."""

from datetime import timedelta
from hashlib import sha256
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import FreelancerProfile
from accounts.services import takedowns
from core.errors import InvalidInput, NotAllowed, WrongState
from evidence.services.gathering import _messages_about
from messaging.models import Message
from messaging.selectors import inbox_of
from messaging.services import open_bid_thread, open_contract_thread, send_message
from moderation.cases import MEASURES, About, CaseState, Measure
from moderation.models import Case, Reported
from moderation.selectors import actionable, open_content_cases
from moderation.services import cases, content, reports
from moderation.services.content import Notice
from moderation.states import Reason, ReportState, Thing
from moderation.tasks import run_clock
from notifications.models import Notification
from projects.models import Bid
from projects.services import milestones, offers, postings
from projects.states import BidState, ContractState, ProjectState
from reviews.models import Review
from staff.models import AuditEntry
from staff.rulebook import rule_in_force
from tests.factories import accounts as people
from tests.factories import projects as work
from tests.factories import reviews as said

pytestmark = pytest.mark.django_db
WORDS = {"english": "Because.", "indonesian": "Karena."}
DAY = timedelta(days=1)
ALL = [(about, m) for about in MEASURES if about != About.ACCOUNT for m in MEASURES[about]]


@pytest.fixture(autouse=True)
def at_that_time(monkeypatch, now):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)


@pytest.fixture
def adi(db):
    """A senior moderator."""
    return people.make_senior_moderator("Adi Senior")


@pytest.fixture
def everybody(clara, farid, maya, adi):
    """The author and the other side, who acts, and who hears the appeal."""
    return clara, farid, maya, adi


def act(what, by, now, measure=Measure.REMOVE, rule="A3", reported=None):
    notice = Notice(measure=measure, rule=rule_in_force(rule, now), **WORDS)
    return content.open_content_case(what=what, by=by, notice=notice, reported=reported, now=now)


def answered(case, now):
    return cases.answer_case(case=case, by=case.person, text="It is fine.", now=now)


def decided(case, by, now, stays=True):
    return content.decide_content(case=answered(case, now), by=by, stays=stays, now=now, **WORDS)


def appealed(case, by, now):
    case = decided(case, by, now)
    return cases.appeal_case(case=case, by=case.person, text="Look again.", now=now)


def told(person):
    return list(Notification.objects.filter(recipient=person).values_list("kind", flat=True))


def a_thing(about, measure, clara, farid, now):
    """Something of Clara's, and how to read what a measure changes."""
    if about == About.PROJECT:
        is_return = measure == Measure.RETURN
        text = "Write to me: clara@example.com" if is_return else "A logo for a bakery in Tegal."
        project = work.draft(by=clara, now=now, description=text)
        postings.publish_project(project=project, by=clara, now=now)
        project.refresh_from_db()
        return (
            project,
            lambda: (
                type(project)
                .objects.filter(pk=project.pk)
                .values_list("state", "title", "description", "version")
                .get()
            ),
        )
    if about == About.MESSAGE:
        bid = work.bid_on(work.open_project(by=clara, now=now), by=farid, now=now)
        thread = open_bid_thread(bid=bid, by=clara, now=now)
        message = send_message(thread=thread, by=clara, body="Rude words", key=uuid4(), now=now)
        reports.report(what=message, by=farid, reason=Reason.HARASSMENT, words="", now=now)
        return message, lambda: Message.objects.get(pk=message.pk).is_hidden
    if about == About.REVIEW:
        review, _other = said.published_pair(client=clara, freelancer=farid, now=now)

        def shown():
            profile = FreelancerProfile.objects.get(user=farid)
            state = Review.objects.get(pk=review.pk).state
            return state, profile.rating_count, profile.rating_mean

        return review, shown
    people.complete_profile(clara, headline="Painter", bio="I paint.")

    def texts():
        profile = FreelancerProfile.objects.get(user=clara)
        return profile.headline, profile.bio

    return clara, texts


CHANGES = [pair for pair in ALL if pair[1] not in (Measure.CLEAR_PICTURES, Measure.RETURN)]


@pytest.mark.parametrize(("about", "measure"), CHANGES)
@pytest.mark.parametrize("end", ["decision", "appeal", "silence", "silent appeal"])
def test_whatever_was_taken_down_comes_back_as_it_was(
    about, measure, end, everybody, now, monkeypatch
):
    clara, farid, maya, adi = everybody
    what, shown = a_thing(about, measure, clara, farid, now)
    before = shown()
    case = act(what, maya, now, measure)
    assert shown() != before
    assert (case.state, case.is_in_force, case.about) == (CaseState.NOTICED, True, about)
    assert case.frozen_sha256 == sha256(case.frozen.encode()).hexdigest()
    assert case.frozen
    assert list(open_content_cases().values_list("pk", "due_at")) == [(case.pk, now + 7 * DAY)]
    assert "content_taken_down" in told(clara)
    if end == "decision":
        case = decided(case, maya, now, stays=False)
    elif end == "silence":
        answered(case, now)
        monkeypatch.setattr("django.utils.timezone.now", lambda: now + 7 * DAY)
        run_clock()
    else:
        case = appealed(case, maya, now)
        assert shown() != before
        if end == "appeal":
            cases.judge_appeal(case=case, by=adi, upholds=False, now=now, **WORDS)
        else:
            monkeypatch.setattr("django.utils.timezone.now", lambda: now + 14 * DAY)
            run_clock()
    case.refresh_from_db()
    assert (case.state, case.is_in_force) == (CaseState.RESTORED, False)
    assert shown() == before


@pytest.mark.parametrize(("about", "measure"), CHANGES)
def test_what_is_upheld_or_not_answered_stays_down(about, measure, everybody, now):
    clara, farid, maya, adi = everybody
    what, shown = a_thing(about, measure, clara, farid, now)
    case = act(what, maya, now, measure)
    down = shown()
    case = cases.go_on_by_clock(case=case, now=now + 7 * DAY)
    assert (case.state, case.due_at) == (CaseState.STANDS, now + 21 * DAY)
    later = now + 8 * DAY
    case = cases.appeal_case(case=case, by=clara, text="Look again.", now=later)
    for nobody in (maya, clara, people.make_moderator("Juri Junior")):
        with pytest.raises(NotAllowed):
            cases.judge_appeal(case=case, by=nobody, upholds=False, now=later, **WORDS)
    case = cases.judge_appeal(case=case, by=adi, upholds=True, now=later, **WORDS)
    assert (case.state, case.is_in_force, shown()) == (CaseState.UPHELD, True, down)


def test_a_returned_posting_opens_when_the_return_was_wrong(clara, farid, maya, now):
    project, shown = a_thing(About.PROJECT, Measure.RETURN, clara, farid, now)
    case = act(project, maya, now, Measure.RETURN, rule="P2")
    assert shown()[0] == ProjectState.DRAFT
    assert "posting_returned" in told(clara)
    decided(case, maya, now, stays=False)
    assert shown()[0] == ProjectState.OPEN


def test_a_returned_posting_that_was_changed_is_left_to_its_client(clara, farid, maya, now):
    project, shown = a_thing(About.PROJECT, Measure.RETURN, clara, farid, now)
    case = act(project, maya, now, Measure.RETURN, rule="P2")
    postings.edit_project(project=project, by=clara, posting=work.a_posting(title="B"), now=now)
    decided(case, maya, now, stays=False)
    assert shown()[:2] == (ProjectState.DRAFT, "B")


def test_pictures_leave_the_public_folder_and_come_back(farid, now):
    profile = people.complete_profile(farid)
    item = profile.portfolio.create(title="Logo", created_at=now)
    name = default_storage.save("public/portfolio/a.webp", ContentFile(b"picture"))
    profile.portfolio.filter(pk=item.pk).update(image=name)
    kept = takedowns.clear_pictures(person=farid)
    item.refresh_from_db()
    assert not item.image
    with transaction.atomic():
        default_storage.delete(name)  # the test's own transaction never commits
        takedowns.put_pictures_back(person=farid, kept=kept)
    item.refresh_from_db()
    assert (item.image.name, item.image.read()) == (name, b"picture")


def test_a_removal_releases_bids_and_a_return_brings_them_back(clara, farid, sena, maya, adi, now):
    project = work.open_project(by=clara, now=now)
    bid, gone = (work.bid_on(project, by=one, now=now) for one in (farid, sena))
    offers.offer_contract(bid=bid, terms_version=bid.terms.version, by=clara, now=now)
    bid.refresh_from_db()
    project.refresh_from_db()
    expires, lapses = project.expires_at, bid.offer_expires_at
    case = act(project, maya, now, rule="P3")
    states = dict(Bid.objects.values_list("pk", "state"))
    assert states == {bid.pk: BidState.LAPSED, gone.pk: BidState.LAPSED}
    assert told(farid)[0] == "bid_released"
    with pytest.raises(WrongState):
        work.bid_on(project, by=people.make_freelancer("Tono Other"), now=now)
    case = appealed(case, maya, now)
    later = now + 3 * DAY
    cases.judge_appeal(case=case, by=adi, upholds=False, now=later, **WORDS)
    project.refresh_from_db()
    bid.refresh_from_db()
    gone.refresh_from_db()
    assert (project.state, bid.state, gone.state) == ("awarding", "offered", "submitted")
    assert (project.expires_at, bid.offer_expires_at) == (expires + 3 * DAY, lapses + 3 * DAY)
    assert told(farid)[0] == told(sena)[0] == "bid_restored"


def test_a_running_contract_goes_on_when_its_posting_is_removed(clara, farid, maya, now):
    milestone = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    contract = milestone.contract
    case = act(contract.project, maya, now, rule="P3")
    contract.refresh_from_db()
    assert contract.state == ContractState.ACTIVE
    milestones.approve_milestone(milestone=milestone, by=clara, now=now)
    contract.refresh_from_db()
    contract.project.refresh_from_db()
    assert contract.state == ContractState.COMPLETED
    assert contract.project.state == ProjectState.REMOVED
    decided(case, maya, now, stays=False)
    contract.project.refresh_from_db()
    assert contract.project.state == ProjectState.CLOSED


def test_a_removed_posting_says_so_to_others(browser_of, clara, farid, sena, maya, now):
    project = work.open_project(by=clara, now=now, title="A secret title")
    work.bid_on(project, by=farid, now=now)
    act(project, maya, now, rule="P3")
    page = f"/projects/{project.pk}/"
    for browser in (Client(), browser_of(farid), browser_of(sena)):
        answer = browser.get(page)
        assert answer.status_code == 410
        assert "This project was taken down" in answer.text
        assert "A secret title" not in answer.text
    assert browser_of(maya).get(page).status_code == 200
    own = browser_of(clara).get(page)
    assert f"/projects/{project.pk}/case/" in own.text
    answer = browser_of(clara).get(f"/projects/{project.pk}/case/", follow=True)
    assert "Nothing that hurts" not in answer.text
    assert rule_in_force("P3", now).text_en in answer.text
    assert browser_of(sena).get(f"/projects/{project.pk}/case/").status_code == 404


def test_a_hidden_message_is_a_place_for_both_sides_and_evidence_keeps_it(
    browser_of, clara, farid, maya, now
):
    contract = work.running_contract(client=clara, freelancer=farid, now=now)
    thread = open_contract_thread(contract=contract, by=clara, now=now)
    message = send_message(thread=thread, by=clara, body="Rude words", key=uuid4(), now=now)
    reports.report(what=message, by=farid, reason=Reason.HARASSMENT, words="", now=now)
    assert Notification.objects.filter(kind="message").exists()
    case = act(message, maya, now, Measure.HIDE)
    for person in (clara, farid):
        page = browser_of(person).get(thread.get_absolute_url()).text
        assert "Rude words" not in page
        assert "A moderator hid this message." in page
        row = browser_of(person).get(f"/api/v1/threads/{thread.pk}/messages").json()["results"][0]
        assert (row["body"], row["files"], row["is_hidden"]) == ("", [], True)
    assert inbox_of(farid).get().last_words is None
    assert not Notification.objects.filter(kind="message").exists()
    assert [m.body for m in _messages_about(contract)] == ["Rude words"]
    decided(case, maya, now, stays=False)
    assert "Rude words" in browser_of(farid).get(thread.get_absolute_url()).text


def test_moderators_reach_only_reported_private_words(clara, farid, maya, now):
    bid = work.bid_on(work.open_project(by=clara, now=now), by=farid, now=now)
    thread = open_bid_thread(bid=bid, by=clara, now=now)
    message = send_message(thread=thread, by=clara, body="Hi", key=uuid4(), now=now)
    assert not actionable(maya, Thing.MESSAGE).exists()
    reports.report(what=message, by=farid, reason=Reason.SPAM, words="", now=now)
    assert actionable(maya, Thing.MESSAGE).get() == message


def test_reporters_read_the_rule_and_nothing_else(browser_of, clara, farid, sena, maya, now):
    project = work.open_project(by=clara, now=now)
    reported = reports.report(
        what=project, by=sena, reason=Reason.FRAUD, words="", now=now
    ).reported
    address = f"/moderation/content/project/{project.pk}/?report={reported.pk}"
    assert address in browser_of(maya).get(reported.get_absolute_url()).text
    said_to_author = {
        "measure": "removed",
        "rule": "P3",
        "english": "Secret",
        "indonesian": "Rahasia",
    }
    answer = browser_of(maya).post(address, said_to_author)
    case = Case.objects.get()
    assert answer.url == f"/moderation/accounts/{case.pk}/"
    reported.refresh_from_db()
    assert (reported.state, reported.outcome) == (ReportState.ACTED, "P3.1")
    assert "report_acted_on" in told(sena)
    page = browser_of(sena).get("/reports/").text
    assert "A rule was broken, and we acted on it: P3.1" in page
    assert "Secret" not in page
    assert "Secret" in browser_of(clara).get(f"/cases/{case.pk}/").text
    theirs = browser_of(clara).get(f"/cases/{case.pk}/", headers={"accept-language": "id"})
    assert theirs.status_code == 200
    assert case.reported == reported


def test_reports_about_something_else_are_not_answered(clara, farid, sena, maya, now):
    one, two = (work.open_project(by=clara, now=now) for _ in range(2))
    reported = reports.report(what=one, by=sena, reason=Reason.SPAM, words="", now=now).reported
    with pytest.raises(InvalidInput):
        act(two, maya, now, rule="P3", reported=reported)
    reports.dismiss_reports(reported=reported, by=maya, reason="Fine.", now=now)
    with pytest.raises(WrongState):
        act(one, maya, now, rule="P3", reported=reported)
    assert not Case.objects.exists()


def test_nobody_with_a_tie_acts_and_no_measure_of_another_kind(clara, farid, sena, maya, now):
    project = work.open_project(by=clara, now=now)
    tied = people.make_moderator("Tari Tied")
    work.signed_contract(client=clara, freelancer=tied, now=now)
    for person in (clara, sena, tied):
        with pytest.raises(NotAllowed):
            act(project, person, now, rule="P3")
    for measure in (Measure.SUSPEND, Measure.HIDE, Measure.NONE):
        with pytest.raises(InvalidInput):
            act(project, maya, now, measure, rule="P3")
    project.refresh_from_db()
    assert (project.state, Case.objects.count()) == (ProjectState.OPEN, 0)


def test_no_decision_while_the_author_may_still_answer(clara, maya, now):
    case = act(work.open_project(by=clara, now=now), maya, now, rule="P3")
    with pytest.raises(WrongState):
        content.decide_content(case=case, by=maya, stays=True, now=now, **WORDS)
    with pytest.raises(InvalidInput):
        cases.decide_case(case=case, by=maya, measure=Measure.WARN, now=now, **WORDS)
    with pytest.raises(WrongState):
        act(case.project, maya, now, rule="P3")
    with pytest.raises(NotAllowed):
        cases.answer_case(case=case, by=maya, text="Mine.", now=now)


def test_the_database_keeps_the_rules_of_content(clara, maya, now):
    case = act(work.open_project(by=clara, now=now), maya, now, rule="P3")
    rows = Case.objects.filter(pk=case.pk)
    wrong = {
        "case_is_about_one_thing": {"about": About.REVIEW},
        "case_about_content_has_evidence": {"frozen_sha256": ""},
        "case_in_force_has_measure": {"measure": ""},
    }
    for name, columns in wrong.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            rows.update(**columns)
    copy = Case.objects.get(pk=case.pk)
    copy.pk = None
    with pytest.raises(IntegrityError, match="case_of_project_is_open_once"), transaction.atomic():
        copy.save()


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_take_one_measure(clara, farid, maya, now):
    project = work.open_project(by=clara, now=now)
    start, ended = Barrier(2), []

    def take(by):
        start.wait()
        try:
            act(project, by, now, rule="P3")
            ended.append("done")
        except WrongState:
            ended.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=take, args=(by,)) for by in (maya, people.make_moderator("Adi Other"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["done", "refused"]
    assert Case.objects.count() == AuditEntry.objects.filter(action="moderation.take_down").count()
    assert Case.objects.count() == project.history.filter(kind="removed").count() == 1


def test_what_cannot_be_done_is_not_offered_and_a_refusal_keeps_the_reasons(
    browser_of, clara, maya, now
):
    flagged = work.draft(by=clara, now=now, description="Write to me: clara@example.com")
    postings.publish_project(project=flagged, by=clara, now=now)
    project, desk = work.open_project(by=clara, now=now), browser_of(maya)

    def offered(one):
        form = desk.get(f"/moderation/content/project/{one.pk}/").context["form"]
        return [value for value, _label in form.fields["measure"].choices]

    assert (offered(flagged), offered(project)) == (["returned", "removed"], ["removed"])
    case = act(clara, maya, now, measure=Measure.CLEAR)
    rule = case.rule.code
    said = {"measure": "cleared", "rule": rule, "english": "So.", "indonesian": "Begitu."}
    answer = desk.post(f"/moderation/content/profile/{clara.pk}/", said)
    assert "There is an open case about this" in answer.text
    assert ">So.</textarea>" in answer.text.replace("\n", "")
    assert Case.objects.get() == case


def test_each_page_for_each_role_and_bad_input(browser_of, clara, farid, sena, maya, fitri, now):
    project = work.open_project(by=clara, now=now)
    address = f"/moderation/content/project/{project.pk}/"
    assert Client().get(address).status_code == 302
    for person, status in {clara: 404, farid: 404, sena: 404, fitri: 404, maya: 200}.items():
        assert browser_of(person).get(address).status_code == status, person
        if status == 404:
            assert browser_of(person).post(address, {"rule": "P3"}).status_code == 404
    desk = browser_of(maya)
    for wrong in ("?report=x", "?report=9999999999999999999", "?report=7"):
        assert desk.get(address + wrong).status_code == 404
    assert desk.get("/moderation/content/invoice/1/").status_code == 404
    good = {"measure": "removed", "rule": "P3", "english": "So.", "indonesian": "Begitu."}
    for bad in (
        {"measure": "hidden"},
        {"rule": "as_agreed"},
        {"indonesian": ""},
        {"english": "\0"},
    ):
        answer = desk.post(address, good | bad)
        assert answer.context["form"].errors, bad
    assert not Case.objects.exists()
    assert not Reported.objects.exists()


def test_the_api_tells_the_author_and_takes_answers(browser_of, clara, sena, maya, now):
    case = act(work.open_project(by=clara, now=now), maya, now, rule="P3")
    api = browser_of(clara)
    row = api.get("/api/v1/cases").json()["results"][0]
    assert (row["about"], row["thing_id"], row["rule"]) == ("project", case.project_id, "P3.1")
    assert (row["measure"], row["is_in_force"], row["frozen"]) == ("removed", True, case.frozen)
    said_back = {"text": "It is fine."}
    address = f"/api/v1/cases/{case.pk}/answer"
    assert browser_of(sena).post(address, said_back, "application/json").status_code == 404
    assert api.post(address, said_back, "application/json").json()["state"] == "answered"

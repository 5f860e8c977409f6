"""Due process for accounts: who may do what in which state, what the clock does, what it costs."""

from datetime import timedelta
from itertools import count
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import Standing, User
from accounts.selectors import listed_freelancers
from core.errors import DomainError, InvalidInput, NotAllowed, WrongState
from messaging.services import open_bid_thread, open_contract_thread, send_message
from moderation.cases import CASE_MOVES, MEASURES, About, CaseState, Measure
from moderation.models import Case
from moderation.services import cases
from moderation.tasks import run_clock
from notifications.models import Notification
from payments.models import Earning
from projects.services import invitations, milestones, postings
from projects.states import MilestoneState
from staff.models import AuditEntry
from staff.rulebook import rule_in_force
from tests.factories import accounts as people
from tests.factories import projects as work

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
WORDS = {"english": "Because.", "indonesian": "Karena."}
DAY = timedelta(days=1)


@pytest.fixture
def sari(db):
    """A senior moderator."""
    return people.make_senior_moderator()


def opened(person, by, now, rule="A1"):
    rule = rule_in_force(rule, now)
    return cases.open_case(person=person, by=by, rule=rule, evidence="Saw it.", now=now)


def answered(person, by, now):
    case = opened(person, by, now)
    return cases.answer_case(case=case, by=person, text="It was not me.", now=now)


def decided(person, by, now, measure=Measure.RESTRICT):
    case = answered(person, by, now)
    return cases.decide_case(case=case, by=by, measure=measure, now=now, **WORDS)


def appealed(person, by, now, measure=Measure.RESTRICT):
    case = decided(person, by, now, measure)
    return cases.appeal_case(case=case, by=person, text="Look again.", now=now)


def in_state(state, person, by, senior, now):
    """A case that got there by the verbs."""
    verbs = {
        CaseState.NOTICED: opened,
        CaseState.ANSWERED: answered,
        CaseState.APPEALED: appealed,
    }
    if state in verbs:
        return verbs[state](person, by, now)
    if state in (CaseState.UPHELD, CaseState.RESTORED):
        case, upholds = appealed(person, by, now), state == CaseState.UPHELD
        return cases.judge_appeal(case=case, by=senior, upholds=upholds, now=now, **WORDS)
    return decided(person, by, now, Measure(state))


ACTS = {
    "answer": lambda c, who, now: cases.answer_case(case=c, by=who, text="Another.", now=now),
    "decide": lambda c, who, now: cases.decide_case(
        case=c, by=who, measure=Measure.SUSPEND, now=now, **WORDS
    ),
    "appeal": lambda c, who, now: cases.appeal_case(case=c, by=who, text="Again.", now=now),
    "judge": lambda c, who, now: cases.judge_appeal(
        case=c, by=who, upholds=False, now=now, **WORDS
    ),
}
# Which act by whom is possible in which state, while there is time.
POSSIBLE = {
    ("answer", "person", CaseState.NOTICED): CaseState.ANSWERED,
    ("decide", "other", CaseState.ANSWERED): CaseState.SUSPENDED,
    ("decide", "opener", CaseState.ANSWERED): CaseState.SUSPENDED,
    ("decide", "senior", CaseState.ANSWERED): CaseState.SUSPENDED,
    ("appeal", "person", CaseState.WARNED): CaseState.APPEALED,
    ("appeal", "person", CaseState.RESTRICTED): CaseState.APPEALED,
    ("appeal", "person", CaseState.SUSPENDED): CaseState.APPEALED,
    ("judge", "senior", CaseState.APPEALED): CaseState.RESTORED,
    # the same decision by the same moderator a second time changes nothing
    ("decide", "opener", CaseState.SUSPENDED): CaseState.SUSPENDED,
}


@pytest.mark.parametrize("state", sorted(set(CaseState) - {CaseState.STANDS}))  # of content
def test_state_by_act_by_actor(state, farid, sena, maya, sari, now):
    """The whole matrix: everything that is not possible is refused and changes nothing."""
    other = people.make_moderator("Adi Other")
    actors = {"person": farid, "opener": maya, "other": other, "senior": sari, "stranger": sena}
    case = in_state(state, farid, maya, people.make_senior_moderator("Tuti Senior"), now)
    kept = Case.objects.filter(pk=case.pk).values().get()
    for (act, do), (role, who) in [(a, r) for a in ACTS.items() for r in actors.items()]:
        expected = POSSIBLE.get((act, role, state))
        undo = transaction.savepoint()
        if expected is None:
            with pytest.raises(DomainError), transaction.atomic():
                do(case, who, now)
            assert Case.objects.filter(pk=case.pk).values().get() == kept, (act, role)
        else:
            assert do(case, who, now).state == expected, (act, role)
        transaction.savepoint_rollback(undo)


def test_every_state_has_an_end_or_a_way_on():
    ends = {state for state, to in CASE_MOVES.items() if not to}
    assert ends == {CaseState.CLOSED, CaseState.UPHELD, CaseState.RESTORED}
    assert set(CASE_MOVES) == set(CaseState)


def test_no_decision_while_they_may_still_answer(farid, maya, now):
    case = opened(farid, maya, now)
    just, late = now + 7 * DAY - timedelta(seconds=1), now + 7 * DAY
    for measure in MEASURES[About.ACCOUNT]:
        with pytest.raises(WrongState):
            cases.decide_case(case=case, by=maya, measure=measure, now=just, **WORDS)
    with pytest.raises(WrongState):
        cases.answer_case(case=case, by=farid, text="Too late.", now=late)
    case = cases.decide_case(case=case, by=maya, measure=Measure.WARN, now=late, **WORDS)
    assert case.state == CaseState.WARNED


def test_the_appeal_ends_after_fourteen_days(farid, maya, now):
    case = decided(farid, maya, now)
    with pytest.raises(WrongState):
        cases.appeal_case(case=case, by=farid, text="Late.", now=now + 14 * DAY)
    just = now + 14 * DAY - timedelta(seconds=1)
    case = cases.appeal_case(case=case, by=farid, text="In time.", now=just)
    assert (case.state, case.due_at) == (CaseState.APPEALED, just + 14 * DAY)


@pytest.mark.parametrize(
    ("state", "days", "then"),
    [
        (CaseState.NOTICED, 7, CaseState.ANSWERED),
        (CaseState.ANSWERED, 7, CaseState.CLOSED),
        (CaseState.APPEALED, 14, CaseState.RESTORED),
        (CaseState.RESTRICTED, 14, CaseState.RESTRICTED),
        (CaseState.UPHELD, 99, CaseState.UPHELD),
    ],
)
def test_what_the_clock_does(state, days, then, farid, maya, sari, monkeypatch):
    now = sari.date_joined
    case = in_state(state, farid, maya, sari, now)
    at = now + days * DAY
    monkeypatch.setattr("django.utils.timezone.now", lambda: at - timedelta(seconds=1))
    run_clock()
    case.refresh_from_db()
    assert case.state == state
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    run_clock()
    run_clock()
    case.refresh_from_db()
    farid.refresh_from_db()
    assert case.state == then
    is_held_back = then in (CaseState.RESTRICTED, CaseState.UPHELD)
    assert farid.standing == (Standing.RESTRICTED if is_held_back else Standing.GOOD)


@pytest.mark.parametrize(
    ("measure", "standing"),
    [
        (Measure.NONE, Standing.GOOD),
        (Measure.WARN, Standing.GOOD),
        (Measure.RESTRICT, Standing.RESTRICTED),
        (Measure.SUSPEND, Standing.SUSPENDED),
    ],
)
@pytest.mark.parametrize("upholds", [True, False])
def test_what_a_measure_does_to_the_standing(measure, standing, upholds, farid, maya, sari, now):
    case = decided(farid, maya, now, measure)
    farid.refresh_from_db()
    assert farid.standing == standing
    entry = AuditEntry.objects.get(action="moderation.decide_case")
    assert (entry.actor, entry.person, entry.after["standing"]) == (maya, farid, standing)
    if measure != Measure.NONE:
        cases.appeal_case(case=case, by=farid, text="Look again.", now=now)
        farid.refresh_from_db()
        assert farid.standing == standing  # until it is heard
        cases.judge_appeal(case=case, by=sari, upholds=upholds, now=now, **WORDS)
        farid.refresh_from_db()
        assert farid.standing == (standing if upholds else Standing.GOOD)


def test_taking_one_measure_back_leaves_another_in_force(farid, maya, sari, now):
    first = decided(farid, maya, now, Measure.RESTRICT)
    second = decided(farid, maya, now, Measure.SUSPEND)
    cases.appeal_case(case=second, by=farid, text="Look again.", now=now)
    with pytest.raises(WrongState, match="Another case"):
        cases.appeal_case(case=first, by=farid, text="And here.", now=now)
    cases.judge_appeal(case=second, by=sari, upholds=False, now=now, **WORDS)
    farid.refresh_from_db()
    assert farid.standing == Standing.RESTRICTED


def test_nobody_with_a_tie_opens_decides_or_hears(clara, farid, maya, now):
    work.signed_contract(client=maya, freelancer=farid, now=now)
    with pytest.raises(NotAllowed):
        opened(farid, maya, now)
    case = answered(farid, people.make_moderator("Adi Other"), now)
    for by in (maya, farid, clara):
        with pytest.raises(NotAllowed):
            cases.decide_case(case=case, by=by, measure=Measure.WARN, now=now, **WORDS)


def test_whoever_opened_or_decided_does_not_hear_the_appeal(farid, sari, maya, now):
    other = people.make_senior_moderator("Tuti Senior")
    case = opened(farid, other, now)
    cases.answer_case(case=case, by=farid, text="No.", now=now)
    cases.decide_case(case=case, by=sari, measure=Measure.RESTRICT, now=now, **WORDS)
    cases.appeal_case(case=case, by=farid, text="Look again.", now=now)
    for by in (other, sari, maya):
        with pytest.raises(NotAllowed):
            cases.judge_appeal(case=case, by=by, upholds=True, now=now, **WORDS)
    assert not Notification.objects.filter(kind="appeal_to_hear").exists()


def test_no_case_is_opened_about_staff_or_by_strangers(maya, sari, fitri, farid, sena, now):
    helper = people.make_supporter()
    pairs = ((maya, maya), (sari, maya), (fitri, maya), (helper, maya), (farid, farid))
    for person, by in (*pairs, (farid, sena)):
        with pytest.raises(NotAllowed):
            opened(person, by, now)


@pytest.mark.parametrize("text", ["", " \n ", "x" * 5001, "a\x00"])
def test_words_that_cannot_be_kept_are_refused(text, farid, maya, now):
    case = opened(farid, maya, now)
    with pytest.raises(InvalidInput):
        cases.answer_case(case=case, by=farid, text=text, now=now)
    cases.answer_case(case=case, by=farid, text="No.", now=now)
    with pytest.raises(InvalidInput):
        cases.decide_case(
            case=case, by=maya, measure=Measure.WARN, english="So.", indonesian=text, now=now
        )
    assert Case.objects.get().state == CaseState.ANSWERED


def test_the_database_keeps_the_rules(farid, maya, now):
    case = decided(farid, maya, now)
    wrong = {
        "account_case_is_decided_by_others": {"decided_by": farid},
        "account_case_appeal_is_heard_by_somebody_else": {"judged_by": maya},
        "account_case_decision_has_reasons": {"reasons_id": ""},
        "account_case_open_has_deadline": {"state": CaseState.APPEALED, "due_at": None},
    }
    for name, columns in wrong.items():
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**columns)
    opened(farid, maya, now)
    open_again = Case.objects.filter(pk=case.pk)
    name = "case_is_open_once_per_person"
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        open_again.update(state=CaseState.ANSWERED)


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_make_one_decision(farid, maya, now):
    case = answered(farid, maya, now)
    start, ended = Barrier(2), []

    def decide(by, measure):
        start.wait()
        try:
            cases.decide_case(case=case, by=by, measure=measure, now=now, **WORDS)
            ended.append("decided")
        except WrongState:
            ended.append("refused")
        finally:
            connection.close()

    pairs = [(maya, Measure.NONE), (people.make_moderator("Adi Other"), Measure.SUSPEND)]
    threads = [Thread(target=decide, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["decided", "refused"]
    assert AuditEntry.objects.filter(action="moderation.decide_case").count() == 1


@pytest.mark.parametrize("measure", [Measure.RESTRICT, Measure.SUSPEND])
def test_the_held_back_begin_nothing_new(measure, clara, farid, maya, now):
    decided(farid, maya, now, measure)
    farid = User.objects.get(pk=farid.pk)
    project = work.open_project(by=clara, now=now)
    with pytest.raises(NotAllowed, match="restricted"):
        work.bid_on(project, by=farid, now=now)
    own = work.draft(by=farid, now=now)
    with pytest.raises(NotAllowed, match="restricted"):
        postings.publish_project(project=own, by=farid, now=now)


def test_the_held_back_write_no_first_words_and_invite_nobody(clara, farid, maya, now):
    project = work.open_project(by=clara, now=now)
    bid = work.bid_on(project, by=farid, now=now)
    decided(clara, maya, now)
    clara = User.objects.get(pk=clara.pk)
    thread = open_bid_thread(bid=bid, by=clara, now=now)
    with pytest.raises(NotAllowed, match="restricted"):
        send_message(thread=thread, by=clara, body="Hi", key=uuid4(), now=now)
    other = people.make_freelancer("Sena Other")
    with pytest.raises(NotAllowed, match="restricted"):
        invitations.invite(project=project, freelancer=other, by=clara, message="", now=now)
    send_message(thread=thread, by=farid, body="Hello?", key=uuid4(), now=now)
    send_message(thread=thread, by=clara, body="Hi", key=uuid4(), now=now)  # they may answer


@pytest.mark.parametrize("measure", [Measure.RESTRICT, Measure.SUSPEND])
def test_running_work_goes_on_and_is_paid(measure, clara, farid, maya, now):
    milestone = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    for person in (clara, farid):
        decided(person, maya, now, measure)
    clara, farid = User.objects.get(pk=clara.pk), User.objects.get(pk=farid.pk)
    thread = open_contract_thread(contract=milestone.contract, by=farid, now=now)
    send_message(thread=thread, by=farid, body="Done.", key=uuid4(), now=now)
    milestones.approve_milestone(milestone=milestone, by=clara, now=now)
    milestone.refresh_from_db()
    assert milestone.state == MilestoneState.RELEASED
    assert Earning.objects.count() == 1


def test_the_suspended_are_not_in_the_list(farid, maya, now):
    people.complete_profile(farid)
    assert listed_freelancers().count() == 1
    decided(farid, maya, now, Measure.SUSPEND)
    assert listed_freelancers().count() == 0


def test_the_whole_story_on_pages(browser_of, farid, maya, sari, sena, now, monkeypatch):
    moment = count()
    monkeypatch.setattr("django.utils.timezone.now", lambda: now + timedelta(seconds=next(moment)))
    desk, home, senior = browser_of(maya), browser_of(farid), browser_of(sari)
    profile = f"/people/{farid.handle}/"
    assert f"/moderation/people/{farid.handle}/case/" in desk.get(profile).content.decode()
    notice = {"rule": "A2", "evidence": f"Asked for a transfer. {SCRIPT}"}
    answer = desk.post(f"/moderation/people/{farid.handle}/case/", notice, follow=True)
    assert "The notice is sent" in answer.content.decode()
    case = Case.objects.get()
    mine, theirs = f"/cases/{case.pk}/", f"/moderation/accounts/{case.pk}/"
    page = home.get(mine).content.decode()
    assert SCRIPT not in page
    assert rule_in_force("A2", now).text_en in page
    assert "A moderator decides without your answer" in page
    home.post(mine, {"text": "It was a slip."})
    answered = desk.get(theirs).content.decode()
    assert "It was a slip." in answered
    assert "Read both sides, then decide" in answered
    assert desk.post(theirs, {"measure": "restricted"} | WORDS).status_code == 302
    assert "This account is limited" in browser_of(sena).get(profile).content.decode()
    assert "You can still deliver" in home.get(mine).content.decode()
    home.post(mine, {"text": "Please look again."})
    assert "Somebody else has to decide this" in desk.get(theirs).content.decode()
    desk.post(theirs, {"decision": "uphold"} | WORDS)
    case.refresh_from_db()
    assert case.state == CaseState.APPEALED
    assert "uphold the measure or take it back" in senior.get(theirs).content.decode()
    assert "uphold the measure or take it back" not in desk.get(theirs).content.decode()
    senior.post(theirs, {"decision": "restore"} | WORDS)
    case.refresh_from_db()
    assert case.state == CaseState.RESTORED
    assert "This account is limited" not in browser_of(sena).get(profile).content.decode()
    kinds = set(Notification.objects.filter(recipient=farid).values_list("kind", flat=True))
    assert {"case_opened", "case_decided", "appeal_decided"} <= kinds


def test_every_page_for_every_role(browser_of, farid, sena, maya, sari, fitri, now):
    case = opened(farid, maya, now)
    staff = {farid: 404, sena: 404, maya: 200, sari: 200, fitri: 404}
    expected = {
        "/cases/": dict.fromkeys(staff, 200),
        f"/cases/{case.pk}/": dict.fromkeys(staff, 404) | {farid: 200},
        "/moderation/accounts/": staff,
        f"/moderation/accounts/{case.pk}/": staff,
        f"/moderation/people/{farid.handle}/case/": staff,
    }
    for address, answers in expected.items():
        assert Client().get(address).status_code == 302
        for person, status in answers.items():
            assert browser_of(person).get(address).status_code == status, (address, person)
    for person in (sena, maya, sari):
        assert browser_of(person).post(f"/cases/{case.pk}/", {"text": "Me."}).status_code == 404
    assert Case.objects.get().state == CaseState.NOTICED


def test_a_decision_by_form_needs_all_of_it(browser_of, farid, maya, now):
    case = answered(farid, maya, now)
    address = f"/moderation/accounts/{case.pk}/"
    for sent in (WORDS, {"measure": "banned"} | WORDS, {"measure": "warned", "english": "So."}):
        answer = browser_of(maya).post(address, sent)
        assert answer.status_code == 200
        assert answer.context["form"].errors
    assert Case.objects.get().state == CaseState.ANSWERED


def test_the_api_answers_and_appeals(browser_of, farid, sena, maya, now, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    case = opened(farid, maya, now)
    api, base = browser_of(farid), f"/api/v1/cases/{case.pk}"
    said = {"text": "No."}
    assert browser_of(sena).post(f"{base}/answer", said, "application/json").status_code == 404
    assert api.post(f"{base}/appeal", said, "application/json").status_code == 409
    assert api.post(f"{base}/answer", {"text": ""}, "application/json").status_code == 400
    assert api.post(f"{base}/answer", said, "application/json").json()["state"] == "answered"
    cases.decide_case(case=case, by=maya, measure=Measure.WARN, now=now, **WORDS)
    assert api.post(f"{base}/appeal", said, "application/json").json()["state"] == "appealed"
    assert api.get("/api/v1/cases").json()["results"][0]["rule"] == "A1.1"
    assert browser_of(sena).get("/api/v1/cases").json()["results"] == []

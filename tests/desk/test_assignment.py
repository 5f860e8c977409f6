"""Take, hand over, give back: one has it, nobody is kept out, and everybody is asked first."""

import pytest
from django.db import IntegrityError, transaction

from core.errors import InvalidInput, NotAllowed, WrongState
from desk import services
from desk.kinds import Kind
from desk.models import Assignment
from moderation.cases import Measure
from moderation.services import cases
from staff.models import AuditEntry
from tests.desk.conftest import DECIDE, OF_MONEY, case_of
from tests.factories import accounts as people
from tests.factories import disputes as disagree
from tests.factories import payments as money

pytestmark = pytest.mark.django_db


def log():
    return [
        (one.action, one.actor, one.before.get("assignee"), one.after.get("assignee"))
        for one in AuditEntry.objects.filter(action__startswith="desk.").order_by("pk")
    ]


def work_page(case, verb):
    return f"/desk/work/{case.kind}/{case.pk}/{verb}/"


def test_the_way_of_a_case_through_hands(make, maya, adi, now):
    case = make(Kind.REPORT)
    services.take(case=case, by=maya, now=now)
    services.take(case=case, by=maya, now=now)
    services.hand_over(case=case, by=maya, to=adi, now=now)
    services.hand_over(case=case, by=adi, to=adi, now=now)
    assert Assignment.objects.get().assignee == adi
    services.give_back(case=case, by=adi, now=now)
    services.give_back(case=case, by=adi, now=now)
    assert not Assignment.objects.exists()
    assert log() == [
        ("desk.take", maya, "", str(maya)),
        ("desk.hand_over", maya, str(maya), str(adi)),
        ("desk.give_back", adi, str(adi), ""),
    ]


def test_who_passes_on_what_a_colleague_has(make, maya, adi, now):
    case, senior = make(Kind.REPORT), people.make_senior_moderator()
    services.take(case=case, by=maya, now=now)
    with pytest.raises(NotAllowed):
        services.give_back(case=case, by=adi, now=now)
    with pytest.raises(NotAllowed):
        services.hand_over(case=case, by=adi, to=adi, now=now)
    assert Assignment.objects.get().assignee == maya
    services.hand_over(case=case, by=senior, to=adi, now=now)
    assert Assignment.objects.get().assignee == adi


def test_a_case_is_handed_only_to_whoever_may_work_on_it(make, maya, fitri, clara, farid, now):
    case = make(Kind.REPORT)
    services.take(case=case, by=maya, now=now)
    friend = people.make_moderator("Friend")
    money.make_held(payer=friend, payee=farid, now=now)
    for nobody in (fitri, clara, farid, friend):
        with pytest.raises(InvalidInput):
            services.hand_over(case=case, by=maya, to=nobody, now=now)
    assert Assignment.objects.get().assignee == maya


def test_what_is_decided_is_not_taken(make, maya, now):
    case = make(Kind.REPORT)
    case.row.state, case.row.decided_at = "dismissed", now
    case.row.decided_by, case.row.outcome = maya, "Fine."
    case.row.save()
    with pytest.raises(WrongState):
        services.take(case=case_of(Kind.REPORT, case.row), by=maya, now=now)


def test_the_database_knows_one_hand(make, maya, adi, now):
    services.take(case=make(Kind.REPORT), by=maya, now=now)
    with pytest.raises(IntegrityError, match="desk_case_is_in_one_hand"), transaction.atomic():
        Assignment.objects.create(
            kind="report", case_id=Assignment.objects.get().case_id, assignee=adi, taken_at=now
        )


@pytest.mark.parametrize("kind", DECIDE)
def test_a_case_of_another_role_is_not_there(kind, make, maya, fitri, clara, browser_of, now):
    case = make(kind)
    other = maya if kind in OF_MONEY else fitri
    for person in (other, clara):
        browser = browser_of(person)
        for verb in ("taking", "handing-over", "giving-back", "notes"):
            assert browser.post(work_page(case, verb), {"text": "x"}).status_code == 404
        assert browser.post(f"/api/v1/desk/{kind}/{case.pk}/assignment").status_code == 404
    with pytest.raises(NotAllowed):
        services.take(case=case, by=other, now=now)
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("kind", DECIDE)
def test_a_colleague_is_asked_before_the_decision(kind, make, worker, colleague, browser_of, now):
    case = make(kind)
    first, second = worker(kind), colleague(kind)
    services.take(case=case, by=first, now=now)
    where, said = DECIDE[kind]
    asked = browser_of(second).post(where.format(case.pk), said)
    assert asked.status_code == 409
    text = asked.content.decode()
    assert f"{first} is on this" in text
    for name, value in said.items():
        assert f'name="{name}" value="{value}"' in text
    assert case_of(kind, case.row).is_open
    assert Assignment.objects.get().assignee == first

    browser_of(second).post(where.format(case.pk), said | {"take_over": "yes"})
    assert not case_of(kind, case.row).is_open
    assert Assignment.objects.get().assignee == second
    assert log()[-1] == ("desk.take_over", second, str(first), str(second))


@pytest.mark.parametrize("kind", DECIDE)
def test_nobody_is_asked_about_their_own_or_nobodys_case(kind, make, worker, browser_of, now):
    case = make(kind)
    where, said = DECIDE[kind]
    if kind in (Kind.POSTING, Kind.REPORT):
        services.take(case=case, by=worker(kind), now=now)
    answer = browser_of(worker(kind)).post(where.format(case.pk), said)
    assert answer.status_code == 302
    assert not case_of(kind, case.row).is_open


def test_the_pages_say_who_has_it(make, maya, adi, browser_of):
    case = make(Kind.POSTING)
    browser = browser_of(maya)
    back = {"back": f"/desk/?kind=posting#posting-{case.pk}"}
    answer = browser.post(work_page(case, "taking"), back)
    assert answer.url == back["back"]
    assert "You have it" in browser.get("/desk/").content.decode()
    assert f"{maya} has it" in browser_of(adi).get("/desk/").content.decode()
    assert f"Take over from {maya}" in browser_of(adi).get(case.address).content.decode()
    twice = browser_of(adi).post(work_page(case, "taking"), follow=True)
    assert f"{maya} has taken it already." in twice.content.decode()
    browser.post(work_page(case, "handing-over"), {"to": adi.pk})
    assert Assignment.objects.get().assignee == adi
    browser.post(work_page(case, "handing-over"), {"to": "nobody"})
    browser_of(adi).post(work_page(case, "giving-back"), {"back": "https://evil.example/"})
    assert not Assignment.objects.exists()


def test_nobody_is_sent_elsewhere(make, maya, browser_of):
    case = make(Kind.POSTING)
    for evil in ("https://evil.example/", "//evil.example/", "/desk/../\\evil", "javascript:1"):
        answer = browser_of(maya).post(work_page(case, "taking"), {"back": evil})
        assert "evil" not in answer.url or answer.url.startswith("/desk/")


def test_the_verbs_of_the_api(make, maya, adi, browser_of):
    case = make(Kind.REPORT)
    address = f"/api/v1/desk/report/{case.pk}/assignment"
    mine, theirs = browser_of(maya), browser_of(adi)
    said = {"content_type": "application/json"}
    assert mine.post(address, {}, **said).json()["assignee"] == maya.handle
    assert theirs.post(address, {}, **said).status_code == 409
    assert theirs.delete(address).status_code == 403
    assert mine.put(address, {"to": "nobody"}, **said).status_code == 400
    assert mine.put(address, {"to": adi.handle}, **said).json()["assignee"] == adi.handle
    assert mine.post(address, {"take_over": True}, **said).json()["assignee"] == maya.handle
    row = mine.get("/api/v1/desk?whose=mine").json()["cases"][0]
    assert (row["id"], row["assignee"], row["is_tied"]) == (case.pk, maya.handle, False)
    assert mine.delete(address).status_code == 204
    assert mine.get("/api/v1/desk?whose=everybody").status_code == 400
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("state", ["arbitration", "appealed"])
def test_what_seniors_decide_is_taken_by_seniors(state, clara, farid, maya, now, browser_of):
    mediator = people.make_moderator("Mediator")
    row = disagree.dispute_in(state, client=clara, freelancer=farid, moderator=mediator, now=now)
    case = case_of(Kind.DISPUTE, row)
    with pytest.raises(NotAllowed, match="senior"):
        services.take(case=case, by=maya, now=now)
    assert "A senior moderator decides this." in browser_of(maya).get("/desk/").content.decode()
    page = browser_of(maya).get(case.address).content.decode()
    assert "A senior moderator decides this." in page
    assert "Take the case" not in page
    senior = people.make_senior_moderator("Juri Adil")
    services.take(case=case, by=senior, now=now)
    with pytest.raises(InvalidInput):
        services.hand_over(case=case, by=senior, to=maya, now=now)
    assert Assignment.objects.get().assignee == senior


def test_an_appeal_about_an_account_is_for_seniors(make, maya, adi, farid, now):
    row = make(Kind.ACCOUNT).row
    decided = cases.decide_case(
        case=row, by=adi, measure=Measure.WARN, english="So.", indonesian="Begitu.", now=now
    )
    cases.appeal_case(case=decided, by=farid, text="Look again.", now=now)
    case = case_of(Kind.ACCOUNT, row)
    assert case.is_open
    with pytest.raises(NotAllowed, match="senior"):
        services.take(case=case, by=maya, now=now)

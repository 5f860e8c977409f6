"""One queue over all kinds, for each role its own, by deadline, in a fixed number of queries."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk import services
from desk.kinds import Kind, Whose
from desk.registry import all_sources
from desk.selectors import Wanted, queue_of
from moderation.services import reports
from moderation.states import Reason
from payments.models import Chargeback, Payout
from tests.desk.conftest import MAKE, OF_MONEY, case_of
from tests.factories import accounts as people
from tests.factories import reviews as said

pytestmark = pytest.mark.django_db
FOR_MODERATORS = set(Kind) - OF_MONEY


def shown(user, now, page=None, **wanted):
    queue = queue_of(user, Wanted(**wanted), page=page, now=now)
    return [(row.case.kind, row.case.pk) for row in queue.rows]


def keys(*cases):
    return [(case.kind, case.pk) for case in cases]


def test_every_kind_is_on_the_desk_once():
    assert [source.kind for source in all_sources()] == list(Kind) == list(MAKE)


def test_each_role_has_its_own_work(clara, farid, maya, adi, fitri, now, browser_of):
    both = people.make_moderator("Bona Both", is_finance=True)
    helper = people.make_supporter()
    for kind, make in MAKE.items():
        make(people.make_client(f"Client{kind}"), people.make_freelancer(f"Free{kind}"), now)
    expected = {
        maya: FOR_MODERATORS,
        adi: FOR_MODERATORS,
        fitri: OF_MONEY,
        both: set(Kind),
    }
    for person, kinds in expected.items():
        page = browser_of(person).get("/desk/")
        assert page.status_code == 200
        assert {row.case.kind for row in page.context["queue"].rows} == kinds
        assert dict(page.context["queue"].counts) == dict.fromkeys(kinds, 1)
        answer = browser_of(person).get("/api/v1/desk")
        assert {one["kind"] for one in answer.json()["cases"]} == kinds
        assert answer.json()["counts"] == dict.fromkeys(kinds, 1)
    for person in (clara, farid, helper):
        assert browser_of(person).get("/desk/").status_code == 404
        assert browser_of(person).get("/api/v1/desk").status_code == 404


def test_the_most_urgent_comes_first(make, maya, now):
    report, review, check = make(Kind.REPORT), make(Kind.REVIEW), make(Kind.IDENTITY)
    report.row.due_at = now + timedelta(hours=30)
    report.row.save()
    review.row.flagged_at = now - timedelta(days=4)
    review.row.save()
    assert shown(maya, now) == keys(review, check, report)
    assert shown(maya, now, only_overdue=True) == keys(review)
    assert shown(maya, now + timedelta(hours=25), only_overdue=True) == keys(review, check)


def test_the_filters_of_the_address(make, maya, adi, now, browser_of):
    dispute, report, check = make(Kind.DISPUTE), make(Kind.REPORT), make(Kind.IDENTITY)
    services.take(case=report, by=maya, now=now)
    services.take(case=check, by=adi, now=now)
    assert shown(maya, now, kind=Kind.IDENTITY) == keys(check)
    assert shown(maya, now, whose=Whose.MINE) == keys(report)
    assert shown(maya, now, whose=Whose.NOBODY) == keys(dispute)
    page = browser_of(maya).get("/desk/?kind=identity&whose=unassigned")
    assert "Nothing waits here" in page.content.decode()
    assert dict(page.context["queue"].counts)[Kind.DISPUTE] == 1
    for junk in ("kind=payout", "kind=%00", "whose=x", "page=x&kind=", "overdue=maybe&page=99"):
        assert browser_of(maya).get(f"/desk/?{junk}").status_code == 200


@pytest.mark.parametrize("kind", [Kind.DISPUTE, Kind.MISMATCH])
def test_only_what_needs_two_people(make, worker, settings, now, kind):
    case = make(kind)
    person = worker(kind)
    settings.SECOND_OPINION_ABOVE = int(case.amount.decimal) - 1
    assert shown(person, now, only_large=True) == keys(case)
    settings.SECOND_OPINION_ABOVE = int(case.amount.decimal)
    assert shown(person, now, only_large=True) == []


def test_what_is_in_another_currency_is_above_the_limit_of_one(make, fitri, now):
    case = make(Kind.MISMATCH)
    type(case.row).objects.filter(pk=case.pk).update(received_currency="USD", received_minor=1_00)
    assert shown(fitri, now, only_large=True) == keys(case)


def test_payouts_need_two_by_the_limit_of_their_policy(make, fitri, now):
    case = make(Kind.PAYOUT)
    assert shown(fitri, now, only_large=True) == keys(case)
    Payout.objects.update(needs_two=False)
    assert shown(fitri, now, only_large=True) == []


def test_a_second_look_waits_for_all_but_whoever_asked(make, fitri, maya, now):
    case = make(Kind.DECISION)
    assert shown(fitri, now) == keys(case)  # and not once more as a payment that does not fit
    assert shown(case.row.asked_by, now) == []
    assert shown(maya, now) == []


def test_what_has_its_own_page_is_not_taken_at_the_desk(make, fitri, now, browser_of):
    for kind in (Kind.DIFFERENCE, Kind.LETTER, Kind.DECISION):
        case = make(kind)
        taking = f"/desk/work/{kind}/{case.pk}/taking/"
        assert browser_of(fitri).post(taking).status_code == 404
    assert "data-desk-take" not in browser_of(fitri).get("/desk/").content.decode()


def test_chargebacks_come_by_the_deadline_of_the_bank(make, fitri, now):
    debt, chargeback = make(Kind.LETTER), make(Kind.CHARGEBACK)
    Chargeback.objects.update(evidence_due_at=now + timedelta(hours=5))
    assert shown(fitri, now) == keys(chargeback, debt)
    Chargeback.objects.update(narrative="It was delivered.")
    assert shown(fitri, now) == keys(debt)


def test_reported_reviews_lie_with_the_flagged_ones(clara, farid, sena, maya, make, now):
    flagged = make(Kind.REVIEW)
    other = people.make_client("Olga Other")
    written, _ = said.published_pair(client=other, freelancer=farid, now=now)
    reported = reports.report(what=written, by=sena, reason=Reason.SPAM, words="", now=now).reported
    case = case_of(Kind.REPORT, reported)
    assert shown(maya, now, kind=Kind.REVIEW) == keys(case, flagged)
    assert shown(maya, now, kind=Kind.REPORT) == []


@pytest.mark.parametrize("role", ["maya", "fitri"])
def test_the_page_costs_the_same_for_one_and_three_of_each_kind(
    role, request, clara, farid, now, browser_of
):
    person = request.getfixturevalue(role)
    browser = browser_of(person)

    def fill(name):
        for kind, make in MAKE.items():
            client = people.make_client(f"C{name}{kind}")
            make(client, people.make_freelancer(f"F{name}{kind}"), now)

    def cost():
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            browser.get("/desk/")
        return len(queries)

    fill(1)
    browser.get("/desk/")
    once = cost()
    fill(2)
    fill(3)
    assert cost() == once <= 28


def test_pages_of_the_queue(maya, now, browser_of, monkeypatch):
    monkeypatch.setattr("desk.selectors.A_PAGE", 2)
    for name in ("Ani", "Budi", "Cici"):
        MAKE[Kind.IDENTITY](maya, people.make_freelancer(name), now)
    first, second = shown(maya, now), shown(maya, now, page=2)
    assert (len(first), len(second)) == (2, 1)
    assert set(first).isdisjoint(second)
    assert 'rel="next"' in browser_of(maya).get("/desk/").content.decode()


def test_staff_come_to_the_desk_first(maya, fitri, clara, browser_of):
    for person in (maya, fitri):
        desks = browser_of(person).get("/dashboard/").context["staff_desks"]
        assert desks[0].name == "desk:queue"
    assert not browser_of(clara).get("/dashboard/").context["staff_desks"]


@pytest.mark.parametrize(
    "queue",
    [
        "/moderation/disputes/",
        "/review/postings/",
        "/desk/identities/",
        "/moderation/reports/",
        "/moderation/accounts/",
        "/moderation/reviews/",
    ],
)
def test_each_queue_leads_to_the_desk(queue, maya, browser_of):
    assert 'href="/desk/?kind=' in browser_of(maya).get(queue).content.decode()

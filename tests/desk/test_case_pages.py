"""What the desk shows around a case: who has it, until when, ties, what was, what comes next."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import services
from desk.kinds import Kind
from desk.registry import all_sources
from desk.selectors import around, past_of
from tests.desk.conftest import DECIDE, MAKE, OF_MONEY, case_of
from tests.factories import accounts as people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", DECIDE)
def test_every_case_page_has_the_head_of_the_desk(kind, make, worker, browser_of, now):
    case = make(kind)
    page = browser_of(worker(kind)).get(case.address).content.decode()
    assert "At the desk" in page
    assert "Decide until" in page
    assert "Take the case" in page
    services.take(case=case, by=worker(kind), now=now)
    page = browser_of(worker(kind)).get(case.address).content.decode()
    assert "You have it" in page


@pytest.mark.parametrize("kind", [Kind.REPORT, Kind.PAYOUT])
def test_a_case_page_costs_the_same_beside_one_and_three_others(kind, worker, browser_of, now):
    person = worker(kind)
    browser = browser_of(person)
    case = case_of(kind, MAKE[kind](people.make_client("C"), people.make_freelancer("F"), now))
    kinds = OF_MONEY if kind in OF_MONEY else set(Kind) - OF_MONEY

    def fill(name):
        for one in kinds:
            MAKE[one](case.people[-1], people.make_freelancer(f"F{name}{one}"), now)

    def cost():
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(case.address).status_code == 200
        return len(queries)

    for one in ("x", "y"):
        fill(one)
    browser.get(case.address)
    once = cost()
    fill("z")
    fill("w")
    assert cost() <= once + 4 <= 50  # the next cases may be of more kinds


def test_what_was_before_is_of_the_readers_kinds(make, maya, fitri, clara, farid, now):
    report, payout = make(Kind.REPORT), make(Kind.PAYOUT)
    dispute, mismatch = make(Kind.DISPUTE), make(Kind.MISMATCH)
    seen = {past.person: [one.kind for one in past.cases] for past in past_of(maya, dispute)}
    assert seen == {farid: [Kind.REPORT]}
    seen = {past.person: [one.kind for one in past.cases] for past in past_of(fitri, mismatch)}
    assert seen == {farid: [Kind.PAYOUT]}
    assert (report.pk, payout.pk) != (None, None)


def test_next_is_what_no_colleague_has_and_one_may_take(make, maya, adi, clara, farid, now):
    dispute = make(Kind.DISPUTE)
    olga, budi = people.make_client("Olga"), people.make_freelancer("Budi")
    first = case_of(Kind.REPORT, MAKE[Kind.REPORT](olga, budi, now))
    second = case_of(Kind.IDENTITY, MAKE[Kind.IDENTITY](olga, maya, now))
    third = case_of(Kind.POSTING, MAKE[Kind.POSTING](olga, budi, now))

    def after(case):
        found = around(maya, case, now).next
        return None if found is None else (found.kind, found.pk)

    assert second.due_at <= third.due_at < first.due_at  # but the second is about herself
    assert after(dispute) == (Kind.POSTING, third.pk)
    services.take(case=third, by=adi, now=now)
    assert after(dispute) == (Kind.REPORT, first.pk)
    services.take(case=first, by=maya, now=now)
    assert after(dispute) == (Kind.REPORT, first.pk)
    assert after(first) == (Kind.DISPUTE, dispute.pk)


def test_every_address_that_decides_exists():
    for source in all_sources():
        for name in source.deciding:
            assert reverse(name, args=[1])

"""One page that says what needs a person, in the order of its urgency."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from disputes.states import DisputeState
from marketplace.desks import desks_of
from marketplace.needs import Need, desk_of
from projects.models import Project
from projects.services import contracts
from projects.states import ProjectState
from reviews.states import WINDOW
from tests.factories import disputes as trouble
from tests.factories import projects as work
from tests.factories.accounts import complete_profile
from tests.factories.contracts import contract_in


def words_of(needs: Any) -> list[tuple[str, bool]]:
    return [(need.title, need.is_mine) for need in needs]


def test_visitors_are_asked_to_sign_in(client: Client) -> None:
    answer = client.get(reverse("dashboard"))

    assert answer.status_code == 302
    assert reverse("account_login") in answer["Location"]


def test_newcomers_are_told_how_to_begin(browser_of: Any, clara: User, farid: User) -> None:
    assert "Start with a project" in browser_of(clara).get(reverse("dashboard")).content.decode()
    assert "Find your first work" in browser_of(farid).get(reverse("dashboard")).content.decode()


def test_whoever_has_written_a_profile_is_not_asked_for_one(browser_of: Any, farid: User) -> None:
    browser, address = browser_of(farid), reverse("dashboard")
    page = browser.get(address).content.decode().split("<main")[1]
    assert "Write my profile" in page
    assert page.count("Find work") == 1
    complete_profile(farid)

    page = browser.get(address).content.decode()
    assert "Find your first work" in page
    assert "Look for projects that suit you" in page
    assert "Write my profile" not in page


def test_whoever_has_worked_here_is_no_newcomer(
    browser_of: Any, clara: User, farid: User, now: datetime
) -> None:
    contract_in("completed", client=clara, freelancer=farid, now=now)
    with time_machine.travel(now + WINDOW + timedelta(days=1), tick=False):
        hers, his = (
            browser_of(person).get(reverse("dashboard")).content.decode()
            for person in (clara, farid)
        )

    assert "What do you need next?" in hers
    assert "Start with a project" not in hers
    assert "Find your next work" in his
    assert "first work" not in his


def test_a_delivery_is_the_clients_turn(clara: User, farid: User, now: datetime) -> None:
    milestone = work.delivered_milestone(client=clara, freelancer=farid, now=now)

    [hers] = desk_of(clara, now).mine
    [his] = desk_of(farid, now).others
    assert hers.address == his.address == reverse("projects:milestone", args=[milestone.pk])
    assert hers.until == his.until == milestone.review_deadline_at
    assert his.actor == "Clara Wijaya"
    assert desk_of(farid, now).mine == []


def test_an_offer_is_the_freelancers_turn(clara: User, farid: User, now: datetime) -> None:
    bid = work.offered_bid(client=clara, freelancer=farid, now=now)

    [his] = desk_of(farid, now).mine
    assert his.address == reverse("projects:show-bid", args=[bid.pk])
    assert his.until == bid.offer_expires_at
    [hers] = desk_of(clara, now).others
    assert hers.actor == "Farid Hidayat"


# Whose turn it is, of the client who opened the dispute and of the freelancer
@pytest.mark.parametrize(
    ("state", "hers", "his"),
    [
        (DisputeState.AWAITING_RESPONSE, False, True),
        (DisputeState.DEFAULTING, False, True),
        (DisputeState.NEGOTIATION, True, False),  # he has proposed last
        (DisputeState.MEDIATION, False, False),
        (DisputeState.PROPOSED, True, True),
        (DisputeState.ARBITRATION, False, False),
        (DisputeState.DECIDED, True, True),
        (DisputeState.APPEALED, False, False),
    ],
)
def test_a_dispute_says_whose_turn_it_is(
    clara: User, farid: User, maya: User, now: datetime, state: str, hers: bool, his: bool
) -> None:
    dispute = trouble.dispute_in(state, client=clara, freelancer=farid, moderator=maya, now=now)

    for person, is_mine in ((clara, hers), (farid, his)):
        desk = desk_of(person, now)
        [need] = [*desk.mine, *desk.others]
        assert (need.is_mine, need.address) == (is_mine, dispute.get_absolute_url())
        assert (need.until, bool(need.silence)) == (dispute.deadline_at, True)


def test_who_has_answered_a_proposal_waits_for_the_other(
    clara: User, farid: User, maya: User, now: datetime
) -> None:
    dispute = trouble.dispute_in(
        DisputeState.PROPOSED, client=clara, freelancer=farid, moderator=maya, now=now
    )
    trouble.answer(dispute, by=farid, is_accepted=True, now=dispute.opened_at)

    assert (len(desk_of(farid, now).mine), len(desk_of(clara, now).mine)) == (0, 1)


def test_the_most_urgent_comes_first(clara: User, farid: User, sena: User, now: datetime) -> None:
    work.delivered_milestone(client=clara, freelancer=farid, now=now)
    work.signed_contract(client=clara, freelancer=sena, now=now)
    work.draft(by=clara, now=now, title="A shop window")

    untils = [need.until for need in desk_of(clara, now).mine]
    assert untils == [now + timedelta(hours=72), now + timedelta(days=14), None]


def test_money_in_escrow_is_summed(clara: User, farid: User, now: datetime) -> None:
    work.running_contract(client=clara, freelancer=farid, now=now, steps=[900_000, 1_500_000])

    assert desk_of(clara, now).in_escrow == [work.rupiah(900_000)]


def test_strangers_see_nothing_of_it(clara: User, farid: User, sena: User, now: datetime) -> None:
    work.delivered_milestone(client=clara, freelancer=farid, now=now)

    desk = desk_of(sena, now)
    assert (desk.mine, desk.others, desk.contracts) == ([], [], [])


@pytest.mark.parametrize("who", ["clara", "farid"])
def test_one_or_three_of_each_cost_the_same(
    request: Any, browser_of: Any, clara: User, farid: User, now: datetime, who: str
) -> None:
    browser = browser_of(request.getfixturevalue(who))

    def everything() -> None:
        work.delivered_milestone(client=clara, freelancer=farid, now=now)
        work.offered_bid(client=clara, freelancer=farid, now=now)
        work.bid_on(work.open_project(by=clara, now=now), by=farid, now=now)

    def queries() -> int:
        with time_machine.travel(now, tick=False), CaptureQueriesContext(connection) as captured:
            assert browser.get(reverse("dashboard")).status_code == 200
        return len(captured)

    everything()
    with_one = queries()
    everything()
    everything()

    assert queries() == with_one
    assert with_one < 13


def test_three_disputes_cost_as_much_as_one(
    browser_of: Any, clara: User, farid: User, maya: User, now: datetime
) -> None:
    browser = browser_of(farid)

    def queries() -> int:
        trouble.dispute_in(
            DisputeState.PROPOSED, client=clara, freelancer=farid, moderator=maya, now=now
        )
        with time_machine.travel(now, tick=False), CaptureQueriesContext(connection) as captured:
            assert browser.get(reverse("dashboard")).status_code == 200
        return len(captured)

    assert queries() == queries() == queries() < 16


def test_a_need_is_shown_with_its_clock(
    browser_of: Any, clara: User, farid: User, now: datetime
) -> None:
    work.delivered_milestone(client=clara, freelancer=farid, now=now)

    with time_machine.travel(now + timedelta(hours=1), tick=False):
        page = browser_of(clara).get(reverse("dashboard")).content.decode()

    assert "24 Nov 2026, 09:00 WIB" in page
    assert "If nothing happens by then:" in page
    assert isinstance(desk_of(clara, now).mine[0], Need)


def test_staff_find_their_desks_and_nobody_else_does(
    browser_of: Any, clara: User, maya: User, fitri: User
) -> None:
    of_finance = [
        "desk:queue",
        "payments:desk",
        "payments:runs",
        "payments:ledger",
        "payments:chargebacks",
        "payments:debts",
        "payments:decisions",
        "payments:tax-desk",
        "payments:document-desk",
        "staff:audit",
    ]
    of_moderators = [
        "desk:queue",
        "disputes:queue",
        "staff-figures",
        "projects:review-queue",
        "identity:queue",
        "reviews:queue",
        "moderation:queue",
        "moderation:accounts",
        "payments:desk",
        "payments:decisions",
        "staff:people",
    ]

    assert [desk.name for desk in desks_of(fitri)] == of_finance
    assert [desk.name for desk in desks_of(maya)] == of_moderators
    assert desks_of(clara) == []
    for person in (fitri, maya):
        browser = browser_of(person)
        page = browser.get(reverse("dashboard")).content.decode()
        for desk in desks_of(person):
            assert page.count(f'href="{reverse(desk.name)}"') == 2  # in the menu, and as a tile
            assert browser.get(reverse(desk.name)).status_code == 200


def test_desks_say_how_much_waits(
    browser_of: Any, clara: User, farid: User, maya: User, fitri: User, now: datetime
) -> None:
    browser = browser_of(maya)

    def waiting() -> dict[str, int | None]:
        return {desk.name: desk.waiting for desk in desks_of(maya)}

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(reverse("dashboard")).status_code == 200
        return len(captured)

    assert set(waiting().values()) == {0, None}
    assert "Nothing waits</small>" in browser.get(reverse("dashboard")).content.decode()
    with_none = queries()
    for number in range(3):
        trouble.dispute_in(
            DisputeState.MEDIATION, client=clara, freelancer=farid, moderator=maya, now=now
        )
        work.draft(by=clara, now=now, title=f"A shop window, {number}")
    Project.objects.filter(title__startswith="A shop window").update(
        state=ProjectState.PENDING_REVIEW, review_due_at=now
    )

    assert waiting() == {
        "desk:queue": None,
        "disputes:queue": 3,
        "staff-figures": None,
        "projects:review-queue": 3,
        "identity:queue": 0,
        "reviews:queue": 0,
        "moderation:queue": 0,
        "moderation:accounts": 0,
        "payments:desk": 0,
        "payments:decisions": 0,
        "staff:people": None,
    }
    assert "3 wait for you or a colleague" in browser.get(reverse("dashboard")).content.decode()
    assert queries() == with_none
    assert [desk.waiting for desk in desks_of(fitri)] == [
        None,
        0,
        0,
        None,
        0,
        None,
        0,
        0,
        None,
        None,
    ]


def test_what_is_paid_goes_on_in_a_contract_that_ends(
    clara: User, farid: User, now: datetime
) -> None:
    contract = work.running_contract(client=clara, freelancer=farid, now=now)
    contracts.end_contract(contract=contract, by=clara, reason="We stop.", now=now)
    step = contract.milestones.get()
    [his], hers = desk_of(farid, now).mine, desk_of(clara, now).others
    assert his.address == reverse("projects:milestone", args=[step.pk])
    assert his.address in {need.address for need in hers}
    assert desk_of(clara, now).mine == []

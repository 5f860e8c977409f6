"""Secret offers: the middle settles what crosses, and nothing is known of what does not."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from core.errors import DomainError, InvalidInput, NotAllowed, WrongState
from core.money import Money
from disputes.models import BlindOffer, Dispute, DisputeChange
from disputes.services.blind import middle, offer_blindly
from disputes.states import DisputeState
from notifications.models import Notification
from staff.models import AuditEntry
from tests.factories import disputes as quarrel
from tests.factories import projects as work
from tests.projects.test_api import api_of, post

pytestmark = pytest.mark.usefixtures("book_is_right")
D = DisputeState


@pytest.fixture
def talks(clara: User, farid: User, now: datetime) -> Dispute:
    milestone = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    dispute = quarrel.open_dispute(milestone, by=clara, now=now)
    quarrel.propose(dispute, 900_000, by=farid, now=now)
    return Dispute.objects.get(pk=dispute.pk)


@pytest.mark.parametrize(
    ("gives", "takes", "settled"),
    [
        (700_000, 600_000, 650_000),
        (600_001, 600_000, 600_001),  # the odd rupiah goes to the freelancer
        (650_000, 650_000, 650_000),
        (1_000_000, 0, 500_000),
    ],
)
def test_what_crosses_settles_at_the_middle(
    talks: Dispute,
    clara: User,
    farid: User,
    now: datetime,
    gives: int,
    takes: int,
    settled: int,
) -> None:
    quarrel.blind(talks, takes, by=farid, now=now)
    quarrel.blind(talks, gives, by=clara, now=now)
    talks.refresh_from_db()
    assert (talks.state, talks.to_freelancer) == (D.SETTLED, work.rupiah(settled))


def test_three_rounds_that_do_not_cross(
    talks: Dispute, clara: User, farid: User, now: datetime
) -> None:
    for number in range(3):
        quarrel.blind(talks, 500_000 + number, by=clara, now=now)
        quarrel.blind(talks, 600_000 - number, by=farid, now=now)
    talks.refresh_from_db()
    assert talks.state == D.NEGOTIATION
    with pytest.raises(WrongState):
        quarrel.blind(talks, 600_000, by=clara, now=now)
    assert BlindOffer.objects.count() == 6


def test_the_same_offer_counts_once_and_another_is_refused(
    talks: Dispute, clara: User, now: datetime
) -> None:
    for _twice in range(2):
        quarrel.blind(talks, 500_000, by=clara, now=now)
    with pytest.raises(WrongState):
        quarrel.blind(talks, 500_001, by=clara, now=now)
    assert BlindOffer.objects.count() == 1


def test_only_the_sides_offer_and_only_within_the_whole(
    talks: Dispute, clara: User, sena: User, maya: User, now: datetime
) -> None:
    for person in (sena, maya):
        with pytest.raises(NotAllowed):
            quarrel.blind(talks, 1, by=person, now=now)
    for limit in (Money(-100, "IDR"), Money(100_000_100, "IDR"), Money(150, "IDR")):
        with pytest.raises(InvalidInput):
            offer_blindly(dispute=talks, by=clara, limit=limit, now=now)
    assert BlindOffer.objects.count() == 0


def test_nothing_leaks_of_offers_that_did_not_cross(
    talks: Dispute,
    clara: User,
    farid: User,
    maya: User,
    adi: User,
    now: datetime,
    browser_of: Callable[[User], Client],
) -> None:
    quarrel.blind(talks, 512_345, by=clara, now=now)
    quarrel.blind(talks, 698_765, by=farid, now=now)
    secrets = {clara.pk: ("512,345", "51234500"), farid.pk: ("698,765", "69876500")}
    for person in (clara, farid, maya, adi):
        page = browser_of(person).get(f"/disputes/{talks.pk}/").text
        api = api_of(person).get(f"/api/v1/disputes/{talks.pk}").content.decode()
        for owner, words in secrets.items():
            for word in words:
                assert (word in page + api) == (owner == person.pk and word in page)
    admin = browser_of(adi).get(f"/admin/disputes/dispute/{talks.pk}/change/").text
    told = str(list(Notification.objects.values("args", "kind")))
    history = str(list(DisputeChange.objects.values()))
    audit = str(list(AuditEntry.objects.values()))
    for text in (admin, told, history, audit):
        for words in secrets.values():
            assert not any(word in text for word in words)


def test_the_answer_to_an_offer_is_the_same_whatever_the_other_side_offered(
    talks: Dispute, clara: User, farid: User, now: datetime
) -> None:
    """Only whether the round goes on shows; never how far away the other limit is."""
    quarrel.blind(talks, 999_999, by=farid, now=now)
    far = post(
        clara,
        f"disputes/{talks.pk}/secret-offers",
        {"limit_minor": work.rupiah(1).minor},
        **{"Idempotency-Key": "a"},
    )
    assert far.status_code == 200
    assert "999999" not in far.content.decode()


def test_outside_of_talks_and_mediation_there_are_none(
    talks: Dispute, clara: User, maya: User, now: datetime
) -> None:
    quarrel.run_out(talks)
    quarrel.rule(talks, 600_000, by=maya, now=now)
    with pytest.raises(DomainError):
        quarrel.blind(talks, 600_000, by=clara, now=now)


def test_the_database_holds_the_rules(talks: Dispute, clara: User, now: datetime) -> None:
    row = {"dispute": talks, "by": clara, "offered_at": now}
    BlindOffer.objects.create(**row, round=1, limit_minor=100)
    for wrong in ({"round": 1}, {"round": 0}, {"round": 4}):
        with pytest.raises(DatabaseError), transaction.atomic():
            BlindOffer.objects.create(**row, limit_minor=200, **wrong)
    with pytest.raises(DatabaseError), transaction.atomic():
        BlindOffer.objects.create(**row, round=2, limit_minor=-100)
    with pytest.raises(DatabaseError), transaction.atomic():
        BlindOffer.objects.update(limit_minor=300)


@given(st.integers(0, 10**10), st.integers(0, 10**10))
def test_the_middle_lies_between_in_whole_rupiah(one: int, other: int) -> None:
    found = middle(Money(one * 100, "IDR"), Money(other * 100, "IDR"))
    assert min(one, other) <= found.minor / 100 <= max(one, other)
    assert found.minor % 100 == 0
    assert 0 <= 2 * found.minor - (one + other) * 100 <= 100

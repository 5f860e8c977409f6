"""Both sides at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.models import ClientProfile, FreelancerProfile
from reviews.models import Review, ReviewChange
from reviews.services import publish_by_clock
from tests.factories import reviews as said

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def contract(clara, farid, now):
    return said.completed_contract(client=clara, freelancer=farid, now=now)


def together(*calls):
    def run(call):
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_a_double_click_is_one_review(contract, now):
    def write():
        return said.by_client(contract, now=now)

    first, second = together(write, write)
    assert (first, Review.objects.count()) == (second, 1)


def test_both_write_at_once_and_both_are_published_once(contract, now):
    together(
        lambda: said.by_client(contract, now=now), lambda: said.by_freelancer(contract, now=now)
    )
    assert set(Review.objects.values_list("state", flat=True)) == {"published"}
    assert ReviewChange.objects.filter(kind="published").count() == 2
    freelancer = FreelancerProfile.objects.get(user=contract.freelancer_id)
    client = ClientProfile.objects.get(user=contract.client_id)
    assert (freelancer.rating_count, client.rating_count) == (1, 1)


def test_two_clocks_publish_once(contract, now):
    review = said.by_client(contract, now=now)
    later = review.publish_at

    def publish():
        return publish_by_clock(review=review, now=later)

    together(publish, publish)
    assert ReviewChange.objects.filter(kind="published").count() == 1

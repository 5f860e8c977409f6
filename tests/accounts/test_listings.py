"""What a search asks of a person stands beside their profile, whatever wrote it."""

import pytest
from django.db import connection

from accounts.models import FreelancerProfile, User
from accounts.selectors import listed_freelancers
from tests.factories.accounts import complete_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def profile(farid):
    return complete_profile(farid)


def stands(person: User) -> tuple[bool, bool, bool]:
    """Whether it says ready, verified, and since when they are here."""
    row = FreelancerProfile.objects.get(user=person)
    return row.is_ready, row.is_verified, row.joined_at == person.date_joined


@pytest.mark.parametrize(
    ("changed", "is_ready"),
    [
        ({"standing": "restricted"}, False),
        ({"standing": "suspended"}, False),
        ({"is_active": False}, False),
        ({"name": "Farid Baru"}, True),
    ],
)
def test_whoever_may_not_begin_work_is_not_listed(farid, profile, changed, is_ready):
    assert stands(farid) == (True, False, True)
    User.objects.filter(pk=farid.pk).update(**changed)
    assert stands(farid) == (is_ready, False, True)
    assert listed_freelancers().exists() is is_ready

    User.objects.filter(pk=farid.pk).update(standing="good", is_active=True)
    assert listed_freelancers().get().user == farid


def test_a_verified_name_shows(farid, profile, now):
    farid.verified_name, farid.verified_at = "Farid Rahman", now
    farid.save()
    assert stands(farid) == (True, True, True)


def test_no_writer_of_a_profile_can_say_otherwise(farid, profile):
    User.objects.filter(pk=farid.pk).update(standing="suspended")
    stale = profile.user.freelancer_profile
    stale.is_ready = stale.is_verified = True
    stale.headline = "Designer of logos"
    stale.save()
    assert stands(farid) == (False, False, True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_freelancerprofile SET is_ready = true, is_verified = true")
    assert stands(farid) == (False, False, True)

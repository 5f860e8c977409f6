"""Who may do what to whose account."""

import pytest

from accounts.policies import can_be_hired, can_change_account, can_hire
from tests.factories.accounts import complete_profile

pytestmark = pytest.mark.django_db


def test_everybody_their_own_account(farid, clara, maya, adi):
    people = [farid, clara, maya, adi]

    assert [can_change_account(person, farid) for person in people] == [True, False, False, False]
    farid.is_active = False
    assert not can_change_account(farid, farid)


def test_hiring(farid, clara, sena):
    assert not can_hire(clara, farid)
    complete_profile(farid)

    assert can_be_hired(farid)
    assert [can_hire(person, farid) for person in (clara, sena, farid)] == [True, True, False]
    clara.is_active = False
    assert not can_hire(clara, farid)
    farid.is_active = False
    assert not can_be_hired(farid)

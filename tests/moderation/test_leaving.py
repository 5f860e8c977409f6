"""Cases about the profile of somebody who left: nothing of what it said or showed is kept."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import FreelancerProfile
from accounts.services import takedowns
from accounts.services.closing import close_account
from moderation.cases import Measure
from moderation.models import Case
from moderation.services import cases, content
from tests.factories import accounts as people
from tests.moderation.test_content import DAY, WORDS, act, appealed

pytestmark = pytest.mark.django_db


@pytest.fixture
def adi(db):
    """A senior moderator."""
    return people.make_senior_moderator("Adi Senior")


def show_picture(person, now):
    profile = people.complete_profile(person)
    name = default_storage.save(f"public/portfolio/{person.handle}.webp", ContentFile(b"picture"))
    profile.portfolio.create(title="Logo", created_at=now, image=name)


@pytest.mark.parametrize("end", ["decision", "appeal"])
def test_what_a_profile_said_is_forgotten_when_its_person_leaves(clara, maya, adi, now, end):
    people.complete_profile(clara, headline="Painter", bio="I paint.")
    case = act(clara, maya, now, Measure.CLEAR)
    if end == "appeal":
        case = appealed(case, maya, now)
    close_account(user=clara, by=clara, now=now)
    case.refresh_from_db()
    assert (case.kept, case.frozen) == ({}, "")
    assert len(case.frozen_sha256) == 64
    if end == "appeal":
        cases.judge_appeal(case=case, by=adi, upholds=False, now=now, **WORDS)
    else:
        content.decide_content(case=case, by=maya, stays=False, now=now + 8 * DAY, **WORDS)
    profile = FreelancerProfile.objects.get(user=clara)
    assert (profile.headline, profile.bio) == ("", "")


def test_texts_do_not_come_back_to_a_closed_account(clara, now):
    people.complete_profile(clara, headline="Painter", bio="I paint.")
    kept = takedowns.clear_texts(person=clara)
    close_account(user=clara, by=clara, now=now)
    clara.refresh_from_db()
    takedowns.put_texts_back(person=clara, kept=kept)
    assert FreelancerProfile.objects.get(user=clara).headline == ""


def test_pictures_that_were_taken_down_are_deleted_with_the_account(
    clara, farid, maya, now, django_capture_on_commit_callbacks
):
    for person in (clara, farid):
        show_picture(person, now)
        with django_capture_on_commit_callbacks(execute=True):
            act(person, maya, now, Measure.CLEAR_PICTURES)
    with django_capture_on_commit_callbacks(execute=True):
        close_account(user=clara, by=clara, now=now)
    private = default_storage.listdir("private/public/portfolio")[1]
    kept = Case.objects.get(person=farid).kept
    assert Case.objects.get(person=clara).kept == {}
    assert sorted(private) == sorted(names.split("/")[-1] for names in kept.values())

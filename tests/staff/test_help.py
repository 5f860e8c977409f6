"""Somebody asks for help, support answers, and looks only while the person lets them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.errors import InvalidInput, LimitReached, NotAllowed, WrongState
from notifications.models import Notification
from staff.models import AuditEntry, HelpRequest, LookConsent, Viewing
from staff.selectors import help_for_export, running_viewing
from staff.services import help as helping
from staff.services import viewing
from staff.states import HelpState
from tests.factories.accounts import make_supporter

pytestmark = pytest.mark.django_db


@pytest.fixture
def sulis(db):
    return make_supporter()


@pytest.fixture
def asked(clara, now):
    return helping.ask(by=clara, words="My payment is gone", now=now)


def told(person):
    return list(Notification.objects.filter(recipient=person).values_list("kind", flat=True))


def test_somebody_asks_and_support_answers(browser_of, clara, sulis):
    ask = reverse("staff:ask-help")
    browser_of(clara).post(ask, {"words": "My payment is gone"})
    found = HelpRequest.objects.get()
    assert (found.person, found.state) == (clara, HelpState.OPEN)
    assert not LookConsent.objects.exists()
    assert told(sulis) == ["help_asked"]
    desk = browser_of(sulis)
    assert "My payment is gone" in desk.get(reverse("staff:help-queue")).content.decode()
    desk.post(reverse("staff:help-case", args=[found.pk]), {"words": "It is in escrow."})
    assert told(clara) == ["help_answered"]
    assert "It is in escrow." in browser_of(clara).get(ask).content.decode()
    entry = AuditEntry.objects.get(action="staff.answer_help")
    assert (entry.actor, entry.person) == (sulis, clara)
    assert "Nobody waits" in desk.get(reverse("staff:help-queue")).content.decode()
    assert "Clara" in desk.get(reverse("staff:help-queue") + "?all=1").content.decode()


def test_support_looks_only_with_consent(browser_of, clara, sulis, now):
    begin = reverse("staff:view-as", args=[clara.pk])
    desk = browser_of(sulis)
    desk.post(begin, {"view-reason": "To help"})
    assert not Viewing.objects.exists()
    assert "has allowed it" in desk.get(reverse("staff:person", args=[clara.pk])).content.decode()
    typed = {"words": "Look yourself", "may_look": "on"}
    browser_of(clara).post(reverse("staff:ask-help"), typed)
    assert desk.post(begin, {"view-reason": "To help"}).status_code == 302
    looks = browser_of(clara).get(reverse("staff:looks")).content.decode()
    assert "To help" in looks
    assert "Take it back" in looks


def test_taking_it_back_ends_a_look_at_once(browser_of, clara, sulis):
    now = timezone.now()
    helping.let_support_look(by=clara, now=now)
    seen = viewing.start(person=clara, by=sulis, reason="To help", now=now)
    assert running_viewing(seen.pk, by=sulis, now=now) is not None
    browser_of(clara).post(reverse("staff:consent"), {"then": "take-back"})
    later = timezone.now()
    assert running_viewing(seen.pk, by=sulis, now=later) is None
    with pytest.raises(NotAllowed):
        viewing.start(person=clara, by=sulis, reason="Again", now=later)


def test_consent_ends_after_a_day(clara, sulis, now):
    helping.let_support_look(by=clara, now=now)
    over = now + timedelta(hours=24)
    viewing.start(person=clara, by=sulis, reason="x", now=over - timedelta(seconds=1))
    with pytest.raises(NotAllowed):
        viewing.start(person=clara, by=sulis, reason="x", now=over)


def test_there_is_one_consent_at_a_time(clara, now):
    helping.let_support_look(by=clara, now=now)
    helping.let_support_look(by=clara, now=now + timedelta(hours=1))
    running = LookConsent.objects.get(revoked_at=None)
    assert running.ends_at == now + timedelta(hours=25)
    with pytest.raises(IntegrityError), transaction.atomic():
        LookConsent.objects.create(person=clara, given_at=now, ends_at=now + timedelta(hours=1))
    helping.take_consent_back(by=clara, now=now + timedelta(hours=2))
    helping.take_consent_back(by=clara, now=now + timedelta(hours=3))
    assert [one.until for one in LookConsent.objects.all()] == [
        now + timedelta(hours=2),
        now + timedelta(hours=1),
    ]


def test_the_same_words_are_the_same_request(clara, asked, now):
    assert helping.ask(by=clara, words=" My payment is gone\r\n", now=now) == asked
    for number in range(helping.MOST_WAITING - 1):
        helping.ask(by=clara, words=f"Question {number}", now=now)
    with pytest.raises(LimitReached):
        helping.ask(by=clara, words="One more", now=now)
    assert HelpRequest.objects.count() == helping.MOST_WAITING


@pytest.mark.parametrize("words", ["", "  ", "x" * 3001, "a\x00b"])
def test_words_that_cannot_be_kept_are_refused(browser_of, clara, words, now):
    with pytest.raises(InvalidInput):
        helping.ask(by=clara, words=words, now=now)
    assert browser_of(clara).post(reverse("staff:ask-help"), {"words": words}).status_code == 422
    assert not HelpRequest.objects.exists()


def test_only_support_answers_and_never_themselves(asked, clara, sulis, maya, now):
    for person in (clara, maya):
        with pytest.raises(NotAllowed):
            helping.answer(request=asked, by=person, words="Hm", now=now)
    own = helping.ask(by=sulis, words="I need help too", now=now)
    with pytest.raises(NotAllowed):
        helping.answer(request=own, by=sulis, words="Hm", now=now)
    helping.answer(request=asked, by=sulis, words="Yes", now=now)
    with pytest.raises(WrongState):
        helping.answer(request=asked, by=sulis, words="Yes again", now=now)


def test_who_asked_may_close_it_and_nobody_else(browser_of, asked, clara, farid, sulis, now):
    url = reverse("staff:close-own-help", args=[asked.pk])
    assert browser_of(farid).post(url).status_code == 404
    with pytest.raises(NotAllowed):
        helping.close(request=asked, by=farid, now=now)
    browser_of(clara).post(url)
    browser_of(clara).post(url)
    asked.refresh_from_db()
    assert asked.state == HelpState.CLOSED
    with pytest.raises(WrongState):
        helping.answer(request=asked, by=sulis, words="Too late", now=now)


def test_what_was_asked_is_in_the_file_of_ones_own_data(asked, clara, farid):
    assert [one["words"] for one in help_for_export(clara)] == ["My payment is gone"]
    assert help_for_export(farid) == []

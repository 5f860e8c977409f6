"""A legal hold: by an admin, with reason and day; nothing is deleted, nor said why."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.services.closing import close_account
from core.errors import InvalidInput, NotAllowed, WrongState
from identity.services import checks, pictures
from staff.models import AuditEntry, LegalHold
from staff.selectors import is_held
from staff.services import holds
from tests.factories.accounts import make_person
from tests.identity.conftest import send

pytestmark = pytest.mark.django_db
WHY = "Letter 12/2026 of the district court"


@pytest.fixture
def root(db):
    return make_person("Root Admin", is_superuser=True, is_staff=True)


def hold(person, by, now, days=30):
    until = now + timedelta(days=days)
    return holds.place(person=person, by=by, reason=WHY, until=until, now=now)


def test_an_account_on_hold_is_not_closed_and_the_reason_stays_with_us(browser_of, farid, root):
    now = timezone.now()
    placed = hold(farid, root, now)
    with pytest.raises(WrongState) as refused:
        close_account(user=farid, by=farid, now=now)
    assert "we have to keep it for a while" in str(refused.value)
    assert "court" not in str(refused.value)
    farid.refresh_from_db()
    assert farid.is_active
    holds.lift(hold=placed, by=root, reason="The case is over", now=timezone.now())
    close_account(user=farid, by=farid, now=timezone.now())
    farid.refresh_from_db()
    assert not farid.is_active


def test_pictures_of_identity_stay_until_the_hold_is_over(farid, maya, root, now):
    check = checks.verify(check=send(farid, now), by=maya, now=now)
    hold(farid, root, now, days=60)
    due = now + timedelta(days=40)
    assert pictures.delete_due(now=due) == 0
    with pytest.raises(WrongState, match="we have to keep it"):
        checks.withdraw(by=farid, now=due)
    assert check.pictures.count() == 2
    assert pictures.delete_due(now=now + timedelta(days=60)) == 1
    assert check.pictures.count() == 0


def test_the_hold_of_one_keeps_nothing_of_another(farid, clara, maya, root, now):
    for person in (farid, clara):
        checks.verify(check=send(person, now), by=maya, now=now)
    hold(clara, root, now, days=60)
    assert pictures.delete_due(now=now + timedelta(days=40)) == 1


def test_it_ends_by_its_day_and_another_may_follow(farid, root, now):
    hold(farid, root, now, days=1)
    with pytest.raises(WrongState):
        hold(farid, root, now + timedelta(hours=23))
    over = now + timedelta(days=1)
    assert not is_held(farid.pk, over)
    hold(farid, root, over)
    assert is_held(farid.pk, over)
    assert LegalHold.objects.filter(person=farid).count() == 2


def test_each_act_is_on_record(farid, root, now):
    placed = hold(farid, root, now)
    for _again in range(2):
        holds.lift(hold=placed, by=root, reason="Over", now=now + timedelta(days=1))
    lines = AuditEntry.objects.filter(person=farid).order_by("pk")
    assert [(one.action, one.actor, one.reason) for one in lines] == [
        ("staff.place_hold", root, WHY),
        ("staff.lift_hold", root, "Over"),
    ]


@pytest.mark.parametrize("who", ["maya", "adi", "fitri", "farid", "sena"])
def test_nobody_but_an_admin_places_or_lifts(request, browser_of, who, clara, root, now):
    person = request.getfixturevalue(who)
    placed = hold(clara, root, now)
    with pytest.raises(NotAllowed):
        hold(clara, person, now)
    with pytest.raises(NotAllowed):
        holds.lift(hold=placed, by=person, reason="x", now=now)
    browser = browser_of(person)
    assert browser.get(reverse("staff:holds")).status_code == 404
    assert browser.post(reverse("staff:place-hold", args=[clara.pk])).status_code == 404
    assert browser.post(reverse("staff:lift-hold", args=[placed.pk])).status_code == 404
    placed.refresh_from_db()
    assert placed.lifted_at is None


def test_nobody_holds_themselves(browser_of, root, now):
    with pytest.raises(NotAllowed):
        hold(root, root, now)
    assert browser_of(root).post(reverse("staff:place-hold", args=[root.pk])).status_code == 404


@pytest.mark.parametrize(("reason", "days"), [("", 3), ("x" * 501, 3), (WHY, 0), (WHY, 2000)])
def test_without_a_reason_or_a_sensible_day_there_is_none(farid, root, now, reason, days):
    until = now + timedelta(days=days)
    with pytest.raises(InvalidInput):
        holds.place(person=farid, by=root, reason=reason, until=until, now=now)
    assert not LegalHold.objects.exists()


def test_an_admin_places_and_lifts_on_the_page(browser_of, farid, maya, root):
    page, browser = reverse("staff:person", args=[farid.pk]), browser_of(root)
    url = reverse("staff:place-hold", args=[farid.pk])
    for typed in ({}, {"hold-until": "nonsense", "hold-reason": WHY}, {"hold-reason": WHY}):
        browser.post(url, typed)
        assert not LegalHold.objects.exists()
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    browser.post(url, {"hold-until": day, "hold-reason": WHY})
    assert WHY in browser.get(page).content.decode()
    assert WHY in browser.get(reverse("staff:holds")).content.decode()
    assert WHY not in browser_of(maya).get(page).content.decode()
    placed = LegalHold.objects.get()
    browser.post(reverse("staff:lift-hold", args=[placed.pk]), {"lift-reason": "Over"})
    assert "Place the hold" in browser.get(page).content.decode()

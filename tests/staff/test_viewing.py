"""Seeing as a person sees: who may, what is shown, what is refused, and what is kept of it."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY as SIGNED_IN
from django.db import IntegrityError, transaction
from django.urls import get_resolver, reverse
from django.utils import timezone

from marketplace.viewing import SHOWN
from messaging.models import Thread
from staff.models import AuditEntry, Viewing
from staff.services import help as helping
from staff.services import viewing
from tests.factories.accounts import make_senior_moderator, make_supporter
from tests.factories.projects import signed_contract

pytestmark = pytest.mark.django_db
CLOSED = [
    "/settings/tokens/",
    "/settings/tokens/new/",
    "/settings/privacy/",
    "/settings/privacy/export/",
    "/settings/looks/",
    "/destinations/",
    "/payouts/new/",
    "/payouts/schedule/",
    "/messages/",
    "/notifications/",
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/2fa/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/sessions/",
    "/accounts/login/",
    "/desk/people/",
    "/desk/audit/",
    "/admin/",
    "/nothing-here/",
]


@pytest.fixture
def sulis(db):
    return make_supporter()


@pytest.fixture
def looking(sulis, clara, browser_of):
    """Sulis, who sees as Clara."""
    browser = browser_of(sulis)
    begin(browser, clara)
    return browser


def begin(browser, person, reason="She cannot find her payment"):
    """With the consent that support needs."""
    helping.let_support_look(by=person, now=timezone.now())
    return browser.post(
        reverse("staff:view-as", args=[person.pk]),
        {"view-reason": reason},
        headers={"referer": "http://testserver/desk/people/"},
    )


def test_support_sees_what_the_person_sees(looking, clara, farid, sena, now):
    mine = signed_contract(client=clara, freelancer=farid, now=now)
    page = looking.get(f"/contracts/{mine.pk}/")
    assert page.status_code == 200
    assert page.context["user"] == clara
    text = page.content.decode()
    assert "Stop looking" in text
    assert str(clara) in text
    assert page["Cache-Control"] == "private, no-store"


def test_the_session_stays_that_of_who_looks(looking, sulis):
    looking.get("/dashboard/")
    assert looking.session[SIGNED_IN] == str(sulis.pk)


def test_the_session_gets_another_number_at_the_beginning(sulis, clara, browser_of):
    browser = browser_of(sulis)
    before = browser.session.session_key
    begin(browser, clara)
    assert browser.session.session_key != before


def test_each_page_is_one_line_about_the_person(looking, sulis, clara):
    looking.get("/dashboard/")
    looking.get("/contracts/?page=1")
    lines = AuditEntry.objects.filter(action="staff.look_at_page").order_by("pk")
    assert [one.after["page"] for one in lines] == ["/dashboard/", "/contracts/?page=1"]
    assert {(one.actor, one.person, one.reason) for one in lines} == {
        (sulis, clara, "She cannot find her payment")
    }


@pytest.mark.parametrize("address", CLOSED)
def test_what_is_private_stays_closed(looking, address):
    answer = looking.get(address)
    assert answer.status_code == 403
    assert "Stop looking" in answer.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("address", ["/settings/", "/mode/", "/projects/new/", "/language/"])
def test_nothing_can_be_sent(looking, clara, address, method):
    answer = getattr(looking, method)(address, {"name": "Mallory", "mode": "freelancer"})
    assert answer.status_code == 403
    clara.refresh_from_db()
    assert (clara.name, clara.mode) == ("Clara Wijaya", "client")


@pytest.mark.parametrize("address", ["/api/v1/me", "/api/v1/payouts", "/api/v1/tokens"])
def test_the_api_refuses_in_json(looking, address):
    answer = looking.get(address)
    assert answer.status_code == 403
    assert json.loads(answer.content)["errors"][0]["code"] == "not_allowed"
    assert looking.post(address, {}).status_code == 403


def test_pieces_that_renew_themselves_stand_still(looking):
    answer = looking.get("/dashboard/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (204, b"")


def test_what_a_page_writes_by_itself_is_rolled_back(looking, clara, farid, now, monkeypatch):
    """The pages that are shown write nothing today; one that did would still change nothing."""
    contract = signed_contract(client=clara, freelancer=farid, now=now)
    monkeypatch.setattr(
        "marketplace.viewing.SHOWN", SHOWN | {"messaging:contract-thread"}, raising=True
    )
    before = Thread.objects.count()
    Thread.objects.filter(contract=contract).delete()
    looking.get(f"/contracts/{contract.pk}/messages/")
    assert Thread.objects.count() <= before
    assert not Thread.objects.filter(contract=contract).exists()


def test_nobody_looks_through_two_at_once(looking, sulis, clara, farid):
    assert begin(looking, farid).status_code == 403
    assert Viewing.objects.get(ended_at=None).person == clara


def test_the_database_keeps_one_at_a_time(looking, sulis, farid):
    now = timezone.now()
    with pytest.raises(IntegrityError, match="viewing_one_at_a_time"), transaction.atomic():
        Viewing.objects.create(
            by=sulis, person=farid, reason="x", started_at=now, ends_at=now + viewing.LASTS
        )


def test_a_second_browser_of_the_same_person_ends_the_first(looking, sulis, farid, browser_of):
    begin(browser_of(sulis), farid)
    answer = looking.get("/contracts/")
    assert answer.status_code == 302
    assert "viewing" not in looking.session


def test_the_button_ends_it(looking, sulis):
    assert looking.get("/desk/viewing/end/").status_code == 405
    looking.post("/desk/viewing/end/")
    assert Viewing.objects.get().ended_at is not None
    page = looking.get("/dashboard/")
    assert page.context["user"] == sulis
    assert "Stop looking" not in page.content.decode()
    assert AuditEntry.objects.filter(action="staff.end_view_as").count() == 1


def test_it_ends_after_half_an_hour_and_nothing_is_done_in_the_own_name(looking, sulis):
    Viewing.objects.update(
        started_at=timezone.now() - timedelta(minutes=31),
        ends_at=timezone.now() - timedelta(minutes=1),
    )
    answer = looking.post("/settings/", {"name": "Changed"})
    assert answer.status_code == 302
    sulis.refresh_from_db()
    assert sulis.name == "Sulis Support"
    assert looking.get("/dashboard/").context["user"] == sulis


def test_signing_out_ends_it(looking):
    looking.post("/accounts/logout/")
    assert Viewing.objects.get().ended_at is not None
    assert looking.get("/dashboard/").status_code == 302


@pytest.mark.parametrize("change", ["role", "person_is_staff", "person_is_closed"])
def test_it_ends_when_the_right_is_gone(looking, sulis, clara, change):
    if change == "role":
        sulis.is_support = False
        sulis.save()
    elif change == "person_is_staff":
        clara.is_finance = True
        clara.save()
    else:
        clara.is_active = False
        clara.save()
    assert looking.get("/contracts/").status_code == 302
    assert "viewing" not in looking.session


def test_somebody_elses_number_in_the_session_shows_nothing(looking, maya, browser_of):
    stolen = browser_of(maya)
    session = stolen.session
    session["viewing"] = Viewing.objects.get().pk
    session.save()
    assert stolen.get("/contracts/").status_code == 302
    assert stolen.get("/dashboard/").context["user"] == maya


@pytest.mark.parametrize("who", ["maya", "adi", "fitri", "sari", "sulis", "root"])
def test_never_as_staff_nor_as_oneself(request, sulis, adi, browser_of, who):
    if who == "sari":
        person = make_senior_moderator()
    elif who == "root":
        adi.is_superuser = True
        adi.is_moderator = adi.is_senior_moderator = False
        adi.save()
        person = adi
    else:
        person = request.getfixturevalue(who)
    answer = begin(browser_of(sulis), person)
    assert answer.status_code in (302, 403)
    assert not Viewing.objects.exists()


@pytest.mark.parametrize("who", ["clara", "farid", "maya", "fitri"])
def test_others_may_not(request, sena, browser_of, who):
    begin(browser_of(request.getfixturevalue(who)), sena)
    assert not Viewing.objects.exists()


def test_an_admin_may_look_and_no_more(adi, clara, browser_of):
    adi.is_superuser = True
    adi.save()
    browser = browser_of(adi)
    begin(browser, clara)
    assert browser.get("/dashboard/").context["user"] == clara
    assert browser.post("/settings/", {"name": "Mallory"}).status_code == 403


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "a\x00b"])
def test_without_a_good_reason_nobody_looks(sulis, clara, browser_of, reason):
    begin(browser_of(sulis), clara, reason)
    assert not Viewing.objects.exists()


def test_the_person_reads_when_and_why(looking, clara, sena, browser_of):
    text = browser_of(clara).get("/settings/looks/").content.decode()
    assert "She cannot find her payment" in text
    assert "Sulis" not in text  # the name stays inside; the log keeps it
    assert "Nobody has looked" in browser_of(sena).get("/settings/looks/").content.decode()


def test_the_file_of_ones_own_data_says_so_as_well(looking, clara, browser_of):
    looking.post("/desk/viewing/end/")
    taken = json.loads(browser_of(clara).get("/settings/privacy/export/").content)
    assert [one["why"] for one in taken["looks_by_staff"]] == ["She cannot find her payment"]


def test_every_page_that_is_shown_exists():
    known = set()
    resolver = get_resolver()
    for name in SHOWN:
        space, _colon, plain = name.rpartition(":")
        patterns = resolver.namespace_dict[space][1] if space else resolver
        known |= (
            {name} if plain in {k for k in patterns.reverse_dict if isinstance(k, str)} else set()
        )
    assert known == set(SHOWN)


def test_without_a_token_of_the_form_it_does_not_begin(sulis, clara, browser_of):
    browser = browser_of(sulis)
    browser.handler.enforce_csrf_checks = True
    assert begin(browser, clara).status_code == 403
    assert not Viewing.objects.exists()

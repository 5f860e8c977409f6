"""Coming in, choosing a side, a language and a time zone."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.events import PersonRegistered
from accounts.models import User
from accounts.services.people import (
    register,
    set_language,
    switch_mode,
    update_account,
    update_person,
    vouch_for_email,
)
from core import events
from core.errors import InvalidInput, NotAllowed

pytestmark = pytest.mark.django_db


def test_registering_makes_both_profiles_and_tells():
    heard: list[PersonRegistered] = []
    events.on(PersonRegistered)(heard.append)

    farid = register(email="Farid@Example.com", name="  Farid   Hidayat ", mode="freelancer")

    events._handlers[PersonRegistered].remove(heard.append)
    assert (farid.email, farid.name, farid.handle) == (
        "farid@example.com",
        "Farid Hidayat",
        "farid-hidayat",
    )
    assert farid.freelancer_profile.pk
    assert farid.client_profile.pk
    assert heard == [PersonRegistered(user_id=farid.pk)]
    assert not farid.has_usable_password()


def test_handles_are_unique_and_readable():
    handles = [
        register(email=f"{number}@example.com", name=name).handle
        for number, name in enumerate(
            ["Farid Hidayat", "Farid Hidayat", "Farid Hidayat", "Farid", "Fārid Hidāyat"]
        )
    ]

    assert handles == [
        "farid-hidayat",
        "farid-hidayat-2",
        "farid-hidayat-3",
        "farid",
        "farid-hidayat-4",
    ]


@pytest.mark.parametrize(
    ("name", "handle"),
    [
        ("李小龙", "person-1"),
        ("admin", "admin-1"),
        ("Me", "me-1"),
        ("<script>alert(1)</script>", "scriptalert1script"),
        ("x" * 80, "x" * 32),
        ("Closed 13", "person-closed-13"),
        ("closed-" + "x" * 40, "person-closed-" + "x" * 18),
    ],
)
def test_a_name_that_makes_no_good_handle_gets_one_anyway(name, handle):
    assert register(email="a@example.com", name=name).handle == handle


def test_two_people_without_latin_letters():
    first = register(email="a@example.com", name="李小龙")
    second = register(email="b@example.com", name="李小龙")

    assert (first.handle, second.handle) == ("person-1", "person-1-2")


def test_an_address_belongs_to_one_person(clara):
    with pytest.raises(InvalidInput):
        register(email=clara.email.upper(), name="Somebody")

    assert User.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email=clara.email.upper(), handle="other", name="Other")


def test_vouching_twice_is_one_address(clara):
    vouch_for_email(user=clara)

    assert [address.verified for address in clara.emailaddress_set.all()] == [True]


def test_switching_the_mode(clara):
    switch_mode(user=clara, mode="freelancer", by=clara)
    switch_mode(user=clara, mode="freelancer", by=clara)

    clara.refresh_from_db()
    assert clara.mode == "freelancer"


@pytest.mark.parametrize("mode", ["", "admin", "<b>", "x" * 1000])
def test_there_are_two_modes_only(clara, mode):
    with pytest.raises(InvalidInput):
        switch_mode(user=clara, mode=mode, by=clara)

    clara.refresh_from_db()
    assert clara.mode == "client"


def test_nobody_changes_somebody_else(clara, sena, maya):
    for stranger in (sena, maya):
        with pytest.raises(NotAllowed):
            switch_mode(user=clara, mode="freelancer", by=stranger)
        with pytest.raises(NotAllowed):
            set_language(user=clara, language="id", by=stranger)
        with pytest.raises(NotAllowed):
            update_account(user=clara, name="X", language="", timezone="UTC", by=stranger)
        with pytest.raises(NotAllowed):
            update_person(user=clara, change={"name": "X"}, by=stranger)

    clara.refresh_from_db()
    assert (clara.mode, clara.language, clara.name) == ("client", "", "Clara Wijaya")


def test_settings_are_kept(clara):
    update_account(user=clara, name=" Clara  W ", language="id", timezone="Asia/Jayapura", by=clara)

    clara.refresh_from_db()
    assert (clara.name, clara.language, clara.timezone) == ("Clara W", "id", "Asia/Jayapura")


@pytest.mark.parametrize(
    ("name", "language", "timezone"),
    [("", "id", "UTC"), ("   ", "id", "UTC"), ("C", "xx", "UTC"), ("C", "id", "Mars/Olympus")],
)
def test_settings_that_cannot_be(clara, name, language, timezone):
    with pytest.raises(InvalidInput):
        update_account(user=clara, name=name, language=language, timezone=timezone, by=clara)

    clara.refresh_from_db()
    assert (clara.name, clara.language, clara.timezone) == ("Clara Wijaya", "", "Asia/Jakarta")


def test_changing_parts_leaves_the_rest(farid):
    update_person(
        user=farid,
        change={"language": "id", "freelancer": {"headline": "Logos"}, "client": {"about": "Us"}},
        by=farid,
    )
    update_person(user=farid, change={"freelancer": {"bio": "Ten years"}}, by=farid)

    farid = User.objects.get(pk=farid.pk)
    assert (farid.language, farid.mode) == ("id", "freelancer")
    assert (farid.freelancer_profile.headline, farid.freelancer_profile.bio) == (
        "Logos",
        "Ten years",
    )
    assert farid.client_profile.about == "Us"


@pytest.mark.django_db(transaction=True)
def test_two_clicks_make_one_account():
    gate = threading.Barrier(2)
    answers: list[str] = []

    def sign_up():
        gate.wait()
        try:
            answers.append(register(email="budi@example.com", name="Budi").handle)
        except InvalidInput:
            answers.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=sign_up) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["budi", "refused"]
    assert User.objects.count() == 1


def test_a_closed_account_has_no_name(farid, now):
    farid.closed_at = now

    assert str(farid) == "Closed account"


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Bu Tini", "Bu Tini"),
        ("Pak. Agus Salim", "Pak. Agus"),
        ("Clara Wijaya", "Clara"),
        ("Mas", "Mas"),
        ("La Ode Asrul", "La Ode"),
        ("Ni Luh Ayu", "Ni Luh"),
        ("M. Rizki Pratama", "M. Rizki"),
    ],
)
def test_a_letter_greets_with_the_title_people_say(name: str, short: str) -> None:
    assert User(name=name).get_short_name() == short


def test_whom_the_operator_makes_an_admin_has_both_profiles(db, client):
    root = User.objects.create_superuser("root@example.com", "x", name="Root", handle="root")
    client.force_login(root, backend="django.contrib.auth.backends.ModelBackend")
    for page in ("edit-profile", "edit-client-profile", "export"):
        assert client.get(reverse(f"accounts:{page}")).status_code == 200

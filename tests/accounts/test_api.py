"""People over the API."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import FreelancerProfile, User
from tests.factories.accounts import complete_profile, make_category, make_region, make_skill

pytestmark = pytest.mark.django_db
ME = reverse("api:me")


def change(browser, **words):
    return browser.patch(ME, words, content_type="application/json")


def test_me_needs_somebody(client, db):
    assert client.get(ME).status_code == 401
    assert client.patch(ME, {"name": "X"}, content_type="application/json").status_code == 401


def test_me(farid, browser_of):
    complete_profile(farid, region=make_region(), rate_minor=100_00)

    me = browser_of(farid).get(ME).json()

    assert (me["email"], me["handle"]) == (farid.email, "farid-hidayat")
    assert me["freelancer"]["skills"] == ["logo-design"]
    assert me["freelancer"]["region"]["code"] == "32.73"
    assert me["freelancer"]["rate_minor"] == 10000


def test_changing_parts(farid, browser_of):
    complete_profile(farid)
    make_skill("animation")

    answer = change(
        browser_of(farid),
        name="Farid H",
        mode="client",
        freelancer={
            "skills": ["animation"],
            "rate_minor": 150_000_00,
            "region": make_region().pk,
            "category": make_category().slug,
        },
        client={"organisation": "Studio"},
    )

    assert answer.status_code == 200
    assert answer.json()["freelancer"]["skills"] == ["animation"]
    farid = User.objects.get(pk=farid.pk)
    assert (farid.name, farid.mode) == ("Farid H", "client")
    assert farid.freelancer_profile.headline == "Logos and brands for small shops"
    assert farid.freelancer_profile.rate_minor == 150_000_00
    assert farid.client_profile.organisation == "Studio"


@pytest.mark.parametrize(
    "words",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"name": None},
        {"mode": "queen"},
        {"language": "xx"},
        {"timezone": "Mars/Olympus"},
        {"freelancer": {"headline": ""}},
        {"freelancer": {"headline": "x" * 121}},
        {"freelancer": {"bio": "x" * 5001}},
        {"freelancer": {"rate_minor": 0}},
        {"freelancer": {"rate_minor": -1}},
        {"freelancer": {"rate_minor": 10**30}},
        {"freelancer": {"rate_minor": "lots"}},
        {"freelancer": {"skills": ["nothing"]}},
        {"freelancer": {"skills": "logo-design"}},
        {"freelancer": {"region": "99.99"}},
        {"freelancer": {"region": "32"}},
        {"client": {"region": "32"}},
        {"freelancer": {"category": "nothing"}},
        {"freelancer": {"languages": ["klingon"]}},
        {"freelancer": {"country": "XX"}},
        {"freelancer": "words"},
        {"client": {"organisation": "x" * 101}},
        {"name": "null\x00"},
    ],
)
def test_bad_input_changes_nothing(farid, browser_of, words):
    make_region()
    answer = change(browser_of(farid), **({"language": "id"} | words))

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["detail"]
    farid = User.objects.get(pk=farid.pk)
    assert (farid.name, farid.language) == ("Farid Hidayat", "")
    assert FreelancerProfile.objects.get(user=farid).headline == ""


def test_too_many_skills_changes_nothing(farid, browser_of):
    slugs = [make_skill(f"skill-{number}").slug for number in range(21)]

    answer = change(browser_of(farid), name="New", freelancer={"skills": slugs})

    assert answer.status_code == 409
    assert answer.json()["errors"][0]["code"] == "limit_reached"
    assert User.objects.get(pk=farid.pk).name == "Farid Hidayat"


@pytest.mark.parametrize("field", ["email", "handle", "is_moderator", "is_staff", "rating_mean"])
def test_what_nobody_sets_themselves(farid, browser_of, field):
    browser = browser_of(farid)
    before = User.objects.filter(pk=farid.pk).values().get()

    change(browser, **{field: True})

    assert User.objects.filter(pk=farid.pk).values().get() == before


def test_a_person_shows_no_secrets(farid, client):
    answer = client.get(reverse("api:person", args=[farid.handle]))

    assert answer.status_code == 200
    assert farid.email not in answer.content.decode()
    assert answer.json()["handle"] == "farid-hidayat"


def test_words_and_places(client, db):
    skill = make_skill("copywriting", category=make_category("writing"))
    make_skill()
    bandung = make_region()

    assert {row["slug"] for row in client.get(reverse("api:categories")).json()} == {
        "writing",
        "design",
    }
    found = client.get(reverse("api:skills"), {"category": "writing"}).json()
    assert [row["slug"] for row in found] == [skill.slug]
    places = client.get(reverse("api:regions"), {"province": "32"}).json()
    assert [row["code"] for row in places] == [bandung.code]
    assert client.get(reverse("api:regions"), {"province": "'"}).json() == []


def test_names_follow_the_language(client, db):
    make_category("writing", name_id="Menulis")

    answer = client.get(reverse("api:categories"), headers={"Accept-Language": "id"})

    assert answer.json()[0]["name"] == "Menulis"


@pytest.mark.parametrize("name", ["categories", "skills", "regions"])
def test_queries_do_not_grow(client, db, name):
    make_skill("one")
    make_region()
    client.get(reverse(f"api:{name}"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(f"api:{name}"))
    for number in range(3):
        make_skill(f"skill-{number}", category=make_category(f"kind-{number}"))
        make_region(f"34.0{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(f"api:{name}"))

    assert len(few) == len(many) < 4

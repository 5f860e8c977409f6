"""Finding people, and their public pages."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import slots
from accounts.models import Availability
from accounts.selectors import FreelancerSearch, freelancers
from core.money import Money
from tests.factories.accounts import (
    complete_profile,
    make_category,
    make_freelancer,
    make_region,
    make_skill,
)

pytestmark = pytest.mark.django_db
LIST = reverse("accounts:freelancers")


@pytest.fixture
def two(farid, sena):
    """Farid draws in Bandung; Sena writes in Sleman and costs less."""
    writing = make_category("writing")
    complete_profile(
        farid,
        region=make_region(),
        category=make_category(),
        rate_minor=200_000_00,
        rating_mean=Decimal("4.8"),
        rating_count=5,
        languages=["id"],
    )
    complete_profile(
        sena,
        headline="Words that sell",
        bio="Teks untuk toko",
        region=make_region("34.04", name="Kabupaten Sleman", kind="kabupaten"),
        category=writing,
        skills=[make_skill("copywriting", category=writing, aliases=["tulis iklan"])],
        rate_minor=100_000_00,
        availability=Availability.LIMITED,
        languages=["id", "en"],
    )


def names(**search):
    return [profile.user.name for profile in freelancers(FreelancerSearch(**search))]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["Farid Hidayat", "Sena Putri"]),
        ("farid", ["Farid Hidayat"]),
        ("LOGO", ["Farid Hidayat"]),
        ("toko", ["Sena Putri"]),
        ("iklan", ["Sena Putri"]),
        ("copywriting words", ["Sena Putri"]),
        ("logo words", []),
        ("%", []),
        ("_", []),
        ("'; DROP TABLE accounts_user; --", []),
    ],
)
def test_words(two, words, found):
    assert names(words=words) == found


def test_facets(two):
    assert names(category=make_category("writing")) == ["Sena Putri"]
    assert names(skill=make_skill("copywriting")) == ["Sena Putri"]
    assert names(region=make_region()) == ["Farid Hidayat"]
    assert names(region=make_region().province) == ["Farid Hidayat"]
    assert names(availability="open") == ["Farid Hidayat"]
    assert names(language="en") == ["Sena Putri"]
    assert names(rating=Decimal(4)) == ["Farid Hidayat"]
    assert names(rate=Money(150_000_00, "IDR")) == ["Sena Putri"]
    assert names(order="rate") == ["Sena Putri", "Farid Hidayat"]
    assert names(order="newest") == ["Sena Putri", "Farid Hidayat"]


def test_who_is_not_listed(farid, sena, clara, client):
    complete_profile(farid, is_listed=False)
    complete_profile(sena)
    sena.is_active = False
    sena.save()

    assert names() == []
    assert client.get(reverse("accounts:profile", args=[farid.handle])).status_code == 200
    assert client.get(reverse("accounts:profile", args=[sena.handle])).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        {"q": "x" * 5000},
        {"q": "\x00"},
        {"region": "\x00"},
        {"category": "\x00"},
        {"skill": "a\x00"},
        {"category": "nothing"},
        {"skill": "nothing"},
        {"region": "99"},
        {"region": "' OR 1=1"},
        {"rate": "lots"},
        {"rate": "-1"},
        {"rating": "6"},
        {"order": "magic"},
        {"availability": "always"},
        {"language": "klingon"},
        {"page": "999"},
        {"page": "abc"},
        {"page": "-1"},
    ],
)
def test_unreadable_questions_are_left_out(two, client, query):
    answer = client.get(LIST, query)

    assert answer.status_code == 200
    assert answer.context["page"].paginator.count == 2
    api = client.get(reverse("api:freelancers"), query)
    assert api.status_code == 200
    assert len(api.json()["results"]) == 2


def test_a_question_by_address(two, client):
    page = client.get(LIST, {"q": "logo", "region": "32", "rate": "1 jt", "order": "best"})

    assert [profile.user.name for profile in page.context["page"]] == ["Farid Hidayat"]
    assert "Kota Bandung" in page.content.decode()


def test_nothing_found_says_what_to_do(two, client):
    page = client.get(LIST, {"q": "astronaut"}).content.decode()

    assert 'class="empty"' in page


def test_pages_of_twenty(client, db):
    for number in range(21):
        complete_profile(make_freelancer(f"Person {number}", email=f"{number}@example.com"))

    first, second = client.get(LIST), client.get(LIST, {"page": 2})

    assert (len(first.context["page"]), len(second.context["page"])) == (20, 1)
    assert "page=2" in first.content.decode()


@pytest.mark.parametrize("address", [LIST, reverse("api:freelancers")])
def test_the_list_takes_as_many_queries_for_one_as_for_three(client, farid, address):
    complete_profile(farid, region=make_region(), category=make_category())
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(2):
        person = make_freelancer(f"Person {number}", email=f"{number}@example.com")
        complete_profile(person, region=make_region(), category=make_category())
    with CaptureQueriesContext(connection) as three:
        client.get(address)

    assert len(one) == len(three) < 12


@pytest.mark.parametrize("name", ["accounts:profile", "api:person"])
def test_a_profile_takes_as_many_queries_for_one_piece_as_for_three(client, farid, now, name):
    address = reverse(name, args=[farid.handle])
    complete_profile(farid, region=make_region(), category=make_category())
    farid.freelancer_profile.portfolio.create(title="One", created_at=now)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    complete_profile(farid, skills=[make_skill(slug) for slug in "abc"])
    farid.freelancer_profile.portfolio.create(title="Two", created_at=now)
    farid.freelancer_profile.portfolio.create(title="Three", created_at=now)
    with CaptureQueriesContext(connection) as three:
        answer = client.get(address)

    assert answer.status_code == 200
    assert len(one) == len(three) < 12


def test_the_profile_says_it_all(two, farid, client):
    page = client.get(reverse("accounts:profile", args=[farid.handle])).content.decode()

    for words in ("Farid Hidayat", "Logos and brands", "Ten years", "Kota Bandung", "Rp200", "4.8"):
        assert words in page
    assert farid.email not in page


def test_nobody_hires_themselves(two, farid, sena, clara, client, browser_of):
    address = reverse("accounts:profile", args=[farid.handle])

    assert client.get(address).context["shows_hire_button"]
    assert browser_of(clara).get(address).context["shows_hire_button"]
    assert not browser_of(farid).get(address).context["shows_hire_button"]


def test_apps_above_add_to_the_profile(farid, client):
    def fragment(person, request):
        return f"<p>{person.handle}</p>"

    slots.register(fragment)
    slots.register(fragment)
    page = client.get(reverse("accounts:profile", args=[farid.handle])).content.decode()
    slots._fragments.remove(fragment)

    assert page.count("&lt;p&gt;farid-hidayat&lt;/p&gt;") == 1  # escaped: fragments say mark_safe


def test_unknown_people_are_not_found(client, db):
    assert client.get("/people/nobody/").status_code == 404
    assert client.get("/api/v1/people/nobody").status_code == 404

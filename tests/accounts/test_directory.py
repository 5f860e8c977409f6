"""Finding people, and their public pages."""

import gzip
from decimal import Decimal
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import slots
from accounts.models import Availability, KnownWord, User
from accounts.search import find_freelancers, read_search
from accounts.search.found import A_PAGE
from accounts.services.findable import learn_words
from accounts.services.people import update_account
from accounts.services.portfolio import (
    ItemDetails,
    add_portfolio_item,
    remove_portfolio_item,
)
from tests.factories.accounts import (
    complete_profile,
    make_category,
    make_freelancer,
    make_region,
    make_skill,
)

pytestmark = pytest.mark.django_db
LIST = reverse("accounts:freelancers")
ASKED = ("", "?q=logo&region=32", "?order=rate&place=remote")


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
        rating_sum=2400,
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


def names(**asked: str) -> list[str]:
    found = find_freelancers(read_search(asked), timezone.now())
    return [profile.user.name for profile in found.profiles]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["Farid Hidayat", "Sena Putri"]),
        ("farid", ["Farid Hidayat"]),
        ("LOGO", ["Farid Hidayat"]),
        ("logo bandung", ["Farid Hidayat"]),
        ("farid west java", ["Farid Hidayat"]),
        ("sleman", ["Sena Putri"]),
        ("kabupaten", []),
        ("toko", ["Sena Putri"]),
        ("iklan", ["Sena Putri"]),
        ("copywriting words", ["Sena Putri"]),
        ("merek", ["Farid Hidayat"]),  # means the same as “brands”
        ("sena or farid", ["Farid Hidayat", "Sena Putri"]),
        ("hidayat -farid", []),
        ("logo words", ["Farid Hidayat", "Sena Putri"]),  # nobody has both
        ("kemasan teh", ["Farid Hidayat"]),  # in a piece of the portfolio
        ("%", []),
        ("_", []),
        ("'; DROP TABLE accounts_user; --", []),
    ],
)
def test_words(two, farid, now, words, found):
    add_portfolio_item(
        user=farid, details=ItemDetails(title="Kemasan teh"), picture=None, by=farid, now=now
    )
    assert sorted(names(q=words)) == found


def test_facets(two):
    assert names(category="writing") == ["Sena Putri"]
    assert names(skill="copywriting") == ["Sena Putri"]
    assert names(region="32.73") == ["Farid Hidayat"]
    assert names(region="32") == ["Farid Hidayat"]
    assert names(availability="open") == ["Farid Hidayat"]
    assert names(language="en") == ["Sena Putri"]
    assert names(rating="4") == ["Farid Hidayat"]
    assert names(rate="50000-100000") == ["Sena Putri"]
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
        {"q": "\x00"},
        {"region": "\x00"},
        {"category": "\x00"},
        {"rate": "lots"},
        {"rate": "-1"},
        {"rating": "6"},
        {"order": "magic"},
        {"availability": "always"},
        {"language": "klingon"},
        {"after": "999"},
        {"after": "abc~~~~"},
        {"weights": "words.x"},
        {"answers": "soon"},
        {"identity": "no"},
    ],
)
def test_unreadable_questions_are_left_out(two, client, query):
    answer = client.get(LIST, query)

    assert answer.status_code == 200
    assert answer.context["found"].total == 2
    api = client.get(reverse("api:freelancers"), query)
    assert api.status_code == 200
    assert len(api.json()["results"]) == 2


def test_a_question_by_address(two, client):
    page = client.get(LIST, {"q": "logo", "region": "32", "rate": "100000-200000", "x": "y"})

    assert [profile.user.name for profile in page.context["found"].profiles] == ["Farid Hidayat"]
    assert "Kota Bandung" in page.content.decode()


def test_nothing_found_says_what_to_do(two, client):
    page = client.get(LIST, {"q": "astronaut"}).content.decode()

    assert 'class="empty"' in page


@pytest.mark.parametrize("order", ["relevance", "rating", "rate", "newest"])
def test_pages_go_on_without_gaps_or_repeats(client, db, order):
    for number in range(43):
        person = make_freelancer(f"Person {number}", email=f"{number}@example.com")
        rate = {"rate_minor": (number % 5) * 1_000_00} if number % 5 else {}
        complete_profile(person, **rate, jobs_done=number % 4)
    seen, address = [], f"{LIST}?order={order}"
    while address:
        found = client.get(address).context["found"]
        seen += [profile.pk for profile in found.profiles]
        address = found.next_query and LIST + found.next_query

    assert len(seen) == len(set(seen)) == 43


def test_the_list_takes_few_queries_and_as_many_for_one_as_for_fifty(
    client, farid, clara, browser_of, settings
):
    settings.NAMES_KEPT_FOR = 600
    complete_profile(farid, region=make_region(), category=make_category())
    reader, addresses = browser_of(clara), (LIST, "/api/v1/search/freelancers")
    counted = []
    for more in (0, 19, 30):
        for number in range(more):
            person = make_freelancer("Person", email=f"{more}-{number}@example.com")
            complete_profile(person, region=make_region(), category=make_category())
        of = []
        for browser, asked, address in product((client, reader), ASKED, addresses):
            browser.get(address + asked)
            with CaptureQueriesContext(connection) as queries:
                browser.get(address + asked)
            of.append(len(queries))
        counted.append(of)

    assert counted[0] == counted[1] == counted[2]
    assert max(counted[0][: 2 * len(ASKED)]) <= 6
    assert max(counted[0][2 * len(ASKED) :]) <= 9  # of which two only plan


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


def test_who_only_hires_is_shown_as_a_client(clara, client):
    address = reverse("accounts:profile", args=[clara.handle])
    page = client.get(address).text
    assert "Rating as a client" in page
    assert "Jobs done" not in page
    profile = clara.client_profile
    profile.rating_sum, profile.rating_count = 900, 2
    profile.save()
    assert "<strong>4.5</strong>" in client.get(address).text


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


def test_what_was_changed_past_the_services_is_found_after_the_hourly_task(two, sena):
    User.objects.filter(pk=sena.pk).update(name="Zulaikha")
    assert names(q="zulaikha") == []
    assert learn_words() == KnownWord.objects.count() > 0
    assert names(q="zulaikha") == ["Zulaikha"]
    assert names(q="zulaikah") == ["Zulaikha"]  # a slip of the pen


def test_a_new_name_and_new_work_are_found_at_once(two, farid, now):
    update_account(user=farid, name="Bejo", language="id", timezone="Asia/Jakarta", by=farid)
    item = add_portfolio_item(
        user=farid, details=ItemDetails(title="Mural"), picture=None, by=farid, now=now
    )
    assert names(q="bejo") == names(q="mural") == ["Bejo"]
    assert names(q="hidayat") == []
    remove_portfolio_item(item=item, by=farid)
    assert names(q="mural") == []


@pytest.mark.parametrize("standing", ["restricted", "suspended"])
def test_whoever_may_begin_nothing_new_is_not_found(two, farid, standing):
    User.objects.filter(pk=farid.pk).update(standing=standing)
    assert names() == ["Sena Putri"]


def test_twenty_people_are_light(client, db):
    words = [
        "lukis",
        "gambar",
        "ukir",
        "tenun",
        "jahit",
        "foto",
        "suara",
        "cetak",
        "kebun",
        "tulis",
    ]
    skills = [make_skill(word, category=make_category()) for word in words]
    for number in range(A_PAGE):
        person = make_freelancer(f"{words[number % 10]} {number}", email=f"{number}@example.com")
        headline = f"{words[-number % 10]} untuk {words[number * 3 % 10]} {number}"
        complete_profile(
            person, headline=headline, skills=skills[number % 6 :][:5], region=make_region()
        )
    page = client.get(LIST + "?q=untuk")

    assert len(page.context["found"].results) == A_PAGE
    assert len(gzip.compress(page.content)) <= 8 * 1024

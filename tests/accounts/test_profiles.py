"""What freelancers and clients say about themselves: services and pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Availability, FreelancerProfile
from accounts.services.people import update_account, update_person
from accounts.services.profiles import (
    ClientDetails,
    FreelancerDetails,
    update_client_profile,
    update_freelancer_profile,
)
from core.errors import InvalidInput, LimitReached, NotAllowed
from core.money import Money
from tests.factories.accounts import complete_profile, make_category, make_region, make_skill

pytestmark = pytest.mark.django_db


def words(**changes):
    """What the form of a freelancer sends."""
    return {
        "headline": "Logos for small shops",
        "bio": "Ten years of drawing.",
        "category": make_category().pk,
        "skills": [make_skill().pk],
        "rate": "150.000",
        "availability": "limited",
        "languages": ["id", "jv"],
        "country": "ID",
        "region": make_region().pk,
        "is_listed": "on",
    } | changes


def test_a_profile_is_replaced(farid):
    details = FreelancerDetails(
        headline="Logos",
        bio="Draws",
        category=make_category(),
        skills=[make_skill()],
        rate=Money(150_000_00, "IDR"),
        languages=["id", "en", "id"],
        availability=Availability.LIMITED,
        region=make_region(),
    )

    update_freelancer_profile(user=farid, details=details, by=farid)
    update_freelancer_profile(user=farid, details=details, by=farid)

    profile = FreelancerProfile.objects.get(user=farid)
    assert (profile.headline, profile.rate, profile.languages) == (
        "Logos",
        Money(150_000_00, "IDR"),
        ["id", "en"],
    )
    assert [skill.slug for skill in profile.skills.all()] == ["logo-design"]
    assert profile.region_id == "32.73"


def test_a_region_belongs_to_indonesia(farid):
    details = FreelancerDetails(headline="Logos", country="SG", region=make_region())

    profile = update_freelancer_profile(user=farid, details=details, by=farid)

    assert (profile.country, profile.region) == ("SG", None)


@pytest.mark.parametrize(
    ("details", "refusal"),
    [
        ({"rate": Money(0, "IDR")}, InvalidInput),
        ({"rate": Money(-1, "IDR")}, InvalidInput),
        ({"languages": ["id"] * 11}, LimitReached),
    ],
)
def test_a_profile_that_cannot_be(farid, details, refusal):
    with pytest.raises(refusal):
        update_freelancer_profile(
            user=farid, details=FreelancerDetails(headline="New", **details), by=farid
        )

    assert FreelancerProfile.objects.get(user=farid).headline == ""


def test_skills_have_a_limit(farid):
    skills = [make_skill(f"skill-{number}") for number in range(21)]

    with pytest.raises(LimitReached):
        update_freelancer_profile(
            user=farid, details=FreelancerDetails(headline="New", skills=skills), by=farid
        )

    assert farid.freelancer_profile.skills.count() == 0


def test_nobody_writes_somebody_elses_profile(farid, clara, maya):
    for stranger in (clara, maya):
        with pytest.raises(NotAllowed):
            update_freelancer_profile(
                user=farid, details=FreelancerDetails(headline="Mine"), by=stranger
            )
        with pytest.raises(NotAllowed):
            update_client_profile(
                user=farid, details=ClientDetails(organisation="Mine"), by=stranger
            )

    assert FreelancerProfile.objects.get(user=farid).headline == ""


def test_the_page_saves_what_it_shows(farid, browser_of):
    browser = browser_of(farid)

    answer = browser.post(reverse("accounts:edit-profile"), words(), follow=True)

    assert answer.redirect_chain == [(reverse("accounts:edit-profile"), 302)]
    profile = FreelancerProfile.objects.get(user=farid)
    assert profile.rate == Money(150_000_00, "IDR")
    assert (profile.availability, profile.languages) == ("limited", ["id", "jv"])
    page = answer.content.decode()
    assert "Logos for small shops" in page
    assert 'value="32.73" selected' in page
    again = browser.post(
        reverse("accounts:edit-profile"), words(rate=profile_rate_as_shown(page)), follow=True
    )
    assert again.status_code == 200
    assert FreelancerProfile.objects.get(user=farid).rate == Money(150_000_00, "IDR")


def profile_rate_as_shown(page):
    return page.split('name="rate"')[1].split('value="')[1].split('"')[0]


@pytest.mark.parametrize(
    "change",
    [
        {"headline": ""},
        {"headline": "x" * 121},
        {"headline": "null\x00byte"},
        {"bio": "x" * 5001},
        {"category": "99999"},
        {"category": "' OR 1=1 --"},
        {"skills": ["99999"]},
        {"skills": ["abc"]},
        {"rate": "0"},
        {"rate": "-5"},
        {"rate": "1.5 coffee"},
        {"rate": "999999999999999999999"},
        {"rate": "1500,55"},
        {"availability": "always"},
        {"languages": ["klingon"]},
        {"languages": ["id", "en", "jv", "su", "min", "mad", "ban", "bug", "ace", "bjn", "ms"]},
        {"country": "XX"},
        {"region": "99.99"},
        {"region": "32"},
    ],
)
def test_bad_input_is_told_and_changes_nothing(farid, browser_of, change):
    answer = browser_of(farid).post(reverse("accounts:edit-profile"), words(**change))

    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == change.keys()
    assert FreelancerProfile.objects.get(user=farid).headline == ""


def test_script_is_shown_as_text(farid, browser_of):
    evil = "<script>alert('x')</script>"
    browser_of(farid).post(reverse("accounts:edit-profile"), words(headline=evil, bio=evil))

    page = browser_of(farid).get(reverse("accounts:profile", args=[farid.handle]))

    assert evil not in page.content.decode()
    assert "&lt;script&gt;" in page.content.decode()


def test_the_clients_page(clara, browser_of):
    browser_of(clara).post(
        reverse("accounts:edit-client-profile"),
        {"organisation": "Toko Clara", "about": "Kue", "country": "ID", "region": make_region().pk},
    )

    clara.client_profile.refresh_from_db()
    assert (clara.client_profile.organisation, clara.client_profile.region_id) == (
        "Toko Clara",
        "32.73",
    )


@pytest.mark.parametrize("change", [{"organisation": "x" * 101}, {"about": "x" * 2001}])
def test_the_clients_page_with_bad_input(clara, browser_of, change):
    answer = browser_of(clara).post(
        reverse("accounts:edit-client-profile"), {"country": "ID"} | change
    )

    assert answer.context["form"].errors.keys() == change.keys()
    clara.client_profile.refresh_from_db()
    assert clara.client_profile.about == ""


def test_editing_takes_few_queries_however_many_skills(farid, browser_of):
    browser = browser_of(farid)
    browser.get(reverse("accounts:edit-profile"))
    counts = []
    for skills in ([make_skill("one")], [make_skill(slug) for slug in ("one", "two", "three")]):
        complete_profile(farid, skills=skills)
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("accounts:edit-profile"))
        counts.append(len(queries))

    assert counts[0] == counts[1] < 12


@pytest.mark.parametrize(
    ("code", "zone"),
    [("74.71", "Asia/Makassar"), ("91.71", "Asia/Jayapura"), ("61.71", "Asia/Jakarta")],
)
def test_times_are_those_of_the_region_until_somebody_chooses(farid, code, zone):
    details = FreelancerDetails(region=make_region(code))
    update_freelancer_profile(user=farid, details=details, by=farid)
    farid.refresh_from_db()
    assert (farid.timezone, farid.chose_timezone) == (zone, False)

    update_account(user=farid, name="Farid", language="", timezone="UTC", by=farid)
    update_client_profile(user=farid, details=ClientDetails(region=make_region("74.72")), by=farid)
    farid.refresh_from_db()
    assert (farid.timezone, farid.chose_timezone) == ("UTC", True)


def test_saving_other_settings_is_no_choice_of_a_time_zone(farid):
    update_account(user=farid, name="F", language="id", timezone=farid.timezone, by=farid)
    update_client_profile(user=farid, details=ClientDetails(region=make_region("74.71")), by=farid)
    farid.refresh_from_db()
    assert farid.timezone == "Asia/Makassar"

    update_person(user=farid, change={"timezone": "Asia/Makassar"}, by=farid)
    update_client_profile(user=farid, details=ClientDetails(region=make_region()), by=farid)
    farid.refresh_from_db()
    assert farid.timezone == "Asia/Makassar"


def test_the_page_says_why_it_shows_another_time(farid, browser_of):
    kendari = make_region("74.71", name="Kota Kendari")
    browser = browser_of(farid)

    saved = browser.post(
        reverse("accounts:edit-profile"), words(region=kendari.pk), follow=True
    ).content.decode()
    again = browser.post(
        reverse("accounts:edit-profile"), words(region=kendari.pk), follow=True
    ).content.decode()

    why = "Times are shown in WITA, because you live in Kota Kendari."
    assert f"Your profile is saved. {why} You can choose another time zone" in saved
    assert why not in again
    assert why in browser.get(reverse("accounts:settings")).content.decode()

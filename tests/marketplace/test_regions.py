"""The pages of provinces, kabupaten and kota, and what they may tell of people's income."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts.models import Region
from accounts.services.reference import SOURCES, load_regions
from marketplace.regions.tree import address_of, provinces
from payments.models import Earning
from projects.local import earned_in
from projects.models import LocalBatch, LocalEarning
from projects.services.local import PATIENCE, tell_of_earnings
from tests.factories.accounts import complete_profile, make_client, make_freelancer, make_region
from tests.factories.payments import earn, rupiah
from tests.factories.projects import open_project


@pytest.fixture
def tegal(db):
    province = Region.objects.create(code="33", name="Jawa Tengah", kind="provinsi")
    for code, name in (("33.28", "Kabupaten Tegal"), ("33.29", "Kabupaten Brebes")):
        Region.objects.create(code=code, name=name, kind="kabupaten", province=province)
    return Region.objects.create(code="33.76", name="Kota Tegal", kind="kota", province=province)


def living_in(place, name, **fields):
    person = make_freelancer(name, email=f"{name.lower().replace(' ', '.')}@example.com")
    complete_profile(person, region=place, **fields)
    return person


def paid(place, many, *, now, payer, amounts=(), start=0):
    """So many people of a place, each paid once."""
    people = []
    for at in range(many):
        person = living_in(place, f"Person {place.code} {start + at}")
        earn(person, payer=payer, now=now, amount=rupiah(amounts[at] if amounts else 1_000_000))
        people.append(person)
    return people


def test_every_region_of_the_file_has_a_page_of_its_own(client: Client, db: None) -> None:
    count = load_regions(path=SOURCES / "regions-id.csv")
    places = [place for one in provinces() for place in (one, *one.towns)]

    assert len({place.address for place in places}) == len(places) == count == 552
    assert "/regions/jawa-tengah/kota-tegal/" in {place.address for place in places}
    for region in Region.objects.select_related("province").order_by("?")[:5]:
        assert region.name in client.get(address_of(region)).content.decode()
    for address in [places[0].address, places[-1].address, reverse("regions")]:
        assert client.get(address).status_code == 200


def test_the_page_shows_what_is_there_and_the_neighbours(client: Client, tegal, clara, now) -> None:
    open_project(by=clara, now=now, title="Paint a warung wall", region=tegal, is_remote=False)
    open_project(by=clara, now=now, title="Type in receipts", is_remote=True)
    brebes = Region.objects.get(code="33.29")
    open_project(by=clara, now=now, title="Count shallots", region=brebes, is_remote=False)
    living_in(tegal, "Tuti")

    town = client.get("/regions/jawa-tengah/kota-tegal/").content.decode()
    province = client.get("/regions/jawa-tengah/").content.decode()

    assert "Paint a warung wall" in town
    assert "Type in receipts" in town
    assert "Count shallots" not in town
    assert "Tuti" in town
    assert "/regions/jawa-tengah/kabupaten-brebes/" in town
    assert "Count shallots" in province
    assert "Paint a warung wall" in province


def test_the_numbers_of_a_place_are_those_of_its_lists(client: Client, tegal, clara, now) -> None:
    open_project(by=clara, now=now, title="Paint a warung wall", region=tegal)
    town = "/regions/jawa-tengah/kota-tegal/"
    assert client.get(town).context["open_count"] == 1
    open_project(by=clara, now=now, title="Paint a gate", region=tegal)
    living_in(tegal, "Tuti")
    page = client.get(town)
    assert (page.context["open_count"], page.context["freelancers"]) == (2, 1)
    for number in range(20):
        open_project(by=clara, now=now, title=f"Gate {number}", region=tegal)
    page = client.get("/regions/jawa-tengah/")
    assert (page.context["open_count"], len(page.context["projects"])) == (22, 20)


def test_the_list_of_regions_says_that_it_counts_what_names_a_place(client: Client, tegal) -> None:
    page = client.get(reverse("regions")).text
    assert "open projects that name a place" in page
    assert "Projects that name no place are not counted here." in page
    assert "name a place" not in client.get("/regions/jawa-tengah/").text


def test_an_empty_town_invites(client: Client, tegal) -> None:
    page = client.get("/regions/jawa-tengah/kabupaten-tegal/").content.decode()

    assert "Be the first in Kabupaten Tegal" in page
    assert "noindex" in page


def test_people_who_hide_and_those_suspended_are_not_shown(client: Client, tegal) -> None:
    living_in(tegal, "Hidden Hana", is_listed=False)
    suspended = living_in(tegal, "Suspended Surya")
    suspended.standing = "suspended"
    suspended.save()

    page = client.get("/regions/jawa-tengah/kota-tegal/").content.decode()

    assert "Hana" not in page
    assert "Surya" not in page


@pytest.mark.parametrize(
    "path", ["/regions/nowhere/", "/regions/jawa-tengah/nowhere/", "/regions/bali/kota-tegal/"]
)
def test_what_is_no_region_is_not_found(client: Client, tegal, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_code_leads_to_the_name(client: Client, tegal) -> None:
    answer = client.get("/regions/33-76/")

    assert answer.status_code == 301
    assert answer.headers["Location"] == "/regions/jawa-tengah/kota-tegal/"


@pytest.mark.parametrize("many", [1, 20])
def test_the_page_asks_at_most_six_questions(
    client: Client, tegal, clara, now, django_assert_max_num_queries, many: int
) -> None:
    for at in range(many):
        open_project(by=clara, now=now, title=f"Work {at}", region=tegal)
        open_project(by=clara, now=now, title=f"Anywhere {at}", is_remote=True)
        if at < 12:
            living_in(tegal, f"Worker {at}")

    for address in ("/regions/jawa-tengah/kota-tegal/", "/regions/jawa-tengah/", "/regions/"):
        with django_assert_max_num_queries(6):
            assert client.get(address).status_code == 200


def test_what_five_people_earned_is_told_net_and_rounded(tegal, clara, now, client) -> None:
    paid(tegal, 5, now=now, payer=clara)
    net = sum(Earning.objects.values_list("amount_minor", flat=True))

    assert tell_of_earnings(now=now) == 1

    earned = earned_in("33.76", now)
    assert earned.pieces == 5
    assert earned.amount.minor == net - net % 10_000_000
    assert earned_in("33", now) == earned_in(None, now) == earned
    assert earned_in("33.28", now).pieces == 0
    assert earned_in("33.76", now + timedelta(days=400)).pieces == 0
    shown = client.get("/api/v1/regions/33.76/figures").json()
    assert (shown["work_done"], shown["earned_minor"]) == (5, earned.amount.minor)


def test_fewer_than_five_people_are_not_told_of_however_much_they_do(tegal, clara, now) -> None:
    people = paid(tegal, 4, now=now, payer=clara)
    for person in people:
        earn(person, payer=clara, now=now)

    assert tell_of_earnings(now=now) == 0
    assert earned_in("33.76", now).pieces == 0


def test_nothing_is_told_where_one_person_has_more_than_half(tegal, clara, now) -> None:
    paid(tegal, 5, now=now, payer=clara, amounts=[5_000_000, *[1_000_000] * 4])

    assert tell_of_earnings(now=now) == 0

    paid(tegal, 1, now=now, payer=clara, start=9)
    assert tell_of_earnings(now=now) == 1


def test_a_day_later_nobody_is_seen_alone(tegal, clara, now) -> None:
    paid(tegal, 5, now=now, payer=clara)
    tell_of_earnings(now=now)
    before = earned_in("33.76", now)
    paid(tegal, 4, now=now, payer=clara, start=10)

    tell_of_earnings(now=now + timedelta(days=1))
    assert earned_in("33.76", now) == before

    paid(tegal, 1, now=now, payer=clara, start=20)
    tell_of_earnings(now=now + timedelta(days=2))
    assert earned_in("33.76", now).pieces == 10


def test_who_waits_too_long_is_told_of_with_the_province_and_nowhere_twice(
    tegal, clara, now
) -> None:
    brebes = Region.objects.get(code="33.29")
    paid(tegal, 3, now=now, payer=clara)
    paid(brebes, 3, now=now, payer=clara)
    tell_of_earnings(now=now)
    moved = now + PATIENCE
    tell_of_earnings(now=moved)  # moves up
    tell_of_earnings(now=moved)  # tells

    assert earned_in("33", now).pieces == 6
    assert earned_in("33.76", now).pieces == earned_in("33.29", now).pieces == 0

    paid(tegal, 5, now=now, payer=clara, start=10)
    tell_of_earnings(now=moved)
    assert (earned_in("33.76", now).pieces, earned_in("33", now).pieces) == (5, 11)


def test_moving_house_changes_nothing_that_was_noted(tegal, clara, now) -> None:
    people = paid(tegal, 5, now=now, payer=clara)
    tell_of_earnings(now=now)
    profile = people[0].freelancer_profile
    profile.region = make_region()
    profile.save()

    tell_of_earnings(now=now)

    assert earned_in("33.76", now).pieces == 5
    assert LocalEarning.objects.count() == 5


def test_telling_twice_tells_once(tegal, clara, now) -> None:
    paid(tegal, 5, now=now, payer=clara)

    assert [tell_of_earnings(now=now) for _ in range(2)] == [1, 0]
    assert LocalBatch.objects.count() == 1


def test_whatever_comes_in_each_step_of_a_figure_is_a_group(tegal, clara, now) -> None:
    """Every difference that anybody can compute, in time or between places, is a whole batch."""
    towns = [tegal, *Region.objects.filter(code__in=["33.28", "33.29"])]
    seen = {code: [0] for code in ("33", *(town.code for town in towns))}
    for day in range(8):
        for at, town in enumerate(towns):
            paid(town, (day + at) % 3, now=now, payer=clara, start=day * 10)
        later = now + timedelta(days=15 * day)
        tell_of_earnings(now=later)
        for code, counts in seen.items():
            counts.append(earned_in(code, now).pieces)
    for counts in seen.values():
        assert all(after - before == 0 or after - before >= 5 for before, after in pairwise(counts))
    apart = [
        whole - sum(seen[town.code][day] for town in towns) for day, whole in enumerate(seen["33"])
    ]
    assert all(rest == 0 or rest >= 5 for rest in apart)
    assert seen["33"][-1] > 0


def test_the_database_refuses_a_batch_of_four(tegal, now) -> None:
    with pytest.raises(IntegrityError, match="local_batch_hides_people"):
        LocalBatch.objects.create(
            place=tegal, year=2026, people=4, pieces=4, amount_minor=400, told_at=now
        )


def test_money_of_people_abroad_is_not_of_here(clara, now, tegal) -> None:
    for person in paid(tegal, 5, now=now, payer=make_client("Chandra")):
        profile = person.freelancer_profile
        profile.country, profile.region = "MY", None
        profile.save()

    tell_of_earnings(now=now)

    assert LocalEarning.objects.count() == 0

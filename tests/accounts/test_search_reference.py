"""Every facet and order of the search of freelancers against plain Python, thrown by dice."""

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import FreelancerProfile, Standing, User
from accounts.search import find_freelancers, read_search
from accounts.search.asked import ANSWERS, RATINGS, FreelancerSearch, rate_bands
from accounts.search.found import A_PAGE
from tests.factories.accounts import (
    complete_profile,
    make_category,
    make_freelancer,
    make_region,
    make_skill,
)

pytestmark = pytest.mark.django_db
CATEGORIES = ["design", "writing"]
SKILLS = ["logo-design", "copywriting", "editing", "typing"]
RATES = [None, 40_000, 50_000, 50_001, 100_000, 150_000, 400_000, 900_000]
VALUES = {
    "category": [*CATEGORIES, "gone"],
    "skill": SKILLS,
    "region": ["32", "32.73", "34", "34.04", "99"],
    "place": ["remote"],
    "rate": list(rate_bands()),
    "rating": list(RATINGS),
    "availability": ["open", "limited"],
    "answers": list(ANSWERS),
    "language": ["id", "en", "jv"],
    "identity": ["verified"],
    "newcomers": ["new"],
}


@pytest.fixture
def thrown(now):
    """Forty people of every kind, some of whom nobody should find."""
    dice = random.Random(5)
    skills = [make_skill(slug, category=make_category()) for slug in SKILLS]
    regions = [None, make_region(), make_region("34.04", name="Sleman", kind="kabupaten")]
    for number in range(40):
        person = make_freelancer(f"Person {number}", email=f"{number}@example.com")
        rate, stars = dice.choice(RATES), dice.choice([None, "2.90", "3.00", "4.10", "4.50"])
        complete_profile(
            person,
            headline=dice.choice(["Words", "Words", "Drawing", ""]),
            bio=dice.choice(["", "x" * 250]),
            category=make_category(dice.choice(CATEGORIES)),
            skills=dice.sample(skills, dice.randrange(4)),
            region=dice.choice(regions),
            works_remotely=dice.random() < 0.7,
            rate_minor=rate and rate * 100,
            currency="USD" if dice.random() < 0.1 else "IDR",
            rating_mean=stars and Decimal(stars),
            rating_count=dice.randrange(1, 9) if stars else 0,
            jobs_done=dice.choice([0, 0, 1, 4, 16]),
            availability=dice.choice(["open", "open", "limited", "away"]),
            languages=dice.sample(["id", "en", "jv"], dice.randrange(4)),
            answer_minutes=dice.choice([None, 0, 60, 61, 1440, 5000]),
            is_listed=dice.random() < 0.9,
        )
        if dice.random() < 0.3:
            person.verified_name, person.verified_at = person.name, now
        if dice.random() < 0.1:
            person.standing = dice.choice([Standing.RESTRICTED, Standing.SUSPENDED])
        person.is_active = dice.random() < 0.95
        person.date_joined = now - timedelta(days=dice.choice([1, 89, 90, 91, 400]), minutes=number)
        person.save()


def is_found(profile: FreelancerProfile) -> bool:
    user: User = profile.user
    return bool(
        profile.is_listed and profile.headline and user.is_active and user.standing == "good"
    )


def is_newcomer(profile, now) -> bool:
    is_young = profile.user.date_joined > now - timedelta(days=90)
    return is_young and profile.jobs_done == 0 and profile.rating_count == 0


def in_band(profile, code) -> bool:
    low, high = rate_bands()[code]
    rate = profile.rate_minor if profile.currency == "IDR" else None
    if rate is None:
        return False
    return (low is None or rate > low * 100) and (high is None or rate <= high * 100)


def fits(search: FreelancerSearch, profile: FreelancerProfile, now) -> bool:
    tests = {
        "category": lambda v: profile.category.slug == v,
        "skill": lambda v: v in {skill.slug for skill in profile.skills.all()},
        "region": lambda v: (
            profile.region and v in (profile.region.code, profile.region.province_id)
        ),
        "place": lambda v: profile.works_remotely,
        "rate": lambda v: in_band(profile, v),
        "rating": lambda v: profile.rating_mean is not None and profile.rating_mean >= Decimal(v),
        "availability": lambda v: profile.availability == v,
        "answers": lambda v: (
            profile.answer_minutes is not None and profile.answer_minutes <= int(v)
        ),
        "language": lambda v: v in profile.languages,
        "identity": lambda v: profile.user.is_verified,
        "newcomers": lambda v: is_newcomer(profile, now),
    }  # fmt: skip
    return is_found(profile) and all(tests[name](getattr(search, name)) for name in search.chosen)


def points(profile: FreelancerProfile) -> int:
    """The score without words, by hand."""
    free = {"open": 1000, "limited": 600}.get(profile.availability, 0)
    stars = int((Decimal(4) if profile.rating_mean is None else profile.rating_mean) * 200)
    done = 1000 * profile.jobs_done // (profile.jobs_done + 4)
    told = 300 * (profile.rate_minor is not None) + 300 * (profile.skills.count() >= 3)
    told += 200 * (len(profile.bio) >= 200) + 200 * profile.portfolio.exists()
    return free * 15 // 100 + stars * 15 // 100 + done * 10 // 100 + told * 10 // 100


def merit(profile: FreelancerProfile) -> tuple[int, int]:
    """What stands first before words are looked for, by hand."""
    free = {"open": 1000, "limited": 600}.get(profile.availability, 0)
    stars = int((Decimal(4) if profile.rating_mean is None else profile.rating_mean) * 200)
    return free + stars + 1000 * profile.jobs_done // (profile.jobs_done + 4), profile.pk


def in_order(search: FreelancerSearch, fitting: list[FreelancerProfile], now) -> list[int]:
    def rate(p: FreelancerProfile) -> int:
        return p.rate_minor if p.rate_minor is not None and p.currency == "IDR" else 10**17

    keys = {
        "rating": lambda p: (-(p.rating_mean or 0), -p.rating_count, -p.pk),
        "rate": lambda p: (rate(p), p.pk),
        "newest": lambda p: (-p.user.date_joined.timestamp(), -p.pk),
        "relevance": lambda p: (-points(p), -p.pk),
    }
    rows = sorted(fitting, key=keys[search.sorting])
    if search.sorting != "relevance":
        return [p.pk for p in rows]
    order: list[int] = []
    while rows:
        new = [p for p in rows if is_newcomer(p, now)]
        taken = new[0] if new and (len(order) + 1) % 5 == 0 else rows[0]
        rows.remove(taken)
        order.append(taken.pk)
    return order


def everybody() -> list[FreelancerProfile]:
    return list(
        FreelancerProfile.objects.select_related("user", "category", "region").prefetch_related(
            "skills"
        )
    )


def a_search(dice: random.Random) -> FreelancerSearch:
    names = dice.sample(sorted(VALUES), dice.choice([0, 1, 1, 1, 2]))
    asked = {name: dice.choice(VALUES[name]) for name in names}
    return read_search(asked | {"order": dice.choice(["relevance", "rating", "rate", "newest"])})


def test_every_facet_and_order_agrees_with_plain_python(thrown, now):
    dice, people, hits = random.Random(3), everybody(), 0
    for _each in range(60):
        search = a_search(dice)
        wanted = in_order(search, [p for p in people if fits(search, p, now)], now)
        found = find_freelancers(search, now)
        assert [p.pk for p in found.profiles] == wanted[:A_PAGE], search
        assert found.total == len(wanted), search
        hits += len(wanted) > 1
    assert hits > 20  # most searches are not empty, or this would prove nothing


def test_the_counts_of_options_are_what_choosing_them_brings(thrown, now):
    dice = random.Random(11)
    for _each in range(4):
        search = a_search(dice)
        for facet in find_freelancers(search, now).facets:
            for option in facet.options:
                if not option.is_chosen:
                    asked = {name: getattr(search, name) for name in search.chosen}
                    chosen = read_search(asked | {facet.name: option.value})
                    assert find_freelancers(chosen, now).total == option.count, (search, option)


def test_where_many_fit_facets_are_counted_among_those_with_the_most_merit(
    thrown, now, monkeypatch, client
):
    monkeypatch.setattr("core.search.counting.COUNTED", 10)
    monkeypatch.setattr("core.search.counting.FACETED", 4)
    people, told = sorted(everybody(), key=merit, reverse=True), 0
    for asked in ({}, {"place": "remote"}, {"language": "id", "order": "rate"}, {"q": "words"}):
        search = read_search(asked)
        found = find_freelancers(search, now)
        assert (found.total, found.is_more) == (10, True)
        for facet in found.facets:
            others = replace(search, **{facet.name: ""})
            first = [p for p in people if fits(others, p, now) and has_words(search, p)][:5]
            for option in facet.options:
                one = replace(FreelancerSearch(), **{facet.name: option.value})
                assert option.is_more
                assert option.count == sum(fits(one, p, now) for p in first), (search, option)
                told += option.count
    assert told > 100
    text = client.get("/freelancers/").text
    assert "10+ freelancers" in text
    assert client.get("/api/v1/search/freelancers").json()["is_more"] is True


def has_words(search: FreelancerSearch, profile: FreelancerProfile) -> bool:
    return search.q in profile.headline.lower()


def test_those_with_the_most_merit_are_put_in_order(thrown, now, monkeypatch, client):
    monkeypatch.setattr("accounts.search.found.RANKED", 8)
    people = sorted(everybody(), key=merit, reverse=True)
    for asked in ({}, {"place": "remote"}, {"availability": "open"}):
        search = read_search(asked)
        first = [p for p in people if fits(search, p, now)][:8]
        found = find_freelancers(search, now)
        assert [p.pk for p in found.profiles] == in_order(search, first, now)
        assert found.total > len(first) == 8
        assert found.has_more
    assert "See everybody by rating" in client.get("/freelancers/").text


def test_a_chosen_province_opens_into_its_regencies(thrown, now):
    def regions(**asked):
        [facet] = [
            f for f in find_freelancers(read_search(asked), now).facets if f.name == "region"
        ]
        return [option.value for option in facet.options]

    assert sorted(regions()) == ["32", "34"]
    assert sorted(regions(region="34")) == sorted(regions(region="34.04")) == ["32", "34", "34.04"]


def test_points_add_up_and_every_fifth_place_may_be_a_newcomers(thrown, now, client):
    found = find_freelancers(read_search({}), now)
    for result in found.results:
        assert result.why.score == sum(p.weight * p.value // 100 for p in result.why.parts)
        assert result.why.score == points(result.profile)
    kept = [place for place, result in enumerate(found.results, 1) if result.is_kept_place]
    assert kept
    assert all(place % 5 == 0 for place in kept)
    assert all(is_newcomer(found.results[place - 1].profile, now) for place in kept)


def test_the_interface_says_the_same_as_the_page(thrown, client):
    page = client.get("/freelancers/?q=words").context["found"]
    answer = client.get("/api/v1/search/freelancers?q=words").json()
    assert [r["freelancer"]["handle"] for r in answer["results"]] == [
        profile.user.handle for profile in page.profiles
    ]
    assert [r["why"]["score"] for r in answer["results"]] == [r.why.score for r in page.results]
    assert answer["total"] == page.total > 0


def test_nobody_found_says_what_to_let_go(thrown, client):
    asked = {"q": "words", "category": "gone"}
    found = client.get("/freelancers/", asked).context["found"]
    assert [way.name for way in found.relaxations] == ["category"]
    text = client.get("/freelancers/", asked).text
    assert "Let one thing go, and there is somebody" in text
    assert client.get("/freelancers/?q=wrods").context["found"].instead in ("", "words")

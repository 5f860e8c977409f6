"""Every facet and order against plain Python, on postings and searches thrown by dice."""

import random
from datetime import datetime, timedelta

import pytest

from accounts.models import Standing, User
from projects.models import OpenSkill, Project
from projects.search import find_projects, read_search
from projects.search.asked import BIDS, PLACES, POSTED, ProjectSearch, budget_bands
from projects.search.fits import Candidate, fits
from projects.services import postings
from tests.factories.accounts import make_category, make_region, make_skill
from tests.factories.projects import draft, rupiah

pytestmark = pytest.mark.django_db
CATEGORIES = ["design", "writing", "video"]
SKILLS = ["logo-design", "copywriting", "editing"]
AMOUNTS = [None, 90_000, 500_000, 500_001, 2_000_000, 7_500_000, 20_000_000, 25_000_000]
REGIONS = ["32.73", "32.04", "11.01", "gone"]


@pytest.fixture
def thrown(clara, sena, now):
    """Thirty postings of every kind."""
    dice = random.Random(42)
    category = {slug: make_category(slug) for slug in CATEGORIES}
    skills = [make_skill(slug) for slug in SKILLS]
    region = make_region()
    sena.verified_name, sena.verified_at = "Sena Putri", now
    sena.save()
    for number in range(30):
        ago = timedelta(hours=dice.choice([1, 20, 30, 100, 200, 700, 719]))
        most = dice.choice(AMOUNTS[1:])
        client = dice.choice([clara, clara, sena])
        project = draft(
            by=client,
            now=now - ago,
            title=f"Posting {number}",
            category=category[dice.choice(CATEGORIES)],
            skills=dice.sample(skills, dice.randrange(3)),
            region=dice.choice([None, region]),
            is_remote=dice.random() < 0.5,
            kind=dice.choice(["fixed", "hourly"]),
            language=dice.choice(["id", "en"]),
            budget_min_minor=None,
            budget_max_minor=rupiah(most).minor,
        )
        postings.publish_project(project=project, by=client, now=now - ago)
        currency = "USD" if dice.random() < 0.1 else "IDR"
        Project.objects.filter(pk=project.pk).update(
            bids_count=dice.choice([0, 1, 5, 6, 40]), currency=currency
        )


def a_search(dice: random.Random) -> ProjectSearch:
    values = {
        "category": CATEGORIES,
        "skill": SKILLS,
        "region": ["32", "32.73", "11"],
        "place": list(PLACES),
        "kind": ["fixed", "hourly"],
        "budget": list(budget_bands()),
        "posted": list(POSTED),
        "language": ["id", "en"],
        "bids": list(BIDS),
        "client": ["verified"],
    }
    names = dice.sample(sorted(values), dice.choice([1, 1, 2, 3]))
    asked = {name: dice.choice(values[name]) for name in names}
    return read_search(asked | {"order": dice.choice(["newest", "closing", "budget"])})


def expected(search, candidates, now):
    """What fits, in the order asked for, as one would write it down by hand."""
    fitting = [c.project for c in candidates if fits(search, c, now)]

    def budget(project: Project) -> int:
        return (project.budget_max_minor or 0) if project.currency == "IDR" else 0

    keys = {
        "newest": lambda p: (-p.published_at.timestamp(), -p.pk),
        "closing": lambda p: (p.expires_at.timestamp(), p.pk),
        "budget": lambda p: (-budget(p), -p.pk),
    }
    return [p.pk for p in sorted(fitting, key=keys[search.sorting])]


def test_every_facet_and_order_agrees_with_plain_python(thrown, now):
    dice = random.Random(7)
    candidates = [Candidate.of(p) for p in Project.objects.select_related("category", "region")]
    hits = 0
    for _each in range(60):
        search = a_search(dice)
        wanted = expected(search, candidates, now)
        found = find_projects(search, now)
        assert [p.pk for p in found.projects] == wanted[:20], search
        assert found.total == len(wanted), search
        hits += bool(wanted)
    assert hits > 20  # most searches are not empty, or this would prove nothing


def test_the_counts_of_options_are_what_choosing_them_brings(thrown, now):
    dice = random.Random(11)
    for _each in range(6):
        search = a_search(dice)
        for facet in find_projects(search, now).facets:
            for option in facet.options:
                if not option.is_chosen:
                    asked = {name: getattr(search, name) for name in search.chosen}
                    chosen = read_search(asked | {facet.name: option.value})
                    assert find_projects(chosen, now).total == option.count, (search, option)


def test_numbers_are_capped_and_say_so(thrown, now, monkeypatch, client):
    monkeypatch.setattr("core.search.counting.COUNTED", 10)
    monkeypatch.setattr("core.search.counting.FACETED", 4)
    found = find_projects(ProjectSearch(), now)

    assert (found.total, found.is_more) == (10, True)
    kinds = next(facet for facet in found.facets if facet.name == "kind")
    assert sum(option.count for option in kinds.options) == 5
    assert all(option.is_more for option in kinds.options)
    assert "10+ projects" in client.get("/projects/").content.decode()


def test_skills_of_open_postings_are_kept_beside_them(thrown, clara, now):
    def standing() -> set[tuple[int, int, datetime]]:
        return set(OpenSkill.objects.values_list("project_id", "skill_id", "published_at"))

    def expected_of(state: str) -> set[tuple[int, int, datetime]]:
        links = Project.skills.through.objects.filter(project__state=state)
        return set(links.values_list("project_id", "skill_id", "project__published_at"))

    assert standing() == expected_of("open")
    assert standing()
    one = Project.objects.filter(skills__isnull=False).first()
    assert one is not None
    one.skills.clear()
    assert standing() == expected_of("open")
    two = Project.objects.filter(skills__isnull=False).first()
    assert two is not None
    postings.cancel_project(project=two, by=clara, reason="No money.", now=now)
    assert standing() == expected_of("open")
    assert two.pk not in {project for project, *_rest in standing()}
    Project.objects.filter(skills__isnull=False).update(published_at=now + timedelta(minutes=1))
    assert standing() == expected_of("open")
    User.objects.filter(pk=clara.pk).update(standing=Standing.SUSPENDED)
    others = set(Project.objects.exclude(client=clara).values_list("pk", flat=True))
    assert {project for project, *_rest in standing()} <= others
    User.objects.filter(pk=clara.pk).update(standing=Standing.GOOD)
    assert standing() == expected_of("open")

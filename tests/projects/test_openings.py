"""What a search sees of open postings is what stands in the postings, whatever changes them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db.models import Case, F, Func, OuterRef, TextField, Value, When
from django.db.models.functions import Cast, Concat, Length, Replace
from django.test import Client

from accounts.models import Region, Standing, User
from core.search.documents import CONFIGS
from projects.local import count_of_open_in, open_projects_in
from projects.models import Opening, Project
from projects.search import find_projects, read_search
from projects.selectors import open_projects, openings_by_category
from projects.services import postings
from projects.services.saved_searches import tell_of_new
from projects.states import ProjectState
from tests.factories.accounts import make_category, make_client, make_region, make_skill
from tests.factories.projects import draft, open_project

pytestmark = pytest.mark.django_db
COLUMNS = (
    *("client_id", "category_id", "region_id", "published_at", "expires_at", "kind", "language"),
    *("is_remote", "currency", "budget_min_minor", "budget_max_minor", "bids_count"),
)
DAY = timedelta(days=1)
BANDUNG = [
    SearchVector(Value("bandung jawa barat"), weight="C", config=config) for config in CONFIGS
]


def of_postings() -> dict[int, dict[str, object]]:
    """As one would write the rows down by hand."""
    there = Func(F("search"), *BANDUNG, arg_joiner=" || ", template="%(expressions)s")
    placed = Case(When(region=None, then=F("search")), default=there, output_field=TextField())
    kind = Concat(Value("kind0"), Replace("category__slug", Value("-"), Value("")))
    named = Func(kind, template="to_tsvector('simple', %(expressions)s)")
    none = Cast(Value(""), SearchVectorField())
    of_kind = Case(When(category=None, then=none), default=named, output_field=SearchVectorField())
    words = Func(
        placed, of_kind, arg_joiner=" || ", template="%(expressions)s", output_field=TextField()
    )
    rows = open_projects().annotate(long=Length("description"), words=words)
    return {
        row.pk: {name: getattr(row, name) for name in COLUMNS}
        | {
            "search": row.words,
            "description_length": row.long,
            "skill_ids": sorted(row.skills.values_list("pk", flat=True)),
            "is_client_verified": row.client.is_verified,
            "client_since": row.client.date_joined,
            "client_rating": row.client.client_profile.rating_mean,
            "client_ratings": row.client.client_profile.rating_count,
        }
        for row in rows
    }


def kept() -> dict[int, dict[str, object]]:
    return {row.pop("project_id"): row for row in Opening.objects.values()}


@pytest.fixture
def two(clara, now):
    """One with everything, one with little; and a draft, which nobody sees."""
    draft(by=clara, now=now, title="Draft")
    return [
        open_project(by=clara, now=now, skills=[make_skill("a"), make_skill("b")]),
        open_project(by=make_client("Nina New"), now=now, skills=[], budget_min_minor=None),
    ]


def test_what_opens_is_kept_whole(two):
    assert kept() == of_postings()
    assert set(kept()) == {project.pk for project in two}


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Something else"},
        {"description": "Longer than before, and other words."},
        {"description": "X"},  # no word of its own
        {"bids_count": 7},
        {"budget_min_minor": None, "budget_max_minor": 5},
        {"is_remote": False, "kind": "hourly", "language": "en", "currency": "USD"},
        {"expires_at": None, "state": ProjectState.DRAFT},
        {"state": ProjectState.AWARDING},
    ],
)
def test_what_changes_is_changed(two, change):
    before = kept()
    Project.objects.filter(pk=two[0].pk).update(**change)

    assert kept() == of_postings()
    assert kept() != before


def test_place_and_kind_of_work_follow(two):
    for place in (make_region(), None):
        Project.objects.filter(pk=two[0].pk).update(region=place, category=make_category("video"))
        assert kept() == of_postings()


def test_a_posting_is_found_by_its_town_and_province(two, clara, now):
    def found(words: str) -> set[int]:
        return {p.pk for p in find_projects(read_search({"q": words}), now).projects}

    one = two[0].pk
    assert not found("bandung")
    Project.objects.filter(pk=one).update(region=make_region())
    for words in ("bandung", "logo bandung", '"jawa barat"', "West Java"):
        assert found(words) == {one}, words
    assert not found("kota")
    Project.objects.filter(pk=one).update(title="Signboard")
    assert found("signboard bandung") == {one}
    Project.objects.filter(pk=one).update(region=None)
    assert not found("bandung")
    assert kept() == of_postings()


def test_skills_follow_one_by_one(two):
    one = two[1]
    for skills in ([make_skill("x"), make_skill("y")], [make_skill("y")], []):
        one.skills.set(skills)
        assert kept() == of_postings()
    other = two[0].skills.through.objects.filter(project=two[0]).first()
    assert other is not None
    other.project = one
    other.save()
    assert kept() == of_postings()


def test_what_closes_is_gone_and_comes_back(two, clara, now):
    postings.cancel_project(project=two[0], by=clara, reason="No money.", now=now)
    assert set(kept()) == {two[1].pk}

    Project.objects.filter(pk=two[1].pk).update(state=ProjectState.FILLED)
    two[1].skills.add(make_skill("later"))
    assert kept() == {}
    Project.objects.filter(pk=two[1].pk).update(state=ProjectState.OPEN)
    assert kept() == of_postings() != {}


def test_a_row_that_is_written_open_is_kept_until_it_is_deleted(clara, now):
    """As imports write it, without the services."""
    dates = {"created_at": now, "updated_at": now, "published_at": now, "expires_at": now + DAY}
    project = Project.objects.create(client=clara, title="Ready", state="open", **dates)
    project.skills.add(make_skill("a"))
    assert kept() == of_postings() != {}
    project.skills.clear()
    project.delete()
    assert kept() == {}


def test_what_is_known_of_a_client_follows(two, clara, now):
    clara.verified_name, clara.verified_at = "Clara Wijaya", now
    clara.save()
    assert kept()[two[0].pk]["is_client_verified"] is True
    clara.client_profile.rating_mean, clara.client_profile.rating_count = Decimal("4.50"), 2
    clara.client_profile.save()
    User.objects.filter(pk=clara.pk).update(date_joined=now - DAY)
    assert kept()[two[0].pk]["client_rating"] == Decimal("4.50")
    assert kept() == of_postings()


@pytest.mark.parametrize("standing", [Standing.RESTRICTED, Standing.SUSPENDED])
def test_what_a_held_back_client_has_posted_goes_and_comes_back(two, clara, now, standing):
    """In lists, searches, counts and the API; the page of the posting says that it waits."""
    before, region = kept(), make_region()
    later = draft(by=clara, now=now, title="Opened in another way")
    Project.objects.filter(pk=two[0].pk).update(region=region)
    clara.standing = standing
    clara.save()
    times = {"published_at": now, "expires_at": now + DAY}
    Project.objects.filter(pk=later.pk).update(state=ProjectState.OPEN, **times)

    assert set(kept()) == {two[1].pk} == {project.pk for project in open_projects()}
    assert set(of_postings()) == {two[1].pk}
    assert sum(openings_by_category().values()) == 1
    found = Client().get("/api/v1/projects").json()["results"]
    assert [one["id"] for one in found] == [two[1].pk]
    assert f"/projects/{two[0].pk}/" not in Client().get("/projects/").content.decode()
    assert Region.objects.annotate(n=count_of_open_in(OuterRef("pk"))).get(pk=region.pk).n == 0
    assert not open_projects_in([region.pk]).exists()
    assert tell_of_new(now=now) == 1

    clara.standing = Standing.GOOD
    clara.save()
    assert kept() == of_postings()
    assert set(kept()) == {*before, later.pk}
    assert Region.objects.annotate(n=count_of_open_in(OuterRef("pk"))).get(pk=region.pk).n == 1
    assert tell_of_new(now=now) == 2


def test_from_one_measure_to_a_stricter_one_nothing_comes_back(two, clara):
    for standing in (Standing.RESTRICTED, Standing.SUSPENDED, Standing.RESTRICTED):
        User.objects.filter(pk=clara.pk).update(standing=standing)
        Project.objects.filter(pk=two[0].pk).update(bids_count=3, title="Other words")
        assert set(kept()) == {two[1].pk}

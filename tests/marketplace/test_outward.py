"""What search engines are told: the map, what to leave alone, and one address in each language."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Standing
from marketplace.outward import public, sitemaps
from marketplace.outward.addresses import FIXED, LISTS, PAGES
from projects.models import Project
from projects.states import ProjectState
from tests.factories.accounts import complete_profile, make_client, make_freelancer
from tests.factories.projects import draft, open_project
from tests.test_who_may_open import addresses, kept, key_of

SITE = settings.SITE_URL


@pytest.fixture
def now():
    """Pages read the clock."""
    return timezone.now()


def listed(client: Client, path: str) -> list[str]:
    """The paths that a file of the map holds."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/xml")
    found = re.findall(r"<loc>([^<]+)</loc>", answer.content.decode())
    assert all(address.startswith(f"{SITE}/") for address in found)
    return [address.removeprefix(SITE) for address in found]


def head_of(client: Client, path: str, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    return answer.content.decode().partition("</head>")[0]


def links(head: str) -> dict[str, str]:
    """The canonical address and the alternates, by language."""
    found = dict(re.findall(r'hreflang="([^"]+)" href="([^"]+)"', head))
    if canonical := re.search(r'<link rel="canonical" href="([^"]+)"', head):
        found["canonical"] = canonical[1]
    return found


def test_the_map_names_a_file_for_each_section_that_holds_something(
    client: Client, tegal, farid, clara, now
) -> None:
    assert listed(client, "/sitemap.xml") == ["/sitemap-pages-1.xml"]
    complete_profile(farid)
    open_project(by=clara, now=now, region=tegal)
    cache.clear()

    assert listed(client, "/sitemap.xml") == [
        "/sitemap-pages-1.xml",
        "/sitemap-projects-1.xml",
        "/sitemap-freelancers-1.xml",
        "/sitemap-regions-1.xml",
    ]


def test_fixed_pages_are_on_the_map_and_answer(client: Client, db: None) -> None:
    paths = listed(client, "/sitemap-pages-1.xml")

    assert paths == [reverse(name) for name in (*FIXED, *LISTS)]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200
        assert "X-Robots-Tag" not in answer.headers
        assert links(head_of(client, path))["canonical"] == SITE + path


@pytest.mark.parametrize("path", ["/sitemap-pages-2.xml", "/sitemap-pages-0.xml"])
def test_there_is_no_file_past_the_last(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 404


def test_there_is_no_file_of_an_unknown_section(client: Client, db: None) -> None:
    assert client.get("/sitemap-contracts-1.xml").status_code == 404


def test_only_open_projects_are_on_the_map_with_the_day_of_their_last_change(
    client: Client, clara, now
) -> None:
    shown = open_project(by=clara, now=now, title="A logo")
    for state in set(ProjectState) - {ProjectState.OPEN}:
        other = open_project(by=clara, now=now, title=f"In state {state}")
        Project.objects.filter(pk=other.pk).update(state=state)
    draft(by=clara, now=now, title="A draft")
    late = open_project(by=clara, now=now, title="Past its day")
    Project.objects.filter(pk=late.pk).update(expires_at=now - timedelta(minutes=1))

    assert listed(client, "/sitemap-projects-1.xml") == [f"/projects/{shown.pk}/"]
    day = f"{shown.updated_at:%Y-%m-%d}"
    assert f"<lastmod>{day}</lastmod>" in client.get("/sitemap-projects-1.xml").content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"standing": Standing.RESTRICTED},
        {"standing": Standing.SUSPENDED},
        {"is_active": False},
        {"is_active": False, "closed_at": "2026-01-01T00:00Z"},
    ],
)
def test_whoever_may_not_begin_anything_is_not_on_the_map(
    client: Client, farid, clara, now, change
) -> None:
    complete_profile(farid)
    project = open_project(by=clara, now=now)
    for person in (farid, clara):
        type(person).objects.filter(pk=person.pk).update(**change)

    assert listed(client, "/sitemap-projects-1.xml") == []
    assert listed(client, "/sitemap-freelancers-1.xml") == []
    for path in (f"/projects/{project.pk}/", f"/people/{farid.handle}/"):
        head = head_of(client, path)
        assert 'content="noindex' in head
        assert links(head) == {}


def test_only_freelancers_who_want_to_be_found_are_on_the_map(client: Client, farid, sena) -> None:
    complete_profile(farid)
    complete_profile(sena, is_listed=False)
    make_client("Without a profile", email="without@example.com")

    assert listed(client, "/sitemap-freelancers-1.xml") == [f"/people/{farid.handle}/"]
    assert "noindex" in head_of(client, f"/people/{sena.handle}/")
    assert "noindex" not in head_of(client, f"/people/{farid.handle}/")


def test_only_regions_with_something_in_them_are_on_the_map(
    client: Client, tegal, clara, now
) -> None:
    open_project(by=clara, now=now, region=tegal)

    paths = listed(client, "/sitemap-regions-1.xml")
    assert paths == ["/regions/jawa-tengah/", "/regions/jawa-tengah/kota-tegal/"]
    assert "noindex" not in head_of(client, paths[1])
    assert "noindex" in head_of(client, "/regions/jawa-tengah/kabupaten-tegal/")


def test_one_thing_and_the_selection_agree(db, now) -> None:
    """Every state, standing and kind of account: what is chosen is what is said to be chosen."""
    for number, standing in enumerate(Standing):
        for is_active in (True, False):
            person = make_freelancer("P Q", email=f"p{number}{is_active}@example.com")
            complete_profile(person, is_listed=bool(number != 1 or is_active))
            project = open_project(by=person, now=now)
            type(person).objects.filter(pk=person.pk).update(standing=standing, is_active=is_active)
            for state in (ProjectState.OPEN, ProjectState.REMOVED):
                Project.objects.filter(pk=project.pk).update(state=state)
                project = Project.objects.select_related("client__freelancer_profile").get(
                    pk=project.pk
                )
                is_chosen = public.told_projects(now).filter(pk=project.pk).exists()
                assert public.is_told_project(project, now) == is_chosen
            person = project.client
            is_chosen = public.told_people().filter(user=person).exists()
            assert public.is_told_person(person) == is_chosen


def test_the_day_of_a_change_is_the_same_for_whoever_asks(client: Client, clara, now) -> None:
    project = open_project(by=clara, now=now)
    late = now.replace(hour=23) - timedelta(days=3)  # already the next day in Jakarta
    Project.objects.filter(pk=project.pk).update(updated_at=late)

    page = client.get("/sitemap-projects-1.xml").content.decode()
    assert f"<lastmod>{late:%Y-%m-%d}</lastmod>" in page


@pytest.mark.parametrize("many", [1, 7])
def test_a_file_asks_the_same_whatever_it_holds(
    client: Client, clara, now, django_assert_num_queries, many: int
) -> None:
    for at in range(many):
        open_project(by=clara, now=now, title=f"Work {at}")
        complete_profile(make_freelancer("F G", email=f"f{at}@example.com"))

    with django_assert_num_queries(2):
        assert len(listed(client, "/sitemap-projects-1.xml")) == many
    with django_assert_num_queries(2):
        assert len(listed(client, "/sitemap-freelancers-1.xml")) == many
    with django_assert_num_queries(1):
        listed(client, "/sitemap-regions-1.xml")
    with django_assert_num_queries(0):
        listed(client, "/sitemap-pages-1.xml")
    cache.clear()
    with django_assert_num_queries(3):
        listed(client, "/sitemap.xml")
    with django_assert_num_queries(0):
        listed(client, "/sitemap.xml")


def test_files_are_bounded(client: Client, clara, now, monkeypatch) -> None:
    assert sitemaps.Section.limit == 5_000
    monkeypatch.setattr(sitemaps.Section, "limit", 2)
    pks = [open_project(by=clara, now=now, title=f"Work {at}").pk for at in range(5)]

    files = [path for path in listed(client, "/sitemap.xml") if "projects" in path]
    found = [path for file in files for path in listed(client, file)]
    assert len(files) == 3
    assert found == [f"/projects/{pk}/" for pk in sorted(pks, reverse=True)]


def test_the_map_is_kept_for_programs_and_says_so(client: Client, db: None) -> None:
    answer = client.get("/sitemap.xml")

    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert client.post("/sitemap.xml").status_code == 405


def test_another_host_in_the_request_is_not_repeated(client: Client, clara, now) -> None:
    open_project(by=clara, now=now)

    for path in ("/sitemap.xml", "/sitemap-projects-1.xml", "/robots.txt", "/projects/"):
        page = client.get(path, headers={"host": "elsewhere.example"}).content.decode()
        assert "elsewhere.example" not in page


def rules_of_robots(client: Client) -> list[re.Pattern[str]]:
    text = client.get("/robots.txt").content.decode()
    closed = [line.split()[1] for line in text.splitlines() if line.startswith("Disallow:")]
    return [re.compile(re.escape(path).replace(r"\*", ".*")) for path in closed]


def is_closed(rules: list[re.Pattern[str]], path: str) -> bool:
    return any(rule.match(path) for rule in rules)


def test_robots_are_led_to_the_map_and_away_from_rooms(client: Client, tegal, clara, now) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert f"\nSitemap: {SITE}/sitemap.xml\n" in answer.content.decode()
    assert "User-agent: *\n" in answer.content.decode()

    rules = rules_of_robots(client)
    project = open_project(by=clara, now=now, region=tegal)
    complete_profile(clara)
    assert len(listed(client, "/sitemap.xml")) == 4
    for file in listed(client, "/sitemap.xml"):
        for path in (file, *listed(client, file)):
            assert not is_closed(rules, path), path
            assert not is_closed(rules, f"{path}?lang=id"), path
    for path in (
        "/media/public/portfolio/a.webp",
        "/static/css/karya.css",
        "/projects/?category=x",
    ):
        assert not is_closed(rules, path), path
    for path in (
        "/projects/?q=logo",
        "/projects/?category=design&q=logo",
        "/projects/?after=abc",
        "/freelancers/?order=rating",
        "/projects/?weights=words.3",
        "/projects/?weight_words=3",
        f"/projects/{project.pk}/bid/",
        "/api/v1/projects",
        "/dashboard/",
    ):
        assert is_closed(rules, path), path


def test_robots_are_kept_from_every_room_with_a_door(client: Client, db: None) -> None:
    rules = rules_of_robots(client)
    rows = kept()
    rooms = {}
    for name, written in addresses():
        path = "/" + re.sub(r"<[^>]+>", "1", written)
        is_open = rows[key_of(name, written)][0] == "o"
        rooms.setdefault(path.split("/")[1], []).append((is_open, path))
        assert is_open or name not in PAGES - {"projects:detail"}, name

    closed = [paths for paths in rooms.values() if not any(is_open for is_open, _path in paths)]
    assert len(closed) > 30
    for paths in closed:
        for _is_open, path in paths:
            assert is_closed(rules, path) or path.startswith("/media/"), path


@pytest.mark.parametrize(
    "path", ["/dashboard/", "/accounts/login/", "/settings/", "/nowhere/", "/people/x/reviews/"]
)
def test_what_is_not_public_is_not_kept(client: Client, db: None, path: str) -> None:
    assert client.get(path).headers["X-Robots-Tag"] == "noindex"


def test_private_pages_have_no_canonical_address(browser_of, clara) -> None:
    answer = browser_of(clara).get("/dashboard/")

    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert links(answer.content.decode()) == {}


@pytest.mark.parametrize("path", ["/", "/fees/", "/projects/"])
def test_each_language_has_an_address_that_names_all_of_them(
    client: Client, db: None, path: str
) -> None:
    expected = {
        "id": f"{SITE}{path}?lang=id",
        "en": f"{SITE}{path}?lang=en",
        "x-default": f"{SITE}{path}",
    }
    for language in ("id", "en"):
        answer = Client().get(f"{path}?lang={language}", headers={"accept-language": "de"})
        page = answer.content.decode()
        assert f'<html lang="{language}">' in page
        assert answer.headers["Content-Language"] == language
        assert links(page) == {**expected, "canonical": expected[language]}
    assert links(head_of(Client(), path)) == {**expected, "canonical": expected["x-default"]}


def test_what_is_tracked_is_not_part_of_the_address(client: Client, db: None) -> None:
    head = head_of(client, "/fees/?utm_source=news&fbclid=x&lang=id&gclid=1")

    assert links(head)["canonical"] == f"{SITE}/fees/?lang=id"
    assert links(head_of(client, "/fees/?utm_source=n"))["canonical"] == f"{SITE}/fees/"


@pytest.mark.parametrize("language", ["fr", "", "id-ID", "<script>", "EN"])
def test_an_unknown_language_is_not_heard(client: Client, db: None, language: str) -> None:
    answer = client.get("/fees/", {"lang": language}, headers={"accept-language": "id"})

    assert '<html lang="id">' in answer.content.decode()
    assert links(answer.content.decode())["canonical"] == f"{SITE}/fees/"
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


def test_the_next_page_speaks_as_the_address_did(client: Client, db: None) -> None:
    answer = client.get("/fees/?lang=id", headers={"accept-language": "en"})
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "id"
    assert "Cookie" in answer.headers["Vary"]

    following = client.get("/help/", headers={"accept-language": "en"})
    assert '<html lang="id">' in following.content.decode()
    again = client.get("/fees/?lang=id", headers={"accept-language": "en"})
    assert settings.LANGUAGE_COOKIE_NAME not in again.cookies


def test_the_language_of_one_request_is_not_that_of_the_next(db: None) -> None:
    Client().get("/fees/?lang=id", headers={"accept-language": "en"})

    page = Client().get("/fees/", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="en">' in page


def test_pieces_that_are_kept_are_kept_by_language(client: Client, clara, now, settings) -> None:
    settings.PIECES_KEPT_FOR = 60
    open_project(by=clara, now=now)

    english = Client().get("/projects/?lang=en").content.decode()
    indonesian = Client().get("/projects/?lang=id").content.decode()
    assert "1 project<" in english
    assert "1 project<" not in indonesian
    assert "1 proyek<" in indonesian


def test_the_language_of_an_account_is_its_owners(browser_of, clara) -> None:
    clara.language = "en"
    clara.save()
    answer = browser_of(clara).get("/fees/?lang=id")

    assert '<html lang="en">' in answer.content.decode()
    assert settings.LANGUAGE_COOKIE_NAME not in answer.cookies


def test_the_switch_leads_to_an_address_that_names_no_language(client: Client, db: None) -> None:
    page = client.get("/projects/?lang=id&place=remote").content.decode()
    assert 'name="next" value="/projects/?place=remote"' in page

    client.post("/language/", {"language": "en", "next": "/projects/?place=remote"})
    assert '<html lang="en">' in client.get("/projects/?place=remote").content.decode()


def test_forms_do_not_hear_the_language_of_an_address(client: Client, db: None) -> None:
    answer = client.get("/accounts/login/?lang=id", headers={"accept-language": "en"})

    assert '<html lang="en">' in answer.content.decode()


@pytest.mark.parametrize("start", ["/projects/", "/freelancers/"])
@pytest.mark.parametrize(
    "query", ["q=logo", "category=design", "order=newest", "after=x", "region=33", "q=a&lang=id"]
)
def test_a_search_is_not_kept_but_followed(client: Client, db, start: str, query: str) -> None:
    if start == "/freelancers/" and query == "order=newest":
        query = "order=rating"
    head = head_of(client, f"{start}?{query}")

    assert '<meta name="robots" content="noindex, follow">' in head
    assert links(head) == {}


def test_a_list_with_nothing_asked_is_kept(client: Client, db: None) -> None:
    for query in ("?utm_source=x", "?q=", "?order=nonsense", "?lang=en"):
        assert "noindex" not in head_of(client, f"/projects/{query}"), query


def test_what_was_taken_down_is_not_kept(client: Client, clara, now) -> None:
    project = open_project(by=clara, now=now)
    Project.objects.filter(pk=project.pk).update(state=ProjectState.REMOVED)
    answer = client.get(f"/projects/{project.pk}/")

    assert answer.status_code == 410
    assert "noindex" in answer.content.decode()
    assert links(answer.content.decode()) == {}


def test_pages_that_are_told_of_have_an_address(db: None) -> None:
    assert {name for name, _written in addresses()} >= PAGES

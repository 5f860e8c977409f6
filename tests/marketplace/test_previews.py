"""What link previews and machines that read schema.org are told, and what they are not."""

import json
import re
from html import unescape
from io import BytesIO
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation
from PIL import Image

from accounts.models import Standing
from marketplace.outward import cards, drawing
from marketplace.outward.cards import Card, drawable, project_card, site_card
from projects.models import Project
from projects.models.postings import Kind
from projects.states import ProjectState
from tests.factories.accounts import complete_profile
from tests.factories.projects import draft, open_project, rupiah

SITE = settings.SITE_URL
HOSTILE = "</script><script>alert(1)</script>\u2028\u2029 & \"quotes\" 'n' <!-- {{ 7*7 }}"


@pytest.fixture
def now():
    """Pages read the clock."""
    return timezone.now()


def page_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def about(client: Client, path: str) -> dict[str, dict]:
    """What the page says in words of schema.org, by type."""
    page = page_of(client, path)
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    if not found:
        return {}
    assert len(found) == 1
    told = json.loads(found[0])
    assert told["@context"] == "https://schema.org"
    return {one["@type"]: one for one in told["@graph"]}


def tags(client: Client, path: str) -> dict[str, str]:
    page = page_of(client, path).partition("</head>")[0]
    found = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', page)
    return {name: unescape(value) for name, value in found}


def picture_path(client: Client, path: str) -> str:
    return tags(client, path)["og:image"].removeprefix(SITE)


def test_a_posting_is_a_job_for_a_contractor(client: Client, clara, tegal, now) -> None:
    clara.client_profile.organisation = "Batik Tegal"
    clara.client_profile.save()
    project = open_project(
        by=clara, now=now, region=tegal, is_remote=False, description="Two colours.\n\n- one"
    )

    job = about(client, f"/projects/{project.pk}/")["JobPosting"]

    assert job == {
        "@type": "JobPosting",
        "title": "Logo for a batik shop",
        "description": job["description"],
        "identifier": {"@type": "PropertyValue", "name": "Karya", "value": str(project.pk)},
        "url": f"{SITE}/projects/{project.pk}/",
        "datePosted": project.published_at.isoformat(),
        "validThrough": project.expires_at.isoformat(),
        "employmentType": "CONTRACTOR",
        "directApply": True,
        "hiringOrganization": {"@type": "Organization", "name": "Batik Tegal"},
        "skills": job["skills"],
        "industry": "Design",
        "baseSalary": {
            "@type": "MonetaryAmount",
            "currency": "IDR",
            "value": {"@type": "QuantitativeValue", "minValue": 500_000, "maxValue": 1_500_000},
        },
        "jobLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": "Kota Tegal",
                "addressRegion": "Jawa Tengah",
                "addressCountry": "ID",
            },
        },
    }
    assert "<p>Two colours.</p>" in job["description"]
    assert "<li>" in job["description"]


def test_work_from_anywhere_says_so(client: Client, clara, tegal, now) -> None:
    anywhere = open_project(by=clara, now=now, is_remote=True)
    either = open_project(by=clara, now=now, is_remote=True, region=tegal)
    on_the_spot = open_project(by=clara, now=now, is_remote=False)

    job = about(client, f"/projects/{anywhere.pk}/")["JobPosting"]
    assert job["jobLocationType"] == "TELECOMMUTE"
    assert job["applicantLocationRequirements"] == {"@type": "Country", "name": "Indonesia"}
    assert "jobLocation" not in job
    assert job["hiringOrganization"]["name"] == "Clara Wijaya"
    job = about(client, f"/projects/{either.pk}/")["JobPosting"]
    assert job["jobLocationType"] == "TELECOMMUTE"
    assert job["jobLocation"]["address"]["addressLocality"] == "Kota Tegal"
    job = about(client, f"/projects/{on_the_spot.pk}/")["JobPosting"]
    assert "jobLocationType" not in job
    assert job["jobLocation"]["address"] == {"@type": "PostalAddress", "addressCountry": "ID"}


@pytest.mark.parametrize(
    ("minor", "currency", "number"),
    [
        (150_000_000, "IDR", 1_500_000),
        (12_345, "USD", "123.45"),
        (12_300, "USD", 123),
        (5_000, "JPY", 5_000),
    ],
)
def test_a_budget_is_exact_in_every_currency(
    client: Client, clara, now, minor: int, currency: str, number
) -> None:
    project = open_project(by=clara, now=now)
    Project.objects.filter(pk=project.pk).update(
        budget_min_minor=minor, budget_max_minor=minor, currency=currency, kind=Kind.HOURLY
    )

    pay = about(client, f"/projects/{project.pk}/")["JobPosting"]["baseSalary"]
    assert pay == {
        "@type": "MonetaryAmount",
        "currency": currency,
        "value": {"@type": "QuantitativeValue", "value": number, "unitText": "HOUR"},
    }


def test_a_budget_that_is_not_said_is_not_said(client: Client, clara, now) -> None:
    project = open_project(by=clara, now=now)
    Project.objects.filter(pk=project.pk).update(budget_min_minor=None, budget_max_minor=None)

    assert "baseSalary" not in about(client, f"/projects/{project.pk}/")["JobPosting"]


@pytest.mark.parametrize("state", sorted(set(ProjectState) - {ProjectState.OPEN}))
def test_only_open_postings_are_jobs_and_have_a_picture(client, browser_of, clara, now, state):
    project = open_project(by=clara, now=now)
    picture = picture_path(client, f"/projects/{project.pk}/")
    assert client.get(picture).status_code == 200
    Project.objects.filter(pk=project.pk).update(state=state)

    for reader in (client, browser_of(clara)):
        answer = reader.get(f"/projects/{project.pk}/")
        assert "application/ld+json" not in answer.content.decode()
        assert reader.get(picture).status_code == 404


def test_drafts_have_no_picture_even_for_their_client(browser_of, clara, now) -> None:
    project = draft(by=clara, now=now)
    address = project_card(project).address

    assert browser_of(clara).get(address).status_code == 404
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize(
    "change",
    [{"standing": Standing.RESTRICTED}, {"standing": Standing.SUSPENDED}, {"is_active": False}],
)
def test_of_whoever_may_not_begin_anything_nothing_is_told(client, clara, farid, now, change):
    complete_profile(farid)
    project = open_project(by=clara, now=now)
    paths = [f"/projects/{project.pk}/", f"/people/{farid.handle}/"]
    pictures = [picture_path(client, path) for path in paths]
    for person in (clara, farid):
        type(person).objects.filter(pk=person.pk).update(**change)

    for path, picture in zip(paths, pictures, strict=True):
        assert "application/ld+json" not in client.get(path).content.decode()
        assert client.get(picture).status_code == 404


def test_a_freelancer_is_a_person_with_the_stars_that_others_gave(client, farid, tegal) -> None:
    profile = complete_profile(farid, region=tegal, rate_minor=rupiah(75_000).minor)
    assert "aggregateRating" not in page_of(client, f"/people/{farid.handle}/")
    type(profile).objects.filter(pk=profile.pk).update(
        rating_sum=900, rating_count=2, rating_mean="4.50"
    )

    page = about(client, f"/people/{farid.handle}/")["ProfilePage"]
    person = page["mainEntity"]
    assert person["@type"] == "Person"
    assert person["name"] == "Farid Hidayat"
    assert person["homeLocation"]["address"]["addressLocality"] == "Kota Tegal"
    assert person["makesOffer"]["itemOffered"]["aggregateRating"] == {
        "@type": "AggregateRating",
        "ratingValue": "4.50",
        "ratingCount": 2,
        "bestRating": 5,
        "worstRating": 1,
    }
    assert person["makesOffer"]["priceSpecification"] == {
        "@type": "UnitPriceSpecification",
        "price": 75_000,
        "priceCurrency": "IDR",
        "unitCode": "HUR",
    }
    assert farid.email not in json.dumps(page)


def test_whoever_hides_is_no_person_to_machines(client, farid) -> None:
    complete_profile(farid, is_listed=False)
    path = f"/people/{farid.handle}/"

    assert about(client, path) == {}
    assert tags(client, path)["og:image"] == SITE + site_card().address
    with translation.override("en"):
        farid.refresh_from_db()
        assert client.get(cards.person_card(farid).address).status_code == 404


def test_the_first_page_says_who_we_are_and_how_to_search(client: Client, db: None) -> None:
    told = about(client, "/")

    assert told["Organization"]["name"] == "Karya"
    assert client.get("/").status_code == 200
    target = told["WebSite"]["potentialAction"]["target"]["urlTemplate"]
    assert target == f"{SITE}/projects/?q={{search_term_string}}"
    assert told["WebSite"]["inLanguage"] == ["id", "en"]


def test_crumbs_lead_from_the_whole_to_the_part(client: Client, clara, farid, tegal, now) -> None:
    complete_profile(farid, region=tegal)
    project = open_project(by=clara, now=now, region=tegal)
    expected = {
        f"/projects/{project.pk}/": ["/projects/", f"/projects/{project.pk}/"],
        f"/people/{farid.handle}/": ["/freelancers/", f"/people/{farid.handle}/"],
        "/regions/jawa-tengah/kota-tegal/": [
            "/regions/",
            "/regions/jawa-tengah/",
            "/regions/jawa-tengah/kota-tegal/",
        ],
    }
    for path, trail in expected.items():
        steps = about(client, path)["BreadcrumbList"]["itemListElement"]
        assert [step["item"] for step in steps] == [SITE + one for one in trail]
        assert [step["position"] for step in steps] == list(range(1, len(trail) + 1))


def test_hostile_words_stay_words(client: Client, clara, farid, now) -> None:
    complete_profile(farid, headline=HOSTILE[:100])
    project = open_project(by=clara, now=now, title=HOSTILE[:100], description=HOSTILE)
    type(farid).objects.filter(pk=farid.pk).update(name=HOSTILE[:70])

    for path in (f"/projects/{project.pk}/", f"/people/{farid.handle}/"):
        page = page_of(client, path)
        assert "<script>alert" not in page
        assert "\u2028" not in re.findall(r"ld\+json\">(.*?)</script>", page, re.DOTALL)[0]
        assert page.count("application/ld+json") == 1
        about(client, path)
        assert client.get(picture_path(client, path)).status_code == 200
    assert about(client, f"/projects/{project.pk}/")["JobPosting"]["title"] == project.title
    assert "<script" not in about(client, f"/projects/{project.pk}/")["JobPosting"]["description"]


def test_a_link_shows_title_words_and_picture(client: Client, clara, now) -> None:
    project = open_project(by=clara, now=now)
    said = tags(client, f"/projects/{project.pk}/?lang=id")

    assert said["og:site_name"] == "Karya"
    assert said["og:type"] == "website"
    assert said["og:title"] == project.title
    assert said["og:description"] == project.description
    assert said["og:url"] == f"{SITE}/projects/{project.pk}/?lang=id"
    assert said["og:locale"] == "id_ID"
    assert said["og:locale:alternate"] == "en_US"
    assert said["og:image"].startswith(f"{SITE}/cards/id/projects/{project.pk}/")
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert project.title in said["og:image:alt"]
    assert "Rp500.000" in said["og:image:alt"]
    assert said["twitter:card"] == "summary_large_image"


def test_private_pages_show_nothing_in_previews(browser_of, clara) -> None:
    page = browser_of(clara).get("/dashboard/").content.decode()

    assert "og:" not in page
    assert "ld+json" not in page


def test_every_picture_is_a_png_of_the_promised_size(client, clara, farid, tegal, now) -> None:
    complete_profile(farid, region=tegal)
    project = open_project(by=clara, now=now, region=tegal)

    for path in (
        *("/", "/fees/", "/projects/", "/regions/jawa-tengah/"),
        *(f"/projects/{project.pk}/", f"/people/{farid.handle}/"),
    ):
        for language in ("id", "en"):
            answer = Client().get(picture_path(Client(), f"{path}?lang={language}"))
            assert answer.status_code == 200, path
            assert answer.headers["Content-Type"] == "image/png"
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            picture = Image.open(BytesIO(answer.content))
            assert (picture.format, picture.size) == ("PNG", (1200, 630))
            assert len(answer.content) < 80_000


def test_a_picture_speaks_the_language_of_its_address(client: Client, clara, now) -> None:
    project = open_project(by=clara, now=now)
    paths = [
        picture_path(Client(), f"/projects/{project.pk}/?lang={language}")
        for language in ("id", "en")
    ]

    assert paths[0].startswith("/cards/id/")
    assert paths[1].startswith("/cards/en/")
    pictures = [client.get(path, headers={"accept-language": "en"}).content for path in paths]
    assert pictures[0] != pictures[1]
    assert client.get(paths[0].replace("/id/", "/fr/")).status_code == 404


def test_a_picture_is_not_sent_twice_to_whoever_has_it(client: Client, clara, now) -> None:
    path = picture_path(client, f"/projects/{open_project(by=clara, now=now).pk}/")
    etag = client.get(path).headers["ETag"]

    with patch("marketplace.outward.drawing.png_of") as drawn:
        answer = client.get(path, headers={"if-none-match": etag})
    assert answer.status_code == 304
    drawn.assert_not_called()


def test_a_change_has_another_address_and_the_old_one_leads_there(client, clara, now) -> None:
    project = open_project(by=clara, now=now)
    before = picture_path(client, f"/projects/{project.pk}/")
    Project.objects.filter(pk=project.pk).update(title="A poster, not a logo")
    after = picture_path(client, f"/projects/{project.pk}/")

    assert before != after
    answer = client.get(before)
    assert (answer.status_code, answer.headers["Location"]) == (302, after)
    assert client.get(before.replace(before[-20:-4], "x" * 16)).status_code == 302
    assert client.get(after).status_code == 200


def test_a_picture_is_drawn_once_an_hour(client: Client, clara, now) -> None:
    path = picture_path(client, f"/projects/{open_project(by=clara, now=now).pk}/")

    with patch("marketplace.outward.drawing.png_of", wraps=drawing.png_of) as drawn:
        first, second = client.get(path), client.get(path)
    assert first.content == second.content
    assert drawn.call_count == 1


def test_nobody_can_make_us_draw_without_end(client: Client, clara, now, monkeypatch) -> None:
    monkeypatch.setattr(drawing, "MOST_A_MINUTE", 2)
    paths = [
        picture_path(client, f"/projects/{open_project(by=clara, now=now, title=f'N{at}').pk}/")
        for at in range(4)
    ]

    answers = [client.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [200, 200, 302, 302]
    assert answers[2].headers["Location"] == site_card().address
    assert "max-age=60" in answers[2].headers["Cache-Control"]
    assert client.get(answers[2].headers["Location"]).status_code == 200
    assert client.get(paths[0]).status_code == 200
    cache.delete("cards:drawn")
    assert client.get(paths[3]).status_code == 200


def test_a_region_says_what_it_has_and_not_what_it_lacks(client, clara, tegal, now) -> None:
    open_project(by=clara, now=now, region=tegal)

    alt = tags(client, "/regions/jawa-tengah/kota-tegal/?lang=en")["og:image:alt"]
    assert alt == "Jawa Tengah. Work in Kota Tegal. open projects: 1"


def test_a_page_asks_nothing_more_for_its_preview(
    client: Client, clara, farid, tegal, now, django_assert_max_num_queries
) -> None:
    complete_profile(farid, region=tegal)
    project = open_project(by=clara, now=now, region=tegal)
    with django_assert_max_num_queries(8):
        path = picture_path(client, f"/projects/{project.pk}/")
    with django_assert_max_num_queries(2):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("Jual beli \U0001f600☕️ murah", "Jual beli murah"),
        ("𝗗𝗲𝘀𝗮𝗶𝗻 𝗟𝗼𝗴𝗼", "Desain Logo"),
        ("C# & .NET – Rp1.500.000 (≥ 2×)", "C# & .NET – Rp1.500.000 (≥ 2×)"),
        ("Émile\tAné\x00\u202e\u200dx", "Émile Ané x"),
        ("👩‍💻", ""),
    ],
)
def test_words_are_drawn_as_fonts_have_them(written: str, drawn: str) -> None:
    assert drawable(written) == drawn


def test_endless_words_are_broken() -> None:
    assert drawable("W" * 60).count("\u200b") == 4


@pytest.mark.parametrize(
    "title", ["W" * 120, "Logo " * 24, "😀" * 60, "你好" * 30, "#let x = 1 $y$ *z*"]
)
def test_any_title_can_be_drawn(title: str) -> None:
    card = Card(name="project-card", key=1, kicker="Open", title=title, tags=["W" * 60] * 9)

    assert Image.open(BytesIO(drawing.draw(card))).size == (1200, 630)


def test_other_words_are_another_version() -> None:
    with translation.override("id"):
        indonesian = site_card()
    assert indonesian.language == "id"
    assert indonesian.version != site_card().version
    assert site_card().version == site_card().version

"""The archive: what was asked for before, and nothing that was never public or is so no more."""

import random
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.search.endings import with_endings
from core.search.words import read_words
from projects.models import KnownWord, Project
from projects.search import archive
from projects.search.archive import A_PAGE, find_ended, read_archive
from projects.states import ProjectState
from tests.factories.accounts import make_category, make_region, make_skill
from tests.factories.projects import bid_on, draft, open_project, rupiah
from tests.projects.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
ARCHIVE = reverse("projects:archive")
API = "/api/v1/search/archive"
SHOWN = {"filled", "expired", "closed"}
WORDS = ["kopi", "batik", "gudang", "pasar", "sawah", "perahu"]


def ended(*, by, now, state="closed", **said) -> Project:
    project = open_project(by=by, now=now, **said)
    Project.objects.filter(pk=project.pk).update(state=state)
    project.refresh_from_db()
    return project


def many(count: int, *, by, now, **said) -> list[Project]:
    """Ended projects, the newest first, several of them at the same moment."""
    return [
        ended(by=by, now=now - timedelta(days=i // 3), title=f"Work {i}", **said)
        for i in range(count)
    ]


def titles(**asked: str) -> list[str]:
    return [p.title for p in find_ended(read_archive(asked), timezone.now()).projects]


def pages(**asked: str) -> list[list[int]]:
    """Every page there is, by the address that each gives of the next."""
    found, read = [], Client()
    address = f"{API}?" + "&".join(f"{name}={value}" for name, value in asked.items())
    while address:
        answer = read.get(address).json()
        found.append([row["id"] for row in answer["results"]])
        address = answer["next"]
        assert len(found) < 50
    return found


@pytest.fixture
def thrown(clara, sena, now):
    """Eighty postings in every state, some never published, of two clients."""
    dice = random.Random(5)
    kinds = [make_category(slug) for slug in ("design", "writing")]
    town, skill = make_region(), make_skill()
    for _each in range(80):
        ago = timedelta(days=dice.randrange(20))
        project = draft(
            by=dice.choice([clara, sena]),
            now=now - ago,
            title=" ".join(dice.sample(WORDS, 2)),
            description=dice.choice(WORDS),
            category=dice.choice(kinds),
            skills=[skill],
            region=dice.choice([None, town]),
        )
        state = dice.choice(ProjectState.values)
        is_public = state == "open" or dice.random() < 0.9
        Project.objects.filter(pk=project.pk).update(
            state=state,
            published_at=now - ago if is_public else None,
            expires_at=now,
        )


def by_hand(asked: dict[str, str]) -> list[int]:
    """What should be found, as one would look for it in a drawer."""

    def fits(p: Project) -> bool:
        words = f"{p.title} {p.description}".split()
        return (
            p.state in SHOWN
            and p.published_at is not None
            and all(word in words for word in asked.get("q", "").split())
            and asked.get("category") in (None, p.category and p.category.slug)
            and ("region" not in asked or (p.region_id or "").startswith(asked["region"]))
        )

    fitting = [p for p in Project.objects.select_related("category") if fits(p)]
    return [p.pk for p in sorted(fitting, key=lambda p: (p.published_at, p.pk), reverse=True)]


@pytest.mark.parametrize(
    ("walked", "far", "taken"),
    [
        *((5000, 15_000, 5000), (5000, 0, 5000), (5000, 0, -1)),
        *((7, 0, 5000), (7, 9, 3), (1, 1, 0)),
    ],
    ids=["as it is", "takes", "walks", "is cut and takes", "is cut by both", "row by row"],
)
def test_every_page_agrees_with_plain_python(thrown, now, monkeypatch, walked, far, taken):
    """Whichever way is gone, and wherever it is cut: all that fit, in order, none twice."""
    monkeypatch.setattr(archive, "MOST_WALKED", walked)
    monkeypatch.setattr(archive, "MOST_WALKED_FAR", far)
    monkeypatch.setattr(archive, "MOST_TAKEN", max(taken, 0))
    monkeypatch.setattr(archive, "MOST_EXPECTED", taken)
    monkeypatch.setattr(archive, "A_PAGE", 4)
    dice, hits = random.Random(9), 0
    for _each in range(15):
        asked = {"q": " ".join(dice.sample(WORDS, dice.choice([1, 1, 2])))}
        asked |= {"category": dice.choice(["design", "writing"])} if dice.random() < 0.4 else {}
        asked |= {"region": dice.choice(["32", "32.73"])} if dice.random() < 0.4 else {}
        search, found = read_archive(asked), []
        while True:
            page = find_ended(search, now)
            found += [] if page.is_any else [p.pk for p in page.projects]
            if not page.next_query or page.is_any:
                break
            after = page.next_query.partition("after=")[2].replace("%3A", ":").replace("%2B", "+")
            search = read_archive(asked | {"after": after.replace("%7E", "~")})
        assert found == by_hand(asked), asked
        hits += len(found)
    assert hits > 30


@pytest.mark.parametrize("state", ProjectState.values)
def test_a_state_is_shown_or_never(clara, sena, maya, now, browser_of, state):
    """To nobody, not even to its client or a moderator, who have lists of their own."""
    project = ended(by=clara, now=now, state=state, title="Payung kertas")
    for browser in (Client(), browser_of(clara), browser_of(sena), browser_of(maya)):
        for address in (ARCHIVE, f"{ARCHIVE}?q=payung"):
            cache.clear()
            shown = f"/projects/{project.pk}/" in browser.get(address).content.decode()
            assert shown == (state in SHOWN), (state, address)
        rows = browser.get(f"{API}?q=payung").json()["results"]
        assert [row["id"] for row in rows] == ([project.pk] if state in SHOWN else [])


def test_what_is_shown_has_a_page_that_everybody_may_open(thrown, client):
    rows = [pk for page in pages() for pk in page]

    assert len(rows) > 10
    assert {client.get(f"/projects/{pk}/").status_code for pk in rows} == {200}


def test_a_row_says_what_became_of_it_and_no_price(clara, farid, now, client):
    project = open_project(by=clara, now=now, title="Logo for a batik shop")
    bid_on(project, by=farid, now=now)
    Project.objects.filter(pk=project.pk).update(state="filled")
    page = text_of(client.get(ARCHIVE))

    assert "Freelancer found" in page
    assert "Rp500" in page  # the budget that was named
    assert "1.000.000" not in page  # what was bid
    assert "1,000,000" not in page
    assert farid.name not in page


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"q": "designs"}, ["Design of a menu"]),
        ({"q": '"of a menu" -kopi'}, ["Design of a menu"]),
        ({"q": "menu or perahu"}, ["Perahu kayu", "Design of a menu"]),
        ({"q": "perahuu"}, []),
        ({"q": "menu", "category": "writing"}, []),
        ({"category": "writing"}, ["Perahu kayu"]),
        ({"region": "32"}, ["Perahu kayu"]),
        ({"region": "99"}, []),
        ({"category": "none such"}, []),
        ({"q": "%%' \" & | !"}, []),
        ({"q": "\x00"}, ["Perahu kayu", "Design of a menu"]),
        ({"after": "yesterday"}, ["Perahu kayu", "Design of a menu"]),
        ({"after": "2026-01-01T00:00:00+00:00~" + "9" * 20}, ["Perahu kayu", "Design of a menu"]),
        ({"order": "budget", "weights": "words.100"}, ["Perahu kayu", "Design of a menu"]),
    ],
)  # fmt: skip
def test_words_category_and_region(clara, now, client, asked, expected):
    ended(by=clara, now=now - timedelta(days=2), title="Design of a menu", skills=[])
    ended(
        by=clara,
        now=now - timedelta(days=1),
        title="Perahu kayu",
        description="Dari jati.",
        category=make_category("writing"),
        skills=[],
        region=make_region(),
    )

    assert titles(**asked) == expected
    assert client.get(ARCHIVE, asked).status_code == 200


@pytest.mark.parametrize(
    "q", ["a" * 20_000, "kopi " * 3000, "(" * 500, "'; DROP TABLE x; --", "🙂"]
)
def test_whatever_is_asked_the_page_answers(clara, now, client, q):
    ended(by=clara, now=now)
    for address in (ARCHIVE, API):
        for asked in ({"q": q}, dict.fromkeys(["q", "after", "region", "category"], q)):
            assert client.get(address, asked).status_code == 200


def test_pages_neither_repeat_nor_skip(clara, now):
    made = many(2 * A_PAGE + 3, by=clara, now=now)
    found = pages()

    assert [len(page) for page in found] == [A_PAGE, A_PAGE, 3]
    assert [pk for page in found for pk in page] == [
        p.pk for p in sorted(made, key=lambda p: (p.published_at, p.pk), reverse=True)
    ]


def test_a_full_last_page_has_no_next(clara, now):
    many(A_PAGE, by=clara, now=now)

    assert [len(page) for page in pages()] == [A_PAGE]
    assert [len(page) for page in pages(q="work")] == [A_PAGE]


def test_the_last_word_may_be_a_beginning(clara, now):
    """Of words that are known, or of one that nobody knows yet."""
    for word, uses in (("perahu", 3), ("perahuku", 9), ("perabot", 1)):
        KnownWord.objects.create(text=word, uses=uses)
    for title in ("Perahu kayu", "Cat perahuku", "Perabot rumah", "Peralatan dapur"):
        ended(by=clara, now=now, title=title)

    assert set(titles(q="perah")) == {"Perahu kayu", "Cat perahuku"}
    assert titles(q="perala") == ["Peralatan dapur"]
    assert set(titles(q="pera")) == {"Perahu kayu", "Cat perahuku", "Perabot rumah"}
    [term] = with_endings(read_words("perahu"), KnownWord)
    assert (term.text, term.others, term.is_unfinished) == ("perahu", ("perahuku",), False)
    assert with_endings(read_words('"perah"'), KnownWord) == read_words('"perah"')


def test_a_page_beyond_the_last_does_not_look_for_other_words(clara, now, client):
    [one] = many(1, by=clara, now=now)
    address = {"q": "logo nothing", "after": f"{one.published_at.isoformat()}~{one.pk}"}

    page = text_of(client.get(ARCHIVE, address | {"q": "logo"}))
    assert "That was all" in page
    assert "some of them" not in page


def test_some_of_the_words_do_where_none_has_all(clara, now, client):
    ended(by=clara, now=now, title="Perahu kayu")

    page = text_of(client.get(ARCHIVE, {"q": "perahu roket"}))
    assert "No project has all of these words" in page
    assert "Perahu kayu" in page


def test_a_walk_that_was_cut_says_so_and_goes_on(clara, now, client, monkeypatch):
    monkeypatch.setattr(archive, "MOST_WALKED", 3)
    monkeypatch.setattr(archive, "MOST_TAKEN", 0)
    monkeypatch.setattr(archive, "MOST_EXPECTED", -1)
    old = ended(by=clara, now=now - timedelta(days=9), title="Perahu kayu")
    many(3, by=clara, now=now)
    page = text_of(client.get(ARCHIVE, {"q": "perahu"}))

    assert "Older ones have yet to be looked through" in page
    assert "Look further back" in page
    assert pages(q="perahu") == [[], [old.pk]]


@pytest.mark.parametrize("asked", ["", "?q=work", "?category=design", "?region=32"])
def test_a_page_of_twenty_asks_as_often_as_one_of_one(clara, sena, now, browser_of, asked):
    region = make_region()
    ended(by=clara, now=now, title="Work", region=region)
    visitor, reader = Client(), browser_of(sena)
    once = queries_of(visitor, ARCHIVE + asked), queries_of(reader, ARCHIVE + asked)
    for i in range(A_PAGE):
        skills = [make_skill(f"skill-{i}")]
        ended(by=[clara, sena][i % 2], now=now, title=f"Work {i}", region=region, skills=skills)

    assert (queries_of(visitor, ARCHIVE + asked), queries_of(reader, ARCHIVE + asked)) == once
    assert once[0] <= 9


def test_nothing_is_counted_and_no_row_is_skipped(
    clara, now, django_assert_max_num_queries, settings
):
    settings.NAMES_KEPT_FOR = 600
    many(A_PAGE + 1, by=clara, now=now)
    find_ended(read_archive({}), now)  # the names of kinds and skills are kept
    with django_assert_max_num_queries(3) as asked:
        page = find_ended(read_archive({}), now)

    assert len(page.projects) == A_PAGE
    assert not any("OFFSET" in query["sql"] for query in asked.captured_queries)


@pytest.mark.parametrize(
    ("language", "nothing", "nothing_fits", "title"),
    [
        ("en", "No project has ended yet", "No ended project fits", "Ended projects"),
        ("id", "Belum ada proyek yang berakhir", "Tidak ada proyek berakhir yang cocok",
         "Proyek yang sudah berakhir"),
    ],
)  # fmt: skip
def test_both_languages_say_what_to_do(clara, now, client, language, nothing, nothing_fits, title):
    spoken = {"headers": {"Accept-Language": language}}
    assert nothing in text_of(client.get(ARCHIVE, **spoken))
    ended(by=clara, now=now)
    page = text_of(client.get(ARCHIVE, {"category": "gone"}, **spoken))

    assert nothing_fits in page
    assert title in page
    assert f'href="{ARCHIVE}"' in page  # a way out


def test_the_list_leads_there_with_its_words_and_back(clara, now, client):
    open_project(by=clara, now=now, title="Logo")

    assert f'href="{ARCHIVE}?q=logo"' in client.get("/projects/?q=logo").content.decode()
    assert f'href="{ARCHIVE}?q=roket"' in client.get("/projects/?q=roket").content.decode()
    assert 'href="/projects/"' in client.get(ARCHIVE).content.decode()


def test_htmx_gets_the_results_alone(clara, now, client):
    ended(by=clara, now=now)
    whole, part = client.get(ARCHIVE), client.get(ARCHIVE, headers={"HX-Request": "true"})

    assert "<header" in whole.content.decode()
    assert "<header" not in part.content.decode()
    assert "1 project on this page" in text_of(part)


@pytest.mark.parametrize("query", ["", "?q=logo", "?lang=id", "?after=x"])
def test_search_engines_follow_it_and_keep_none_of_it(client, query):
    head = client.get(ARCHIVE + query).content.decode()

    assert '<meta name="robots" content="noindex, follow">' in head
    assert 'rel="canonical"' not in head


def test_the_api_shows_what_the_page_shows(clara, now, client):
    project = ended(by=clara, now=now, budget_max_minor=rupiah(900_000).minor)
    answer = client.get(f"{API}?q=logo").json()

    [row] = answer["results"]
    assert (row["id"], row["state"], row["budget_max_minor"]) == (project.pk, "closed", 90_000_000)
    assert {name: answer[name] for name in ("next", "instead", "is_any", "is_cut")} == {
        "next": None,
        "instead": "",
        "is_any": False,
        "is_cut": False,
    }
    assert "total" not in answer

"""Relevance on judged searches: the best ten of 335 postings, against what readers would choose.

`RELEVANCE_TABLE=table.md python -m pytest tests/search` writes the table of `docs/search.md`.
"""

import math
import os
from datetime import timedelta
from pathlib import Path
from statistics import mean

import pytest
from django.core.management import call_command

from accounts.models import Skill
from marketplace.demo import postings as demo
from marketplace.demo import texts
from marketplace.demo.people import People
from projects.models import Project
from projects.search import find_projects, read_search
from projects.services.imports import Imported, import_postings
from projects.services.postings import Posting
from projects.services.vocabulary import learn_words

HERE = Path(__file__).parent
VARIATIONS = 4
pytestmark = pytest.mark.django_db


def rows(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text().splitlines()
    return [
        [cell.strip() for cell in line.split(" | ")]
        for line in lines
        if line and not line.startswith("#")
    ]


def judged() -> list[tuple[str, dict[str, int]]]:
    return [
        (query, {key: int(grade) for key, _is, grade in (g.partition("=") for g in grades.split())})
        for query, grades in rows("judged.txt")
    ]


def by_hand(clara, now):
    skills = {skill.slug: skill for skill in Skill.objects.all()}
    for number, (key, language, title, text, named) in enumerate(rows("postings.txt")):
        posting = Posting(
            title=title,
            description=text,
            language=language,
            skills=[skills[slug] for slug in named.split(",") if slug in skills],
        )
        published = now - timedelta(hours=7 * (number % 60))
        yield Imported(key=key, client=clara, posting=posting, published_at=published)


@pytest.fixture
def market(clara, now):
    """The sixty postings of the demo in four variations each, and 95 messier ones, all open."""
    call_command("load_reference", verbosity=0)
    people = People(password="", now=now)
    plans = list(demo.planned(0, VARIATIONS * len(texts.projects()), now))
    varied = [
        Imported(key=p.key, client=clara, posting=p.posting(people), published_at=p.published_at)
        for p in plans
    ]
    import_postings(imported=[*varied, *by_hand(clara, now)], by=clara, now=now)
    learn_words()
    return dict.fromkeys({p.text.key for p in plans}, VARIATIONS)


def topic(project: Project) -> str:
    return project.import_key.removeprefix("demo:").partition(":")[0]


def gain(grades: list[int]) -> float:
    """Discounted cumulative gain of the best ten."""
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades[:10], 1))


def test_what_readers_would_choose_stands_on_top(market, now):
    known = {topic(project) for project in Project.objects.all()}
    assert {key for _query, grades in judged() for key in grades} - known == set()
    measured, lines = [], []
    for query, grades in judged():
        found = find_projects(read_search({"q": query}), now)
        got = [grades.get(topic(project), 0) for project in found.projects[:10]]
        best = [grade for key, grade in grades.items() for _each in range(market.get(key, 1))]
        ndcg = gain(got) / gain(sorted(best, reverse=True))
        measured.append((ndcg, max(got, default=0), query))
        lines.append(f"| {query} | {ndcg:.2f} | {' '.join(map(str, got))} |")
    average = mean(ndcg for ndcg, _most, _query in measured)
    lines.append(f"| **{len(lines)} searches, {len(known)} topics** | **{average:.3f}** | |")
    if "RELEVANCE_TABLE" in os.environ:
        table = "\n".join(["| Search | nDCG@10 | Grades |", "|---|---|---|", *lines, ""])
        Path(os.environ["RELEVANCE_TABLE"]).write_text(table)
    assert [query for _ndcg, most, query in measured if not most] == []
    assert average >= 0.85
    assert len(measured) >= 60
    assert Project.objects.count() >= 300

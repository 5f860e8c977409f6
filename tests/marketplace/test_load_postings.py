"""Postings from a messy file: what is read, what is refused, what is said about it."""

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.services.reference import SOURCES, load_taxonomy
from marketplace.loading.budgets import Budget, Unreadable, read_budget
from projects.models import KnownWord, Project, WorkEvent
from projects.states import ProjectState

HEADER = "title,description,kind,budget,level,skills"
pytestmark = pytest.mark.django_db


@pytest.fixture
def taxonomy(db: None) -> None:
    load_taxonomy(path=SOURCES / "skills.csv")


@pytest.fixture
def load(tmp_path: Path, clara: User, taxonomy: None) -> Any:
    """Write the rows to a file and load it for Clara; answers what the command said."""

    def run(*lines: str, content: bytes | None = None, **options: Any) -> str:
        path = tmp_path / "postings.csv"
        path.write_bytes(content if content is not None else "\n".join(lines).encode())
        out = StringIO()
        call_command("load_postings", path, client=clara.email, stdout=out, **options)
        return out.getvalue()

    return run


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("$10-30", Budget("USD", 10_00, 30_00)),
        ("$10 – $30 USD", Budget("USD", 10_00, 30_00)),
        ("$1,200.50", Budget("USD", 1200_50, 1200_50)),
        ("30 - 10 usd", Budget("USD", 10_00, 30_00)),
        ("Rp 1,5 jt", Budget("IDR", 1_500_000_00, 1_500_000_00)),
        ("Rp1.500.000 - 2.000.000", Budget("IDR", 1_500_000_00, 2_000_000_00)),
        ("Rp 1.500.000,-", Budget("IDR", 1_500_000_00, 1_500_000_00)),
        ("1 500 000", Budget("IDR", 1_500_000_00, 1_500_000_00)),
        ("1-2 juta", Budget("IDR", 1_000_000_00, 2_000_000_00)),
        ("1,5 - 2 jt", Budget("IDR", 1_500_000_00, 2_000_000_00)),
        ("500-1jt", Budget("IDR", 500_000_00, 1_000_000_00)),
        ("750RB s/d 1 JT", Budget("IDR", 750_000_00, 1_000_000_00)),
        ("1,5 miliar", Budget("IDR", 1_500_000_000_00, 1_500_000_000_00)),
        ("Less than $500", Budget("USD", None, 500_00)),
        ("maks 2 juta", Budget("IDR", None, 2_000_000_00)),
        ("$250+", Budget("USD", 250_00, None)),
        ("mulai 750rb", Budget("IDR", 750_000_00, None)),
        ("€30/hr", Budget("EUR", 30_00, 30_00, is_hourly=True)),
        ("50.000 per jam", Budget("IDR", 50_000_00, 50_000_00, is_hourly=True)),
        ("5 hours at $20/hour", Budget("USD", 20_00, 20_00, is_hourly=True)),
        ("S$ 300", Budget("SGD", 300_00, 300_00)),
        ("RM1,200", Budget("MYR", 1200_00, 1200_00)),
        ("2jt 😀", Budget("IDR", 2_000_000_00, 2_000_000_00)),
        ("¥5000", Budget("JPY", 5000, 5000)),
        ("", Budget("IDR")),
        ("Negotiable", Budget("IDR")),
        ("Rp 0", Budget("IDR")),
    ],
)
def test_a_budget_is_read_as_people_write_it(text: str, budget: Budget) -> None:
    assert read_budget(text, currency="IDR") == budget


@pytest.mark.parametrize(
    "text", ["abc", "-500", "$-10", "10-20-30", "₹600 INR", "CAD 50", "10.50", "9" * 25]
)
def test_a_budget_that_says_nothing_clear_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        read_budget(text, currency="IDR")


def test_a_row_becomes_an_open_posting(load: Any, clara: User) -> None:
    said = load(
        HEADER,
        '"Aplikasi kasir","Kami butuh aplikasi untuk toko",FIXED,"Rp 4-7 jt",Expert,'
        '"C#, .NET; node.JS| UI/UX 🎨,Tenun Sumba,React +3"',
    )
    project = Project.objects.get()
    assert project.client == clara
    assert project.state == ProjectState.OPEN
    assert project.published_at is not None
    assert project.expires_at is not None
    assert (project.kind, project.level, project.language) == ("fixed", "expert", "id")
    assert (project.budget_min_minor, project.budget_max_minor) == (4_000_000_00, 7_000_000_00)
    assert {skill.slug for skill in project.skills.all()} == {
        "c-sharp",
        "dotnet",
        "node-js",
        "ui-ux-design",
        "react",
    }
    assert project.tags == ["Tenun Sumba"]
    assert project.category is not None
    assert project.category.slug == "web-mobile-programming"
    assert "Tenun Sumba" in project.skill_words
    assert WorkEvent.objects.get().kind == "published"
    assert "1 loaded" in said
    assert "3 skills hidden" in said


def test_foreign_currency_is_kept(load: Any) -> None:
    load(HEADER, "Logo,We need a logo,,$30-250,,logo")
    project = Project.objects.get()
    assert (project.currency, project.budget_min_minor, project.budget_max_minor) == (
        "USD",
        30_00,
        250_00,
    )


def test_the_second_run_adds_nothing_and_a_longer_file_only_the_new_rows(load: Any) -> None:
    rows = [HEADER, "One,first,,,,", "Two,second,,,,"]
    load(*rows)
    assert "0 loaded; 2 were there already" in load(*rows)
    assert "1 loaded; 2 were there already" in load(*rows, "Three,third,,,,")
    assert Project.objects.count() == 3


def test_a_slip_of_the_pen_is_forgiven_among_what_was_just_loaded(load: Any) -> None:
    load(HEADER, "Gravestones,Letters to be cut,,,,", dry_run=True)
    assert not KnownWord.objects.exists()
    load(HEADER, "Gravestones,Letters to be cut,,,,")
    assert KnownWord.objects.filter(text="gravestones").exists()


def test_a_row_that_repeats_another_is_left_out(load: Any) -> None:
    said = load(HEADER, "One,first,,,,", "One,first,,,,")
    assert Project.objects.count() == 1
    assert "line 3, row: the same as line 2, left out" in said


def test_a_row_without_a_title_is_refused_and_named(load: Any) -> None:
    said = load(HEADER, ",no title,,,,", '"  😀 ",only a face,,,,', "Good,fine,,,,")
    assert Project.objects.count() == 1
    assert "line 2, title: empty" in said
    assert "line 3, title: empty" in said
    assert "2 refused" in said


def test_what_cannot_be_read_is_reported_by_line_and_column(load: Any) -> None:
    said = load(
        HEADER,
        '"Web","several\nlines\nof text",fixed,a lot,ninja,php',
        "Next,text,sometimes,₹500,entry,php,spare",
    )
    assert "line 2, budget: “a lot”: there is no amount in it; left empty" in said
    assert "line 2, level: “ninja” is not known; taken as intermediate" in said
    assert "line 5, kind: “sometimes” is not known; taken as fixed" in said
    assert "line 5, budget: “₹500”: ₹ is not a currency that is kept here; left empty" in said
    assert "line 5, row: 1 more cells" in said
    assert Project.objects.filter(budget_max_minor=None).count() == 2


def test_a_long_title_is_cut_at_a_word(load: Any) -> None:
    said = load(HEADER, f"{'batik ' * 40},text,,,,")
    title = Project.objects.get().title
    assert len(title) <= 120
    assert title.endswith("batik…")
    assert "line 2, title: 239 characters long, cut to 120" in said


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffTitle;Skills\nKafé “baru”;PHP".encode(),
        "title\tskills\nKafé “baru”\tPHP".encode(),
        "Title|Skills\nKafé “baru”|PHP".encode("cp1252"),
        "sep=;\r\nJudul;Keahlian\r\nKafé “baru”;PHP\r\n".encode(),
        "title,skills\nKafé “baru”,PHP".encode("utf-16"),
        "title,skills\nKafé “baru”,PHP".encode("utf-16-le"),
    ],
)
def test_encodings_delimiters_and_names_of_columns_are_found_out(load: Any, content: bytes) -> None:
    load(content=content)
    project = Project.objects.get()
    assert project.title == "Kafé “baru”"
    assert [skill.slug for skill in project.skills.all()] == ["php"]


def test_control_characters_do_no_harm(load: Any) -> None:
    load(content=b"title,description\nOne\x00\x07,two\x00 \x1bthree\r\nfour")
    assert Project.objects.get(title="One").description == "two three"


def test_lists_of_python_and_json_are_understood(load: Any) -> None:
    load(HEADER, "One,x,,,,\"['Java', 'Data Entry']\"", 'Two,x,,,,"[""C++"", ""Tea""]"')
    found = {p.title: ([s.slug for s in p.skills.all()], p.tags) for p in Project.objects.all()}
    assert found == {"One": (["data-entry", "java"], []), "Two": (["c-plus-plus"], ["Tea"])}


def test_contact_details_are_marked_for_the_moderators(load: Any) -> None:
    load(HEADER, "Web,Call 0812 3456 7890 now,,,,", "Logo,Nothing special,,,,")
    flagged = dict(Project.objects.values_list("title", "is_flagged"))
    assert flagged == {"Web": True, "Logo": False}


def test_a_dry_run_writes_nothing(load: Any) -> None:
    said = load(HEADER, "One,first,,,,", dry_run=True)
    assert "1 would be loaded" in said
    assert not Project.objects.exists()


def test_the_report_can_be_kept(load: Any, tmp_path: Path) -> None:
    path = tmp_path / "report.csv"
    with path.open("w", encoding="utf-8") as report:
        load(HEADER, "One,first,,abc,,", report=report)
    with path.open(encoding="utf-8") as report:
        assert list(csv.reader(report)) == [
            ["line", "column", "why"],
            ["2", "budget", "“abc”: there is no amount in it; left empty"],
        ]


def test_a_file_or_client_that_is_not_there_is_said_plainly(
    load: Any, tmp_path: Path, clara: User
) -> None:
    with pytest.raises(CommandError, match="no column “title”"):
        load("nothing,known", "1,2")
    with pytest.raises(CommandError, match="no column “title”"):
        load(content=b"")
    with pytest.raises(CommandError, match="No such file"):
        call_command("load_postings", tmp_path / "missing.csv", client=clara.email)
    with pytest.raises(CommandError, match="Nobody with an open account"):
        call_command("load_postings", tmp_path / "missing.csv", client="no@karya.example")

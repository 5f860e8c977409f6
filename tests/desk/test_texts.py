"""Texts of the desk: seniors write them, each version is kept, and a button puts them in."""

import pytest
from django.db import Error, connection, transaction
from django.utils import translation

from core.errors import InvalidInput, NotAllowed
from desk import services
from desk.kinds import Kind
from desk.models import CannedText, CannedVersion
from desk.selectors import canned_texts
from tests.desk.conftest import case_of
from tests.factories import accounts as people

pytestmark = pytest.mark.django_db
WORDS = {
    "title": "Outside",
    "title_indonesian": "Di luar Karya",
    "english": "Stay on Karya.",
    "indonesian": "Tetap di Karya.",
}


@pytest.fixture
def sari(db):
    return people.make_senior_moderator()


@pytest.fixture
def text(sari, now):
    return services.write_text(text=None, by=sari, now=now, **WORDS)


def test_each_version_is_kept(text, sari, now, browser_of, maya):
    services.write_text(text=text.of, by=sari, now=now, **WORDS)
    newer = services.write_text(
        text=text.of, by=sari, now=now, **WORDS | {"english": "Pay on Karya."}
    )
    assert (text.number, newer.number) == (1, 2)
    assert list(canned_texts()) == [newer]
    page = browser_of(maya).get(f"/desk/texts/{text.of_id}/").content.decode()
    assert "Stay on Karya." in page
    assert "Pay on Karya." in page
    with pytest.raises(Error, match="canned_versions_are_immutable"), transaction.atomic():
        connection.cursor().execute("UPDATE desk_cannedversion SET title = 'x'")
    services.retire_text(text=text.of, by=sari, now=now)
    assert list(canned_texts()) == []


def test_only_senior_moderators_edit(text, maya, fitri, clara, now, browser_of):
    for person in (maya, fitri):
        with pytest.raises(NotAllowed):
            services.write_text(text=text.of, by=person, now=now, **WORDS | {"title": "x"})
        with pytest.raises(NotAllowed):
            services.retire_text(text=text.of, by=person, now=now)
        browser = browser_of(person)
        assert browser.get("/desk/texts/").status_code == 200
        browser.post("/desk/texts/", WORDS)
        browser.post(f"/desk/texts/{text.of_id}/retirement/")
    assert browser_of(clara).get("/desk/texts/").status_code == 404
    assert CannedVersion.objects.count() == 1
    assert CannedText.objects.get().retired_at is None


def test_the_pages_of_a_senior_moderator(sari, browser_of):
    browser = browser_of(sari)
    assert browser.post("/desk/texts/", WORDS | {"indonesian": " "}).status_code == 422
    assert browser.post("/desk/texts/", WORDS).status_code == 302
    one = CannedText.objects.get()
    browser.post(f"/desk/texts/{one.pk}/", WORDS | {"title": "Outside Karya"})
    assert canned_texts().get().title == "Outside Karya"
    browser.post(f"/desk/texts/{one.pk}/retirement/")
    assert not canned_texts().exists()


def test_titles_are_read_in_ones_own_language(text, sari, make, worker, browser_of):
    older = CannedVersion.objects.create(
        of=CannedText.objects.create(made_at=text.written_at), number=1, title="Before",
        text_en="x", text_id="y", by=sari, written_at=text.written_at,
    )  # fmt: skip
    with translation.override("id"):
        assert [str(text), str(older)] == ["Di luar Karya", "Before"]
    case = make(Kind.REPORT)
    maya = worker(Kind.REPORT)
    assert ">Outside</option>" in browser_of(maya).get(case.address).content.decode()
    maya.language = "id"
    maya.save()
    assert ">Di luar Karya</option>" in browser_of(maya).get(case.address).content.decode()
    assert ">Di luar Karya</a>" in browser_of(maya).get("/desk/texts/").content.decode()


def test_a_text_has_both_languages(sari, now):
    for missing in WORDS:
        with pytest.raises(InvalidInput):
            services.write_text(text=None, by=sari, now=now, **WORDS | {missing: " "})
    assert not CannedText.objects.exists()


FORMS = [
    (Kind.IDENTITY, "/desk/identities/{}/return/", "reason", "id"),
    (Kind.REPORT, "/moderation/reports/{}/", "reason", "en"),
    (Kind.REVIEW, "/moderation/reviews/{}/", "reason", "id"),
    (Kind.PAYOUT, "/desk/payouts/{}/refusal/", "reason", "en"),
]


@pytest.mark.parametrize("form", FORMS)
def test_a_text_is_put_in_without_a_script(form, text, make, worker, browser_of):
    kind, where, field, language = form
    case = make(kind)
    browser = browser_of(worker(kind))
    assert f'value="{field}:{language}"' in browser.get(case.address).content.decode()
    sent = {field: "Hello.", "canned": str(text.pk), "insert": f"{field}:{language}"}
    answer = browser.post(where.format(case.pk), sent)
    page = answer.content.decode()
    assert "Hello.\n\n" + getattr(text, f"text_{language}") in page
    assert "aria-invalid" not in page
    assert case_of(kind, case.row).is_open


@pytest.mark.parametrize(
    ("kind", "where", "fields"),
    [
        (Kind.ACCOUNT, "/moderation/accounts/{}/", ("english", "indonesian")),
        (Kind.DISPUTE, "/disputes/{}/ruling/", ("reasons_en", "reasons_id")),
        (Kind.POSTING, "/moderation/content/project/{}/", ("english", "indonesian")),
    ],
)
def test_one_button_fills_both_languages(kind, where, fields, text, make, maya, browser_of):
    case = make(kind)
    english, indonesian = fields
    insert = f"{english}:en {indonesian}:id"
    sent = {english: "", indonesian: "", "canned": str(text.pk), "insert": insert}
    page = browser_of(maya).post(where.format(case.pk), sent).content.decode()
    assert text.text_en in page.partition("data-canned")[0]
    assert text.text_id in page.partition("data-canned")[0]
    assert case_of(kind, case.row).is_open


def test_junk_puts_nothing_in(text, make, maya, clara, browser_of):
    case = make(Kind.REPORT)
    where = f"/moderation/reports/{case.pk}/"
    for chosen in ("", "x", "²", "99999999999999", "0"):
        for insert in ("reason:en", "", "reason:xx", "nothing:en", ":", "reason"):
            sent = {"reason": "Mine.", "canned": chosen, "insert": insert}
            page = browser_of(maya).post(where, sent)
            assert page.status_code == 200
            assert "Mine." in page.content.decode()
    assert case_of(Kind.REPORT, case.row).is_open

"""Kept searches: each project that fits is told once, by the clock that their owner chose."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.errors import InvalidInput, NotAllowed, WrongState
from notifications.models import Notification
from projects.models import Project, SavedSearch
from projects.search import read_search
from projects.services import saved_searches
from projects.services.vocabulary import learn_words
from projects.states import ProjectState
from tests.factories.accounts import make_freelancer, make_skill
from tests.factories.projects import draft, open_project
from tests.projects.test_api import api_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)
LIST = reverse("projects:saved-searches")


def keep(by, now, frequency="instant", **asked):
    return saved_searches.save_search(
        by=by, search=read_search(asked), name="", frequency=frequency, now=now
    )


def told(kind="search_matched"):
    news = Notification.objects.filter(kind=kind).order_by("pk")
    return [(n.recipient.name, n.title) for n in news]


def test_what_fits_is_told_once_to_each(clara, farid, sena, now):
    keep(farid, now, q="logo")
    keep(farid, now, q="batik")
    keep(sena, now, q="video")
    keep(clara, now, q="logo")
    open_project(by=clara, now=now + HOUR, title="Logo batik")
    assert saved_searches.tell_of_new(now=now + 2 * HOUR) == 1
    assert saved_searches.tell_of_new(now=now + 3 * HOUR) == 0
    assert told() == [(farid.name, "A new project fits your search")]


def test_facets_and_words_must_both_fit(clara, farid, now):
    keep(farid, now, q="logo", kind="hourly")
    open_project(by=clara, now=now + HOUR, title="Logo batik")
    saved_searches.tell_of_new(now=now + HOUR)
    assert told() == []


def test_a_search_without_words_hears_of_everything(clara, farid, now):
    keep(farid, now)
    open_project(by=clara, now=now, title="Apa saja")
    saved_searches.tell_of_new(now=now)
    assert len(told()) == 1


def test_whoever_asked_for_it_once_a_day_is_told_a_number(clara, farid, now):
    keep(farid, now, frequency="daily", q="logo")
    for number in range(3):
        open_project(by=clara, now=now + HOUR, title=f"Logo {number}")
    assert saved_searches.answer_daily(now=now + 23 * HOUR) == 0
    assert saved_searches.answer_daily(now=now + A_DAY) == 1
    assert saved_searches.answer_daily(now=now + A_DAY) == 0
    assert told("search_answered") == [(farid.name, "New projects for “logo”: 3")]
    saved_searches.answer_daily(now=now + 2 * A_DAY)  # nothing new, so nothing is said
    assert len(told("search_answered")) == 1


def test_nobody_is_told_who_said_never_or_left(clara, farid, sena, now):
    keep(farid, now, frequency="never", q="logo")
    keep(sena, now, q="logo")
    sena.is_active = False
    sena.save()
    open_project(by=clara, now=now, title="Logo batik")
    saved_searches.tell_of_new(now=now)
    assert told() == []


def test_drafts_and_old_postings_are_not_told(clara, farid, now):
    keep(farid, now, q="logo")
    draft(by=clara, now=now, title="Logo batik")
    open_project(by=clara, now=now - 2 * A_DAY, title="Logo lama")
    assert saved_searches.tell_of_new(now=now) == 0
    Project.objects.filter(state=ProjectState.OPEN).update(alerted_at=None)
    assert told() == []


def test_a_change_of_frequency_tells_nothing_twice(clara, farid, now):
    saved = keep(farid, now, q="logo")
    open_project(by=clara, now=now, title="Logo batik")
    saved_searches.tell_of_new(now=now)
    saved_searches.change_frequency(saved=saved, by=farid, frequency="daily", now=now + HOUR)
    saved_searches.answer_daily(now=now + 2 * A_DAY)
    assert (len(told()), told("search_answered")) == (1, [])


def test_the_same_search_is_kept_once_under_its_newest_name(farid, now):
    first = keep(farid, now, q="logo", order="newest")
    again = saved_searches.save_search(
        by=farid, search=read_search({"q": "logo"}), name="Logo", frequency="daily", now=now
    )
    assert (first.pk, again.name, again.frequency) == (again.pk, "Logo", "daily")
    assert SavedSearch.objects.count() == 1


def test_fifty_searches_are_enough(farid, now):
    for number in range(saved_searches.MOST):
        keep(farid, now, q=f"kata{number}")
    with pytest.raises(WrongState):
        keep(farid, now, q="satu lagi")
    keep(farid, now, q="kata1")  # a known one still is


def test_wrong_frequencies_and_wrong_people_change_nothing(farid, sena, now):
    saved = keep(farid, now, q="logo")
    with pytest.raises(InvalidInput):
        keep(farid, now, frequency="hourly", q="video")
    with pytest.raises(NotAllowed):
        saved_searches.change_frequency(saved=saved, by=sena, frequency="never", now=now)
    with pytest.raises(NotAllowed):
        saved_searches.remove_search(saved=saved, by=sena)
    assert [s.frequency for s in SavedSearch.objects.all()] == ["instant"]


def test_a_thousand_people_are_told_by_a_few_statements(clara, now):
    people = [make_freelancer(f"Orang{n} Ke", email=f"o{n}@example.com") for n in range(3)]
    for person in people:
        for word in ("logo", "batik", "tegal"):
            keep(person, now, q=word)
    open_project(by=clara, now=now, title="Logo batik Tegal")
    with CaptureQueriesContext(connection) as captured:
        saved_searches.tell_of_new(now=now)
    assert len(told()) == 3
    assert len(captured) <= 25


def test_pages_to_keep_change_and_remove(farid, browser_of):
    browser = browser_of(farid)
    assert "no search yet" in browser.get(LIST).text
    form = browser.get(reverse("projects:save-search") + "?q=logo&kind=fixed")
    assert 'value="logo, For the whole job"' in form.text
    browser.post(
        reverse("projects:save-search") + "?q=logo&kind=fixed",
        {"name": "Logo saya", "frequency": "daily"},
    )
    saved = SavedSearch.objects.get()
    assert (saved.name, saved.address) == ("Logo saya", "q=logo&kind=fixed")
    assert "Logo saya" in browser.get(LIST).text
    assert browser.get(saved.get_absolute_url()).url == (
        reverse("projects:list") + "?q=logo&kind=fixed&order=newest"
    )
    browser.post(
        reverse("projects:change-saved-search", args=[saved.pk]),
        {f"{saved.pk}-frequency": "never"},
    )
    saved.refresh_from_db(fields=["frequency"])
    assert saved.frequency == "never"
    for _twice in range(2):
        answer = browser.post(reverse("projects:remove-saved-search", args=[saved.pk]))
        assert answer.status_code == 302
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize("frequency", ["", "hourly", "x" * 5000])
def test_an_unknown_frequency_is_answered_with_words(farid, browser_of, frequency):
    answer = browser_of(farid).post(
        reverse("projects:save-search") + "?q=logo", {"frequency": frequency}
    )
    assert answer.status_code == 422
    assert not SavedSearch.objects.exists()


def test_searches_are_their_owners_alone(farid, sena, now, browser_of, client):
    saved = keep(farid, now, q="logo")
    assert browser_of(sena).get(saved.get_absolute_url()).status_code == 404
    address = reverse("projects:change-saved-search", args=[saved.pk])
    assert browser_of(sena).post(address, {}).status_code == 404
    browser_of(sena).post(reverse("projects:remove-saved-search", args=[saved.pk]))
    assert SavedSearch.objects.count() == 1
    for page in (LIST, saved.get_absolute_url(), reverse("projects:save-search")):
        assert client.get(page).status_code == 302


def test_the_feed_lists_the_newest_that_fit(clara, client, now):
    open_project(by=clara, now=now, title="Logo <batik> & kopi")
    open_project(by=clara, now=now, title="Video", description="Satu menit.", skills=[])
    answer = client.get(reverse("projects:feed") + "?q=logo")
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = ET.fromstring(answer.content)
    atom = "{http://www.w3.org/2005/Atom}"
    assert [e.findtext(f"{atom}title") for e in feed.findall(f"{atom}entry")] == [
        "Logo <batik> & kopi"
    ]


def test_the_feed_outlives_whatever_is_written(clara, client, now):
    open_project(by=clara, now=now, title="Logo\x1f", description="<img src=x> a < b\x07\n\nTwo")
    for asked in ("", "?q=logo", "?q=logo%07", "?q=logo%EF%BF%BE"):
        feed = ET.fromstring(client.get(reverse("projects:feed") + asked).content)
        entry = feed.find("{http://www.w3.org/2005/Atom}entry")
        assert entry.findtext("{http://www.w3.org/2005/Atom}title") == "Logo"
        summary = entry.findtext("{http://www.w3.org/2005/Atom}summary")
        assert summary == "<p>&lt;img src=x&gt; a &lt; b</p>\n\n<p>Two</p>"


def test_the_feed_speaks_the_language_of_its_address(clara, client, now):
    open_project(by=clara, now=now, title="Logo", skills=[make_skill("logo-design")])
    page = client.get(reverse("projects:list") + "?q=logo", headers={"accept-language": "id"})
    assert f"{reverse('projects:feed')}?q=logo&amp;lang=id" in page.text
    page = client.get(reverse("projects:list"), headers={"accept-language": "en"})
    assert f"{reverse('projects:feed')}?lang=en" in page.text
    for language, name in (("id", "Logo design (id)"), ("en", "Logo design")):
        feed = client.get(reverse("projects:feed"), {"lang": language}).text
        assert f'term="{name}"' in feed
        assert f'xml:lang="{language}"' in feed
    assert client.get(reverse("projects:feed"), {"lang": "xx"}).status_code == 200


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("kata " * 79 + "akhir", "kata " * 79 + "akhir"),
        ("kata " * 79 + "selesai sudah", "kata " * 78 + "kata …"),
        ("x" * 401, "x" * 400 + " …"),
        ("kata " * 80 + "sudah", "kata " * 79 + "kata …"),
    ],
)
def test_the_feed_ends_its_excerpts_with_a_whole_word(clara, client, now, text, told):
    open_project(by=clara, now=now, title="Logo", description=text)
    feed = ET.fromstring(client.get(reverse("projects:feed")).content)
    assert feed.findtext(".//{http://www.w3.org/2005/Atom}summary") == f"<p>{told}</p>"


@pytest.mark.parametrize(
    ("words", "is_said"), [("logo", False), ("logo sepatu", True), ("logoo", True)]
)
def test_the_page_says_what_its_feed_and_news_leave_out(clara, client, now, words, is_said):
    open_project(by=clara, now=now, title="Logo")
    learn_words()
    page = client.get(reverse("projects:list"), {"q": words})
    assert page.context["found"].total == 1
    assert ("you hear only of projects" in page.text) is is_said
    entries = ET.fromstring(client.get(reverse("projects:feed"), {"q": words}).content).findall(
        "{http://www.w3.org/2005/Atom}entry"
    )
    assert bool(entries) is not is_said


def test_the_api_keeps_changes_and_forgets(farid, sena):
    mine, theirs = api_of(farid), api_of(sena)
    made = mine.post("/api/v1/saved-searches", {"address": "q=logo&kind=fixed"}, "json")
    assert (made.status_code, made.json()["frequency"]) == (201, "instant")
    one = f"/api/v1/saved-searches/{made.json()['id']}"
    assert theirs.patch(one, {"frequency": "never"}, "json").status_code == 404
    assert mine.patch(one, {"frequency": "never"}, "json").json()["frequency"] == "never"
    assert mine.patch(one, {"frequency": "no"}, "json").status_code == 400
    assert len(mine.get("/api/v1/saved-searches").json()["results"]) == 1
    assert theirs.get("/api/v1/saved-searches").json()["results"] == []
    assert mine.delete(one).status_code == 204
    assert mine.delete(one).status_code == 404
    assert api_of(None).get("/api/v1/saved-searches").status_code == 401

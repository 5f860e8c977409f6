"""Who reads the audit log, and what a search in it finds."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from staff.models import AuditEntry
from staff.selectors import A_PAGE
from staff.services import audit
from tests.factories.accounts import make_bookkeeper, make_senior_moderator, make_supporter

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
LOG, EXPORT = "/desk/audit/", "/desk/audit/export/"


@pytest.fixture
def sari(db):
    return make_senior_moderator()


def record(by, action="reviews.judge", **more):
    return audit.record(by=by, action=action, now=more.pop("now", NOW), **more)


def found(browser, **query):
    page = browser.get(LOG, query)
    assert page.status_code == 200
    return [row.pk for row in page.context["page"].rows]


@pytest.mark.parametrize("who", ["clara", "farid", "sena", "maya"])
@pytest.mark.parametrize("address", [LOG, EXPORT])
def test_others_do_not_find_it(request, browser_of, who, address):
    assert browser_of(request.getfixturevalue(who)).get(address).status_code == 404


def test_support_does_not_find_it(browser_of):
    assert browser_of(make_supporter()).get(LOG).status_code == 404


def test_visitors_sign_in_first(client):
    assert client.get(LOG).status_code == 302


def test_seniors_and_admins_read_all_and_finance_what_concerns_money(
    sari, adi, maya, clara, browser_of
):
    adi.is_superuser = True
    adi.save()
    money = record(maya, "payments.lift_stop", person=clara)
    words = record(maya, "reviews.judge")
    assert found(browser_of(sari)) == [words.pk, money.pk]
    assert found(browser_of(adi)) == [words.pk, money.pk]
    assert found(browser_of(make_bookkeeper())) == [money.pk]


def test_nobody_reads_what_others_did_about_them(sari, maya, browser_of):
    record(maya, person=sari)
    mine = record(sari, person=sari)
    assert found(browser_of(sari)) == [mine.pk]
    assert browser_of(sari).get(EXPORT).content.decode().count("reviews.judge") == 1


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ({"actor": "maya"}, {"one", "two"}),
        ({"actor": "maya@example.com"}, {"one", "two"}),
        ({"actor": "nobody@example.com"}, set()),
        ({"person": "Clara"}, {"one"}),
        ({"action": "payments."}, {"one"}),
        ({"subject": "user"}, {"two"}),
        ({"subject": "payout"}, set()),
        ({"words": "SPAM"}, {"two"}),
        ({"since": "2026-11-27"}, {"two"}),
        ({"until": "2026-11-26"}, {"one"}),
        ({"since": "2026-11-26", "until": "2026-11-26"}, {"one"}),
    ],
)
def test_a_search_finds(sari, maya, clara, sena, browser_of, query, hits):
    rows = {
        "one": record(maya, "payments.lift_stop", person=clara, reason="spoke by phone"),
        "two": record(maya, subject=sena, reason="spam again", now=NOW + timedelta(days=1)),
    }
    expected = sorted((rows[name].pk for name in hits), reverse=True)
    assert found(browser_of(sari), **query) == expected


@pytest.mark.parametrize(
    "query",
    [
        {"before": "0"},
        {"before": "x"},
        {"since": "yesterday"},
        {"since": "0001-01-01"},
        {"since": "2026-11-27", "until": "2026-11-26"},
        {"words": "x\x00"},
        {"actor": "x" * 500},
    ],
)
def test_nonsense_is_told_in_words(sari, browser_of, query):
    browser = browser_of(sari)
    page = browser.get(LOG, query)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert browser.get(EXPORT, query).status_code == 302


def test_pages_go_on_where_the_last_ended_with_the_same_number_of_queries(
    sari, maya, clara, browser_of, django_assert_max_num_queries
):
    rows = [record(maya, person=clara).pk for _ in range(A_PAGE + 2)]
    browser = browser_of(sari)
    with django_assert_max_num_queries(12):
        first = found(browser)
    assert first == rows[: -A_PAGE - 1 : -1]
    assert found(browser, before=first[-1]) == rows[1::-1]


def test_taking_a_file_is_a_line_itself(sari, maya, clara, browser_of):
    record(maya, person=clara, reason="=cmd()", changed={"state": ("a", "b")})
    answer = browser_of(sari).get(EXPORT, {"person": "Clara"})
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/csv")
    assert "'=cmd()" in text
    line = AuditEntry.objects.first()
    assert (line.actor, line.action, line.after) == (sari, "staff.export_log", {"person": "Clara"})


def test_the_page_shows_what_changed(sari, maya, clara, browser_of):
    record(maya, person=clara, changed={"state": ("active", "<b>restricted</b>")})
    text = browser_of(sari).get(LOG).content.decode()
    assert "<del>active</del>" in text
    assert "<ins>&lt;b&gt;restricted&lt;/b&gt;</ins>" in text


def test_the_menu_names_the_log_for_those_who_read_it(sari, maya, browser_of):
    address = reverse("staff:audit")
    assert address in browser_of(sari).get("/settings/").content.decode()
    assert address not in browser_of(maya).get("/settings/").content.decode()

"""Whatever is in the address or the body: the API says what is wrong, and never breaks."""

from base64 import b64encode

import pytest

from tests.factories import projects as work

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
LISTS = (
    "freelancers",
    "projects",
    "projects?mine=1",
    "bids",
    "contracts",
    "invitations",
    "threads",
    "disputes",
    "notifications",
    "payouts",
    "destinations",
    "reports",
    "cases",
)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "position", ["%00", "x", "None", "-", "0x1", "1e9", "%F0", "2024-01-01T00:00:00%2B20:00"]
)
def test_a_made_up_cursor_leads_nowhere(browser_of, farid, path, position):
    cursor = b64encode(f"p={position}".encode()).decode()
    joint = "&" if "?" in path else "?"
    answer = browser_of(farid).get(f"{V1}/{path}{joint}cursor={cursor}")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["code"] == "not_found"


@pytest.mark.parametrize(
    "path",
    [
        "skills?category",
        "regions?province",
        "contracts?state",
        "projects?category",
        "projects?q",
        "projects?mine",
        "notifications?unread",
        "freelancers?skill",
    ],
)
@pytest.mark.parametrize("value", ["%00", "a%00b", "9" * 40, "%FF", "x" * 3000])
def test_a_strange_filter_does_no_harm(browser_of, farid, path, value):
    assert browser_of(farid).get(f"{V1}/{path}={value}").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"mode": "\\ud800"}',
        '{"\\udfff": 1}',
        "\\xff",
        "9" * 5000,
    ],
)
def test_json_that_cannot_be_read(browser_of, farid, body):
    answer = browser_of(farid).patch(f"{V1}/me", body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "parse_error"


def test_ones_own_projects_go_on_past_the_drafts(browser_of, clara, now):
    mine = {work.draft(by=clara, now=now).pk for _ in range(3)}
    mine.add(work.open_project(by=clara, now=now).pk)
    seen, url = [], f"{V1}/projects?mine=1&page_size=1"
    while url:
        page = browser_of(clara).get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert seen == sorted(mine, reverse=True)

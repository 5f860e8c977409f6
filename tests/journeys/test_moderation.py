"""A posting is reported, taken down by a rule, answered for, appealed, and brought back.

Clara (client), Farid (bidder), Sena (who reports), Maya (moderator), Adi (senior moderator). Then
Clara is suspended, and her posting takes no bids. Without script.
"""

from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.stack import Stack

BEGIN = """
import json
from django.utils import timezone
from tests.factories import accounts as people, projects as work
now, mark = timezone.now(), {mark!r}
def person(make, name):
    return make(name, email=f"{{name.split()[0].lower()}}-{{mark}}@example.com")
clara = person(people.make_client, "Clara Wijaya")
farid = person(people.make_freelancer, "Farid Hidayat")
person(people.make_freelancer, "Sena Putri")
person(people.make_moderator, "Maya Lestari")
person(people.make_senior_moderator, "Adi Nugroho")
project = work.open_project(by=clara, now=now)
bid = work.bid_on(project, by=farid, now=now)
print(json.dumps([project.pk, bid.pk]))
"""
END = """
import json
from django.utils import timezone
from moderation.models import Case
from projects.models import Bid, Project
project = Project.objects.get(pk={project})
case = Case.objects.get(project=project)
print(json.dumps([project.state, Bid.objects.get(pk={bid}).state, case.state]))
"""
SUSPEND = """
import json
from django.utils import timezone
from accounts.models import User
from moderation.cases import Urgency
from moderation.services import urgent
from staff.rulebook import rule_in_force
now = timezone.now()
maya = User.objects.get(email="maya-{mark}@example.com")
clara = User.objects.get(email="clara-{mark}@example.com")
case = urgent.suspend_at_once(person=clara, by=maya, rule=rule_in_force("A1", now),
    evidence="Sells a fake.", urgency=Urgency.FRAUD, now=now)
print(json.dumps(case.pk))
"""


def test_a_posting_goes_and_comes_back(karya: Stack, window: steps.Window, mark: str) -> None:
    project, bid = steps.ask(karya, BEGIN.format(mark=mark))
    posting = f"/projects/{project}/"
    sena, maya, clara = window("sena"), window("maya"), window("clara")

    sena.goto(posting)
    sena.locator(f"main a[href='/reports/new/project/{project}/']").click()
    sena.check("input[name=reason][value=fraud]")
    steps.press(sena)
    take_down(maya, project)

    steps.says(sena, posting, "This project was taken down")
    steps.says(sena, "/reports/", "A rule was broken, and we acted on it: P3.1")
    steps.says(window("farid"), f"/bids/{bid}/", "Lapsed")

    clara.goto(posting)
    clara.locator(f"main a[href='{posting}case/']").click()
    expect(clara.locator("main")).to_contain_text("It sells a fake.")
    write(clara, "The shop is mine.")
    case = f"/moderation/accounts/{clara.url.rstrip('/').rsplit('/', 1)[1]}/"
    decide(maya, case, "stays")
    clara.goto(f"{posting}case/")
    write(clara, "Please let somebody else look.")

    decide(window("adi"), case, "restore")
    steps.says(sena, posting, "Send a bid")
    assert steps.ask(karya, END.format(project=project, bid=bid)) == [
        "open",
        "submitted",
        "restored",
    ]

    urgent = steps.ask(karya, SUSPEND.format(mark=mark))
    steps.says(sena, posting, "This project takes no new bids at the moment.")
    adi = window("adi")
    adi.goto(f"/moderation/accounts/{urgent}/")
    adi.fill("form[action$='/second-look/'] textarea", "It is no fake.")
    adi.locator("form[action$='/second-look/'] button[value=lift]").click()
    steps.says(sena, posting, "Send a bid")


def take_down(page: Page, project: int) -> None:
    page.goto("/moderation/reports/")
    page.locator("main li.row h2 a").last.click()  # the newest; others are of other journeys
    page.locator(f"main a[href^='/moderation/content/project/{project}/']").click()
    page.check("input[name=measure][value=removed]")
    page.check("input[name=rule][value=P3]")
    page.fill("textarea[name=english]", "It sells a fake.")
    page.fill("textarea[name=indonesian]", "Ini menjual barang palsu.")
    steps.press(page)


def write(page: Page, words: str) -> None:
    page.fill("textarea[name=text]", words)
    steps.press(page)


def decide(page: Page, case: str, decision: str) -> None:
    page.goto(case)
    page.fill("textarea[name=english]", "I looked at it.")
    page.fill("textarea[name=indonesian]", "Saya sudah memeriksanya.")
    page.locator(f"main form button[name=decision][value={decision}]").click()
    page.wait_for_load_state()

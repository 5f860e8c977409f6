"""Maya works the queue with her keyboard: a posting, a report and a dispute, taken and decided."""

from typing import Any
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.factories.accounts import PASSWORD
from tests.journeys.stack import Stack

BEGIN = """
import json
from datetime import timedelta
from django.utils import timezone
from desk import services
from disputes.models import Dispute
from moderation.services import reports
from moderation.states import Reason
from projects.models import Project
from tests.factories import accounts as people, disputes as quarrel, projects as work
now, mark = timezone.now(), {mark!r}
def person(make, name):
    return make(name, email=f"{{name.split()[0].lower()}}-{{mark}}@example.com")
clara = person(people.make_client, "Clara Desk")
farid = person(people.make_freelancer, "Farid Desk")
maya = person(people.make_moderator, "Maya Desk")
sari = person(people.make_senior_moderator, "Sari Desk")
services.write_text(text=None, by=sari, title=f"Thanks {{mark}}",
    title_indonesian=f"Terima kasih {{mark}}", now=now,
    english="Thank you for telling us.", indonesian="Terima kasih sudah memberi tahu.")
posting = work.open_project(by=clara, now=now, description="Please send a free sample first.")
report = reports.report(what=farid, by=clara, reason=Reason.SPAM, words="Look.", now=now).reported
delivered = work.delivered_milestone(client=clara, freelancer=farid, now=now)
dispute = quarrel.open_dispute(delivered, by=clara, now=now)
quarrel.propose(dispute, 900_000, by=farid, now=now)
quarrel.run_out(Dispute.objects.get(pk=dispute.pk))
old = now - timedelta(days=30)  # the most urgent of all that other journeys have left
Project.objects.filter(pk=posting.pk).update(review_due_at=old)
type(report).objects.filter(pk=report.pk).update(due_at=old + timedelta(hours=1))
Dispute.objects.filter(pk=dispute.pk).update(deadline_at=now + timedelta(hours=1))
print(json.dumps([posting.pk, report.pk, dispute.pk]))
"""
END = """
import json
from desk.models import Assignment, Note
from disputes.models import Dispute
from moderation.models import Reported
from projects.models import Project
from staff.models import AuditEntry
posting, report, dispute = {rows!r}
mine = AuditEntry.objects.filter(actor__email="maya-{mark}@example.com").order_by("pk")
print(json.dumps({{
    "states": [Project.objects.get(pk=posting).state, Reported.objects.get(pk=report).state,
               Dispute.objects.get(pk=dispute).state],
    "outcome": Reported.objects.get(pk=report).outcome,
    "acts": list(mine.values_list("action", flat=True)),
}}))
"""


def test_maya_works_the_queue_by_keyboard(karya: Stack, contexts: Any) -> None:
    mark = uuid4().hex[:8]
    posting, report, dispute = rows = karya.ask(BEGIN.format(mark=mark))
    maya = sign_in(contexts, mark)
    keys = maya.keyboard

    maya.locator(".menu summary").click()
    maya.get_by_role("link", name="The desk", exact=True).first.click()
    maya.wait_for_url("**/desk/")
    keys.press("?")
    expect(maya.get_by_text("next and previous case")).to_be_visible()
    keys.press("j")
    focus_is_on(maya, f"posting-{posting}")
    keys.press("j")
    focus_is_on(maya, f"report-{report}")
    keys.press("k")
    focus_is_on(maya, f"posting-{posting}")

    keys.press("a")
    maya.wait_for_url(f"**/desk/#posting-{posting}")
    expect(maya.locator(f"#posting-{posting}")).to_contain_text("You have it")
    focus_is_on(maya, f"posting-{posting}")
    keys.press("Enter")
    maya.wait_for_url(f"**/review/postings/{posting}/")
    keys.press("n")
    keys.type("Asked the client by telephone.")
    maya.get_by_role("button", name="Keep the note").click()
    expect(maya.get_by_text("Asked the client by telephone.")).to_be_visible()
    maya.get_by_role("button", name="Open it for bids").click()

    maya.goto("/desk/")
    keys.press("j")
    focus_is_on(maya, f"report-{report}")
    keys.press("Enter")
    maya.wait_for_url(f"**/moderation/reports/{report}/")
    keys.press("a")
    expect(maya.locator("#desk")).to_contain_text("You have it")
    maya.get_by_label("A text of the desk").first.select_option(label=f"Thanks {mark}")
    maya.get_by_role("button", name="Put it in, in English").click()
    expect(maya.get_by_label("Reason")).to_have_value("Thank you for telling us.")
    maya.get_by_role("button", name="No rule is broken").click()

    maya.goto("/desk/?kind=dispute&whose=unassigned")
    keys.press("j")
    while dispute_in_hand(maya) != f"dispute-{dispute}":
        keys.press("j")
    keys.press("a")
    maya.wait_for_url(f"**#dispute-{dispute}")
    maya.goto(f"/disputes/{dispute}/ruling/")
    maya.fill("[name=to_freelancer]", "600000")
    maya.locator("[name=rule]").first.check()
    maya.get_by_role("button", name="Put it in").click()
    maya.get_by_role("button", name="See what it would write").click()
    expect(maya.locator("main")).to_contain_text("Nothing has happened yet")
    maya.get_by_role("button", name="Yes, write it down").click()
    maya.wait_for_url(f"**/disputes/{dispute}/")

    found = karya.ask(END.format(rows=rows, mark=mark))
    assert found == {
        "states": ["open", "dismissed", "proposed"],
        "outcome": "Thank you for telling us.",
        "acts": [
            *("desk.take", "desk.note", "projects.approve_posting"),
            *("desk.take", "moderation.dismiss"),
            *("desk.take", "disputes.proposal"),
        ],
    }


def dispute_in_hand(page: Page) -> str:
    return str(page.evaluate("document.activeElement.closest('[data-desk-row]')?.id"))


def focus_is_on(page: Page, row: str) -> None:
    expect(page.locator(f"#{row} [data-desk-open]")).to_be_focused()


def sign_in(contexts: Any, mark: str) -> Page:
    page: Page = contexts(language="en").new_page()
    page.goto("/accounts/login/")
    page.fill("input[name=login]", f"maya-{mark}@example.com")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/dashboard/")
    return page

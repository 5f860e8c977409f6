"""Every way in which a dispute can end, by the people who end it, without script.

Clara (client), Farid (freelancer), Maya (moderator), then Sari and Juri (senior moderators). The
work is a million each time; Clara would give half. Time is travelled by asking the clock as of the
deadline.
"""

from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.stack import Stack

WAYS = ["offer", "blind", "withdrawn", "default", "accepted", "silent", "arbitration", "appeal"]
BEGIN = """
import json
from django.utils import timezone
from disputes.services import clock
from tests.factories import accounts as people, disputes as quarrel, projects as work
now, mark = timezone.now(), {mark!r}
def person(make, name):
    return make(name, email=f"{{name.split()[0].lower()}}-{{mark}}@example.com")
clara = person(people.make_client, "Clara Wijaya")
farid = person(people.make_freelancer, "Farid Hidayat")
person(people.make_moderator, "Maya Lestari")
person(people.make_senior_moderator, "Sari Dewi")
person(people.make_senior_moderator, "Juri Adil")
found = {{}}
for way in {ways!r}:
    milestone = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    dispute = quarrel.open_dispute(milestone, by=clara, now=now)
    if way == "default":
        quarrel.hear(dispute, farid, now)
    if way in ("accepted", "silent", "arbitration", "appeal"):  # or a letter sent meanwhile counts
        quarrel.propose(dispute, 900_000, by=farid, now=now)
    if way in ("default", "accepted", "silent", "arbitration", "appeal"):
        quarrel.run_out(dispute)
    found[way] = dispute.pk
print(json.dumps(found))
"""
END = """
import json
from disputes.models import Dispute
from payments.services.checks import check_ledger
from tests.factories import disputes as quarrel
found = {{}}
for way, pk in {disputes!r}.items():
    if Dispute.objects.get(pk=pk).is_open:
        quarrel.run_out(Dispute.objects.get(pk=pk))
    dispute = Dispute.objects.get(pk=pk)
    escrow = dispute.milestone.escrow
    found[way] = [dispute.state, escrow.released.minor // 100, escrow.refunded.minor // 100]
assert check_ledger() == []
print(json.dumps(found))
"""


def test_every_end_of_a_dispute(karya: Stack, window: steps.Window, mark: str) -> None:
    disputes = steps.ask(karya, BEGIN.format(mark=mark, ways=WAYS))
    at = {way: f"/disputes/{pk}/" for way, pk in disputes.items()}
    clara, farid, maya = window("clara"), window("farid"), window("maya")

    farid.goto(at["offer"])
    farid.locator("main a[href*='/proposals/']").first.click()
    expect(farid.locator("main")).to_contain_text("Rp450,000")
    steps.press(farid)
    steps.says(farid, at["offer"], "Settled by agreement")

    split(farid, at["blind"], "proposals", freelancer="900.000")
    secretly(clara, at["blind"], "700.000")
    secretly(farid, at["blind"], "600.000")
    steps.says(farid, at["blind"], "You agreed: Rp650,000")

    clara.goto(at["withdrawn"])
    clara.locator("form[action$='/withdrawal/'] button").first.click()
    steps.says(clara, at["withdrawn"], "Withdrawn")

    steps.says(farid, at["default"], "This is the last chance")

    for way in ("accepted", "silent", "arbitration", "appeal"):
        write(maya, at[way], "600.000")
        steps.says(maya, at[way], "A moderator has proposed")
    answer(clara, at["accepted"], "accept")
    answer(farid, at["accepted"], "accept")
    steps.says(clara, at["accepted"], "Carried out: Rp600,000")

    answer(farid, at["arbitration"], "reject")
    answer(clara, at["appeal"], "reject")
    sari, juri = window("sari"), window("juri")
    for way in ("arbitration", "appeal"):
        write(sari, at[way], "700.000")
        steps.says(farid, at[way], "Decided, open to appeal")
    farid.goto(f"{at['appeal']}appeal/")
    farid.check("input[name=ground][value=evidence]")
    farid.fill("textarea[name=text]", "Here is the chat in which she approved the drafts.")
    steps.press(farid)
    write(juri, at["appeal"], "800.000")
    steps.says(farid, at["appeal"], "Carried out: Rp800,000")

    assert steps.ask(karya, END.format(disputes=disputes)) == {
        "offer": ["settled", 450_000, 500_000],
        "blind": ["settled", 585_000, 350_000],
        "withdrawn": ["withdrawn", 0, 0],
        "default": ["defaulted", 450_000, 500_000],
        "accepted": ["executed", 540_000, 400_000],
        "silent": ["executed", 540_000, 400_000],
        "arbitration": ["executed", 630_000, 300_000],
        "appeal": ["executed", 720_000, 200_000],
    }


def split(page: Page, address: str, what: str, *, freelancer: str) -> None:
    page.goto(address)
    form = page.locator(f"main form[action$='/{what}/']")
    form.locator("input[name=to_freelancer]").fill(freelancer)
    form.locator("button").first.click()


def secretly(page: Page, address: str, limit: str) -> None:
    page.goto(address)
    form = page.locator("main form[action$='/secret-offers/']")
    form.locator("input[name=limit]").fill(limit)
    form.locator("button").first.click()


def write(page: Page, address: str, freelancer: str) -> None:
    """A moderator writes, looks at the lines of the book, and means it."""
    page.goto(f"{address}ruling/")
    page.fill("input[name=to_freelancer]", freelancer)
    page.check("input[name=rule][value=in_part]")
    page.fill("textarea[name=reasons_id]", "Sebagian hasilnya bisa dipakai.")
    page.fill("textarea[name=reasons_en]", "A part of it can be used.")
    steps.press(page)
    expect(page.locator("main")).to_contain_text("Nothing has happened yet")
    steps.press(page)


def answer(page: Page, address: str, word: str) -> None:
    page.goto(address)
    page.locator(f"main form[action$='/answer/'] button[value={word}]").click()

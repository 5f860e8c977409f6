"""Money in parts, without script: a transfer that falls short, its rest, and a part released."""

from typing import Any
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.stack import Stack, wait_for


def test_a_payment_in_two_parts_and_a_release_in_two_parts(karya: Stack, contexts: Any):
    desk: Page = contexts(language="en", javascript=False).new_page()
    phone: Page = contexts(language="id", phone=True, javascript=False).new_page()
    mark = uuid4().hex[:8]
    title = f"Logo in parts {mark}"
    steps.sign_up(
        desk, karya, name="Clara Wijaya", email=f"clara-{mark}@example.com", mode="client"
    )
    steps.sign_up(
        phone, karya, name="Farid Hidayat", email=f"farid-{mark}@example.com", mode="freelancer"
    )
    project = steps.post_project(desk, title)
    steps.bid(phone, title, project)
    steps.offer(desk, project)
    contract = steps.accept(phone)

    transfer(desk, contract, "300000")
    wait_for(lambda: shows(desk, contract, "Rp300,000 has arrived. Pay the missing Rp200,000"))
    expect(desk.locator("main a[href$='/deliveries/']")).to_have_count(0)
    phone.goto(contract)
    expect(phone.locator("main")).to_contain_text("Jangan mulai dulu")

    transfer(desk, contract, "200000")
    wait_for(lambda: shows(desk, contract, "Money in escrow"))

    desk.locator("main a[href$='/partial-release/']").first.click()
    desk.fill("input[name=amount]", "100.000")
    steps.press(desk)
    expect(desk.locator("main")).to_contain_text("Rp400,000")  # stays in escrow
    steps.press(desk)
    expect(desk.locator("main")).to_contain_text("Rp90,000")
    desk.locator("main a[href$='/approval/']").first.click()
    expect(desk.locator("main")).to_contain_text("Rp360,000")
    steps.press(desk)
    expect(desk.locator("main")).to_contain_text("Rp450,000")


def transfer(page: Page, contract: str, amount: str) -> None:
    """Pay the step by a virtual account, with this amount whatever is asked for."""
    page.goto(contract)
    page.locator("main form[action$='/funding/'] button").first.click()
    page.locator("input[name=way][value^=va]").first.check()
    steps.press(page)
    if "/sandbox/pay/" not in page.url:
        page.locator("main a[href^='/sandbox/pay/']").click()
    page.fill("input[name=amount]", amount)
    steps.press(page)


def shows(page: Page, address: str, words: str) -> bool:
    page.goto(address)
    return words in page.locator("main").inner_text()

"""The main job in two browsers: a client's desk in English, a freelancer's phone in Indonesian."""

from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.stack import Stack, wait_for

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f"
    b"\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\x0f\x00\x01\x01\x01\x00\x18\xdd\x8d\xb0\x00\x00"
    b"\x00\x00IEND\xaeB`\x82"
)


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_the_main_job(karya: Stack, contexts: Any, javascript: bool):
    desk: Page = contexts(language="en", javascript=javascript).new_page()
    phone: Page = contexts(language="id", phone=True, javascript=javascript).new_page()
    complaints: list[str] = []
    for page in (desk, phone):
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("response", lambda r: complaints.append(r.url) if r.status >= 500 else None)
    mark = uuid4().hex[:8]
    clara, farid = f"clara-{mark}@example.com", f"farid-{mark}@example.com"
    title = f"Logo for batik shop {mark}"

    steps.sign_up(desk, karya, name="Clara Wijaya", email=clara, mode="client")
    steps.sign_up(phone, karya, name="Farid Hidayat", email=farid, mode="freelancer")
    assert desk.locator("html").get_attribute("lang") == "en"
    assert phone.locator("html").get_attribute("lang") == "id"

    project = steps.post_project(desk, title)
    steps.bid(phone, title, project)
    steps.offer(desk, project)
    contract = steps.accept(phone)

    file = {"name": "logo.png", "mimeType": "image/png", "buffer": PNG}
    for method in ("qris", "va"):
        steps.pay(desk, contract, method)
        steps.deliver(phone, contract, file)
        steps.approve(desk, contract)

    phone.goto(contract)
    expect(phone.locator("main")).to_contain_text("Rp1.350.000")
    wait_for(lambda: _can_withdraw(phone), seconds=90)
    payout = steps.withdraw(phone)
    wait_for(lambda: _shows(phone, payout, "Dibayar"), seconds=90)

    steps.review(desk, contract, "Lovely work, and on time.")
    steps.review(phone, contract, "Arahan jelas, cepat membayar.")
    handle = karya.ask(
        "import json\nfrom accounts.models import User\n"
        f"print(json.dumps(User.objects.get(email={farid!r}).handle))"
    )
    desk.goto(f"/people/{handle}/")
    expect(desk.locator("main")).to_contain_text("Lovely work, and on time.")
    assert complaints == []
    assert karya.manage("check_ledger")


def _can_withdraw(page: Page) -> bool:
    return _shows(page, "/payouts/new/", "Rp1.350.000")


def _shows(page: Page, path: str, words: str) -> bool:
    page.goto(path)
    return page.locator("main", has_text=words).count() > 0

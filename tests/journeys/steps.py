"""What people do in a browser, one step each; nothing here depends on the language."""

import json
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.stack import Stack, links_in, wait_for

PASSWORD = "kopi-pagi-di-tegal-7"
Window = Callable[[str], Page]


def press(page: Page, form: str = "main form.form, main form[method=post]") -> None:
    """Send the form of the page with its first button, and wait for the page that answers.

    (A click alone returns before the form is on its way.)
    """
    buttons = page.locator(form).last.locator("button:not([type=button]):not(.visually-hidden)")
    with page.expect_navigation():
        buttons.first.click()


def expect_page(page: Page, path: str) -> None:
    """This address, and neither an error page nor an error in the form."""
    expect(page).to_have_url(re.compile(path))


def expect_results(page: Page) -> None:
    """The new list stands there: a press while the old one is exchanged would hit nothing."""
    expect(page).to_have_url(re.compile(r"[?&]q="))
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def sign_up(page: Page, karya: Stack, *, name: str, email: str, mode: str) -> None:
    """Make an account, and open the link that came by mail."""
    page.goto("/")
    page.locator("a[href^='/accounts/signup/']:visible").first.click()
    page.check(f"input[name=mode][value={mode}]")
    page.fill("input[name=name]", name)
    page.fill("input[name=email]", email)
    page.fill("input[name=password1]", PASSWORD)
    press(page)
    letter = karya.mail_to(email)
    link = next(address for address in links_in(letter) if "confirm" in address)
    page.goto(link)
    if page.locator("main form").count():
        press(page)
    page.goto("/dashboard/")
    if "/login/" in page.url:
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", PASSWORD)
        press(page)
    expect_page(page, "/dashboard/")


def post_project(page: Page, title: str) -> str:
    """Write a project and publish it; its path."""
    page.goto("/dashboard/")
    page.locator("main a[href='/projects/new/']").first.click()
    page.fill("input[name=title]", title)
    page.select_option("select[name=category]", index=1)
    page.fill("textarea[name=description]", "A simple logo in two colours, for signs and bags.")
    page.fill("input[name=budget_min]", "1 jt")
    page.fill("input[name=budget_max]", "2.000.000")
    page.fill("input[name=question_1]", "Which shops have you drawn for?")
    page.locator("main button[value=publish]").click()
    expect_page(page, r"/projects/\d+/$")
    return page.url


def bid(page: Page, title: str, project: str) -> None:
    """Find the project by search, read it, and bid in two steps."""
    page.goto("/projects/")
    page.locator("main form input[name=q]").fill(title)
    page.locator("main form input[name=q]").press("Enter")
    expect_results(page)
    page.locator("main a[href^='/projects/']", has_text=title).first.click()
    expect_page(page, project.split("//", 1)[1].split("/", 1)[1])
    page.locator("main a[href$='/bid/']").first.click()
    page.fill("input[name=amount]", "1.500.000")
    page.fill("input[name=days]", "10")
    page.fill("textarea[name=cover_note]", "I have drawn logos for six shops.")
    page.locator("[name^=answer_]").first.fill("Toko Sinar, Kendari")
    opened = page.locator("main details:not([open]) > summary")
    for number in range(opened.count()):
        if page.locator("input[name=step_1_title]").is_visible():
            break
        opened.nth(number).click()
    for row, (step, amount, days) in enumerate((("Sketch", "500rb", 3), ("Final", "1jt", 7)), 1):
        page.fill(f"input[name=step_{row}_title]", step)
        page.fill(f"input[name=step_{row}_amount]", amount)
        page.fill(f"input[name=step_{row}_days]", str(days))
    page.locator("main button[value=send]:not(.visually-hidden)").click()
    expect_page(page, r"/bids/\d+/$")


def offer(page: Page, project: str) -> None:
    """Compare the bids and offer the contract."""
    page.goto(project)
    page.locator("main a[href$='/bids/']").first.click()
    page.locator("main a[href$='/offer/']").first.click()
    press(page)
    expect_page(page, r"/bids/\d+/$")


def accept(page: Page) -> str:
    """Find the offer on the dashboard and accept it; the contract's path."""
    page.goto("/dashboard/")
    page.locator("main a[href*='/bids/']").first.click()
    page.locator("main a[href$='/acceptance/'], main a[href$='/accept/']").first.click()
    press(page)
    expect_page(page, r"/contracts/\d+/$")
    return page.url


def pay(page: Page, contract: str, method: str) -> None:
    """Pay the next step into escrow at the practice bank, and come back."""
    page.goto(contract)
    page.locator("main form[action$='/funding/'] button").first.click()
    page.locator(f"input[name=way][value^={method}]").first.check()
    press(page)
    if "/sandbox/pay/" not in page.url:  # a code or a number on our own page: nobody can scan it
        expect_page(page, r"/payments/\d+/$")
        page.locator("main a[href^='/sandbox/pay/']").click()
    expect_page(page, "/sandbox/pay/")
    press(page)
    wait_for(lambda: _is_paid(page, contract))


def deliver(page: Page, contract: str, file: dict[str, Any]) -> None:
    """Hand over the work with a file."""
    page.goto(contract)
    page.locator("main a[href$='/deliveries/']").first.click()
    page.fill("textarea[name=message]", "The logo as vector and picture.")
    page.set_input_files("input[type=file]", file)  # type: ignore[arg-type]
    press(page)
    expect_page(page, r"/contracts/\d+/")


def approve(page: Page, contract: str) -> None:
    """Look at the delivery and release the money."""
    page.goto(contract)
    page.locator("main a[href$='/approval/']").first.click()
    press(page)
    expect_page(page, r"/contracts/\d+/")


def withdraw(page: Page) -> str:
    """Add a bank account and ask for everything; the payout's path."""
    page.goto("/destinations/")
    page.select_option("select[name=institution]", "bca")
    page.fill("input[name=account_number]", "1234567890")
    page.fill("input[name=holder_name]", "Farid Hidayat")
    press(page)
    page.goto("/earnings/")
    page.locator("main a[href^='/payouts/new/']").first.click()
    page.locator("input[name=destination]").first.check()
    page.fill("input[name=amount]", "1.350.000")
    press(page)
    page.locator("main button[name=confirmed]").click()
    expect_page(page, r"/payouts/\d+/$")
    return page.url


def review(page: Page, contract: str, words: str) -> None:
    """Give five points for everything, and say why."""
    page.goto(contract)
    page.locator("main a[href$='/review/']").first.click()
    for field in page.locator("main form fieldset").all():
        field.locator("input[type=radio][value='5']").check()
    page.fill("textarea[name=text]", words)
    press(page)


def _is_paid(page: Page, contract: str) -> bool:
    page.goto(contract)
    is_asked = page.locator("main form[action$='/funding/']").count() == 2
    states = page.locator(".state, .badge").filter(has_text=re.compile("escrow", re.IGNORECASE))
    return not is_asked and states.count() > 0


def ask(karya: Stack, python: str) -> Any:
    """Run a program in the shell of the running Karya; its last line is JSON."""
    return json.loads(karya.manage("shell", "--no-imports", "-c", python).strip().splitlines()[-1])


def says(page: Page, address: str, words: str) -> None:
    """The page at an address says this."""
    page.goto(address)
    expect(page.locator("main")).to_contain_text(words)

"""Farid shows who he is, Maya compares, the badge is there for all, and the pictures go."""

import io
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys import steps
from tests.journeys.people import PASSWORD, make_person
from tests.journeys.stack import Stack

HEIC = {
    "name": "IMG_0012.HEIC",
    "mimeType": "image/heic",
    "buffer": b"\0\0\0\x18ftypheic" + b"\0" * 40,
}


def test_an_identity_is_sent_judged_shown_and_forgotten(karya: Stack, contexts: Any):
    farid, maya = (make_person(karya, name, "freelancer") for name in ("Farid H", "Maya S"))
    karya.manage(
        "shell",
        "-c",
        "from accounts.models import User\n"
        f"User.objects.filter(email={maya!r}).update(is_moderator=True)",
    )
    phone: Page = contexts(language="id", phone=True, javascript=False).new_page()
    desk: Page = contexts(language="en").new_page()
    sign_in(phone, farid)
    sign_in(desk, maya)

    sealed = karya.folder / "media" / "identity"
    before = set(sealed.iterdir()) if sealed.exists() else set()  # what other journeys left
    send(phone, document=HEIC)
    expect(phone.locator("main")).to_contain_text("HEIC")
    send(phone, document=a_photo())
    expect(phone.locator("main form[action$='/withdrawal/']")).to_have_count(1)

    desk.goto("/desk/identities/")
    desk.locator("main a", has_text="Farid H").first.click()
    case = desk.url
    pictures = desk.locator("main figure img")
    expect(pictures).to_have_count(2)
    picture = str(pictures.first.get_attribute("src"))
    assert is_shown(desk, picture)
    assert is_shown(phone, picture)
    assert len(set(sealed.iterdir()) - before) == 2
    desk.locator("main form[action$='/verification/'] button").click()

    desk.goto("/people/farid-h/")
    expect(desk.locator("main")).to_contain_text("Identity verified")
    karya.manage(
        "shell",
        "-c",
        "from datetime import timedelta\nfrom django.utils import timezone\n"
        "from identity.services.pictures import delete_due\n"
        "print(delete_due(now=timezone.now() + timedelta(days=30)))",
    )
    assert not is_shown(desk, picture)
    assert not is_shown(phone, picture)
    desk.goto(case)
    expect(desk.locator("main figure")).to_have_count(0)
    assert set(sealed.iterdir()) - before == set()


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("main form button:not([type=button])").first.click()
    page.wait_for_url("**/dashboard/")


def send(page: Page, *, document: Any) -> None:
    """Fill the form as a person with a phone does."""
    page.goto("/identity/")
    page.select_option("select[name=document_type]", "ktp")
    page.fill("input[name=legal_name]", "Farid Hidayat")
    page.fill("input[name=number]", "3273011507900001")
    page.set_input_files("input[name=document]", document)
    page.set_input_files("input[name=selfie]", a_photo())
    page.check("input[name=consent]")
    steps.press(page, "main form.form[enctype]")


def is_shown(page: Page, address: str) -> bool:
    answer = page.request.get(address)
    return answer.status == 200 and answer.headers["content-type"].startswith("image/")


def a_photo() -> Any:
    out = io.BytesIO()
    Image.new("RGB", (900, 600), "#7a5").save(out, "JPEG")
    return {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}

"""Nobody is called by what cannot be seen, nor like somebody else but for that."""

import pytest
from django.test import Client

from accounts.forms.signup import SignupDetails
from accounts.models import User
from accounts.services import people
from core.errors import InvalidInput
from messaging.forms import MessageForm
from projects.forms.postings import PostingForm

HIDDEN = "\u202eFa\u200brid\U000e0041"
BLANK = "\u3164\u200b"
NO_LETTER = "Write a name with at least one letter."


@pytest.mark.parametrize("name", [BLANK, "\u2800", "123"])
def test_nobody_signs_up_without_a_name(db: None, name: str) -> None:
    form = SignupDetails({"name": name, "mode": "client"})
    assert form.errors["name"] == [NO_LETTER]
    with pytest.raises(InvalidInput, match="at least one letter"):
        people.register(email="new@example.com", name=name)
    assert not User.objects.filter(email="new@example.com").exists()


def test_a_new_name_is_kept_as_it_is_seen(db: None) -> None:
    form = SignupDetails({"name": HIDDEN, "mode": "client"})
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Farid"
    assert people.register(email="new@example.com", name=HIDDEN).name == "Farid"


def test_the_account_page_refuses_a_name_of_nothing(clara: User) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(clara, backend="django.contrib.auth.backends.ModelBackend")
    given = {"name": BLANK, "language": "", "timezone": "Asia/Jakarta"}
    answer = client.post("/settings/", given)
    assert NO_LETTER in answer.content.decode()
    clara.refresh_from_db()
    assert clara.name == "Clara Wijaya"


def patch_me(user: User, given: dict) -> tuple[int, dict]:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.patch("/api/v1/me", given, content_type="application/json")
    return answer.status_code, answer.json()


def test_nor_does_the_api(farid: User) -> None:
    status, said = patch_me(farid, {"name": BLANK})
    assert (status, said["errors"][0]["detail"]) == (400, NO_LETTER)
    status, said = patch_me(farid, {"freelancer": {"headline": BLANK}})
    assert (status, said["errors"][0]["code"]) == (400, "blank")
    status, said = patch_me(
        farid, {"name": HIDDEN, "freelancer": {"headline": f"Logo\u200b {BLANK}"}}
    )
    assert (status, said["name"], said["freelancer"]["headline"]) == (200, "Farid", "Logo")


def test_titles_and_tags_hold_nothing_hidden(db: None) -> None:
    form = PostingForm({"title": "Lo\u200bgo", "tags": "ko\u2060pi, kopi", "language": "id"})
    form.is_valid()
    assert (form.cleaned_data["title"], form.cleaned_data["tags"]) == ("Logo", ["kopi"])
    assert "title" in PostingForm({"title": BLANK}, is_publishing=True).errors


def test_a_message_of_nothing_is_not_sent(db: None) -> None:
    form = MessageForm({"body": BLANK, "key": "7a9e8f6e-1111-4222-8333-444455556666"})
    assert not form.is_valid()

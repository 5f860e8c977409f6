"""Nobody is called by what cannot be seen, nor like somebody else but for that."""

from datetime import datetime
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.search import SearchQuery
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client
from django.utils import timezone

from accounts.forms.signup import SignupDetails
from accounts.models import ClientProfile, FreelancerProfile, PortfolioItem, User
from accounts.services import people
from core.errors import InvalidInput
from core.tidying import tidy
from messaging.forms import MessageForm
from projects.forms.postings import PostingForm
from projects.models import Bid, Opening, Project
from tests.factories.projects import bid_on, draft, open_project

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


def test_nobody_signs_up_as_a_web_address(db: None) -> None:
    form = SignupDetails({"name": "https://evil.com", "mode": "client"})
    assert form.errors["name"] == ["A name cannot be a web address."]
    with pytest.raises(InvalidInput, match="cannot be a web address"):
        people.register(email="new@example.com", name="evil.com")
    assert people.register(email="www.evil.com@example.com", name="").name == "www evil com"


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


# What was kept before


def run(migration: str, function: str) -> None:
    getattr(import_module(migration), function)(apps, None)


@pytest.fixture
def old_clara(clara: User) -> User:
    """Clara as she may have been kept before names were looked at."""
    User.objects.filter(pk=clara.pk).update(
        name=HIDDEN, legal_name=BLANK, verified_name=f"Clara{BLANK}  W", verified_at=timezone.now()
    )
    ClientProfile.objects.filter(user=clara).update(
        organisation=f" To{BLANK}ko", about="Ki\u200bta.\r\n\r\nDua  spasi."
    )
    profile = FreelancerProfile.objects.get(user=clara)
    FreelancerProfile.objects.filter(pk=profile.pk).update(
        headline=BLANK, bio="Lo\u2060go", name_words=HIDDEN
    )
    PortfolioItem.objects.create(profile=profile, title=BLANK, created_at=timezone.now())
    return clara


def test_people_of_before_are_kept_as_they_are_seen(old_clara: User) -> None:
    for _twice in range(2):
        run("accounts.migrations.0014_as_seen", "tidy_people")
    clara = User.objects.get(pk=old_clara.pk)
    assert (clara.name, clara.legal_name, clara.verified_name) == ("Farid", "", "Clara W")
    client = ClientProfile.objects.get(user=clara)
    assert (client.organisation, client.about) == ("Toko", "Kita.\r\n\r\nDua  spasi.")
    profile = FreelancerProfile.objects.get(user=clara)
    assert (profile.headline, profile.bio, profile.name_words) == ("", "Logo", "Farid")
    item = profile.portfolio.get()
    assert item.title == f"#{item.pk}"


def test_whose_name_was_nothing_is_called_by_their_address(clara: User) -> None:
    User.objects.filter(pk=clara.pk).update(
        name=BLANK, verified_name=BLANK, verified_at=timezone.now()
    )
    run("accounts.migrations.0014_as_seen", "tidy_people")
    clara.refresh_from_db()
    assert (clara.name, clara.verified_name) == (clara.handle, clara.handle)


def test_postings_and_bids_of_before_are_kept_as_they_are_seen(
    clara: User, farid: User, now: datetime
) -> None:
    project = open_project(by=clara, now=now, questions=["Which shop?"], tags=["kopi", "teh"])
    nameless = open_project(by=clara, now=now)
    unwritten = draft(by=clara, now=now)
    bid = bid_on(nameless, by=farid, now=now)
    Project.objects.filter(pk=project.pk).update(
        title="Lo\u200bgo \u202ekopi",
        description="Se\u200bder\n\nhana",
        tags=["ko\u200bpi", "kopi"],
    )
    Project.objects.filter(pk=project.pk).update(skill_words="Logo ko\u200bpi kopi")
    Project.objects.filter(pk__in=[nameless.pk, unwritten.pk]).update(title=BLANK)
    project.questions.update(text=BLANK)
    Bid.objects.filter(pk=bid.pk).update(cover_note=BLANK)
    for _twice in range(2):
        run("projects.migrations.0018_as_seen", "tidy_work")
    project.refresh_from_db()
    assert (project.title, project.description) == ("Logo kopi", "Seder\n\nhana")
    assert (project.tags, project.skill_words) == (["kopi"], "Logo kopi kopi")
    assert project.questions.get().text == f"#{project.questions.get().pk}"
    titles = [Project.objects.get(pk=one.pk).title for one in (nameless, unwritten)]
    assert titles == [f"#{nameless.pk}", ""]
    assert Bid.objects.get(pk=bid.pk).cover_note == "–"
    found = Opening.objects.filter(search=SearchQuery("logo", config="simple"))
    assert project.pk in found.values_list("project_id", flat=True)


def test_many_rows_are_looked_at_some_at_a_time_and_only_what_differs_is_written(
    db: None, django_assert_num_queries: Any
) -> None:
    for n in range(5):
        people.register(email=f"{n}@example.com", name=f"Ada {n}")
    odd = User.objects.filter(email__lt="4")
    odd.update(name=Concat(Value("É\u200b"), "email"))
    User.objects.filter(email="4@example.com").update(name="José")  # odd, and right
    with django_assert_num_queries(4 + 4):  # pages of two, the last one empty; four rows
        assert tidy(User, lines=["name"], at_once=2) == 4
    assert list(odd.values_list("name", flat=True)) == [f"É{n}@example.com" for n in range(4)]


def test_what_is_written_meanwhile_stays(clara: User) -> None:
    User.objects.filter(pk=clara.pk).update(name=BLANK)

    def meanwhile(_row: Any) -> str:
        User.objects.filter(pk=clara.pk).update(name="Clara")
        return "Somebody"

    assert tidy(User, lines=["name"], otherwise={"name": meanwhile}) == 0
    clara.refresh_from_db()
    assert clara.name == "Clara"


def test_a_text_that_grows_is_cut_to_its_column(clara: User) -> None:
    User.objects.filter(pk=clara.pk).update(name="\ufb2c" * 80)  # composed, each is three
    tidy(User, lines=["name"])
    clara.refresh_from_db()
    assert len(clara.name) == 80

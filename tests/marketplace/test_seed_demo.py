"""The demo: sound words, every state of work, the book in balance, and never built twice."""

import string
from collections import Counter
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Category, PortfolioItem, Region, Skill, User
from accounts.models import KnownWord as WordOfPeople
from accounts.places import zone_of
from accounts.services.reference import SOURCES, load_regions, load_taxonomy
from disputes.models import Dispute
from identity.models import IdentityCheck
from marketplace.demo import texts
from marketplace.demo.places import town_of
from marketplace.demo.proposals import divided
from marketplace.demo.speech import spoken
from messaging.models import Message
from moderation.models import Case, Reported
from notifications.models import Notification
from notifications.states import EmailState
from payments.models import Payout
from projects.models import Bid, Contract, KnownWord, Milestone, Project
from reviews.models import Review
from staff.models import HelpRequest


def seed(**options: Any) -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def reference(db: None) -> None:
    load_regions(path=SOURCES / "regions-id.csv")
    load_taxonomy(path=SOURCES / "skills.csv")


def test_there_are_sixty_postings_about_half_of_them_indonesian() -> None:
    languages = Counter(text.language for text in texts.projects())
    assert sum(languages.values()) == 60
    assert languages["id"] >= 25
    assert languages["en"] >= 25
    assert len({text.key for text in texts.projects()}) == 60
    assert len({text.category for text in texts.projects()}) == 12


@pytest.mark.parametrize("text", texts.projects(), ids=lambda text: text.key)
def test_a_posting_is_complete_in_every_variation(text: texts.ProjectText) -> None:
    used = {
        name
        for part in (text.title, text.description)
        for _literal, name, _spec, _conversion in string.Formatter().parse(part)
        if name
    }
    assert used - {"town"} == set(text.vary)
    assert text.region or "town" not in used
    longest = {name: max(choices, key=len) for name, choices in text.vary.items()}
    filled = text.title.format_map(longest | {"town": "Jakarta Selatan"})
    assert len(filled) <= 120
    assert 80 <= len(text.description.split()) <= 200
    assert text.budget[0] <= text.budget[1]
    assert text.client in {client.handle for client in texts.clients()}
    assert all(len(question) <= 300 for question, _answer in text.questions)
    assert text.steps
    assert all(len(step) <= 120 for step in text.steps)


def test_stories_are_about_people_who_can_do_the_work() -> None:
    postings = {text.key: text for text in texts.projects()}
    people = {text.handle: text for text in texts.freelancers()}
    for story in texts.stories():
        posting, person = postings[story.project], people[story.freelancer]
        assert set(posting.skills) & set(person.skills)
        assert posting.language in person.languages
        assert len(story.steps) <= len(posting.steps)
    assert {bid.freelancer for bid in texts.bids()} <= set(people)
    assert {bid.project for bid in texts.bids()} <= set(postings)


@pytest.mark.django_db
def test_every_skill_and_place_of_the_words_exists(reference: None) -> None:
    slugs = set(Skill.objects.values_list("slug", flat=True))
    codes = set(Region.objects.filter(province__isnull=False).values_list("code", flat=True))
    categories = set(Category.objects.values_list("slug", flat=True))
    for text in [*texts.projects(), *texts.freelancers()]:
        assert set(text.skills) <= slugs
        assert text.category in categories
        assert {text.region} - {""} <= codes
    assert {town for text in texts.projects() for town in text.towns} <= codes
    assert {text.region for text in [*texts.clients(), *texts.staff()]} - {""} <= codes


@pytest.mark.django_db
def test_the_demo_holds_every_state_of_work_and_balances(reference: None, settings: Any) -> None:
    settings.DEBUG = True
    started = timezone.now()
    said = seed()

    assert "60 new ones" in said
    assert "clara@demo.karya" in said
    assert "karya-demo" in said
    _slips_are_forgiven_at_once()
    states = Counter(Project.objects.values_list("state", flat=True))
    assert set(states) == {"open", "awarding", "filled", "closed"}
    assert {"awaiting_funding", "active", "completed"} == set(
        Contract.objects.values_list("state", flat=True)
    )
    assert {"agreed", "funded", "submitted", "changes_requested", "released", "disputed"} == set(
        Milestone.objects.values_list("state", flat=True)
    )
    assert {"paid", "in_review"} == set(Payout.objects.values_list("state", flat=True))
    assert {"published", "sealed"} == set(Review.objects.values_list("state", flat=True))
    assert {"countered", "offered", "shortlisted", "rejected", "withdrawn", "accepted"} <= set(
        Bid.objects.values_list("state", flat=True)
    )
    assert Message.objects.count() > 100
    _there_is_trouble()
    news = Notification.objects.filter(recipient__email__endswith="@demo.karya")
    assert not news.exclude(email_state=EmailState.SKIPPED).exists()
    assert not news.filter(created_at__gte=started).exists()
    assert news.filter(read_at=None).exists()
    assert PortfolioItem.objects.count() == len(texts.pieces())
    call_command("check_ledger", stdout=StringIO())

    assert ": 0 new ones" in seed()
    _there_is_trouble()
    assert Project.objects.count() == 60
    assert User.objects.filter(email__endswith="@demo.karya").count() == (
        len(texts.staff()) + len(texts.clients()) + len(texts.freelancers())
    )
    assert "30 new ones" in seed(size=90)
    _variations_are_believable()
    assert ": 0 new ones" in seed(size=90)
    call_command("check_ledger", stdout=StringIO())


def _slips_are_forgiven_at_once() -> None:
    assert KnownWord.objects.filter(text="batik").exists()
    assert WordOfPeople.objects.filter(text="batik").exists()


def _there_is_trouble() -> None:
    """Each kind once, so that every desk has something to show."""
    assert sorted(Dispute.objects.values_list("state", flat=True)) == [
        "decided",
        "mediation",
        "proposed",
    ]
    assert not Dispute.objects.filter(deadline_at__lte=timezone.now()).exists()
    assert sorted(IdentityCheck.objects.values_list("state", flat=True)) == [
        "submitted",
        "verified",
    ]
    assert Reported.objects.get().state == "open"
    assert Case.objects.get().state == "answered"
    assert HelpRequest.objects.get().state == "open"


def _variations_are_believable() -> None:
    varied = Project.objects.exclude(import_key__endswith=":0")
    assert varied.count() == 30
    for project in varied.select_related("client", "category", "region"):
        assert "{" not in project.title + project.description
        assert project.budget_min_minor <= project.budget_max_minor
        assert project.skills.exists()
        assert project.client.email.endswith("@demo.karya")
        if project.state == "open":
            assert project.bids_count == project.bids.filter(state="submitted").count()
        for bid in project.bids.select_related("terms", "freelancer"):
            assert sum(bid.terms.milestones.values_list("amount_minor", flat=True)) == (
                bid.terms.amount_minor
            )
            assert bid.answers.count() == project.questions.count()
            assert bid.freelancer.freelancer_profile.headline


@pytest.mark.django_db
def test_a_larger_size_adds_only_the_difference(reference: None, settings: Any) -> None:
    settings.DEBUG = True
    assert "3 new ones" in seed(size=3)
    kept = dict(Project.objects.values_list("import_key", "title"))
    _named_people_can_sign_in_with_their_rights()
    assert "2 new ones" in seed(size=5)
    assert kept.items() <= dict(Project.objects.values_list("import_key", "title")).items()
    assert ": 0 new ones" in seed(size=3)


def _named_people_can_sign_in_with_their_rights() -> None:
    for handle in ("clara", "farid", "maya", "adi"):
        person = User.objects.get(email=f"{handle}@demo.karya")
        assert person.check_password("karya-demo")
        assert EmailAddress.objects.filter(user=person, verified=True, primary=True).exists()
    clara, maya, adi = (User.objects.get(handle=name) for name in ("clara", "maya", "adi"))
    assert clara.client_profile.region is not None
    assert clara.client_profile.region.name == "Kota Tegal"
    assert (maya.is_moderator, maya.is_staff) == (True, False)
    assert (adi.is_moderator, adi.is_staff, adi.is_superuser) == (True, True, True)


@pytest.mark.django_db
def test_outside_of_development_the_password_is_made_up(reference: None, settings: Any) -> None:
    settings.DEBUG = False
    said = seed(size=1)
    assert "karya-demo" not in said
    assert not User.objects.get(handle="adi").check_password("karya-demo")
    password = said.rsplit("Password: ", 1)[1].strip()
    assert User.objects.get(handle="adi").check_password(password)


@pytest.mark.django_db
def test_a_size_below_one_is_refused() -> None:
    with pytest.raises(CommandError, match="1 or more"):
        seed(size=0)


def test_amounts_are_divided_without_a_rest() -> None:
    proposal = divided(1_000_000, 10, ["one", "two", "three"])
    assert [step.amount.minor // 100 for step in proposal.steps] == [350_000, 350_000, 300_000]
    assert sum(step.amount.minor for step in proposal.steps) == proposal.amount.minor
    assert len(divided(50_000, 1, ["one", "two"]).steps) == 1


def test_places_read_well_in_a_sentence() -> None:
    assert town_of(Region(name="Kota Administrasi Jakarta Utara ")) == "Jakarta Utara"
    assert town_of(Region(name="Kabupaten Tegal")) == "Tegal"
    assert town_of(None) == ""
    assert [zone_of(code) for code in ("33.76", "74.71", "91.71")] == [
        "Asia/Jakarta",
        "Asia/Makassar",
        "Asia/Jayapura",
    ]


@pytest.mark.parametrize(
    ("english", "indonesian", "spoken_in_english", "spoken_in_indonesian"),
    [
        ("Logo design", "Desain logo", "logo design", "desain logo"),
        ("Transcription", "Transkripsi", "transcription", "transkripsi"),
        ("English teaching", "Pengajaran bahasa Inggris", "English teaching", None),
        ("UI/UX design", "Desain UI/UX", "UI/UX design", "desain UI/UX"),
        ("Figma", "Figma", "Figma", "Figma"),
        ("Adobe Photoshop", "Adobe Photoshop", "Adobe Photoshop", None),
    ],
)
def test_skills_read_well_in_a_sentence(
    english: str, indonesian: str, spoken_in_english: str, spoken_in_indonesian: str | None
) -> None:
    skill = Skill(name_en=english, name_id=indonesian)
    assert spoken(skill, "en") == spoken_in_english
    assert spoken_in_indonesian in {None, spoken(skill, "id")}

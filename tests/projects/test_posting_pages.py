"""The pages of postings: who sees what, cancel, renew, invite, review."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.models import Invitation, Project
from projects.services import bids, invitations, postings
from tests.factories import accounts as people
from tests.factories.projects import a_proposal, bid_on, draft, open_project
from tests.projects.pages import a_file, queries_of, status_for, text_of

pytestmark = pytest.mark.django_db
NEW = reverse("projects:new")
KEY = "5e6b9c1e-8a54-4a5e-9d75-0f6c3f6f9a11"
FORM = f"{NEW}?key={KEY}"


# Who sees what


@pytest.fixture
def place(clara, farid, now):
    """Clara's open posting with a file, her draft, and her cancelled one on which Farid had bid."""
    opened = open_project(by=clara, now=now)
    postings.add_files(project=opened, uploads=[a_file()], by=clara, now=now)
    kept = draft(by=clara, now=now)
    postings.add_files(project=kept, uploads=[a_file("plan.txt")], by=clara, now=now)
    over = open_project(by=clara, now=now)
    bid_on(over, by=farid, now=now)
    postings.cancel_project(project=over, by=clara, reason="No money.", now=now)
    return {"opened": opened, "kept": kept, "over": over}


@pytest.fixture
def persons(clara, farid, sena, maya):
    return {"visitor": None, "clara": clara, "farid": farid, "sena": sena, "maya": maya}


EVERYBODY = {"visitor": 200, "clara": 200, "farid": 200, "sena": 200, "maya": 200}
SIGNED_IN = {**EVERYBODY, "visitor": 302}
CLARA = {"visitor": 302, "clara": 200, "farid": 404, "sena": 404, "maya": 404}
MAYA = {"visitor": 302, "clara": 404, "farid": 404, "sena": 404, "maya": 200}
MATRIX = [
    ("list", None, EVERYBODY),
    ("detail", "opened", EVERYBODY),
    ("detail", "kept", {**CLARA, "visitor": 404, "maya": 200}),
    ("detail", "over", {**EVERYBODY, "visitor": 404, "sena": 410}),
    ("new", None, dict.fromkeys(EVERYBODY, 302)),  # to the same with a key
    ("mine", None, SIGNED_IN),
    ("invitations", None, SIGNED_IN),
    ("edit", "opened", CLARA),
    ("edit", "kept", CLARA),
    ("cancel", "opened", CLARA),
    ("bids", "opened", CLARA),
    ("review-queue", None, MAYA),
    ("review", "opened", MAYA),
    ("review", "kept", {**MAYA, "maya": 404}),
]


@pytest.mark.parametrize(("name", "of", "expected"), MATRIX)
def test_every_page_against_every_person(place, persons, browser_of, name, of, expected):
    address = reverse(f"projects:{name}", args=[place[of].pk] if of else [])
    found = {who: status_for(browser_of, person, address) for who, person in persons.items()}

    assert found == expected


@pytest.mark.parametrize(
    "name",
    ["edit", "keep-draft", "publish", "cancel", "renew", "approve-posting"],
)
@pytest.mark.parametrize("who", ["visitor", "farid", "sena"])
def test_nobody_else_acts_on_a_posting(place, request, browser_of, typed, name, who):
    browser = Client() if who == "visitor" else browser_of(request.getfixturevalue(who))
    for project in place.values():
        before = Project.objects.values().get(pk=project.pk)
        form = {**typed, "reason": "x", "rule": "unclear"}
        answer = browser.post(reverse(f"projects:{name}", args=[project.pk]), form)

        assert answer.status_code == (302 if who == "visitor" else 404)
        assert Project.objects.values().get(pk=project.pk) == before


def test_files_of_a_posting_are_as_public_as_it_is(place, clara, sena, browser_of, client):
    public = reverse("projects:attachment", args=[place["opened"].attachments.get().pk])
    private = reverse("projects:attachment", args=[place["kept"].attachments.get().pk])
    answer = client.get(public)

    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="brief.txt"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client.get(private).status_code == 404
    assert browser_of(sena).get(private).status_code == 404
    assert browser_of(clara).get(private).status_code == 200


def test_a_script_is_only_words(clara, client, now):
    wicked = "<script>alert(1)</script> [x](javascript:alert(1)) ![i](http://x/y.png) <img src=x>"
    project = open_project(by=clara, now=now, title="<b>Logo</b>", description=wicked)
    page = client.get(reverse("projects:detail", args=[project.pk])).content.decode()

    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "<img" not in page
    assert "<b>Logo" not in page
    assert "<b>Logo" not in client.get(reverse("projects:list")).content.decode()


def test_a_stranger_sees_the_range_but_no_bid(clara, farid, maya, sena, client, browser_of, now):
    project = open_project(by=clara, now=now)
    address, shown = reverse("projects:detail", args=[project.pk]), []
    prices = (1_050_000, 1_100_000, 1_070_000)
    for person, price in zip((farid, maya, sena), prices, strict=True):
        bid_on(project, by=person, now=now, proposal=a_proposal(price))
        shown.append(text_of(client.get(address)))
    alone, two, three = shown

    assert "Rp1,050,000" not in alone  # a range of one would give the price away
    assert "Rp1,050,000" not in two  # and a range of two both of them
    assert "Rp1,100,000" not in two
    assert "Rp1,050,000 to Rp1,100,000" in three
    assert "Farid" not in three
    bidder = people.make_freelancer("Tono")
    assert "From three bids on, others see the range." in text_of(browser_of(bidder).get(address))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("expired", "The time for bids is over."),
        ("awarding", "The client has made an offer to somebody."),
        ("filled", "This project takes no more bids."),
    ],
)
def test_a_posting_that_is_over_says_what_comes_next(clara, farid, client, now, state, words):
    project = open_project(by=clara, now=now)
    Project.objects.filter(pk=project.pk).update(state=state)

    assert words in text_of(client.get(reverse("projects:detail", args=[project.pk])))


# What becomes of it


def test_cancel_asks_why_and_tells_the_bidders(clara, farid, browser_of, now):
    project = open_project(by=clara, now=now)
    bid = bid_on(project, by=farid, now=now)
    browser, address = browser_of(clara), reverse("projects:cancel", args=[project.pk])

    assert browser.post(address, {"reason": " "}).status_code == 422
    assert Project.objects.get().state == "open"
    for _click in range(2):
        assert browser.post(address, {"reason": "No money."}).status_code == 302
    bid.refresh_from_db()
    assert (Project.objects.get().state, bid.state) == ("cancelled", "lapsed")


def test_a_draft_is_discarded_without_a_reason(clara, browser_of, now):
    project = draft(by=clara, now=now)
    browser_of(clara).post(reverse("projects:cancel", args=[project.pk]), {"reason": ""})

    assert Project.objects.get().state == "cancelled"


def test_renewal_is_one_even_when_clicked_twice_and_ends_after_two(clara, browser_of):
    project = open_project(by=clara, now=timezone.now() - timedelta(days=31))
    browser = browser_of(clara)
    for renewals in (1, 2):
        postings.expire_project(project=project, now=timezone.now())
        for _click in range(2):
            browser.post(reverse("projects:renew", args=[project.pk]))
        project.refresh_from_db()
        assert (project.state, project.renewals) == ("open", renewals)
    postings.expire_project(project=project, now=timezone.now())
    answer = browser.post(reverse("projects:renew", args=[project.pk]), follow=True)

    assert "renewed as often as possible" in text_of(answer)
    project.refresh_from_db()
    assert (project.state, project.renewals) == ("expired", 2)


def test_my_projects_are_in_groups(clara, sena, browser_of, now):
    draft(by=clara, now=now, title="Kept back")
    open_project(by=clara, now=now, title="Out there")
    open_project(by=sena, now=now, title="Of Sena")
    browser = browser_of(clara)
    mine = reverse("projects:mine")

    assert "Out there" in text_of(browser.get(mine))
    assert "Kept back" in text_of(browser.get(mine, {"tab": "drafts"}))
    assert "Of Sena" not in text_of(browser.get(mine, {"tab": "nonsense"}))


# Invitations


def test_an_invitation_is_sent_once_and_can_be_declined(clara, farid, browser_of, now):
    people.complete_profile(farid)
    project = open_project(by=clara, now=now)
    address = reverse("projects:invite", args=[farid.handle])
    for _click in range(2):
        answer = browser_of(clara).post(address, {"project": project.pk, "message": "Lovely work."})
        assert answer.status_code == 302
    invitation = Invitation.objects.get()
    page = text_of(browser_of(farid).get(reverse("projects:invitations")))
    assert "Lovely work." in page
    for _click in range(2):
        browser_of(farid).post(reverse("projects:decline-invitation", args=[invitation.pk]))
    invitation.refresh_from_db()
    assert invitation.state == "declined"


def test_the_only_open_project_is_chosen_already(clara, farid, browser_of, now):
    people.complete_profile(farid)
    address = reverse("projects:invite", args=[farid.handle])
    only = open_project(by=clara, now=now)
    assert browser_of(clara).get(address).context["form"]["project"].value() == only.pk
    open_project(by=clara, now=now)
    assert browser_of(clara).get(address).context["form"]["project"].value() is None


def test_what_somebody_knows_is_not_offered_again(clara, farid, browser_of, now):
    people.complete_profile(farid)
    address = reverse("projects:invite", args=[farid.handle])
    browser = browser_of(clara)
    assert "You have no open project" in text_of(browser.get(address))
    invited, bid, new = (open_project(by=clara, now=now) for _number in range(3))
    invitations.invite(project=invited, freelancer=farid, by=clara, message="", now=now)
    bid_on(bid, by=farid, now=now)
    offered = browser.get(address).context["form"].fields["project"].queryset
    assert list(offered) == [new]
    bid_on(new, by=farid, now=now)
    assert f"{farid} knows all your open projects" in text_of(browser.get(address))


def test_only_own_open_projects_can_be_chosen(clara, farid, sena, browser_of, now):
    people.complete_profile(farid)
    address = reverse("projects:invite", args=[farid.handle])
    others = open_project(by=sena, now=now), draft(by=clara, now=now)
    for project in others:
        assert browser_of(clara).post(address, {"project": project.pk}).status_code == 422
    assert not Invitation.objects.exists()


def test_nobody_invites_themselves_or_answers_for_others(clara, farid, sena, browser_of, now):
    people.complete_profile(farid)
    project = open_project(by=clara, now=now)
    invitation = invitations.invite(
        project=project, freelancer=farid, by=clara, message="", now=now
    )

    own = browser_of(clara).get(reverse("projects:invite", args=[clara.handle]))
    other = browser_of(sena).post(reverse("projects:decline-invitation", args=[invitation.pk]))
    assert (own.status_code, other.status_code) == (404, 404)
    invitation.refresh_from_db()
    assert invitation.state == "sent"


def test_a_bid_answers_the_invitation(clara, farid, browser_of, now):
    people.complete_profile(farid)
    project = open_project(by=clara, now=now)
    invitations.invite(project=project, freelancer=farid, by=clara, message="", now=now)
    bid_on(project, by=farid, now=now)

    assert Invitation.objects.get().state == "answered"


# Review


@pytest.fixture
def flagged(clara, now):
    return open_project(by=clara, now=now, description="Send a free sample first.")


def test_a_moderator_opens_a_posting(flagged, maya, browser_of):
    browser = browser_of(maya)

    assert flagged.title in text_of(browser.get(reverse("projects:review-queue")))
    for _click in range(2):
        answer = browser.post(reverse("projects:approve-posting", args=[flagged.pk]))
        assert answer.url == reverse("desk:queue") + "?kind=posting"
    flagged.refresh_from_db()
    assert flagged.state == "open"


def test_a_posting_sent_back_shows_the_rule_in_the_clients_language(
    flagged, clara, maya, browser_of
):
    clara.language = "en"
    clara.save()
    address = reverse("moderation:act", args=["project", flagged.pk])
    assert address in browser_of(maya).get(reverse("projects:review", args=[flagged.pk])).text
    words = {"english": "Remove the last sentence.", "indonesian": "Hapus kalimat terakhir."}
    browser_of(maya).post(address, {"rule": "P1", "measure": "returned", **words})
    flagged.refresh_from_db()
    assert flagged.state == "draft"
    for page in ("detail", "edit"):
        shown = text_of(browser_of(clara).get(reverse(f"projects:{page}", args=[flagged.pk])))
        assert "Postings do not ask for free samples" in shown
        assert "Remove the last sentence." in shown


def test_moderators_do_not_judge_their_own_postings(maya, browser_of, now):
    project = open_project(by=maya, now=now, description="A free sample, please.")

    assert browser_of(maya).get(reverse("projects:review", args=[project.pk])).status_code == 404
    answer = browser_of(maya).post(reverse("projects:approve-posting", args=[project.pk]))
    assert answer.status_code == 404
    assert Project.objects.get().state == "pending_review"


def test_a_posting_in_review_is_taken_back_to_be_changed(clara, farid, maya, browser_of, now):
    project = open_project(by=clara, now=now, description="A free sample, please.")
    address = reverse("projects:take-posting-back", args=[project.pk])
    page = text_of(browser_of(clara).get(reverse("projects:detail", args=[project.pk])))
    assert "Take it back to change it" in page
    assert "It waits until a moderator has read it." in page

    assert browser_of(farid).post(address).status_code == 404
    for _click in range(2):
        answer = browser_of(clara).post(address)
        assert answer.url == reverse("projects:edit", args=[project.pk])
    project.refresh_from_db()
    assert (project.state, project.review_due_at) == ("draft", None)
    postings.publish_project(project=project, by=clara, now=now)
    postings.approve_posting(project=project, by=maya, now=now)
    answer = browser_of(clara).post(address, follow=True)
    assert "No moderator is reading this project any more." in text_of(answer)
    project.refresh_from_db()
    assert project.state == "open"


@pytest.mark.parametrize(
    "changes",
    [
        {"description": "Write to me on WhatsApp: 0812-3456-7890. Thank you."},
        {"budget_min_minor": None, "budget_max_minor": 1_500 * 100},
    ],
)
def test_what_the_form_would_ask_about_is_asked_on_the_preview_too(clara, browser_of, now, changes):
    project = draft(by=clara, now=now, **changes)
    answer = browser_of(clara).post(reverse("projects:publish", args=[project.pk]), follow=True)
    assert "Not published yet: please read it once more" in text_of(answer)
    assert answer.request["PATH_INFO"] == reverse("projects:edit", args=[project.pk])
    project.refresh_from_db()
    assert project.state == "draft"


# Queries and languages


def test_queries_stay_the_same(clara, farid, maya, browser_of, now):
    people.complete_profile(farid)

    def grow(i: int) -> None:
        one = open_project(by=clara, now=now, title=f"Logo {i}", questions=[f"Why {i}?"])
        postings.add_files(project=one, uploads=[a_file()], by=clara, now=now)
        invitations.invite(project=one, freelancer=farid, by=clara, message="", now=now)
        open_project(by=clara, now=now, description=f"Free sample {i}, please.")

    grow(0)
    pages = {
        reverse("projects:mine"): clara,
        reverse("projects:mine") + "?tab=drafts": clara,
        reverse("projects:invitations"): farid,
        reverse("projects:invite", args=[farid.handle]): clara,
        reverse("projects:review-queue"): maya,
        reverse("projects:detail", args=[Project.objects.get(state="open").pk]): farid,
        FORM: clara,
    }
    once = {page: queries_of(browser_of(person), page) for page, person in pages.items()}
    for i in (1, 2):
        grow(i)

    assert {page: queries_of(browser_of(person), page) for page, person in pages.items()} == once
    assert max(once.values()) < 12


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_page_in_both_languages(place, clara, maya, browser_of, language):
    for person in (clara, maya):
        person.language = language
        person.save()
    names: list[tuple[str, str | None]] = [
        ("mine", None),
        ("invitations", None),
        ("list", None),
    ]
    names += [(name, "opened") for name in ("detail", "edit", "cancel", "bids")] + [
        ("edit", "kept")
    ]
    addresses = [reverse(f"projects:{n}", args=[place[of].pk] if of else []) for n, of in names]
    for address in (FORM, *addresses):
        assert f'<html lang="{language}">' in browser_of(clara).get(address).content.decode()
    for name, args in (("review-queue", []), ("review", [place["opened"].pk])):
        answer = browser_of(maya).get(reverse(f"projects:{name}", args=args))
        assert f'<html lang="{language}">' in answer.content.decode()


def test_the_count_of_bids_is_of_those_that_stand(clara, farid, sena, now):
    project = open_project(by=clara, now=now)
    first = bid_on(project, by=farid, now=now)
    bid_on(project, by=sena, now=now)
    bids.withdraw_bid(bid=first, by=farid, now=now)
    bid_on(project, by=farid, now=now)
    project.refresh_from_db()

    assert project.bids_count == 2


@pytest.mark.parametrize("others", [0, 1, 3])
def test_a_project_page_takes_few_queries(clara, farid, now, browser_of, others, settings):
    settings.PIECES_KEPT_FOR = 60  # similar projects are kept, as they are for most readers
    project = open_project(by=clara, now=now)
    for number in range(others):
        bid_on(project, by=people.make_freelancer(f"Rina{number} Other"), now=now)
    page = reverse("projects:detail", args=[project.pk])

    settings.NAMES_KEPT_FOR = 600  # of a client visitors read what was counted a moment ago
    assert queries_of(Client(), page) <= 4
    assert queries_of(browser_of(farid), page) <= 8  # with those of the session and the person


def test_a_second_invitation_says_that_there_is_one(clara, farid, browser_of, now):
    people.complete_profile(farid)
    project = open_project(by=clara, now=now)
    address = reverse("projects:invite", args=[farid.handle])
    browser, sent = browser_of(clara), {"project": project.pk, "message": "Come and bid!"}
    assert f"{farid} is invited to bid." in text_of(browser.post(address, sent, follow=True))
    again = sent | {"message": "Have you seen it?"}
    assert f"You have invited {farid} to this project already." in text_of(
        browser.post(address, again, follow=True)
    )
    browser_of(farid).post(
        reverse("projects:decline-invitation", args=[Invitation.objects.get().pk])
    )
    assert f"{farid} has declined your invitation" in text_of(
        browser.post(address, again, follow=True)
    )
    assert Invitation.objects.get().message == "Come and bid!"


def test_a_posting_called_off_before_it_opened_told_nobody(clara, browser_of, now):
    project = draft(by=clara, now=now)
    browser, page = browser_of(clara), reverse("projects:detail", args=[project.pk])
    browser.post(reverse("projects:cancel", args=[project.pk]), {"reason": ""})
    said = text_of(browser.get(page))
    assert "No bidder has seen it." in said
    assert "Bidders were told" not in said

"""The pages of a disagreement, for each of the people who may come."""

import html
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertRedirects

from accounts.models import User
from disputes.models import Dispute, Proposal, Ruling
from disputes.states import DisputeState
from projects.models import Milestone
from tests.factories import disputes as quarrel
from tests.factories import projects as work
from tests.factories.accounts import make_senior_moderator

pytestmark = pytest.mark.usefixtures("book_is_right")
Browser = Callable[[User], Client]
D = DisputeState
CLAIM = {"reason_code": "quality", "claim": "Too thin.", "to_freelancer": "600.000"}
RULING = {
    "to_freelancer": "600000",
    "to_client": "400000",
    "rule": "in_part",
    "reasons_id": "Begitu.",
    "reasons_en": "So.",
}
MOST_QUERIES = 14


@pytest.fixture
def now() -> datetime:
    """The pages read the clock themselves."""
    return timezone.now()


@pytest.fixture
def submitted(clara: User, farid: User, now: datetime) -> Milestone:
    return work.delivered_milestone(client=clara, freelancer=farid, now=now)


@pytest.fixture
def dispute(submitted: Milestone, clara: User, now: datetime) -> Dispute:
    return quarrel.open_dispute(submitted, by=clara, now=now)


@pytest.fixture
def mediation(dispute: Dispute) -> Dispute:
    return quarrel.run_out(dispute)


@pytest.mark.parametrize("state", list(D))
def test_the_page_opens_in_every_state(
    state: str, clara: User, farid: User, maya: User, now: datetime, browser_of: Browser
) -> None:
    found = quarrel.dispute_in(state, client=clara, freelancer=farid, moderator=maya, now=now)
    for person in (clara, farid, maya):
        assert browser_of(person).get(f"/disputes/{found.pk}/").status_code == 200
        room = browser_of(person).get(f"/contracts/{found.milestone.contract_id}/")
        assert room.status_code == 200
    assert browser_of(maya).get("/moderation/disputes/").status_code == 200


def test_strangers_find_nothing(
    dispute: Dispute, sena: User, browser_of: Browser, client: Client
) -> None:
    at, proposal = f"/disputes/{dispute.pk}/", dispute.proposals.get()
    browser = browser_of(sena)
    for path in (at, f"{at}proposals/{proposal.pk}/acceptance/", f"{at}ruling/"):
        assert browser.get(path).status_code == 404
        assert client.get(path).status_code == 302
    deeds = ["proposals/", "withdrawal/", "ruling/", "ruling/confirmation/", "ruling/return/"]
    deeds += ["secret-offers/", "appeal/"]
    for deed in [*deeds, f"proposals/{proposal.pk}/acceptance/"]:
        assert browser.post(at + deed).status_code == 404
    assert browser.get(f"/milestones/{dispute.milestone_id}/dispute/").status_code == 404
    assert browser.post(f"/milestones/{dispute.milestone_id}/dispute/").status_code == 404


def test_the_queue_is_for_moderators(clara: User, maya: User, browser_of: Browser) -> None:
    assert browser_of(clara).get("/moderation/disputes/").status_code == 404
    assert browser_of(maya).get("/moderation/disputes/").status_code == 200


def test_the_wrong_people_are_refused(
    mediation: Dispute, clara: User, farid: User, maya: User, browser_of: Browser
) -> None:
    at, proposal = f"/disputes/{mediation.pk}/", mediation.proposals.get()
    for person, path, said in [
        (farid, "withdrawal/", {}),
        (maya, "withdrawal/", {}),
        (clara, f"proposals/{proposal.pk}/acceptance/", {}),
        (maya, f"proposals/{proposal.pk}/acceptance/", {}),
        (maya, "proposals/", {"to_freelancer": "1"}),
        (clara, "ruling/", RULING),
        (farid, "ruling/return/", {"reason": "x"}),
        (maya, "secret-offers/", {"limit": "1"}),
        (maya, "appeal/", {}),
    ]:
        answer = browser_of(person).post(at + path, said, HTTP_ACCEPT="application/json")
        assert answer.status_code == 403, path
    mediation.refresh_from_db()
    assert mediation.state == D.MEDIATION


def test_a_dispute_through_the_pages(
    submitted: Milestone, clara: User, farid: User, browser_of: Browser
) -> None:
    client, freelancer = browser_of(clara), browser_of(farid)
    path = f"/milestones/{submitted.pk}/dispute/"
    assert client.get(path).status_code == 200
    answer = client.post(path, CLAIM)
    dispute = Dispute.objects.get()
    assert answer["Location"] == f"/disputes/{dispute.pk}/"
    assert client.get(path)["Location"] == f"/disputes/{dispute.pk}/"
    at = f"/disputes/{dispute.pk}/"
    freelancer.post(f"{at}proposals/", {"to_client": "Rp 100 rb", "message": "Nearly all."})
    theirs = Proposal.objects.latest("pk")
    assert theirs.to_freelancer == work.rupiah(900_000)
    page = client.get(f"{at}proposals/{theirs.pk}/acceptance/").content.decode()
    assert "Rp810,000" in page
    assert "Rp100,000" in page
    client.post(f"{at}proposals/{theirs.pk}/acceptance/")
    dispute.refresh_from_db()
    assert dispute.state == D.SETTLED
    submitted.refresh_from_db()
    assert submitted.escrow is not None
    assert submitted.escrow.released == work.rupiah(810_000)


@pytest.mark.parametrize(
    "said",
    [
        {"to_freelancer": "", "to_client": ""},
        {"to_freelancer": "600.000", "to_client": "300.000"},
        {"to_freelancer": "1.000.001"},
        {"to_freelancer": "-1"},
        {"to_freelancer": "-0"},
        {"to_freelancer": "a half"},
        {"to_freelancer": "USD 100.50"},
        {"to_freelancer": "1e9"},
        {"claim": ""},
        {"claim": "x" * 5001},
        {"reason_code": ""},
        {"reason_code": "<script>"},
    ],
)
def test_a_bad_opening_comes_back_with_words(
    submitted: Milestone, clara: User, browser_of: Browser, said: dict[str, Any]
) -> None:
    answer = browser_of(clara).post(f"/milestones/{submitted.pk}/dispute/", CLAIM | said)
    assert answer.status_code == 400
    assert "error-summary" in answer.content.decode()
    assert Dispute.objects.count() == 0
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_all_and_nothing_are_splits_too(
    submitted: Milestone, clara: User, browser_of: Browser
) -> None:
    said = CLAIM | {"to_freelancer": "0", "to_client": "1.000.000"}
    browser_of(clara).post(f"/milestones/{submitted.pk}/dispute/", said)
    assert Proposal.objects.get().to_freelancer == work.rupiah(0)


def test_a_bad_proposal_comes_back(dispute: Dispute, farid: User, browser_of: Browser) -> None:
    said = {"to_freelancer": "600.000", "to_client": "600.000"}
    answer = browser_of(farid).post(f"/disputes/{dispute.pk}/proposals/", said)
    assert answer.status_code == 400
    assert "must add up to Rp1,000,000" in answer.content.decode()
    assert Proposal.objects.count() == 1


def test_a_moderator_decides_through_the_pages(
    mediation: Dispute, maya: User, clara: User, browser_of: Browser
) -> None:
    browser, at = browser_of(maya), f"/disputes/{mediation.pk}/"
    assert at in browser.get("/moderation/disputes/").content.decode()
    assert browser.get(f"{at}ruling/").status_code == 200
    bad = RULING | {"reasons_en": ""}
    assert browser.post(f"{at}ruling/", bad).status_code == 400
    assert Ruling.objects.count() == 0
    preview = browser.post(f"{at}ruling/", RULING, follow=True)
    assert "Rp540,000" in preview.text
    assert Ruling.objects.count() == 0
    other = RULING | {"to_freelancer": "700000", "to_client": "300000", "seen": "60000000"}
    changed = browser.post(f"{at}ruling/", other, follow=True)  # the amount changed meanwhile
    assert "Rp630,000" in changed.text
    assert Ruling.objects.count() == 0
    sent, again = [
        browser.post(f"{at}ruling/", RULING | {"seen": "60000000"}, follow=True).text
        for _twice in range(2)
    ]
    assert "Both sides have your proposal now" in sent
    assert "Both sides have your proposal now" not in again
    mediation.refresh_from_db()
    assert (mediation.state, Ruling.objects.count()) == (D.PROPOSED, 1)
    page = browser_of(clara).get(at).content.decode()
    assert "Work delivered in part is paid in part" in page


def test_what_a_ruling_would_write_has_an_address_of_its_own(
    mediation: Dispute, maya: User, adi: User, clara: User, browser_of: Browser
) -> None:
    browser, at = browser_of(maya), f"/disputes/{mediation.pk}/"
    preview = f"{at}ruling/preview/"
    assertRedirects(browser.get(preview), f"{at}ruling/")  # nothing is written yet
    words = RULING | {"to_client": "", "reasons_id": "Satu.\r\nDua.", "reasons_en": "Y" * 5000}
    assertRedirects(browser.post(f"{at}ruling/", words), preview)
    for _reload in range(2):
        page = browser.get(preview)
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        for shown in ("Rp540,000", "Rp400,000", "Satu.", "Y" * 5000, "paid in part"):
            assert shown in page.text
    assert Ruling.objects.count() == 0
    back = browser.get(f"{at}ruling/").text
    assert "Y" * 5000 in back
    assert 'value="600000"' in back
    assertRedirects(browser_of(adi).get(preview), f"{at}ruling/")  # each has words of their own
    assert browser_of(clara).get(preview).status_code == 403
    sent = hidden_in(browser.get(preview).text)
    assert sent["to_client"] == ""
    assertRedirects(browser.post(f"{at}ruling/", sent), at)
    ruling = Ruling.objects.get()
    assert (ruling.to_freelancer, ruling.reasons_id) == (work.rupiah(600_000), "Satu.\r\nDua.")
    assertRedirects(browser.get(preview), at)
    assert "ruling" not in str(browser.session.get("drafts"))


def hidden_in(page: str) -> dict[str, str]:
    """What the form of the page sends, besides its token."""
    main = page.partition("<main")[2]
    fields = re.findall(r'<input type="hidden" ([^>]*)>', main)
    found = [dict(re.findall(r'(\w+)="([^"]*)"', attributes)) for attributes in fields]
    said = {one["name"]: html.unescape(one.get("value", "")) for one in found}
    return {name: value for name, value in said.items() if name != "csrfmiddlewaretoken"}


def test_a_second_moderator_confirms(
    mediation: Dispute, maya: User, adi: User, browser_of: Browser, settings: Any
) -> None:
    settings.SECOND_OPINION_ABOVE = 999_999
    at = f"/disputes/{mediation.pk}/"
    sent = browser_of(maya).post(f"{at}ruling/", RULING | {"seen": "60000000"}, follow=True).text
    assert "both sides are told when it counts" in sent
    confirmation = f"{at}ruling/confirmation/"
    assert confirmation not in browser_of(maya).get(at).text
    assert confirmation in browser_of(adi).get(at).text
    assert "Rp540,000" in browser_of(adi).get(confirmation).text
    browser_of(adi).post(confirmation)
    mediation.refresh_from_db()
    assert mediation.state == D.PROPOSED


def test_answers_secret_offers_and_appeals_through_the_pages(
    mediation: Dispute, clara: User, farid: User, maya: User, now: datetime, browser_of: Browser
) -> None:
    client, freelancer, at = browser_of(clara), browser_of(farid), f"/disputes/{mediation.pk}/"
    assert client.post(f"{at}secret-offers/", {"limit": "many"}).status_code == 400
    client.post(f"{at}secret-offers/", {"limit": "550.000"})
    assert "Rp550,000" in client.get(at).text
    assert "Rp550,000" not in freelancer.get(at).text
    ruling = quarrel.rule(mediation, 600_000, by=maya, now=now)
    answer = f"{at}rulings/{ruling.pk}/answer/"
    freelancer.post(answer, {"answer": "perhaps"})
    mediation.refresh_from_db()
    assert mediation.state == D.PROPOSED
    client.post(answer, {"answer": "accept"})
    assert "You have accepted" in client.get(at).text
    freelancer.post(answer, {"answer": "reject"})
    quarrel.rule(mediation, 700_000, by=make_senior_moderator(), now=now)
    appeal = f"{at}appeal/"
    form = client.get(appeal).text
    for shown in ("Rp630,000", "Two of three drafts can be used.", "You can appeal until"):
        assert shown in form
    assert client.post(appeal, {"ground": "evidence", "text": ""}).status_code == 400
    for _twice in range(2):
        client.post(appeal, {"ground": "evidence", "text": "A chat of Monday."})
    assert "A chat of Monday." in freelancer.get(at).text
    mediation.refresh_from_db()
    assert mediation.state == D.APPEALED
    judge = browser_of(make_senior_moderator("Juri Judge")).get(f"{at}ruling/").text
    for shown in ("A chat of Monday.", "Rp630,000", "Two of three drafts can be used."):
        assert shown in judge
    assert freelancer.get(appeal).status_code == 302


def test_an_appeal_says_that_evidence_is_open_and_shows_the_judge_what_it_is_about(
    mediation: Dispute, clara: User, maya: User, now: datetime, browser_of: Browser
) -> None:
    at = f"/disputes/{mediation.pk}/"
    ruling = quarrel.rule(mediation, 600_000, by=maya, now=now)
    client = browser_of(clara)
    client.post(f"{at}rulings/{ruling.pk}/answer/", {"answer": "reject"})
    quarrel.rule(mediation, 700_000, by=make_senior_moderator(), now=now)
    assert "it opens again for both sides" in client.get(f"{at}appeal/").text
    assert "Evidence closes" in client.get(at).text
    client.post(f"{at}appeal/", {"ground": "evidence", "text": "A chat of Monday."})
    page = client.get(at).text
    assert "Evidence closes" not in page
    assert "Open until the appeal is judged" in page
    assert "Evidence is open again until the appeal is judged" in page
    assert "An appeal is being judged" in client.get(f"{at}evidence/").text
    judge = browser_of(make_senior_moderator("Another Senior"))
    writing = judge.get(f"{at}ruling/").text
    for shown in ("A chat of Monday.", "A senior moderator’s decision", "Rp630,000"):
        assert shown in writing
    done = judge.post(f"{at}ruling/", RULING | {"seen": "60000000"}, follow=True).text
    assert "It counts from now on, and both sides are told." in done
    page = client.get(at).text
    assert "Evidence closes" not in page
    assert "open again" not in page
    assert page.index("A chat of Monday.") < page.index("The judgement of an appeal")


def test_a_ruling_without_any_part_is_told_so_at_once(
    mediation: Dispute, maya: User, browser_of: Browser
) -> None:
    said = RULING | {"to_freelancer": "", "to_client": "", "reasons_en": ""}
    answer = browser_of(maya).post(f"/disputes/{mediation.pk}/ruling/", said)
    assert answer.status_code == 400
    assert "Please write how you would divide the money." in answer.text


def test_the_number_of_queries_stays(
    dispute: Dispute,
    clara: User,
    farid: User,
    maya: User,
    now: datetime,
    browser_of: Browser,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    for amount in (950_000, 900_000, 850_000):
        quarrel.propose(dispute, amount, by=farid, now=now)
    for _ in range(2):
        other = work.delivered_milestone(client=clara, freelancer=farid, now=now)
        quarrel.open_dispute(other, by=farid, now=now + timedelta(hours=1))
    at_desk = 20  # who has it, ties, what there was before by kind, what comes next
    for person, path, most in (
        (clara, f"/disputes/{dispute.pk}/", MOST_QUERIES),
        (maya, f"/disputes/{dispute.pk}/", MOST_QUERIES + at_desk),
        (maya, "/moderation/disputes/", MOST_QUERIES),
        (clara, f"/milestones/{other.pk}/dispute/", MOST_QUERIES),
    ):
        browser = browser_of(person)
        browser.get(path)
        with django_assert_max_num_queries(most):
            browser.get(path)


def test_who_offers_in_secret_hears_how_the_round_went(
    mediation: Dispute, clara: User, farid: User, browser_of: Browser
) -> None:
    def offer(person: User, limit: str) -> str:
        address = reverse("disputes:offer-blindly", args=[mediation.pk])
        return browser_of(person).post(address, {"limit": limit}, follow=True).text

    assert "Your secret offer is in" in offer(clara, "300.000")
    ended = offer(farid, "700.000")
    assert "Your limits did not cross" in ended
    assert "Your secret offer is in" not in ended
    assert "Your secret offer is in" in offer(farid, "600.000")
    assert "Your limits crossed" in offer(clara, "650.000")

"""The pages of bids: send, change, compare, withdraw."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.models import Attachment, Bid, Project, Terms, WorkEvent
from projects.services import postings, submissions
from projects.services.proposals import Proposal, Step
from tests.factories.accounts import make_freelancer
from tests.factories.projects import a_posting, a_proposal, bid_on, open_project, rupiah
from tests.projects.pages import a_file, everything, page, queries_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    """The pages read the clock themselves."""
    return timezone.now()


@pytest.fixture
def typed(project):
    """What Farid types."""
    first, second = project.questions.all()
    return {
        "cover_note": "I begin with three sketches.",
        "amount": "1.250.000",
        "days": "9",
        "review_days": "7",
        "change_rounds": "1",
        f"answer_{first.pk}": "A shop in Tegal.",
        f"answer_{second.pk}": "Tomorrow.",
        "rows": "3",
        "step_1_title": "Sketches",
        "step_1_amount": "250rb",
        "step_1_days": "2",
        "step_3_title": "Logo",
        "step_3_amount": "1 jt",
        "step_3_days": "7",
        "then": "send",
    }


@pytest.fixture
def farid_sends(farid, browser_of, project, typed):
    browser = browser_of(farid)
    address = reverse("projects:bid", args=[project.pk])

    def send(**changes: object):
        return browser.post(address, {**typed, **changes})

    return send


# Sending and changing


@pytest.mark.parametrize("others", [0, 3])
def test_a_bid_takes_few_statements(
    clara, farid, now, browser_of, django_assert_num_queries, others
):
    project = open_project(by=clara, now=now)
    for other in range(others):
        bid_on(project, by=make_freelancer(f"Rina{other} Other"), now=now)
    browser = browser_of(farid)
    address = reverse("projects:bid", args=[project.pk])
    sent = {"cover_note": "Yes.", "amount": "900000", "days": "7", "rows": "1", "then": "send"}
    sent |= {"review_days": "14", "change_rounds": "2"}
    with django_assert_num_queries(9):  # with those of the session, the person and the transaction
        assert browser.post(address, sent).status_code == 302


def test_a_bid_is_sent_with_steps_answers_and_files(farid_sends, farid, project):
    answer = farid_sends(uploads=[a_file()])
    bid = Bid.objects.get()
    terms = bid.terms

    assert answer.url == page("show-bid", bid)
    assert (bid.freelancer, bid.state, bid.cover_note) == (
        farid,
        "submitted",
        "I begin with three sketches.",
    )
    assert (terms.amount, terms.days, terms.review_days, terms.change_rounds) == (
        rupiah(1_250_000),
        9,
        7,
        1,
    )
    assert [(s.title, s.amount, s.days) for s in terms.milestones.all()] == [
        ("Sketches", rupiah(250_000), 2),
        ("Logo", rupiah(1_000_000), 7),
    ]
    assert [a.text for a in bid.answers.order_by("pk")] == ["A shop in Tegal.", "Tomorrow."]
    assert [a.name for a in bid.attachments.all()] == ["brief.txt"]


def test_without_steps_the_job_is_one_step(farid_sends, typed):
    blank = {name: "" for name in typed if name.startswith("step_")}
    farid_sends(**blank)

    assert [s.amount for s in Terms.objects.get().milestones.all()] == [rupiah(1_250_000)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cover_note", ""),
        ("cover_note", "x" * 5001),
        ("cover_note", "\x00"),
        ("amount", ""),
        ("amount", "0"),
        ("amount", "-100000"),
        ("amount", "1.5"),
        ("amount", "much"),
        ("amount", "1300000"),  # not what the steps add up to
        ("amount", "9" * 20),
        ("days", "0"),
        ("days", "731"),
        ("days", "soon"),
        ("review_days", "2"),
        ("review_days", "15"),
        ("change_rounds", "-1"),
        ("change_rounds", "11"),
        ("step_2_title", "Half a row"),
        ("step_1_amount", ""),
        ("step_1_amount", "x"),
        ("step_1_days", "0"),
        ("step_1_title", "x" * 121),
        ("days", "8"),  # less than the steps take together
    ],
)
def test_bad_input_is_named_and_nothing_is_sent(farid_sends, name, value):
    before = everything()
    answer = farid_sends(**{name: value})

    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert name in errors or {"step_2_amount", "step_2_days"} <= set(errors)
    assert 'role="alert"' in text_of(answer)
    assert everything() == before


def test_steps_that_take_longer_than_the_job_are_told_what_to_change(farid_sends):
    words = text_of(farid_sends(days="8"))

    assert "The steps take 9 days together, more than the time to finish (8)." in words
    assert farid_sends(days="9").status_code == 302


def test_required_answers_and_wrong_files_are_refused(farid_sends, project):
    first = project.questions.first()

    assert f"answer_{first.pk}" in farid_sends(**{f"answer_{first.pk}": " "}).context["form"].errors
    assert "uploads" in farid_sends(uploads=[a_file("x.exe", b"MZ")]).context["form"].errors
    assert not Bid.objects.exists()


@pytest.mark.parametrize("rows", ["", "0", "-3", "999", "x", "²"])
def test_a_strange_number_of_rows_does_no_harm(farid_sends, rows):
    assert farid_sends(rows=rows).status_code in (302, 422)


def test_calculate_shows_what_arrives_and_sends_nothing(farid_sends):
    answer = farid_sends(then="calculate")
    words = text_of(answer)

    assert answer.status_code == 200
    assert "Rp125,000" in words
    assert "Rp1,125,000" in words
    assert "I begin with three sketches." in words
    assert not Bid.objects.exists()


@pytest.mark.parametrize(
    ("amount", "why"),
    [
        ("1.5", "Use whole amounts, without decimals."),
        ("1 500 000", "Write an amount such as 1500000, 1.500.000 or 1,5 jt."),
        ("0", "The least is Rp1."),
        ("", "This field is required."),
    ],
)
def test_calculate_says_why_it_cannot(farid_sends, bid, clara, browser_of, amount, why):
    answer = farid_sends(then="calculate", amount=amount)
    assert list(answer.context["form"].errors) == ["amount"]
    assert why in text_of(answer)
    countered = {"then": "calculate", "amount": amount, "days": "x"}
    answer = browser_of(clara).post(page("counter", bid), countered)
    assert list(answer.context["form"].errors) == ["amount"]
    assert why in text_of(answer)


def test_a_price_of_an_hour_for_the_whole_job_is_asked_about_once(farid_sends, project, clara):
    Project.objects.filter(pk=project.pk).update(
        kind="hourly", budget_min_minor=25_000_00, budget_max_minor=40_000_00
    )
    steps = {"step_1_title": "", "step_1_amount": "", "step_1_days": ""}
    steps |= {"step_3_title": "", "step_3_amount": "", "step_3_days": ""}
    form = text_of(farid_sends(then="calculate"))
    assert "For the whole job, not for one hour" in form
    assert "Rp25,000 to Rp40,000 per hour." in form

    asked = farid_sends(**steps, amount="40.000")
    assert asked.status_code == 200
    assert "Rp40,000 would be the price for the whole job" in text_of(asked)
    assert "lead outside Karya" not in text_of(asked)
    assert not Bid.objects.exists()
    both = text_of(farid_sends(**steps, amount="40.000", cover_note="Ask a@b.id"))
    assert "would be the price" in both
    assert "lead outside Karya" in both

    assert farid_sends(**steps, amount="30.000", send_anyway="yes").status_code == 302
    assert Bid.objects.get().terms.amount == rupiah(30_000)


def test_more_than_an_hour_is_not_asked_about(farid_sends, project, clara, browser_of):
    Project.objects.filter(pk=project.pk).update(
        kind="hourly", budget_min_minor=25_000_00, budget_max_minor=40_000_00
    )
    assert farid_sends().status_code == 302
    words = text_of(browser_of(clara).get(reverse("projects:bids", args=[project.pk])))
    assert "for the whole job" in words


def test_on_a_fixed_price_nothing_is_said_of_hours(farid_sends, project, clara, browser_of):
    assert "not for one hour" not in text_of(farid_sends(then="calculate"))
    farid_sends()
    words = text_of(browser_of(clara).get(reverse("projects:bids", args=[project.pk])))
    assert "for the whole job" not in words


def test_more_rows_keep_what_was_typed(farid_sends):
    answer = farid_sends(then="more", amount="x")

    assert answer.status_code == 200
    assert len(answer.context["form"].step_rows) == 6
    assert 'value="Sketches"' in answer.content.decode()
    assert not Bid.objects.exists()


@pytest.mark.parametrize(
    "change", [{"then": "more"}, {"then": "calculate"}, {"days": ""}, {"cover_note": "Ask a@b.id"}]
)
def test_files_that_a_shown_again_form_has_lost_are_named(farid_sends, change):
    answer = farid_sends(uploads=[a_file("a&b.txt"), a_file("work.txt")], **change)

    assert "Choose your files again: a&amp;b.txt, work.txt." in text_of(answer)
    assert "Choose your file" not in text_of(farid_sends(**change))
    assert not Bid.objects.exists()


@pytest.mark.parametrize(("then", "anchor"), [("more", "row-4"), ("calculate", "price")])
def test_what_shows_the_form_again_lands_where_it_was_asked(farid_sends, then, anchor):
    before, after = (
        farid_sends(**change).content.decode() for change in ({"days": ""}, {"then": then})
    )

    assert f'value="{then}" formaction="#{anchor}"' in before
    assert f'id="{anchor}"' in after


def test_two_clicks_make_one_bid_with_one_version(farid_sends):
    for _click in range(2):
        answer = farid_sends(uploads=[a_file()])

    assert answer.url == page("show-bid", Bid.objects.get())
    assert (Terms.objects.count(), Attachment.objects.count()) == (1, 1)
    assert Bid.objects.get().state == "submitted"
    assert Project.objects.get().bids_count == 1


def test_a_change_is_a_new_version_beside_the_old_one(farid_sends, clara, browser_of):
    farid_sends()
    for _click in range(2):
        farid_sends(amount="1 jt", step_3_amount="750rb", note="A friend helps.")
    bid = Bid.objects.get()

    assert (bid.state, bid.terms.version) == ("revised", 2)
    assert [t.amount for t in bid.versions.all()] == [rupiah(1_250_000), rupiah(1_000_000)]
    words = text_of(browser_of(clara).get(page("show-bid", bid)))
    assert "Version 1" in words
    assert "Version 2" in words
    assert "A friend helps." in words
    assert words.count('class="is-changed"') == 2


def test_the_form_comes_back_filled_in(bid, farid, browser_of):
    words = text_of(browser_of(farid).get(page("bid", bid.project)))

    assert "I have drawn logos." in words
    assert 'value="Step 1"' in words
    assert "Rp1,000,000" in words


def test_a_bid_on_something_closed_is_turned_away(project, farid, browser_of, typed):
    Project.objects.filter(pk=project.pk).update(state="expired")
    before = everything()
    for answer in (
        browser_of(farid).get(page("bid", project)),
        browser_of(farid).post(page("bid", project), typed),
    ):
        assert answer.url == page("detail", project)
    assert everything() == before


def test_the_quota_of_open_bids_is_told_before_writing(farid, clara, now, browser_of, project):
    for i in range(20):
        bid_on(open_project(by=clara, now=now, title=f"Job {i}"), by=farid, now=now)
    browser = browser_of(farid)

    assert "as many open bids as possible" in text_of(browser.get(page("bid", project)))


def test_the_client_does_not_bid_on_an_own_project(project, clara, browser_of, typed):
    answer = browser_of(clara).post(page("bid", project), typed)

    assert answer.url == page("bids", project)
    assert not Bid.objects.exists()


def test_a_bidder_reads_that_the_project_has_changed(bid, clara, farid, browser_of, now):
    browser, words = browser_of(farid), "The client changed the project on"
    assert words not in text_of(browser.get(page("show-bid", bid)))
    posting = a_posting(description="In four colours.", questions=["Show one logo.", "When?"])
    later = now + timedelta(minutes=1)
    postings.edit_project(project=bid.project, by=clara, posting=posting, now=later)

    assert words in text_of(browser.get(page("show-bid", bid)))


# Comparing


def test_bids_stand_side_by_side(bid, clara, sena, browser_of, now):
    answers = {q.pk: "Next week." for q in bid.project.questions.all()}
    bid_on(bid.project, by=sena, now=now, proposal=a_proposal(700_000, days=3), answers=answers)
    browser, address = browser_of(clara), page("bids", bid.project)
    words = text_of(browser.get(address))

    for expected in ("Farid", "Sena", "Rp1,000,000", "Rp700,000", "Next week.", "An answer."):
        assert expected in words
    for order, first in (("price", "Sena"), ("days", "Sena"), ("newest", "Sena"), ("x", "Sena")):
        answer = browser.get(address, {"order": order})
        assert first in str(answer.context["rows"][0]["bid"].freelancer)


def test_the_shortlist_goes_on_and_off(bid, clara, browser_of):
    browser = browser_of(clara)
    for name, state in (("shortlist", "shortlisted"), ("unshortlist", "submitted")):
        for _click in range(2):
            assert browser.post(page(name, bid)).url == page("bids", bid.project)
        bid.refresh_from_db()
        assert bid.state == state


def test_a_no_needs_a_reason_that_the_freelancer_reads(bid, clara, farid, browser_of):
    browser = browser_of(clara)

    assert browser.post(page("reject", bid), {"reason": ""}).status_code == 422
    for _click in range(2):
        browser.post(page("reject", bid), {"reason": "Too far away."})
    bid.refresh_from_db()
    assert bid.state == "rejected"
    assert "Too far away." in text_of(browser_of(farid).get(page("show-bid", bid)))
    assert WorkEvent.objects.filter(kind="rejected").count() == 1


# Withdrawing


def test_a_bid_is_withdrawn_even_with_an_offer_and_can_come_back(
    offered, farid, browser_of, project, typed
):
    browser = browser_of(farid)
    for _click in range(2):
        browser.post(page("withdraw", offered), {"reason": "I am ill.", "knows_of_offer": "yes"})
    offered.refresh_from_db()
    project.refresh_from_db()
    assert (offered.state, project.state, project.bids_count) == ("withdrawn", "open", 0)
    browser.post(page("bid", project), typed)
    offered.refresh_from_db()
    project.refresh_from_db()
    assert (offered.state, offered.terms.version, project.bids_count) == ("submitted", 2, 1)


def test_nobody_withdraws_from_an_offer_that_came_meanwhile(offered, farid, browser_of):
    browser = browser_of(farid)
    before = everything()
    answer = browser.post(page("withdraw", offered), {"reason": ""}, follow=True)
    assert "The client has offered you the contract meanwhile." in text_of(answer)
    assert everything() == before
    shown = browser.get(page("withdraw", offered)).content.decode()
    assert "If you withdraw, you say no to it." in shown
    assert 'name="knows_of_offer"' in shown


# Queries and languages


def test_queries_stay_the_same(clara, farid, sena, maya, adi, browser_of, now):
    first = open_project(by=clara, now=now, questions=["Why?", "When?"])

    def bid_of(person, on, *amounts: int) -> Bid:
        steps = [Step(title=f"Step {a}", amount=rupiah(a), days=1) for a in amounts]
        return submissions.submit_bid(
            project=on,
            by=person,
            proposal=Proposal(amount=rupiah(sum(amounts)), days=5, steps=steps),
            cover_note="Hello.",
            answers={q.pk: "Yes." for q in on.questions.all()},
            uploads=[a_file("x.txt", str(amounts).encode())],
            now=now,
        )

    bid = bid_of(farid, first, 500_000, 600_000)
    pages = {
        page("bids", first): clara,
        page("show-bid", bid): clara,
        page("bid", first): farid,
        page("offer", bid): clara,
        page("detail", first): farid,
        reverse("projects:my-bids") + "?tab=waiting": farid,
    }
    once = {address: queries_of(browser_of(person), address) for address, person in pages.items()}
    for person in (sena, maya):
        bid_of(person, first, 300_000, 400_000, 500_000)
    for i in range(2):
        bid_of(farid, open_project(by=adi, now=now, title=f"Job {i}"), 100_000, 200_000, 300_000)
    again = {address: queries_of(browser_of(person), address) for address, person in pages.items()}

    assert again == once
    assert max(once.values()) < 13, once


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_page_in_both_languages(offered, clara, farid, browser_of, now, language):
    for person in (clara, farid):
        person.language = language
        person.save()
    other = open_project(by=clara, now=now)
    plain = bid_on(other, by=farid, now=now)
    pages = [
        (clara, page("bids", other)), (clara, page("show-bid", plain)),
        (clara, page("offer", plain)),
        (clara, page("counter", plain)), (clara, page("reject", plain)),
        (clara, page("show-bid", offered)), (farid, page("show-bid", offered)),
        (farid, page("accept", offered)), (farid, page("decline", offered)),
        (farid, page("withdraw", plain)), (farid, page("bid", other)),
        (farid, reverse("projects:my-bids")),
    ]  # fmt: skip
    for person, address in pages:
        answer = browser_of(person).get(address)
        assert (address, answer.status_code) == (address, 200)
        assert f'<html lang="{language}">' in answer.content.decode()

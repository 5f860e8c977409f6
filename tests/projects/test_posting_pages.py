"""The pages of postings: write, keep, publish, show, cancel, renew, invite, review."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from projects.models import Attachment, Invitation, Project
from projects.services import bids, invitations, postings
from tests.factories import accounts as people
from tests.factories.projects import bid_on, draft, open_project, rupiah
from tests.projects.pages import a_file, queries_of, status_for, text_of

pytestmark = pytest.mark.django_db
NEW = reverse("projects:new")
KEY = "5e6b9c1e-8a54-4a5e-9d75-0f6c3f6f9a11"
FORM = f"{NEW}?key={KEY}"


@pytest.fixture
def typed():
    """What Clara types."""
    return {
        "title": "Logo for a batik shop",
        "description": "A **simple** logo.\n\n- two colours",
        "category": people.make_category().pk,
        "skills": [people.make_skill().pk],
        "tags": "watercolour, gold leaf",
        "kind": "fixed",
        "budget_min": "500rb",
        "budget_max": "Rp 1,5 jt",
        "level": "entry",
        "is_remote": "on",
        "language": "en",
        "question_1": "Show one logo.",
        "question_3": "When could you begin?",
        "then": "save",
    }


@pytest.fixture
def clara_types(clara, browser_of, typed):
    """Clara's browser sending the form of a new project, with changes."""
    browser = browser_of(clara)

    def send(address: str = NEW, **changes: object):
        return browser.post(address, {**typed, **changes})

    return send


def edit(project: Project) -> str:
    return reverse("projects:edit", args=[project.pk])


# Writing


def test_a_draft_is_kept_as_it_was_typed(clara_types, clara):
    answer = clara_types(uploads=[a_file()])
    project = Project.objects.get()

    assert (answer.status_code, answer.url) == (302, edit(project))
    assert (project.state, project.client, project.title) == (
        "draft",
        clara,
        "Logo for a batik shop",
    )
    assert (project.budget_min, project.budget_max) == (rupiah(500_000), rupiah(1_500_000))
    assert project.tags == ["watercolour", "gold leaf"]
    assert [q.text for q in project.questions.all()] == ["Show one logo.", "When could you begin?"]
    assert [a.name for a in project.attachments.all()] == ["brief.txt"]


def test_a_draft_may_be_nearly_empty(clara, browser_of):
    answer = browser_of(clara).post(NEW, {"description": "Something", "then": "save"})

    assert answer.status_code == 302
    assert Project.objects.get().description == "Something"


def test_publishing_opens_it(clara_types, client):
    answer = clara_types(then="publish")
    project = Project.objects.get()

    assert (project.state, answer.url) == ("open", reverse("projects:detail", args=[project.pk]))
    page = text_of(client.get(answer.url))
    assert "<strong>simple</strong>" in page
    assert "<li>two colours</li>" in page


def test_publishing_asks_for_what_is_missing_and_keeps_nothing_half(clara, browser_of):
    answer = browser_of(clara).post(NEW, {"title": "", "then": "publish"})

    assert answer.status_code == 422
    assert {"title", "description", "category", "budget_max"} <= set(answer.context["form"].errors)
    assert 'role="alert"' in text_of(answer)
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "x" * 121),
        ("title", "null\x00byte"),
        ("description", "x" * 10_001),
        ("category", "999999"),
        ("category", "x"),
        ("skills", ["999999"]),
        ("skills", ["x"]),
        ("tags", "x" * 61),
        ("tags", ",".join("abcdefghijklmnop")),
        ("kind", "weekly"),
        ("level", "god"),
        ("budget_min", "-5"),
        ("budget_min", "0"),
        ("budget_max", "lots"),
        ("budget_max", "$20.50"),
        ("budget_max", "1" * 30),
        ("budget_max", "100000"),  # below the least
        ("needed_on", "2020-01-01"),
        ("needed_on", "tomorrow"),
        ("region", "99.99"),
        ("language", "xx"),
        ("question_2", "x" * 301),
    ],
)
@pytest.mark.parametrize("then", ["save", "publish"])
def test_bad_input_is_named_beside_its_field(clara_types, name, value, then):
    answer = clara_types(then=then, **{name: value})

    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert f'aria-describedby="id_{name}' in text_of(answer) or name == "skills"
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    "upload", [a_file("virus.exe", b"MZ\x90"), a_file("empty.txt", b""), a_file("not.png", b"text")]
)
def test_files_of_the_wrong_kind_are_refused(clara_types, upload):
    answer = clara_types(uploads=[upload])

    assert answer.status_code == 422
    assert "uploads" in answer.context["form"].errors
    assert not Attachment.objects.exists()


def test_two_clicks_make_one_project(clara_types):
    for _click in range(2):
        answer = clara_types(then="publish", key=KEY, uploads=[a_file()])

    assert answer.status_code == 302
    assert Project.objects.get().state == "open"
    assert Attachment.objects.count() == 1


def test_back_leads_to_the_posting_that_the_form_has_made(clara, browser_of, typed):
    browser = browser_of(clara)
    address = browser.get(NEW).url
    form = browser.get(address).context["form"]
    assert address == f"{NEW}?key={form['key'].value()}"
    assert 'autocomplete="off"' not in str(form["budget_max"])
    assert browser.get(NEW).url != address

    browser.post(address, {**typed, "key": form["key"].value(), "then": "publish"})
    assert browser.get(address).url == edit(Project.objects.get())


@pytest.mark.parametrize(("then", "state"), [("save", "draft"), ("publish", "open")])
def test_the_same_form_sent_again_with_other_words_changes_what_it_made(clara_types, then, state):
    clara_types(then=then, key=KEY)
    answer = clara_types(then=then, key=KEY, budget_max="2 jt")
    project = Project.objects.get()

    assert answer.status_code == 302
    assert (project.state, project.budget_max) == (state, rupiah(2_000_000))


def test_the_same_form_sent_again_with_errors_keeps_what_was_typed(clara_types):
    clara_types(then="publish", key=KEY)
    answer = clara_types(then="publish", key=KEY, title="", budget_max="2 jutaan")

    assert answer.status_code == 422
    assert 'value="2 jutaan"' in answer.content.decode()
    assert Project.objects.get().budget_max == rupiah(1_500_000)


NOT_KEPT = "What you have just sent is not kept"


@pytest.fixture
def in_review(clara_types):
    """A posting of the form that a moderator reads."""
    clara_types(then="publish", key=KEY, uploads=[a_file()])
    Project.objects.update(state="pending_review")
    return Project.objects.get()


@pytest.mark.parametrize("where", ["new", "edit"])
@pytest.mark.parametrize("then", ["publish", "save"])
def test_whoever_clicks_twice_hears_who_reads_it(clara, browser_of, typed, in_review, where, then):
    browser = browser_of(clara)
    address = NEW if where == "new" else edit(in_review)
    sent = {**typed, "then": then, "key": KEY, "uploads": [a_file()]}
    answer = browser.post(address, sent, follow=True)

    assert answer.redirect_chain == [(reverse("projects:detail", args=[in_review.pk]), 302)]
    assert "A moderator is reading your project" in answer.text
    assert NOT_KEPT not in answer.text
    assert "saved" not in answer.text


@pytest.mark.parametrize("where", ["new", "edit"])
@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Other"},
        {"title": ""},
        {"description": "A **bold** logo."},
        {"budget_max": "2 jt"},
        {"skills": []},
        {"tags": "watercolour"},
        {"question_3": ""},
        {"uploads": [("other.txt", b"Other.")]},
        {"then": "save", "title": "Other"},
        {"then": "remove-1"},
    ],
)
def test_whoever_changes_what_a_moderator_reads_hears_that_it_is_not_kept(
    clara, browser_of, typed, in_review, where, changes
):
    browser = browser_of(clara)
    address = NEW if where == "new" else edit(in_review)
    if "uploads" in changes:
        changes = {"uploads": [a_file(*upload) for upload in changes["uploads"]]}
    answer = browser.post(address, {**typed, "then": "publish", "key": KEY, **changes}, follow=True)
    after = Project.objects.get()

    assert NOT_KEPT in answer.text
    assert "You can change it when it is open for bids" in answer.text
    assert (after.state, after.title) == ("pending_review", "Logo for a batik shop")
    assert after.description == in_review.description
    assert [a.name for a in after.attachments.all()] == ["brief.txt"]


def test_the_page_to_edit_says_who_reads_it(clara, browser_of, in_review):
    answer = browser_of(clara).get(edit(in_review), follow=True)

    assert "A moderator is reading your project" in answer.text


def test_a_script_does_not_call_saved_what_a_moderator_reads(clara, browser_of, typed, in_review):
    sent = {**typed, "key": KEY, "title": "Other"}
    answer = browser_of(clara).post(reverse("projects:keep-new-draft"), sent)

    assert answer.status_code == 409
    assert Project.objects.get().title == "Logo for a batik shop"


def test_a_key_of_somebody_else_makes_an_own_draft(clara_types, sena, browser_of, typed):
    clara_types(key=KEY)
    browser_of(sena).post(NEW, {**typed, "key": KEY, "title": "Mine"})

    assert sorted(Project.objects.values_list("title", flat=True)) == [
        "Logo for a batik shop",
        "Mine",
    ]


def test_what_is_typed_is_kept_by_the_script(clara, browser_of, typed):
    browser = browser_of(clara)
    first = browser.post(reverse("projects:keep-new-draft"), {**typed, "key": KEY}).json()
    again = browser.post(first["save"], {**typed, "title": "Better", "budget_max": "12x"})
    project = Project.objects.get()

    assert (first["draft"], first["address"]) == (f"project-{project.pk}", edit(project))
    assert again.status_code == 200
    assert (project.title, project.budget_max) == ("Better", rupiah(1_500_000))


def test_an_open_project_is_not_changed_behind_ones_back(clara, browser_of, typed, now):
    project = open_project(by=clara, now=now)
    answer = browser_of(clara).post(
        reverse("projects:keep-draft", args=[project.pk]), {**typed, "title": "Other"}
    )

    assert answer.status_code == 404
    assert Project.objects.get().title == "Logo for a batik shop"


def test_edit_shows_what_was_saved_and_changes_it(clara_types, clara, browser_of, typed):
    clara_types()
    project = Project.objects.get()
    page = text_of(browser_of(clara).get(edit(project)))
    answer = clara_types(edit(project), title="A better title", question_3="")

    assert "watercolour, gold leaf" in page
    assert answer.status_code == 302
    project.refresh_from_db()
    assert project.title == "A better title"
    assert [q.text for q in project.questions.all()] == ["Show one logo."]


def test_an_open_project_stays_complete(clara, browser_of, typed, now):
    project = open_project(by=clara, now=now)
    answer = browser_of(clara).post(edit(project), {**typed, "budget_max": ""})

    assert answer.status_code == 422
    assert Project.objects.get().budget_max == rupiah(1_500_000)


def test_questions_stay_once_somebody_answered(clara, farid, browser_of, typed, now):
    project = open_project(by=clara, now=now, questions=["Why?"])
    bid_on(project, by=farid, now=now, answers={project.questions.get().pk: "Because."})
    answer = browser_of(clara).post(edit(project), typed, follow=True)

    assert "The questions cannot change" in text_of(answer)
    assert [q.text for q in Project.objects.get().questions.all()] == ["Why?"]


def test_a_file_can_be_taken_off(clara_types):
    clara_types(uploads=[a_file(), a_file("b.txt", b"b")])
    project = Project.objects.get()
    first, second = project.attachments.all()
    clara_types(edit(project), then=f"remove-{first.pk}")

    assert list(project.attachments.all()) == [second]


def test_a_file_without_end_is_no_file(clara_types):
    clara_types(uploads=[a_file()])
    project = Project.objects.get()

    assert clara_types(edit(project), then="remove-" + "9" * 5000).status_code == 302
    assert project.attachments.count() == 1


def test_nobody_removes_a_file_of_others(clara_types, sena, browser_of, typed, now):
    clara_types(uploads=[a_file()])
    mine = draft(by=sena, now=now)
    file = Attachment.objects.get()
    browser_of(sena).post(edit(mine), {**typed, "then": f"remove-{file.pk}"})

    assert Attachment.objects.get() == file


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
    ("detail", "over", {**EVERYBODY, "visitor": 404, "sena": 404}),
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


def test_a_stranger_sees_the_range_but_no_bid(clara, farid, maya, client, now):
    project = open_project(by=clara, now=now)
    bid_on(project, by=farid, now=now)
    alone = text_of(client.get(reverse("projects:detail", args=[project.pk])))
    bid_on(project, by=maya, now=now)
    together = text_of(client.get(reverse("projects:detail", args=[project.pk])))

    assert "Rp1,000,000" not in alone  # a range of one would give the price away
    assert "Rp1,000,000" in together
    assert "Farid" not in together


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
    assert (Project.objects.get().state, bid.state) == ("cancelled", "not_selected")


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


def test_only_own_open_projects_can_be_chosen(clara, farid, sena, browser_of, now):
    people.complete_profile(farid)
    address = reverse("projects:invite", args=[farid.handle])
    others = open_project(by=sena, now=now), draft(by=clara, now=now)
    for project in others:
        assert browser_of(clara).post(address, {"project": project.pk}).status_code == 422
    assert not Invitation.objects.exists()


def test_nobody_invites_themselves_or_answers_for_others(clara, farid, sena, browser_of, now):
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

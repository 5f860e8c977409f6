"""The form of a posting: write, keep, publish, and send it twice."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from projects.forms.postings import PostingForm
from projects.models import Attachment, Project
from projects.services import postings
from tests.factories.projects import bid_on, draft, open_project, rupiah
from tests.projects.pages import a_file, text_of

pytestmark = pytest.mark.django_db
NEW = reverse("projects:new")
KEY = "5e6b9c1e-8a54-4a5e-9d75-0f6c3f6f9a11"
FORM = f"{NEW}?key={KEY}"


def edit(project: Project) -> str:
    return reverse("projects:edit", args=[project.pk])


def test_no_budget_at_all_is_told_the_real_least(clara_types):
    errors = clara_types(budget_min="0").context["form"].errors
    assert errors["budget_min"] == ["The least is Rp1."]


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
    assert "Take it back if you want to change it" in answer.text
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


def similar(project: Project) -> str:
    return f"{FORM}&like={project.pk}"


def test_a_similar_project_begins_with_the_words_of_another(clara, browser_of, now):
    old = open_project(by=clara, now=now)
    postings.cancel_project(project=old, by=clara, reason="Not this year.", now=now)
    browser = browser_of(clara)
    page = text_of(browser.get(reverse("projects:detail", args=[old.pk])))
    assert page.count(f'href="{NEW}?like={old.pk}"') == 2

    begun = browser.get(f"{NEW}?like={old.pk}")
    answer = browser.get(begun.url)
    form, page = answer.context["form"], text_of(answer)
    assert f"It begins with the words of “{old.title}”." in page
    assert "The files of that project do not come along" not in page
    says, said = form.initial, PostingForm.initial_of(old)
    assert begun.url.endswith(f"&like={old.pk}")
    assert {name: says[name] for name in said} == said
    assert says["key"] in begun.url


def test_a_day_that_is_over_stays_behind(clara, browser_of, now):
    old = open_project(by=clara, now=now)
    for days, is_kept in ((3, True), (-3, False)):
        Project.objects.update(needed_on=localdate() + timedelta(days=days))
        form = browser_of(clara).get(similar(old)).context["form"]
        assert ("needed_on" in form.initial) is is_kept


def test_nothing_is_taken_over_from_others_or_from_what_never_opened(clara, sena, browser_of, now):
    unfinished = draft(by=clara, now=now)
    of_others = open_project(by=sena, now=now)
    fresh = browser_of(clara).get(FORM).context["form"].initial
    for one in (unfinished, of_others):
        assert browser_of(clara).get(similar(one)).context["form"].initial == fresh
    for junk in ("x", "", "9" * 400, "-1"):
        answer = browser_of(clara).get(FORM, {"key": KEY, "like": junk})
        assert answer.context["form"].initial == fresh


def test_a_budget_of_another_currency_stays_behind(clara, browser_of, now):
    old = open_project(by=clara, now=now)
    Project.objects.filter(pk=old.pk).update(currency="USD")
    assert not {"budget_min", "budget_max"} & set(
        browser_of(clara).get(similar(old)).context["form"].initial
    )

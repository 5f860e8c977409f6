"""Projects that people keep to come back to."""

import pytest
from django.urls import reverse

from core.errors import LimitReached
from projects.models import Project, SavedProject
from projects.selectors_saved import saved_projects_of
from projects.services import postings, saved_projects
from projects.states import ProjectState
from tests.factories.projects import open_project
from tests.projects.pages import queries_of, text_of

pytestmark = pytest.mark.django_db
LIST = reverse("projects:saved-projects")


def of(project: Project, name: str) -> str:
    return reverse(f"projects:{name}", args=[project.pk])


def kept_by(person) -> list[str]:
    return [saved.project.title for saved in saved_projects_of(person)]


def test_a_project_is_kept_and_let_go(farid, browser_of, project):
    browser = browser_of(farid)
    assert "You keep no project yet" in text_of(browser.get(LIST))
    assert "Keep this project" in text_of(browser.get(of(project, "detail")))

    for _twice in range(2):
        answer = browser.post(of(project, "save-project"), follow=True)
        assert "The project is kept." in text_of(answer)
    page = text_of(browser.get(of(project, "detail")))
    assert "Keep this project" not in page
    assert of(project, "remove-saved-project") in page
    assert kept_by(farid) == [project.title]
    assert project.title in text_of(browser.get(LIST))

    answer = browser.post(of(project, "remove-saved-project"), {"from": "list"}, follow=True)
    assert answer.redirect_chain[-1][0] == LIST
    assert "You keep no project yet" in text_of(answer)
    assert browser.post(of(project, "remove-saved-project")).url == of(project, "detail")


def test_the_latest_kept_stands_first_and_nobody_else_sees_it(farid, clara, sena, browser_of, now):
    for number in (2, 1, 3):
        one = open_project(by=clara, now=now, title=f"Work {number}")
        saved_projects.save_project(project=one, by=farid, now=now)
    assert kept_by(farid) == ["Work 3", "Work 1", "Work 2"]
    assert kept_by(sena) == []
    assert not clara.notifications.exists()
    assert "Keep this project" not in text_of(browser_of(clara).get(of(one, "detail")))


def test_what_has_ended_or_is_gone_says_so(farid, clara, browser_of, now):
    ended, gone = (open_project(by=clara, now=now, title=title) for title in ("Ended", "Gone"))
    for one in (ended, gone):
        saved_projects.save_project(project=one, by=farid, now=now)
    Project.objects.filter(pk=ended.pk).update(state=ProjectState.EXPIRED)
    postings.cancel_project(project=gone, by=clara, reason="Not this year.", now=now)
    browser = browser_of(farid)
    page = text_of(browser.get(LIST))
    assert "Expired" in page
    assert "Gone" in page
    assert "This project is no longer there." in page
    assert of(gone, "detail") + '"' not in page
    assert "called this project off" in text_of(browser.get(of(gone, "detail")))
    assert "Not this year." not in text_of(browser.get(of(gone, "detail")))
    answer = browser.post(of(gone, "remove-saved-project"), {"from": "list"}, follow=True)
    assert "You no longer keep this project." in text_of(answer)
    assert kept_by(farid) == ["Ended"]
    assert SavedProject.objects.count() == 1
    shown = text_of(browser_of(farid).get(of(ended, "detail")))
    assert of(ended, "remove-saved-project") in shown


def test_what_a_moderator_took_down_is_not_named_but_can_be_let_go(farid, clara, browser_of, now):
    gone = open_project(by=clara, now=now, title="Bad words")
    saved_projects.save_project(project=gone, by=farid, now=now)
    Project.objects.filter(pk=gone.pk).update(state=ProjectState.REMOVED)
    browser = browser_of(farid)
    page = text_of(browser.get(LIST))
    assert "This project is no longer there." in page
    assert "Bad words" not in page
    assert browser.get("/api/v1/saved-projects").json()["results"] == []
    assert browser.delete(f"/api/v1/projects/{gone.pk}/saving").status_code == 204
    assert not SavedProject.objects.exists()


def test_only_what_one_may_read_is_kept(farid, clara, browser_of, client, project, now):
    assert "Keep this project" not in text_of(client.get(of(project, "detail")))
    assert "/login/" in client.post(of(project, "save-project")).url
    postings.cancel_project(project=project, by=clara, reason="Not this year.", now=now)
    browser = browser_of(farid)
    assert browser.post(of(project, "save-project")).status_code == 404
    assert browser.put(f"/api/v1/projects/{project.pk}/saving").status_code == 404
    assert browser.get(of(project, "save-project")).status_code == 405
    assert not SavedProject.objects.exists()


def test_there_is_an_end_to_keeping(farid, clara, browser_of, monkeypatch, now):
    monkeypatch.setattr(saved_projects, "MOST", 2)
    first, second, third = (open_project(by=clara, now=now) for _ in range(3))
    for one in (first, second, second):
        saved_projects.save_project(project=one, by=farid, now=now)
    with pytest.raises(LimitReached, match="You keep 2 projects already"):
        saved_projects.save_project(project=third, by=farid, now=now)
    answer = browser_of(farid).post(of(third, "save-project"), follow=True)
    assert "Let go of some" in text_of(answer)
    saved_projects.remove_saved_project(project=first, by=farid)
    saved_projects.save_project(project=third, by=farid, now=now)
    assert SavedProject.objects.filter(user=farid).count() == 2


def test_the_api_does_the_same(farid, sena, browser_of, project):
    browser = browser_of(farid)
    for _twice in range(2):
        assert browser.put(f"/api/v1/projects/{project.pk}/saving").status_code == 204
    (row,) = browser.get("/api/v1/saved-projects").json()["results"]
    assert (row["project"]["id"], row["project"]["title"]) == (project.pk, project.title)
    assert browser_of(sena).get("/api/v1/saved-projects").json()["results"] == []
    for _twice in range(2):
        assert browser.delete(f"/api/v1/projects/{project.pk}/saving").status_code == 204
    assert not SavedProject.objects.exists()


def test_the_list_takes_as_many_queries_for_one_as_for_twenty(farid, clara, browser_of, now):
    browser, counts = browser_of(farid), []
    for many in (1, 19):
        for _ in range(many):
            one = open_project(by=clara, now=now)
            saved_projects.save_project(project=one, by=farid, now=now)
        queries_of(browser, LIST)
        counts.append((queries_of(browser, LIST), queries_of(browser, "/api/v1/saved-projects")))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 9

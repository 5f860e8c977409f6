"""Who suits what: the sums, the order, who is left out, and the pages and API around it."""

from datetime import timedelta
from itertools import count

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Availability, Standing
from core.errors import InvalidInput, NotAllowed
from projects.matching import PEOPLE, WORK, people_for, projects_for, similar_to
from projects.models import Invitation, NotForMe, Project
from projects.services import asides, invitations
from tests.factories.accounts import (
    complete_profile,
    make_category,
    make_client,
    make_freelancer,
    make_region,
    make_skill,
)
from tests.factories.contracts import contract_in
from tests.factories.projects import bid_on, open_project, rupiah

names = count()


def titles(matches):
    return [match.project.title for match in matches]


def people(matches):
    return [match.profile.user.name for match in matches]


def worker(name, *slugs, **fields):
    person = make_freelancer(name, email=f"w{next(names)}@example.com")
    complete_profile(person, skills=[make_skill(slug) for slug in slugs], **fields)
    return person


def test_more_shared_skills_stand_higher_and_the_parts_add_up(clara, now) -> None:
    farid = worker("Farid", "logo-design", "python")
    both = [make_skill("logo-design"), make_skill("python")]
    open_project(by=clara, now=now, title="Both of them", skills=both)
    other = [make_skill("logo-design"), make_skill("welding")]
    open_project(by=clara, now=now, title="One of two", skills=other)
    open_project(by=clara, now=now, title="Nothing", skills=[make_skill("welding")])

    found = projects_for(farid, now)

    assert titles(found) == ["Both of them", "One of two"]
    for match in found:
        assert match.why.score == sum(p.weight * p.value // 100 for p in match.why.parts)
    first = {part.factor.name: part.value for part in found[0].why.parts}
    assert first == {
        "skills": 1000,
        "done": 0,
        "place": 600,
        "rate": 500,
        "fresh": 1000,
        "room": 1000,
    }


def test_weights_of_both_scales_make_a_hundred() -> None:
    assert sum(WORK.published.values()) == sum(PEOPLE.published.values()) == 100


def test_a_rate_that_is_reached_and_one_that_is_not(clara, now) -> None:
    worker_of = worker("Farid", "logo-design", rate_minor=rupiah(100_000).minor)
    for most in (50_000, 100_000):
        open_project(
            by=clara,
            now=now,
            title=f"Up to {most}",
            kind="hourly",
            budget_min_minor=None,
            budget_max_minor=rupiah(most).minor,
        )

    found = projects_for(worker_of, now)

    rates = {m.project.title: {p.factor.name: p.value for p in m.why.parts}["rate"] for m in found}
    assert rates == {"Up to 50000": 500, "Up to 100000": 1000}
    assert titles(found)[0] == "Up to 100000"


def test_past_work_and_the_region_count(clara, now) -> None:
    town = make_region()
    farid = worker("Farid", "logo-design", region=town)
    contract_in("completed", client=clara, freelancer=farid, now=now)
    dina = make_client("Dina")
    open_project(by=dina, now=now, title="Here", region=town, is_remote=False)

    (here,) = [m for m in projects_for(farid, now) if m.project.title == "Here"]

    values = {part.factor.name: part.value for part in here.why.parts}
    assert (values["done"], values["place"]) == (1000, 1000)


def test_no_project_of_ones_own_nor_one_that_one_has_to_do_with(clara, now) -> None:
    farid = worker("Farid", "logo-design")
    open_project(by=farid, now=now, title="His own")
    bid_on(open_project(by=clara, now=now, title="Has a bid"), by=farid, now=now)
    invited = open_project(by=clara, now=now, title="Invited to")
    invitations.invite(project=invited, freelancer=farid, by=clara, message="", now=now)
    aside = open_project(by=clara, now=now, title="Put aside")
    asides.put_project_aside(project=aside, by=farid, now=now)
    banned = make_client("Banu")
    open_project(by=banned, now=now, title="Of the restricted")
    banned.standing = Standing.RESTRICTED
    banned.save()

    assert projects_for(farid, now) == []

    asides.take_project_up(project=aside, by=farid)
    assert titles(projects_for(farid, now)) == ["Put aside"]


def test_only_people_who_may_and_want_to_work_are_suggested(clara, now) -> None:
    project = open_project(by=clara, now=now)
    worker("Free Fina", "logo-design")
    worker("Busy Budi", "logo-design", availability=Availability.LIMITED)
    worker("Away Ayu", "logo-design", availability=Availability.AWAY)
    worker("Hidden Hadi", "logo-design", is_listed=False)
    worker("Silent Siti", "logo-design", headline="")
    worker("Welder Wati", "welding")
    for standing in (Standing.RESTRICTED, Standing.SUSPENDED):
        person = worker(f"Bad {standing}", "logo-design")
        person.standing = standing
        person.save()
    closed = worker("Closed Cici", "logo-design")
    closed.is_active = False
    closed.save()
    complete_profile(clara)
    bid_on(project, by=worker("Bidder Bima", "logo-design"), now=now)
    asked = worker("Invited Indra", "logo-design")
    invitations.invite(project=project, freelancer=asked, by=clara, message="", now=now)
    aside = worker("Aside Ani", "logo-design")
    asides.put_person_aside(project=project, freelancer=aside, by=clara, now=now)

    assert people(people_for(project)) == ["Free Fina", "Busy Budi"]
    asides.take_person_up(project=project, freelancer=aside, by=clara)
    assert set(people(people_for(project))) == {"Free Fina", "Busy Budi", "Aside Ani"}


def test_without_a_shared_skill_work_on_the_spot_elsewhere_is_nobodys(clara, now) -> None:
    here, there = make_region("32.73"), make_region("33.76")
    kind, other = make_category("metal"), make_category("design")
    asked = [make_skill("welding")]
    farid = worker("Farid", "python", category=kind, region=here)
    worker("Far Fina", "python", category=kind, region=there)
    worker("Far Welder", "welding", category=other, region=there)
    worker("Other Oni", "python", category=other, region=here)
    common = {"by": clara, "now": now, "skills": asked}
    spot = open_project(**common, title="Here", category=kind, region=here, is_remote=False)
    open_project(**common, title="There", category=kind, region=there, is_remote=False)
    anywhere = open_project(**common, title="Anywhere", category=kind, region=there)
    open_project(**common, title="Something else", category=other, region=there)

    assert set(titles(projects_for(farid, now))) == {"Here", "Anywhere"}
    assert set(people(people_for(spot))) == {"Farid", "Far Welder"}
    assert set(people(people_for(anywhere))) == {"Farid", "Far Fina", "Far Welder"}


def test_the_kind_of_work_is_not_called_past_work(clara, now) -> None:
    kind = make_category("metal")
    farid = worker("Farid", "welding", category=kind)
    open_project(by=clara, now=now, category=kind, skills=[make_skill("welding")])

    (found,) = projects_for(farid, now)

    (part,) = [part for part in found.why.parts if part.factor.name == "done"]
    assert (part.value, str(part.factor.title)) == (600, "Your kind of work or past work")


def test_only_the_client_puts_people_aside_and_nobody_themselves(clara, sena, farid, now) -> None:
    project = open_project(by=clara, now=now)
    with pytest.raises(NotAllowed):
        asides.put_person_aside(project=project, freelancer=farid, by=sena, now=now)
    with pytest.raises(InvalidInput):
        asides.put_person_aside(project=project, freelancer=clara, by=clara, now=now)
    assert not NotForMe.objects.exists()


def test_similar_projects_share_the_most_skills(clara, now) -> None:
    a, b, c = (make_skill(slug) for slug in ("logo-design", "python", "welding"))
    this = open_project(by=clara, now=now, title="This", skills=[a, b])
    open_project(by=clara, now=now, title="Both", skills=[a, b])
    open_project(by=clara, now=now, title="One", skills=[b, c])
    open_project(by=clara, now=now, title="None", skills=[c])

    assert [project.title for project in similar_to(this)] == ["Both", "One"]


@pytest.mark.parametrize("many", [1, 20])
def test_suggestions_take_three_queries(
    clara, now, django_assert_num_queries, django_assert_max_num_queries, many: int
) -> None:
    farid = worker("Farid", "logo-design", category=make_category(), region=make_region())
    project = open_project(by=clara, now=now)
    for at in range(many):
        open_project(by=clara, now=now, title=f"Work {at}")
        worker(f"Person {at}", "logo-design", category=make_category())

    with django_assert_num_queries(3):
        assert len(projects_for(farid, now)) == min(many + 1, 20)
    own = Project.objects.select_related("region").prefetch_related("skills").get(pk=project.pk)
    with django_assert_num_queries(3):
        assert len(people_for(own)) == min(many + 1, 10)
    with django_assert_max_num_queries(1):
        list(similar_to(own))
    for_anonymous = Client()
    with django_assert_max_num_queries(8):
        assert for_anonymous.get(f"/projects/{project.pk}/").status_code == 200


def test_the_freelancers_pages(browser_of, clara, now) -> None:
    farid = worker("Farid", "logo-design")
    project = open_project(by=clara, now=now, title="Draw a rooster")
    browser = browser_of(farid)

    assert "Draw a rooster" in browser.get("/dashboard/").content.decode()
    page = browser.get("/projects/for-you/").content.decode()
    assert "Why here?" in page
    assert "Draw a rooster" in page

    browser.post(f"/projects/{project.pk}/not-for-me/")
    assert "Draw a rooster" not in browser.get("/dashboard/").content.decode()
    assert "Suggest it again" in browser.get("/projects/for-you/").content.decode()

    browser.post(f"/projects/{project.pk}/not-for-me/removal/")
    assert "Suggest it again" not in browser.get("/projects/for-you/").content.decode()


def test_the_clients_page_invites_with_one_click(browser_of, clara, sena, now) -> None:
    farid = worker("Farid", "logo-design")
    project = open_project(by=clara, now=now)
    browser, address = browser_of(clara), f"/projects/{project.pk}/suggestions/"

    assert "Farid" in browser.get(address).content.decode()
    browser.post(f"{address}{farid.handle}/invitation/")

    assert Invitation.objects.get().freelancer == farid
    assert "Why here?" not in browser.get(address).content.decode()
    stranger = browser_of(sena)
    assert stranger.get(address).status_code == 404
    assert stranger.post(f"{address}{farid.handle}/invitation/").status_code == 404
    assert stranger.post(f"{address}{farid.handle}/not-for-me/").status_code == 404


def test_putting_aside_is_told_to_nobody(browser_of, clara, now) -> None:
    farid = worker("Farid", "logo-design")
    project = open_project(by=clara, now=now)
    address = f"/projects/{project.pk}/suggestions/{farid.handle}/not-for-me/"

    browser = browser_of(clara)
    browser.post(address)
    assert "Suggest again" in browser.get(f"/projects/{project.pk}/suggestions/").content.decode()
    browser.post(f"{address}removal/")

    assert not NotForMe.objects.exists()
    assert not farid.notifications.exists()


def test_the_api_gives_the_same_with_the_same_sums(browser_of, clara, now) -> None:
    farid = worker("Farid", "logo-design")
    project = open_project(by=clara, now=now)
    open_project(by=clara, now=now, title="Another logo")

    for_him = browser_of(farid).get("/api/v1/matches/projects").json()
    for_her = browser_of(clara).get(f"/api/v1/projects/{project.pk}/suggestions").json()
    alike = Client().get(f"/api/v1/projects/{project.pk}/similar").json()

    assert [one["project"]["title"] for one in for_him] == ["Another logo", project.title]
    assert [one["freelancer"]["handle"] for one in for_her] == [farid.handle]
    for one in (*for_him, *for_her):
        assert one["why"]["score"] == sum(part["points"] for part in one["why"]["parts"])
    assert [one["title"] for one in alike] == ["Another logo"]
    browser = browser_of(farid)
    assert browser.put(f"/api/v1/projects/{project.pk}/not-for-me").status_code == 204
    assert len(browser.get("/api/v1/matches/projects").json()) == 1
    assert browser.delete(f"/api/v1/projects/{project.pk}/not-for-me").status_code == 204
    mute = f"/api/v1/projects/{project.pk}/suggestions/{farid.handle}/not-for-me"
    assert browser.put(mute).status_code == 404
    assert browser_of(clara).put(mute).status_code == 204
    assert browser_of(clara).delete(mute).status_code == 204


def test_the_ranking_page_prints_both_tables(client: Client, db: None) -> None:
    page = client.get("/ranking/").content.decode()

    for factor in (*WORK.factors, *PEOPLE.factors):
        assert str(factor.title) in page


SLUGS = ["logo-design", "python", "welding"]
works = st.lists(
    st.tuples(
        st.sets(st.sampled_from(SLUGS), min_size=1),
        st.sampled_from(["design", "metal"]),
        st.sampled_from(["32.73", "33.76", ""]),
        st.booleans(),
        st.integers(0, 40),
    ),
    max_size=5,
)


class AgainstPlainPython(TestCase):
    """The database and a loop over everything agree on who is suggested and in which order."""

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(works=works, mine=st.sets(st.sampled_from(SLUGS)), place=st.sampled_from(["32.73", ""]))
    def test_projects_for_somebody(self, works, mine, place):
        from datetime import UTC, datetime  # noqa: PLC0415

        now = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
        clara = make_client("Clara")
        here = make_region(place) if place else None
        farid = worker("Farid", *sorted(mine), category=make_category("metal"), region=here)
        expected = []
        for asked, kind, code, is_remote, days in works:
            project = open_project(
                by=clara,
                now=now - timedelta(days=days),
                skills=[make_skill(slug) for slug in asked],
                category=make_category(kind),
                region=make_region(code) if code else None,
                is_remote=is_remote,
            )
            near = bool(place and code == place)
            if not (asked & mine or near or (kind == "metal" and is_remote)):
                continue
            points = (
                40 * (1000 * len(asked & mine) // len(asked)) // 100
                + 15 * (600 if kind == "metal" else 0) // 100
                + 15 * (1000 if near else 600 if is_remote else 0) // 100
                + 10 * 500 // 100
                + 10 * max(1000 - 1000 * days // 30, 0) // 100
                + 10 * 1000 // 100
            )
            expected.append((points, -days, project.pk))
        found = projects_for(farid, now)

        assert [(m.why.score, m.project.pk) for m in found] == [
            (points, pk) for points, _days, pk in sorted(expected, reverse=True)
        ]

"""Finding people, and giving them roles."""

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role, roles_of
from staff.models import AuditEntry
from tests.factories.accounts import make_person, make_supporter

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(db):
    return make_person("Rini Root", is_superuser=True, is_staff=True)


def save_roles(browser, person, *roles, reason="New colleague"):
    address = reverse("staff:give-roles", args=[person.pk])
    return browser.post(address, {"roles": list(roles), "reason": reason})


@pytest.mark.parametrize("who", ["clara", "farid", "fitri"])
def test_others_do_not_find_the_pages(request, sena, browser_of, who):
    browser = browser_of(request.getfixturevalue(who))
    assert browser.get("/desk/people/").status_code == 404
    assert browser.get(f"/desk/people/{sena.pk}/").status_code == 404
    assert save_roles(browser, sena, "support").status_code == 404


@pytest.mark.parametrize("words", ["sena@example.com", "SENA@example.com", "Putri", "sena-putri"])
def test_somebody_is_found_by_name_handle_or_address(sena, farid, browser_of, words):
    sena.handle = "sena-putri"
    sena.save()
    page = browser_of(make_supporter()).get("/desk/people/", {"q": words})
    assert page.context["people"] == [sena]


@pytest.mark.parametrize("words", ["", "  ", "nobody", "x\x00", "x" * 500])
def test_nonsense_finds_nobody(sena, browser_of, words):
    page = browser_of(make_supporter()).get("/desk/people/", {"q": words})
    assert (page.status_code, page.context["people"]) == (200, [])


def test_an_admin_gives_a_role_and_the_log_keeps_it(root, sena, browser_of):
    save_roles(browser_of(root), sena, "senior", "finance")
    sena.refresh_from_db()
    assert roles_of(sena) == [Role.MODERATOR, Role.SENIOR, Role.FINANCE]
    line = AuditEntry.objects.get(action="staff.set_roles")
    assert (line.actor, line.person, line.reason) == (root, sena, "New colleague")
    assert (line.before, line.after) == ({"roles": ""}, {"roles": "moderator, senior, finance"})


def test_the_same_roles_again_leave_no_line(root, sena, browser_of):
    browser = browser_of(root)
    save_roles(browser, sena, "support")
    save_roles(browser, sena, "support")
    assert AuditEntry.objects.filter(action="staff.set_roles").count() == 1


def test_a_role_can_be_taken(root, maya, browser_of):
    save_roles(browser_of(root), maya, reason="Leaves us")
    maya.refresh_from_db()
    assert roles_of(maya) == []
    assert browser_of(maya).get("/review/postings/").status_code == 404


def test_who_becomes_admin_may_enter_the_raw_records_until_it_is_taken(root, sena, browser_of):
    save_roles(browser_of(root), sena, "admin")
    assert browser_of(User.objects.get(pk=sena.pk)).get("/admin/").status_code == 200
    save_roles(browser_of(root), sena)
    assert browser_of(User.objects.get(pk=sena.pk)).get("/admin/").status_code == 302


@pytest.mark.parametrize("who", ["maya", "sulis", "root"])
def test_nobody_else_gives_roles_and_nobody_to_themselves(request, root, sena, browser_of, who):
    if who == "root":
        by, person = root, root
    else:
        by = make_supporter() if who == "sulis" else request.getfixturevalue(who)
        person = sena
    before = roles_of(person)
    save_roles(browser_of(by), person, "admin", "finance")
    assert roles_of(User.objects.get(pk=person.pk)) == before


@pytest.mark.parametrize(
    ("roles", "reason"),
    [(["support"], ""), (["support"], "  "), (["god"], "why not"), (["support"], "x" * 501)],
)
def test_bad_input_changes_nothing(root, sena, browser_of, roles, reason):
    answer = save_roles(browser_of(root), sena, *roles, reason=reason)
    assert answer.status_code == 302
    assert roles_of(User.objects.get(pk=sena.pk)) == []

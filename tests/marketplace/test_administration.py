"""The raw records ask why, and leave a line for every change."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import Category, PortfolioItem, User
from accounts.search.named import rows_of
from accounts.services.portfolio import ItemDetails, add_portfolio_item
from staff.models import AuditEntry
from tests.factories.accounts import complete_profile, make_category

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(adi):
    adi.is_superuser = True
    adi.save()
    return adi


def given(**changed):
    return {"slug": "design", "name_en": "Design", "name_id": "Desain", "position": 1} | changed


def test_every_registered_model_is_written_down():
    plain = [m for m, one in admin.site._registry.items() if "Audited" not in type(one).__name__]
    assert plain == []


def test_a_change_leaves_before_and_after_with_its_reason(operator, browser_of):
    category = make_category(name_id="Rancang")
    address = reverse("admin:accounts_category_change", args=[category.pk])
    answer = browser_of(operator).post(address, given(audit_reason="A better word"))
    assert answer.status_code == 302
    line = AuditEntry.objects.get()
    assert (line.actor, line.action, line.reason) == (operator, "admin.change", "A better word")
    assert (line.before["name_id"], line.after["name_id"]) == ("Rancang", "Desain")
    assert "slug" not in line.before  # it did not change


def test_a_name_that_is_kept_for_searches_is_new_at_once(operator, browser_of, settings):
    settings.NAMES_KEPT_FOR = 600
    category = make_category(name_id="Rancang")
    assert rows_of(categories=[category.pk]).categories[category.pk].name_id == "Rancang"
    address = reverse("admin:accounts_category_change", args=[category.pk])
    browser_of(operator).post(address, given(audit_reason="A better word"))

    assert rows_of(categories=[category.pk]).categories[category.pk].name_id == "Desain"


@pytest.mark.parametrize("reason", [{}, {"audit_reason": "  "}])
def test_without_a_reason_nothing_changes(operator, browser_of, reason):
    category = make_category()
    address = reverse("admin:accounts_category_change", args=[category.pk])
    answer = browser_of(operator).post(address, given(name_en="Other", **reason))
    assert answer.status_code == 200
    assert Category.objects.get().name_en == "Design"
    assert not AuditEntry.objects.exists()


def test_a_new_row_is_a_line(operator, browser_of):
    address = reverse("admin:accounts_category_add")
    browser_of(operator).post(address, given(audit_reason="Asked for by many"))
    line = AuditEntry.objects.get()
    assert (line.action, line.after["slug"]) == ("admin.add", "design")


def test_a_role_given_here_is_written_down_about_the_person(operator, sena, browser_of):
    address = reverse("admin:accounts_user_change", args=[sena.pk])
    form = browser_of(operator).get(address).context["adminform"].form
    data = {name: value for name, value in form.initial.items() if value not in (None, False)}
    for prefix in ("freelancer_profile", "client_profile"):
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    answer = browser_of(operator).post(
        address, data | {"groups": [], "is_support": "on", "audit_reason": "Helps from today"}
    )
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    line = AuditEntry.objects.get()
    assert (line.person, line.before["is_support"]) == (sena, "False")
    assert line.after == {"is_support": "True"}
    assert User.objects.get(pk=sena.pk).is_support


def test_a_deletion_asks_why_and_keeps_what_was_there(operator, farid, browser_of, now):
    complete_profile(farid)
    item = add_portfolio_item(
        user=farid, details=ItemDetails(title="Logo"), picture=None, by=farid, now=now
    )
    address = reverse("admin:accounts_portfolioitem_delete", args=[item.pk])
    browser = browser_of(operator)
    assert "audit_reason" in browser.get(address).content.decode()
    browser.post(address, {"post": "yes"})
    assert PortfolioItem.objects.exists()
    browser.post(address, {"post": "yes", "audit_reason": "Stolen picture"})
    assert not PortfolioItem.objects.exists()
    line = AuditEntry.objects.get()
    assert (line.action, line.reason, line.before["title"]) == (
        "admin.delete",
        "Stolen picture",
        "Logo",
    )

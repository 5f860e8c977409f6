"""Records of people for the operator."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from accounts.services.portfolio import ItemDetails, add_portfolio_item
from tests.accounts.test_tokens import token_for
from tests.factories.accounts import complete_profile, make_region

pytestmark = pytest.mark.django_db
MODELS = ["user", "category", "skill", "region", "portfolioitem", "apitoken"]


@pytest.fixture
def operator(adi):
    adi.is_superuser = True
    adi.save()
    return adi


@pytest.mark.parametrize("model", MODELS)
def test_lists_open(operator, farid, browser_of, now, model):
    complete_profile(farid, region=make_region())
    details = ItemDetails(title="Logo")
    add_portfolio_item(user=farid, details=details, picture=None, by=farid, now=now)
    token_for(farid)

    page = browser_of(operator).get(reverse(f"admin:accounts_{model}_changelist"))

    assert page.status_code == 200


def test_a_person_opens_without_password_or_delete(operator, farid, browser_of):
    browser = browser_of(operator)

    page = browser.get(reverse("admin:accounts_user_change", args=[farid.pk])).content.decode()

    assert farid.password not in page
    assert browser.get(reverse("admin:accounts_user_add")).status_code == 403
    removal = reverse("admin:accounts_user_delete", args=[farid.pk])
    assert browser.post(removal, {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=farid.pk).exists()


def sent_back(browser, address, **change):
    """The form as it stands, with a change."""
    form = browser.get(address).context["adminform"].form
    kept = {name: form.get_initial_for_field(form.fields[name], name) for name in form.fields}
    kept = {name: value for name, value in kept.items() if value not in (None, False, [])}
    for inline in ("freelancer_profile", "client_profile"):
        kept |= {f"{inline}-TOTAL_FORMS": 0, f"{inline}-INITIAL_FORMS": 0}
    return browser.post(address, kept | {"audit_reason": "Asked for"} | change)


@pytest.mark.parametrize(
    "role", ["is_finance", "is_moderator", "is_senior_moderator", "is_support"]
)
def test_an_admin_gives_roles_to_everybody_but_themselves(operator, farid, browser_of, role):
    browser = browser_of(operator)
    before = User.objects.filter(pk=operator.pk).values().get()
    given = {role: "on", "is_moderator": "on"}
    for person in (operator, farid):
        address = reverse("admin:accounts_user_change", args=[person.pk])
        assert sent_back(browser, address, name=person.name, **given).status_code == 302
        person.refresh_from_db()
    assert getattr(farid, role)
    after = User.objects.filter(pk=operator.pk).values().get()
    assert after == before


def test_nor_does_anybody_of_staff_without_that_role(operator, adi, farid, browser_of):
    User.objects.filter(pk=adi.pk).update(is_superuser=False)
    adi.user_permissions.set(Permission.objects.filter(content_type__model="user"))
    address = reverse("admin:accounts_user_change", args=[farid.pk])
    answer = sent_back(browser_of(adi), address, name="Farid H", is_superuser="on", is_staff="on")
    assert answer.status_code == 302
    farid.refresh_from_db()
    assert (farid.name, farid.is_superuser, farid.is_staff) == ("Farid H", False, False)


def test_a_time_zone_is_one(operator, farid, browser_of):
    address = reverse("admin:accounts_user_change", args=[farid.pk])
    browser = browser_of(operator)
    answer = sent_back(browser, address, timezone="Mars/Olympus")
    assert list(answer.context["adminform"].form.errors) == ["timezone"]
    assert sent_back(browser, address, timezone="Asia/Makassar").status_code == 302
    farid.refresh_from_db()
    assert farid.timezone == "Asia/Makassar"


def test_tokens_are_looked_at_only(operator, farid, browser_of):
    made = token_for(farid)
    browser = browser_of(operator)
    address = reverse("admin:accounts_apitoken_change", args=[made.token.pk])

    assert made.token.digest not in browser.get(address).content.decode()
    assert browser.post(address, {"name": "X"}).status_code == 403


@pytest.mark.parametrize("who", ["clara", "farid", "maya"])
def test_others_stay_out(request, browser_of, who):
    person = request.getfixturevalue(who)

    assert browser_of(person).get(reverse("admin:accounts_user_changelist")).status_code == 302


def test_the_operator_signs_in_like_everybody_with_two_steps(client, clara, browser_of):
    answer = client.get(reverse("admin:login"))

    assert answer["Location"].startswith(reverse("account_login"))
    assert browser_of(clara).get(reverse("admin:login")).status_code == 403

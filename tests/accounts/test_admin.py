"""Records of people for the operator."""

import pytest
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

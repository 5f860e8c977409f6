"""Records of work for the operator: to read, never to change."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.factories.projects import signed_contract

pytestmark = pytest.mark.django_db
MODELS = sorted(
    str(m._meta.model_name) for m in admin.site._registry if m._meta.app_label == "projects"
)


@pytest.mark.parametrize("model", MODELS)
def test_lists_open_and_nothing_can_be_added(clara, farid, adi, browser_of, now, model):
    signed_contract(client=clara, freelancer=farid, now=now)
    adi.is_superuser = True
    adi.save()
    browser = browser_of(adi)

    assert browser.get(reverse(f"admin:projects_{model}_changelist")).status_code == 200
    assert browser.get(reverse(f"admin:projects_{model}_add")).status_code == 403


@pytest.mark.parametrize("model", ["project", "bid", "terms", "contract", "milestone", "workevent"])
def test_a_record_opens_without_a_save_button(clara, farid, adi, browser_of, now, model):
    contract = signed_contract(client=clara, freelancer=farid, now=now)
    adi.is_superuser = True
    adi.save()
    pks = {
        "project": contract.project_id,
        "bid": contract.bid_id,
        "terms": contract.terms_id,
        "contract": contract.pk,
        "milestone": contract.milestones.get().pk,
        "workevent": contract.history.first().pk,
    }
    page = browser_of(adi).get(reverse(f"admin:projects_{model}_change", args=[pks[model]]))

    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()

"""Disputes over the API."""

import pytest
from django.utils import timezone

from disputes.models import Dispute
from payments.services.checks import check_ledger
from tests.factories.accounts import make_senior_moderator
from tests.factories.disputes import dispute_in, rule
from tests.factories.projects import delivered_milestone, rupiah
from tests.projects.test_api import api_of, post

pytestmark = pytest.mark.django_db
APPEAL = {"ground": "procedure", "text": "I was not heard."}


def test_open_propose_accept(clara, farid, sena, now):
    milestone = delivered_milestone(client=clara, freelancer=farid, now=now)
    claim = {
        "reason_code": "quality",
        "claim": "The letters are blurred.",
        "to_freelancer_minor": rupiah(300_000).minor,
    }
    assert post(sena, f"milestones/{milestone.pk}/dispute", claim).status_code == 404
    opened = post(clara, f"milestones/{milestone.pk}/dispute", claim)
    assert opened.status_code == 201
    number = opened.json()["id"]
    assert api_of(sena).get(f"/api/v1/disputes/{number}").status_code == 404
    wish = {"to_freelancer_minor": rupiah(600_000).minor, "message": "Half of it was fine."}
    answered = post(farid, f"disputes/{number}/proposals", wish)
    assert answered.status_code == 201
    proposal = answered.json()["proposals"][-1]["id"]
    path = f"disputes/{number}/proposals/{proposal}/acceptance"
    assert post(clara, path).status_code == 400
    done = post(clara, path, **{"Idempotency-Key": "yes"})
    assert (done.status_code, done.json()["state"]) == (200, "settled")
    assert done.json()["to_freelancer_minor"] == rupiah(600_000).minor
    milestone.refresh_from_db()
    assert milestone.state == "partly_released"
    assert check_ledger() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"to_freelancer_minor": -1},
        {"to_freelancer_minor": rupiah(1_000_001).minor},
        {"to_freelancer_minor": 150},
        {"reason_code": "boredom"},
        {"claim": ""},
    ],
)
def test_a_bad_claim_freezes_nothing(clara, farid, now, wrong):
    milestone = delivered_milestone(client=clara, freelancer=farid, now=now)
    claim = {"reason_code": "quality", "claim": "Blurred.", "to_freelancer_minor": 0} | wrong
    assert post(clara, f"milestones/{milestone.pk}/dispute", claim).status_code == 400
    milestone.refresh_from_db()
    assert (milestone.state, Dispute.objects.count()) == ("submitted", 0)


def test_answers_and_appeals(clara, farid, maya):
    now = timezone.now()
    dispute = dispute_in("proposed", client=clara, freelancer=farid, moderator=maya, now=now)
    answer = f"disputes/{dispute.pk}/rulings/{dispute.ruling_id}/answer"
    assert post(farid, answer, {"is_accepted": "x"}, **{"Idempotency-Key": "0"}).status_code == 400
    said = post(farid, answer, {"is_accepted": False}, **{"Idempotency-Key": "1"})
    assert (said.status_code, said.json()["state"]) == (200, "arbitration")
    rule(dispute, 700_000, by=make_senior_moderator(), now=now)
    assert post(maya, f"disputes/{dispute.pk}/appeal", APPEAL).status_code == 403
    for status, body in ((400, APPEAL | {"ground": "x"}), (201, APPEAL), (201, APPEAL)):
        appealed = post(clara, f"disputes/{dispute.pk}/appeal", body)
        assert appealed.status_code == status
    assert appealed.json()["state"] == "appealed"
    assert appealed.json()["ruling"]["kind"] == "decision"

"""What somebody takes along of disputes, moderation and notifications: their own, and all of it."""

import json

import pytest
from django.utils import translation

from accounts.selectors import export_of
from moderation.services import cases, reports
from moderation.states import Reason
from notifications.kinds import Group
from notifications.models import EmailChoice
from staff.rulebook import rule_in_force
from tests.factories import disputes as made
from tests.factories import projects as work
from tests.factories.disputes import dispute_in

pytestmark = pytest.mark.django_db


def test_each_side_takes_its_own_words_of_a_dispute(clara, farid, maya, sena, now):
    dispute = dispute_in("negotiation", client=clara, freelancer=farid, moderator=maya, now=now)
    made.propose(dispute, 300_000, by=clara, now=now, why="A third is done.")
    made.blind(dispute, 400_000, by=farid, now=now)
    hers, his = (export_of(person)["disputes"] for person in (clara, farid))
    assert hers["disputes"] == his["disputes"]
    assert hers["disputes"][0]["claim"] == dispute.claim
    assert (hers["disputes"][0]["opened_by"], hers["disputes"][0]["to_freelancer"]) == (
        clara.name,
        None,
    )
    assert [one["message"] for one in hers["proposals"]][-1] == "A third is done."
    assert hers["blind_offers"] == []  # what the other side would take stays a secret
    assert [one["limit"] for one in his["blind_offers"]] == ["Rp400,000"]
    assert not any(export_of(sena)["disputes"].values())


def test_what_came_out_is_told_even_where_it_is_nothing(clara, farid, maya, now):
    dispute = dispute_in(
        "awaiting_response", client=clara, freelancer=farid, moderator=maya, now=now
    )
    type(dispute).objects.update(to_freelancer_minor=0)
    assert export_of(clara)["disputes"]["disputes"][0]["to_freelancer"] == "Rp0"


def test_reports_go_with_who_made_them_and_cases_with_whom_they_are_about(clara, farid, maya, now):
    project = work.open_project(by=clara, now=now)
    reports.report(what=project, by=farid, reason=Reason.FRAUD, words="Pay outside.", now=now)
    rule = rule_in_force("A1", now)
    case = cases.open_case(person=clara, by=maya, rule=rule, evidence="Saw it.", now=now)
    cases.answer_case(case=case, by=clara, text="It was not me.", now=now)
    hers, his = (export_of(person)["moderation"] for person in (clara, farid))
    assert [one["words"] for one in his["reports"]] == ["Pay outside."]
    assert [(one["what_happened"], one["your_answer"]) for one in hers["cases"]] == [
        ("Saw it.", "It was not me.")
    ]
    assert (hers["reports"], his["cases"]) == ([], [])
    assert farid.name not in json.dumps(hers)  # nobody learns who reported them


def test_notifications_go_along_in_ones_own_language(clara, farid, sena, now):
    milestone = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    EmailChoice.objects.create(user=clara, group=Group.WORK, is_wanted=False)
    english = export_of(clara)["notifications"]
    assert english["by_email"] == {"work": False}
    assert any(milestone.title in one["text"] for one in english["told"])
    assert all(one["read_at"] is None for one in english["told"])
    with translation.override("id"):
        assert export_of(clara)["notifications"]["told"] != english["told"]
    assert export_of(sena)["notifications"] == {"told": [], "by_email": {}}
    json.dumps(english)

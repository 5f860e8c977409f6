"""Whom no letter reached: the moderators are told, once."""

from datetime import timedelta

import pytest

from notifications.models import Notification
from notifications.services.unreached import report_unreached
from projects.services.clock import run_all
from tests.factories import projects as work

pytestmark = pytest.mark.django_db


def test_moderators_hear_of_it_once(clara, farid, maya, now):
    milestone = work.delivered_milestone(client=clara, freelancer=farid, now=now)
    Notification.objects.filter(recipient=clara).update(email_state="bounced")
    late = now + timedelta(days=15)
    assert run_all(now=late)["deliveries approved"] == 0
    assert [report_unreached(now=late), report_unreached(now=late)] == [1, 0]
    told = Notification.objects.get(recipient=maya)
    assert (told.kind, told.about) == ("client_not_reached", f"milestone:{milestone.pk}")
    milestone.refresh_from_db()
    assert milestone.state == "submitted"


def test_nothing_is_reported_in_time_or_where_one_letter_arrived(clara, farid, maya, now):
    work.delivered_milestone(client=clara, freelancer=farid, now=now)
    assert report_unreached(now=now + timedelta(days=15)) == 0
    Notification.objects.filter(recipient=clara).update(email_state="bounced")
    assert report_unreached(now=now + timedelta(days=13)) == 0
    assert not Notification.objects.filter(recipient=maya).exists()

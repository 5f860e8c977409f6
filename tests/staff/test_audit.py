"""The audit log keeps each act of staff as it was."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from staff.models import AuditEntry
from staff.services import audit
from tests.factories.accounts import make_client, make_moderator

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


def test_an_act_is_kept_with_who_what_whom_why_and_what_changed():
    maya, clara = make_moderator(), make_client()
    audit.record(
        by=maya,
        action="accounts.restrict",
        now=NOW,
        subject=clara,
        reason="spam",
        changed={"state": ("active", "restricted")},
    )
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.action, entry.person) == (maya, "accounts.restrict", clara)
    assert (entry.subject_kind, entry.subject_id) == ("accounts.user", str(clara.pk))
    assert (entry.before, entry.after) == ({"state": "active"}, {"state": "restricted"})
    assert (entry.reason, entry.happened_at) == ("spam", NOW)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE staff_auditentry SET reason = 'nothing'",
        "DELETE FROM staff_auditentry",
        "TRUNCATE staff_auditentry",
    ],
)
def test_the_database_refuses_to_change_the_log(statement):
    audit.record(by=make_moderator(), action="reviews.hide", now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.count() == 1

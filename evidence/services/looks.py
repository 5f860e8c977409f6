"""Writes down that staff looked at evidence; the sides look at their own, and leave no line."""

from datetime import datetime

from django.db import models, transaction

from accounts.models import User
from disputes.models import Dispute
from disputes.policies import is_party
from payments.models import Chargeback
from staff.services import audit


@transaction.atomic
def note_look(
    *, dispute: Dispute, by: User, action: str, subject: models.Model, now: datetime
) -> None:
    """Append a line to the audit log if a moderator looks; `action` is `evidence.…`."""
    if not is_party(by, dispute):
        audit.record(by=by, action=action, now=now, subject=subject)


@transaction.atomic
def note_look_of_finance(*, chargeback: Chargeback, by: User, action: str, now: datetime) -> None:
    """Append a line to the audit log: evidence of a chargeback is read by staff alone."""
    audit.record(by=by, action=action, now=now, subject=chargeback)

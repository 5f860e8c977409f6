"""Hand out parts of the audit log, and write down who took them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import LimitReached
from core.policies import require
from staff.models import AuditEntry
from staff.policies import can_read_log
from staff.selectors import MOST_EXPORTED, Wanted, entries_found
from staff.services import audit


@transaction.atomic
def export_log(*, by: User, wanted: Wanted, now: datetime) -> list[AuditEntry]:
    """The lines that fit, the newest first; that they were taken is a line itself.

    Raises NotAllowed, and LimitReached for more lines than a spreadsheet is good for.
    """
    require(can_read_log, by)
    rows = list(entries_found(by, wanted)[: MOST_EXPORTED + 1])
    if len(rows) > MOST_EXPORTED:
        raise LimitReached(
            _("These are more than %(most)d lines. Choose fewer days.") % {"most": MOST_EXPORTED}
        )
    asked = {name: str(getattr(wanted, name) or "") for name in wanted.__slots__}
    audit.record(
        by=by,
        action="staff.export_log",
        now=now,
        changed={name: ("", value) for name, value in asked.items() if value},
    )
    return rows

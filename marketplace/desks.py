"""The desks of staff: who finds which in the menu, and how much waits on each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

import disputes.policies
import disputes.selectors
import identity.policies
import moderation.policies
import projects.policies
import reviews.policies
from accounts.models import User
from accounts.roles import is_admin, moderates
from desk.policies import works_at_desk
from disputes.models import Dispute
from disputes.states import WITH_STAFF
from identity.selectors import waiting_checks
from moderation.selectors import cases_to_decide, reported_queue
from payments.compared import open_cases
from payments.decided import waiting_decisions
from payments.models import StatementLetter
from payments.policies import keeps_books
from payments.selectors import open_mismatches, open_stops
from payments.selectors_payouts import payouts_in_review
from payments.selectors_taxes import letters_exceeded, letters_to_check
from payments.taken_back import open_chargebacks
from projects.selectors import postings_to_review
from reviews.selectors import flagged_reviews
from staff.policies import can_answer_help, can_find_people, can_read_log
from staff.selectors import help_queue


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffDesk:
    """A page where staff decide something, with the lists that wait there."""

    name: str
    glyph: str
    text: str | Promise
    is_for: Callable[[User], bool]
    queues: Sequence[Callable[[], QuerySet[Any]]] = ()

    @property
    def waiting(self) -> int | None:
        """How many wait, by one query for each list; `None` where nothing ever waits."""
        return sum(queue().count() for queue in self.queues) if self.queues else None


def _with_staff() -> QuerySet[Dispute]:
    return disputes.selectors.queue().filter(state__in=WITH_STAFF)


def _letters_exceeded() -> QuerySet[StatementLetter]:
    return letters_exceeded(timezone.now())


def _watches_money(user: User) -> bool:
    return moderates(user) or keeps_books(user)


_DESKS = (
    StaffDesk(
        name="desk:queue",
        glyph="inbox",
        text=_("The desk"),
        is_for=works_at_desk,
    ),
    StaffDesk(
        name="disputes:queue",
        glyph="gavel",
        text=_("Disputes"),
        is_for=disputes.policies.can_moderate,
        queues=[_with_staff],
    ),
    StaffDesk(
        name="staff-figures",
        glyph="chart-column",
        text=_("Figures of the desk"),
        is_for=disputes.policies.can_moderate,
    ),
    StaffDesk(
        name="projects:review-queue",
        glyph="file-check",
        text=_("Postings to read"),
        is_for=projects.policies.is_moderator,
        queues=[postings_to_review],
    ),
    StaffDesk(
        name="identity:queue",
        glyph="badge-check",
        text=_("Identities to check"),
        is_for=identity.policies.is_moderator,
        queues=[waiting_checks],
    ),
    StaffDesk(
        name="reviews:queue",
        glyph="flag",
        text=_("Reviews to judge"),
        is_for=reviews.policies.can_moderate,
        queues=[flagged_reviews],
    ),
    StaffDesk(
        name="moderation:queue",
        glyph="shield-alert",
        text=_("Reported things"),
        is_for=moderation.policies.can_moderate,
        queues=[reported_queue],
    ),
    StaffDesk(
        name="moderation:accounts",
        glyph="user-round-x",
        text=_("Cases about accounts"),
        is_for=moderation.policies.can_moderate,
        queues=[cases_to_decide],
    ),
    StaffDesk(
        name="payments:desk",
        glyph="scale",
        text=_("Money desk"),
        is_for=_watches_money,
        queues=[payouts_in_review, open_mismatches, open_stops],
    ),
    StaffDesk(
        name="payments:runs",
        glyph="git-compare-arrows",
        text=_("Reconciliation"),
        is_for=keeps_books,
        queues=[open_cases],
    ),
    StaffDesk(
        name="payments:ledger",
        glyph="wallet",
        text=_("Ledger"),
        is_for=keeps_books,
    ),
    StaffDesk(
        name="payments:chargebacks",
        glyph="undo-2",
        text=_("Payments taken back"),
        is_for=keeps_books,
        queues=[open_chargebacks],
    ),
    StaffDesk(
        name="payments:debts",
        glyph="hand-coins",
        text=_("Debts"),
        is_for=keeps_books,
    ),
    StaffDesk(
        name="payments:decisions",
        glyph="users",
        text=_("Second looks"),
        is_for=_watches_money,
        queues=[waiting_decisions],
    ),
    StaffDesk(
        name="payments:tax-desk",
        glyph="landmark",
        text=_("Taxes"),
        is_for=keeps_books,
        queues=[letters_to_check, _letters_exceeded],
    ),
    StaffDesk(
        name="payments:document-desk",
        glyph="file-search",
        text=_("Documents of everybody"),
        is_for=keeps_books,
    ),
    StaffDesk(
        name="staff:help-queue",
        glyph="life-buoy",
        text=_("Requests for help"),
        is_for=can_answer_help,
        queues=[help_queue],
    ),
    StaffDesk(
        name="staff:people",
        glyph="users",
        text=_("People"),
        is_for=can_find_people,
    ),
    StaffDesk(
        name="staff:holds",
        glyph="lock",
        text=_("Legal holds"),
        is_for=is_admin,
    ),
    StaffDesk(
        name="staff:audit",
        glyph="list-checks",
        text=_("Audit log"),
        is_for=can_read_log,
    ),
)


def desks_of(user: User) -> list[StaffDesk]:
    """The desks that this person may open; none for most people."""
    return [desk for desk in _DESKS if desk.is_for(user)]

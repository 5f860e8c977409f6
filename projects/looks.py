"""Find something private of a contract to read it: staff who are no side leave a line.

Every page and address that shows words of a contract finds it here, so that none can forget the
line. Deeds find it by a selector: whoever is no side is refused, and reads nothing.
"""

from datetime import datetime

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from accounts.models import User
from projects.models import Attachment, Contract, Milestone
from projects.selectors import attachments_visible_to, contracts_visible_to, milestones_visible_to
from staff.services.looks import note_look


def read_contract(
    *, pk: int, by: User, now: datetime, among: QuerySet[Contract] | None = None
) -> Contract:
    """A contract for its sides, and for a moderator whose look is written down; else Http404.

    `among` is what the reader may see, with more at hand than usual.
    """
    found = get_object_or_404(contracts_visible_to(by) if among is None else among, pk=pk)
    _note(found, by, now)
    return found


def read_milestone(*, pk: int, by: User, now: datetime) -> Milestone:
    """A step of such a contract; a look is one at the contract."""
    found = get_object_or_404(milestones_visible_to(by), pk=pk)
    _note(found.contract, by, now)
    return found


def read_attachment(*, pk: int, by: User | None, now: datetime) -> Attachment:
    """A file; that of a delivery is private to the sides of its contract."""
    visible = attachments_visible_to(by).select_related("delivery__milestone__contract")
    found = get_object_or_404(visible, pk=pk)
    if found.delivery is not None and by is not None:
        _note(found.delivery.milestone.contract, by, now)
    return found


def _note(contract: Contract, by: User, now: datetime) -> None:
    note_look(
        by=by,
        action="projects.read_contract",
        now=now,
        subject=contract,
        people=(contract.client_id, contract.freelancer_id),
    )

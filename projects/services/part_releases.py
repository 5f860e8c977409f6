"""A part of a milestone's money goes to the freelancer before the work is approved as a whole."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import WrongState
from core.money import Money
from core.policies import require
from payments.models import Earning
from payments.services import escrows
from projects.models import Milestone
from projects.policies import is_client
from projects.services.history import record
from projects.services.locks import locked_milestone


@transaction.atomic
def release_part(
    *, milestone: Milestone, amount: Money, by: User, idempotency_key: str, now: datetime
) -> Earning:
    """Release a part of the price, before the fee; the milestone goes on as it was.

    The same key answers with the same earning. Raises NotAllowed, InvalidInput for an amount
    that is not a part, WrongState where nothing is in escrow or it is in dispute.
    """
    milestone = locked_milestone(milestone)
    require(is_client, by, milestone.contract)
    escrow = milestone.escrow
    if escrow is None:
        raise WrongState(_("This milestone has no money in escrow now."))
    is_known = escrow.earnings.filter(request_key=idempotency_key).exists()
    earning = escrows.release_part(
        escrow=escrow, amount=amount, by=by, idempotency_key=idempotency_key, now=now
    )
    if not is_known:
        record(about=milestone, kind="part_released", by=by, now=now)
    return earning

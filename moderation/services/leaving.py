"""What cases hold of the profile of somebody who closed their account."""

from django.db import transaction

from accounts.services import takedowns
from moderation.cases import About, Measure
from moderation.models import Case


@transaction.atomic
def forget_profile(*, user_id: int) -> None:
    """Empty what cases kept of the profile, to show or to give back; the decisions stay.

    Safe to repeat. A legal hold keeps the account open, and all of this with it.
    """
    cases = Case.objects.select_for_update(of=("self",)).order_by("pk")
    for case in cases.filter(person=user_id, about=About.PROFILE):
        if case.measure == Measure.CLEAR_PICTURES:
            takedowns.forget_pictures(kept=case.kept)
        case.kept, case.frozen = {}, ""
        case.save(update_fields=["kept", "frozen"])

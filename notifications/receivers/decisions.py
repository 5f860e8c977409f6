"""News of what staff decide about money: to whom it is about, and to those who must agree."""

from core.events import on
from notifications.receivers.telling import tell
from notifications.selectors import bookkeepers, moderators
from payments.events import DebtWrittenOff, DecisionReturned, DecisionToConfirm, DifferenceKept
from payments.kinds import FORCED
from payments.models import Debt, Decision


@on(DebtWrittenOff)
def tell_debtor(event: DebtWrittenOff) -> None:
    debt = Debt.objects.select_related("chargeback__payin__escrow").get(pk=event.debt_id)
    tell(
        "debt_written_off",
        [debt.user_id],
        about=f"debt:{debt.pk}",
        what=debt.chargeback.payin.escrow.description,
        amount=debt.written_off,
    )


@on(DifferenceKept)
def tell_payer_of_difference(event: DifferenceKept) -> None:
    rows = Decision.objects.select_related("mismatch__payin__escrow")
    decision = rows.get(pk=event.decision_id)
    payin = decision.mismatch.payin if decision.mismatch is not None else None
    if payin is not None:
        tell(
            "difference_kept",
            [payin.payer_id],
            about=f"decision:{decision.pk}",
            page_arg=payin.pk,
            what=payin.escrow.description,
            amount=decision.amount,
        )


@on(DecisionToConfirm)
def tell_second_people(event: DecisionToConfirm) -> None:
    decision = Decision.objects.select_related("asked_by").get(pk=event.decision_id)
    people = {*bookkeepers(), *(moderators() if decision.kind in FORCED else [])}
    tell(
        "decision_to_confirm",
        people,
        about=f"decision:{decision.pk}",
        but=decision.asked_by_id,
        person=decision.asked_by.name,
        amount=decision.amount,
    )


@on(DecisionReturned)
def tell_of_return(event: DecisionReturned) -> None:
    decision = Decision.objects.select_related("second_by").get(pk=event.decision_id)
    tell(
        "decision_returned",
        [decision.asked_by_id],
        about=f"decision:{decision.pk}:returned",
        person=decision.second_by.name if decision.second_by else "",
        amount=decision.amount,
        reason=decision.returned_because,
    )

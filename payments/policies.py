"""Who may do what with money. `None` as the actor is the clock or Karya itself."""

from accounts import roles
from accounts.models import User
from identity.ties import are_tied
from payments.models import (
    Chargeback,
    Debt,
    Decision,
    Destination,
    Earning,
    Escrow,
    Mismatch,
    Payin,
    Payout,
    PayoutStop,
    ReconciliationCase,
    StatementLetter,
)


def keeps_books(user: User) -> bool:
    """Finance staff: the desk of money, the ledger explorer, reconciliation."""
    return roles.keeps_books(user)


def can_pay(user: User, escrow: Escrow) -> bool:
    return user.pk == escrow.payer_id and user.is_active


def can_call_off(by: User | None, payin: Payin) -> bool:
    """The payer; or the clock, once the escrow is paid in another way."""
    return by is None or by.pk == payin.payer_id


def can_see_payin(user: User, payin: Payin) -> bool:
    return user.pk == payin.payer_id or roles.moderates(user)


def can_release(by: User | None, escrow: Escrow) -> bool:
    """The payer gives the money; a moderator or the clock may by the rules of the work."""
    return by is None or by.pk == escrow.payer_id or roles.moderates(by)


def can_refund(by: User | None, escrow: Escrow) -> bool:
    """The payee gives the money back; a payer cannot take it back alone."""
    return by is None or by.pk == escrow.payee_id or roles.moderates(by)


def can_settle(by: User | None, escrow: Escrow) -> bool:
    """Either side may carry out what both agreed or what was decided."""
    return by is None or by.pk in (escrow.payer_id, escrow.payee_id) or roles.moderates(by)


def can_cancel(by: User | None, escrow: Escrow) -> bool:
    return can_settle(by, escrow)


def can_give_back(by: User | None, escrow: Escrow) -> bool:
    """Nothing has begun, so the payer may have a part of a payment back; or the clock sends it."""
    return by is None or by.pk == escrow.payer_id or roles.moderates(by)


def can_record_slip(by: User, earning: Earning) -> bool:
    return by.pk in (earning.payee_id, earning.escrow.payer_id)


def can_decide_letter(by: User, letter: StatementLetter) -> bool:
    """Finance staff, never about their own."""
    return keeps_books(by) and letter.person_id != by.pk


def can_remit_taxes(by: User) -> bool:
    return keeps_books(by)


def can_withdraw_letter(by: User, letter: StatementLetter) -> bool:
    return letter.person_id == by.pk


def can_use_destination(user: User, destination: Destination) -> bool:
    return destination.user_id == user.pk and destination.retired_at is None


def can_cancel_payout(user: User, payout: Payout) -> bool:
    return payout.user_id == user.pk


def can_retry_payout(user: User, payout: Payout) -> bool:
    return payout.user_id == user.pk


def can_see_payout_desk(user: User) -> bool:
    return roles.moderates(user) or keeps_books(user)


def can_review_payout(user: User, payout: Payout) -> bool:
    """Those who keep the books; not one's own, nor that of somebody one has to do with."""
    return keeps_books(user) and not are_tied(user, [payout.user_id])


def can_lift_stop(user: User, stop: PayoutStop) -> bool:
    """Finance staff and moderators; not one's own, nor that of somebody one has to do with."""
    works_here = keeps_books(user) or (roles.moderates(user))
    return works_here and not are_tied(user, [stop.user_id])


def can_decide_about(user: User, mismatch: Mismatch) -> bool:
    """Finance staff, never about a payment of theirs or of somebody they have to do with."""
    if mismatch.payin is None:
        return keeps_books(user)
    return keeps_books(user) and not _is_close_to(user, mismatch.payin.escrow)


def can_reconcile(user: User) -> bool:
    return keeps_books(user)


def can_take_case(user: User, case: ReconciliationCase) -> bool:  # noqa: ARG001
    return keeps_books(user)


def can_work_on_case(user: User, case: ReconciliationCase) -> bool:
    """Whoever took the case decides about it."""
    return keeps_books(user) and case.owner_id == user.pk


def can_write_off(user: User, debt: Debt) -> bool:
    """Finance staff, never about a payment of theirs or for somebody they have to do with."""
    return keeps_books(user) and not _is_close_to(user, debt.chargeback.payin.escrow)


def _is_close_to(user: User, escrow: Escrow) -> bool:
    """Whether somebody pays, earns, or has to do with one of the two."""
    return are_tied(user, [escrow.payer_id, escrow.payee_id])


def can_confirm(user: User, decision: Decision) -> bool:
    """The second person is another one, to whom the same rules apply."""
    return decision.asked_by_id != user.pk and can_decide(user, decision)


def can_decide(user: User, decision: Decision) -> bool:
    """Whether somebody may decide about the thing that a decision is about."""
    if decision.debt is not None:
        return can_write_off(user, decision.debt)
    if decision.chargeback is not None:
        return can_accept_loss(user, decision.chargeback)
    if decision.escrow is not None:
        return can_force(user, decision.escrow)
    return decision.mismatch is not None and can_decide_about(user, decision.mismatch)


def can_return(user: User, decision: Decision) -> bool:
    """A second person sends it back; whoever asked takes it back."""
    return decision.asked_by_id == user.pk or can_decide(user, decision)


def can_see_chargeback(user: User, chargeback: Chargeback) -> bool:
    """Finance staff, but not about a payment of theirs; whoever has ties reads, and writes not."""
    escrow = chargeback.payin.escrow
    return keeps_books(user) and user.pk not in (escrow.payer_id, escrow.payee_id)


def can_answer(user: User, chargeback: Chargeback) -> bool:
    """Whoever may accept the loss may contest it too."""
    return can_accept_loss(user, chargeback)


def can_accept_loss(user: User, chargeback: Chargeback) -> bool:
    """Finance staff, never about a payment of theirs or of somebody they have to do with."""
    return keeps_books(user) and not _is_close_to(user, chargeback.payin.escrow)


def can_force(user: User, escrow: Escrow) -> bool:
    """Staff decide where both sides stayed silent, never about people they have to do with."""
    works_here = user.is_active and (user.is_moderator or user.is_finance)
    return works_here and not _is_close_to(user, escrow)

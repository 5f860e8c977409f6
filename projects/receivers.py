"""What follows in projects from what happened to the money below."""

from datetime import datetime

import structlog
from celery.exceptions import OperationalError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.events import AccountClosed, AccountClosing
from accounts.models import User
from core.errors import WrongState
from core.events import on
from payments.events import (
    ChargebackLost,
    ChargebackOpened,
    ChargebackWon,
    EscrowGivenBack,
    EscrowHeld,
    EscrowMoving,
    EscrowPartlyPaid,
    EscrowRefunded,
    EscrowReleased,
    EscrowReversed,
    EscrowSplit,
    EscrowUnfrozen,
    PayinCancelled,
    PayinExpired,
    PayinFailed,
    PayinMismatched,
)
from payments.models import Chargeback, Escrow, Payin
from projects import tasks
from projects.events import ProjectPublished
from projects.selectors import milestone_of, running_contracts_of
from projects.services import budgets, contracts, history, leaving, milestones, part_payments
from projects.services.locks import locked_milestone

log = structlog.get_logger(__name__)


def _moment(moved: Escrow | Payin | None) -> datetime:
    """When the money moved, as its own history says."""
    assert moved is not None
    return moved.changes.latest("happened_at", "pk").happened_at


@on(EscrowMoving)
def lock_from_above(event: EscrowMoving) -> None:
    """Keep the one order of locks where the news comes from below."""
    milestone = milestone_of(event.escrow_id)
    if milestone is not None:
        locked_milestone(milestone)


@on(ProjectPublished)
def ring_for_searches(event: ProjectPublished) -> None:  # noqa: ARG001 -- the sweep finds it
    """Whoever looks for it is told right after the commit; if the bell is lost, within a minute."""
    transaction.on_commit(_ring, robust=True)


def _ring() -> None:
    try:
        tasks.tell_of_new.delay()
    except OperationalError as error:
        log.warning("bell not rung, the sweep will find the project", why=str(error))


@on(AccountClosing)
def keep_accounts_with_open_work(event: AccountClosing) -> None:
    """Nobody leaves while a contract of theirs runs, nor while one begins."""
    person = User.objects.get(pk=event.user_id)
    leaving.lock_unbound_work(user_id=person.pk)
    if (running := running_contracts_of(person).first()) is not None:
        raise WrongState(
            _("Your contract “%(title)s” is still running. Please end it first.")
            % {"title": running.title}
        )


@on(AccountClosed)
def end_work_of_closed(event: AccountClosed) -> None:
    person = User.objects.get(pk=event.user_id)
    assert person.closed_at is not None
    leaving.end_unbound_work(user=person, now=person.closed_at)
    leaving.forget_what_was_kept(user=person)


@on(EscrowHeld)
def fund_milestone(event: EscrowHeld) -> None:
    milestone = milestone_of(event.escrow_id)
    if milestone is not None:
        milestones.record_funding(milestone=milestone, now=_moment(milestone.escrow))


@on(EscrowPartlyPaid)
def wait_for_the_rest(event: EscrowPartlyPaid) -> None:
    milestone = milestone_of(event.escrow_id)
    if milestone is not None:
        part_payments.record_part_payment(milestone=milestone, now=_moment(milestone.escrow))


@on(EscrowHeld)
@on(EscrowPartlyPaid)
def watch_budgets(event: EscrowHeld | EscrowPartlyPaid) -> None:
    escrow = Escrow.objects.select_related("payer").get(pk=event.escrow_id)
    budgets.watch(escrow=escrow, now=_moment(escrow))


@on(EscrowGivenBack)
def wait_for_a_new_payment(event: EscrowGivenBack) -> None:
    milestone = milestone_of(event.escrow_id)
    if milestone is not None:
        part_payments.record_given_back(milestone=milestone, now=_moment(milestone.escrow))


@on(PayinFailed)
@on(PayinExpired)
@on(PayinCancelled)
@on(PayinMismatched)
def wait_for_another_payment(
    event: PayinFailed | PayinExpired | PayinCancelled | PayinMismatched,
) -> None:
    payin = Payin.objects.get(pk=event.payin_id)
    milestone = milestone_of(payin.escrow_id)
    if milestone is not None:
        milestones.record_unpaid(milestone=milestone, now=_moment(payin))


@on(EscrowReleased)
@on(EscrowRefunded)
@on(EscrowReversed)
@on(EscrowSplit)
def settle_milestone(
    event: EscrowReleased | EscrowRefunded | EscrowReversed | EscrowSplit,
) -> None:
    milestone = milestone_of(event.escrow_id)
    if milestone is not None:
        milestones.settle_from_escrow(milestone=milestone, now=_moment(milestone.escrow))


@on(ChargebackOpened)
def drop_wish_for_money_back(event: ChargebackOpened) -> None:
    """The bank has the money of a step now: nobody here can give it back."""
    chargeback = Chargeback.objects.select_related("payin").get(pk=event.chargeback_id)
    milestone = milestone_of(chargeback.payin.escrow_id)
    if milestone is not None and chargeback.from_escrow_minor:
        milestones.close_refund_request(milestone=milestone)


@on(EscrowUnfrozen)
def end_what_the_bank_left(event: EscrowUnfrozen) -> None:
    """A contract was ended while the bank decided: ask now for what was not asked then."""
    milestone = milestone_of(event.escrow_id)
    if milestone is not None:
        contracts.settle_left(milestone=milestone, now=_moment(milestone.escrow))


@on(ChargebackOpened)
@on(ChargebackWon)
@on(ChargebackLost)
def note_word_of_the_bank(event: ChargebackOpened | ChargebackWon | ChargebackLost) -> None:
    """Both sides read it in the history of their contract; one that took no money says nothing."""
    chargeback = Chargeback.objects.select_related("payin").get(pk=event.chargeback_id)
    milestone = milestone_of(chargeback.payin.escrow_id)
    if milestone is None or chargeback.taken_at is None:
        return
    if isinstance(event, ChargebackOpened):
        kind = "chargeback_opened"
    elif isinstance(event, ChargebackWon):
        kind = "chargeback_won"
    else:
        kind = "chargeback_accepted" if chargeback.conceded_at else "chargeback_lost"
    history.record(
        about=milestone,
        kind=kind,
        by=None,
        now=chargeback.settled_at or chargeback.taken_at,
        came_from=str(milestone.state),
    )

"""What has happened with money; each event carries ids only."""

from dataclasses import dataclass
from datetime import date

from core.events import Event
from core.money import Money


@dataclass(frozen=True, kw_only=True, slots=True)
class _AboutEscrow(Event):
    escrow_id: int


class EscrowMoving(_AboutEscrow):
    """News of it has come and it is about to be locked: lock first what stands above it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EscrowPartlyPaid(_AboutEscrow):
    """Less has come than was asked for; the rest is waited for until a moment."""

    payin_id: int


class EscrowGivenBack(_AboutEscrow):
    """It was never complete, and what had been paid of it goes back."""


class EscrowHeld(_AboutEscrow):
    """The money is in escrow."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EscrowPartlyReleased(_AboutEscrow):
    """A part went to the payee, less its fee; the rest is held as before."""

    earning_id: int


class EscrowReleased(_AboutEscrow):
    """All of it went to the payee, less the fee."""


class EscrowRefunded(_AboutEscrow):
    """All of it goes back to the payer."""


class EscrowSplit(_AboutEscrow):
    """A part went to the payee, the rest goes back to the payer."""


class EscrowFrozen(_AboutEscrow):
    """Nothing moves until it is unfrozen."""


class EscrowUnfrozen(_AboutEscrow):
    """It is held as before."""


class EscrowReversed(_AboutEscrow):
    """The payer's bank took all of it back for good."""


class EscrowCancelled(_AboutEscrow):
    """It will not be paid."""


class EscrowHeldLong(_AboutEscrow):
    """It has been held for 60 days; rails hold 90 at the most."""


class EscrowMustBeDecided(_AboutEscrow):
    """It has been held for 75 days: release, refund or fund anew."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _AboutPayin(Event):
    payin_id: int


class PayinFailed(_AboutPayin):
    """The provider refused the payment."""


class PayinExpired(_AboutPayin):
    """Nobody paid in time."""


class PayinCancelled(_AboutPayin):
    """The payer called it off, or paid in another way."""


class PayinExcess(_AboutPayin):
    """Money came for something already paid or cancelled; it is refunded."""


class PayinMismatched(_AboutPayin):
    """Another amount or currency came; a person looks at it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _AboutRefund(Event):
    refund_id: int


class RefundRequested(_AboutRefund):
    """A refund is to be sent."""


class RefundDone(_AboutRefund):
    """The payer has the money back."""


class RefundFailed(_AboutRefund):
    """The provider could not refund; a person looks at it."""


class RefundReturned(_AboutRefund):
    """The payer's bank sent it back after it was done; a person looks at it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EarningPending(Event):
    """Earnings wait for the payout hold of their rail."""

    earning_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class EarningsAvailable(Event):
    """The hold of an amount of earnings is over, and what it was for."""

    user_id: int
    earning_id: int
    amount: Money
    what: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EarningsDivided(Event):
    """What became of earnings as they became available: `amount` is all of them.

    `repaid` went to a debt, `kept` is set aside; what is left of it may be paid out.
    """

    user_id: int
    earning_id: int
    amount: Money
    repaid: Money
    kept: Money
    what: str

    @property
    def free(self) -> Money:
        """What may be paid out of it."""
        return self.amount - self.repaid - self.kept


@dataclass(frozen=True, kw_only=True, slots=True)
class _AboutPayout(Event):
    payout_id: int


class PayoutRequested(_AboutPayout):
    """A freelancer asked for money."""


class PayoutReviewNeeded(_AboutPayout):
    """Somebody must look at it first, or two people where it is large."""


class PayoutApproved(_AboutPayout):
    """It may be sent."""


class PayoutPaid(_AboutPayout):
    """The provider has paid it."""


class PayoutPartlyPaid(_AboutPayout):
    """Some parts arrived; what failed or was sent back is available again."""


class PayoutReviewLate(_AboutPayout):
    """Nobody has decided about it in the promised time."""


class PayoutFailed(_AboutPayout):
    """It failed; the money is available again."""


class PayoutReturned(_AboutPayout):
    """The bank sent it back after it was paid; the money is available again."""


class PayoutCancelled(_AboutPayout):
    """It was cancelled before it was sent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DestinationChanged(Event):
    """A person added another payout destination; the old one is told."""

    user_id: int
    destination_id: int
    previous_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _AboutConnection(Event):
    connected_account_id: int


class ConnectionReady(_AboutConnection):
    """A freelancer's account with a provider takes payouts."""


class ConnectionBlocked(_AboutConnection):
    """It took payouts, and takes none at the moment."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PayoutsStopped(Event):
    """A person says that a new destination is not theirs; nothing leaves until staff looked."""

    stop_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PayoutsResumed(Event):
    """Staff looked at the stop and lifted it."""

    stop_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ContributionDue(Event):
    """A month of somebody's BPJS contribution is due; `month` is its first day."""

    user_id: int
    month: date


@dataclass(frozen=True, kw_only=True, slots=True)
class ProviderEventReceived(Event):
    """A provider told us something; it is stored and waits to be worked on."""

    provider_event_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduledPayoutSkipped(Event):
    """An automatic payout was due and was not asked for; the schedule says why."""

    schedule_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _AboutChargeback(Event):
    chargeback_id: int


class ChargebackOpened(_AboutChargeback):
    """The payer disputes a payment at their bank; money is frozen, taken, or owed."""


class ChargebackDueSoon(_AboutChargeback):
    """Its bank waits for an answer, and the deadline is near; told at 72 and at 24 hours."""


class ChargebackWon(_AboutChargeback):
    """The bank gave the money back, and it stands where it stood."""


class ChargebackLost(_AboutChargeback):
    """The bank keeps the money."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DebtRepaid(Event):
    """The last of a debt was repaid from earnings."""

    debt_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DebtWrittenOff(Event):
    """A freelancer need not repay the rest of a debt."""

    debt_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _AboutDecision(Event):
    decision_id: int


class DecisionToConfirm(_AboutDecision):
    """Somebody decided about money, and a second person must look at it."""


class DifferenceKept(_AboutDecision):
    """A small sum that did not fit is not sent back to its payer."""


class DecisionReturned(_AboutDecision):
    """A second person did not agree; nothing has moved."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReconciliationAsked(Event):
    """A provider's report is to be compared with the book, by a worker."""

    attempt_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ReconciliationFailed(Event):
    """A report could not be compared; told once for each window."""

    attempt_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ReconciliationDiffered(Event):
    """A comparison found differences that were not known; told once for each run."""

    run_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementLetterHandedIn(Event):
    """A freelancer's statement letter waits for somebody of finance."""

    letter_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementLetterDecided(Event):
    """It was accepted or refused."""

    letter_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementsMade(Event):
    """The clock made a person's statements of a month; `month` is its first day."""

    user_id: int
    month: date

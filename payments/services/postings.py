"""What each event writes into the book: the table of docs/money.md, as code.

Every function posts one transfer; its key comes from the object, so a fact is posted once
whatever number of times it is told. Those that return a Posting are written by `settling`, in one
statement with the rows that they belong to.
"""

from collections.abc import Sequence
from typing import TypeAlias

from core.money import Money
from payments import ledger
from payments.fees import Shares
from payments.ledger import Line, Pocket, Posted, Posting
from payments.models import Earning, Escrow, Payin, Payout, PayoutPart, ReconciliationCase, Refund
from payments.states import AccountKind, EarningState, TransferKind

Parts: TypeAlias = Sequence[tuple[Payin, Money]]  # an amount, divided over the payins it came by


def captured(payin: Payin, *, received: Money, cost: Money) -> Posted:
    """The payer's money came in for the escrow; the provider may keep its cost."""
    lines = [
        Line(_provider(AccountKind.PROVIDER_CASH, payin.provider), -received),
        Line(_escrow(payin.escrow_id), received),
        *_cost(payin.provider, cost),
    ]
    return _post(f"payin:{payin.pk}:captured", TransferKind.CAPTURE, lines, payin.escrow.reference)


def captured_in_excess(payin: Payin, *, received: Money, cost: Money) -> Posted:
    """The payer paid twice, or for something cancelled: it is on its way back at once."""
    lines = [
        Line(_provider(AccountKind.PROVIDER_CASH, payin.provider), -received),
        Line(_provider(AccountKind.REFUND_CLEARING, payin.provider), received),
        *_cost(payin.provider, cost),
    ]
    return _post(f"payin:{payin.pk}:captured", TransferKind.EXCESS, lines, payin.escrow.reference)


def captured_unmatched(payin: Payin, *, received: Money, cost: Money) -> Posted:
    """Another amount came than was asked: it stays the payer's until a person has looked."""
    lines = [
        Line(_provider(AccountKind.PROVIDER_CASH, payin.provider), -received),
        Line(_user(AccountKind.UNAPPLIED, payin.payer_id), received),
        *_cost(payin.provider, cost),
    ]
    return _post(f"payin:{payin.pk}:captured", TransferKind.UNMATCHED, lines, str(payin))


def settled(escrow: Escrow, *, earned: Shares, refunded: Parts, earning: EarningState) -> Posting:
    """The escrow is divided: the payee's net, Karya's fee, taxes, and the payer's part.

    `refunded` names the payins that the payer's part goes back through, one line for each.
    """
    back = sum((amount for _payin, amount in refunded), Money(0, escrow.currency))
    lines = [
        Line(_escrow(escrow.pk), -(earned.divided + back)),
        *_earned(escrow, earned, earning),
        *[
            Line(_provider(AccountKind.REFUND_CLEARING, payin.provider), amount)
            for payin, amount in refunded
        ],
    ]
    return Posting(
        key=f"escrow:{escrow.pk}:settled",
        kind=_kind_of(earned, back),
        lines=lines,
        reference=escrow.reference,
    )


def part_released(escrow: Escrow, *, earned: Shares, earning: EarningState, number: int) -> Posting:
    """A part goes to the payee, less fee and taxes; `number` counts the parts of this escrow."""
    lines = [Line(_escrow(escrow.pk), -earned.divided), *_earned(escrow, earned, earning)]
    return Posting(
        key=f"escrow:{escrow.pk}:released:{number}",
        kind=TransferKind.RELEASE,
        lines=lines,
        reference=escrow.reference,
    )


def hold_over(earning: Earning) -> Posted:
    """Earnings may be paid out now."""
    lines = [
        Line(_user(AccountKind.PENDING, earning.payee_id), -earning.left),
        Line(_user(AccountKind.AVAILABLE, earning.payee_id), earning.left),
    ]
    key = f"earning:{earning.pk}:available"
    return _post(key, TransferKind.HOLD_OVER, lines, earning.escrow.reference)


def payout_held(payout: Payout, parts: list[PayoutPart]) -> Posted:
    """The money leaves the earnings when the payout is asked for: one line for each part."""
    clearing = _provider(AccountKind.PAYOUT_CLEARING, payout.provider)
    lines = [
        Line(_user(AccountKind.AVAILABLE, payout.user_id), -payout.amount),
        *[Line(clearing, part.amount) for part in parts],
    ]
    return _post(f"payout:{payout.pk}:held", TransferKind.PAYOUT_HOLD, lines, _of(payout))


def payout_paid(part: PayoutPart, *, cost: Money) -> Posted:
    """The provider paid a part; settles its line of the hold."""
    lines = [
        Line(_provider(AccountKind.PAYOUT_CLEARING, part.provider), -part.amount),
        Line(_provider(AccountKind.PROVIDER_CASH, part.provider), part.amount),
        *_cost(part.provider, cost),
    ]
    return _settle(part, TransferKind.PAYOUT_PAID, lines)


def payout_back(part: PayoutPart) -> Posted:
    """A part failed; voids its line of the hold."""
    lines = [
        Line(_provider(AccountKind.PAYOUT_CLEARING, part.provider), -part.amount),
        Line(_user(AccountKind.AVAILABLE, part.payout.user_id), part.amount),
    ]
    return _settle(part, TransferKind.PAYOUT_BACK, lines)


def payout_cancelled(payout: Payout) -> Posted:
    """Nothing was sent; voids the whole hold."""
    lines = [
        Line(_provider(AccountKind.PAYOUT_CLEARING, payout.provider), -payout.amount),
        Line(_user(AccountKind.AVAILABLE, payout.user_id), payout.amount),
    ]
    key = f"payout:{payout.pk}:cancelled"
    return _post(key, TransferKind.PAYOUT_BACK, lines, _of(payout), payout.held_in_id)


def payout_returned(part: PayoutPart) -> Posted:
    """The bank sent a part back after it was paid."""
    lines = [
        Line(_provider(AccountKind.PROVIDER_CASH, part.provider), -part.amount),
        Line(_user(AccountKind.AVAILABLE, part.payout.user_id), part.amount),
    ]
    key = f"payout-part:{part.pk}:returned"
    return _post(key, TransferKind.PAYOUT_RETURNED, lines, _of(part.payout))


def _settle(part: PayoutPart, kind: TransferKind, lines: list[Line]) -> Posted:
    """Paid and back share one key, so that the book itself lets a part end in one way only.

    A hold of one part is also named as resolved; one of several has several ends, and the parts
    name theirs.
    """
    payout = part.payout
    resolves = payout.held_in_id if part.amount == payout.amount else None
    return _post(f"payout-part:{part.pk}:settled", kind, lines, _of(payout), resolves)


def refund_done(refund: Refund) -> Posted:
    """The payer has the money."""
    lines = [
        Line(_provider(AccountKind.REFUND_CLEARING, refund.provider), -refund.amount),
        Line(_provider(AccountKind.PROVIDER_CASH, refund.provider), refund.amount),
    ]
    reference = refund.payin.escrow.reference
    key = f"refund:{refund.pk}:done"
    return _post(key, TransferKind.REFUND_DONE, lines, reference, _asked_alone(refund))


def refund_failed(refund: Refund) -> Posted:
    """The money is the payer's, kept until a person finds another way."""
    lines = [
        Line(_provider(AccountKind.REFUND_CLEARING, refund.provider), -refund.amount),
        Line(_user(AccountKind.UNAPPLIED, refund.payin.payer_id), refund.amount),
    ]
    reference = refund.payin.escrow.reference
    key = f"refund:{refund.pk}:failed"
    return _post(key, TransferKind.REFUND_FAILED, lines, reference, _asked_alone(refund))


def refund_returned(refund: Refund) -> Posted:
    """The payer's bank sent it back after it was paid: at the provider again, and the payer's."""
    lines = [
        Line(_provider(AccountKind.PROVIDER_CASH, refund.provider), -refund.amount),
        Line(_user(AccountKind.UNAPPLIED, refund.payin.payer_id), refund.amount),
    ]
    reference = refund.payin.escrow.reference
    return _post(f"refund:{refund.pk}:returned", TransferKind.REFUND_RETURNED, lines, reference)


def case_corrected(case: ReconciliationCase) -> Posted:
    """The book follows the provider's report; Karya bears the difference, or keeps it."""
    more = case.difference
    lines = [
        Line(_provider(AccountKind.PROVIDER_CASH, case.provider), -more),
        Line(_provider(AccountKind.PROVIDER_FEE, case.provider), more),
    ]
    key = f"case:{case.pk}:{case.corrections + 1}:corrected"
    return _post(key, TransferKind.CORRECTION, lines, case.key or case.provider_reference)


_EARNED = {
    EarningState.PENDING: AccountKind.PENDING,
    EarningState.AVAILABLE: AccountKind.AVAILABLE,
}


def _post(
    key: str, kind: TransferKind, lines: list[Line], reference: str, resolves: int | None = None
) -> Posted:
    return ledger.post(key=key, kind=kind, lines=lines, reference=reference, resolves=resolves)


def _earned(escrow: Escrow, earned: Shares, earning: EarningState) -> list[Line]:
    return [
        Line(_user(_EARNED[earning], escrow.payee_id), earned.net),
        Line(Pocket(kind=AccountKind.PLATFORM_FEE), earned.fee),
        Line(Pocket(kind=AccountKind.PPN), earned.ppn),
        Line(Pocket(kind=AccountKind.PPH22), earned.pph22),
    ]


def _kind_of(earned: Shares, refunded: Money) -> TransferKind:
    if not refunded:
        return TransferKind.RELEASE
    return TransferKind.SPLIT if earned.amount else TransferKind.REFUND_ASKED


def _asked_alone(refund: Refund) -> int | None:
    """The transfer that a refund resolves; one that asked for several has several ends."""
    others = Refund.objects.filter(asked_in=refund.asked_in_id).exclude(pk=refund.pk)
    return None if others.exists() else refund.asked_in_id


def _cost(provider: str, cost: Money) -> list[Line]:
    return [
        Line(_provider(AccountKind.PROVIDER_FEE, provider), -cost),
        Line(_provider(AccountKind.PROVIDER_CASH, provider), cost),
    ]


def _of(payout: Payout) -> str:
    return f"payout:{payout.pk}"


def _user(kind: AccountKind, user_id: int) -> Pocket:
    return Pocket(kind=kind, user_id=user_id)


def _escrow(escrow_id: int) -> Pocket:
    return Pocket(kind=AccountKind.ESCROW, escrow_id=escrow_id)


def _provider(kind: AccountKind, provider: str) -> Pocket:
    return Pocket(kind=kind, provider=provider)

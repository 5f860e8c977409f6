"""Which money was an escrow's, and which lines of the book tell both sides of it."""

from collections.abc import Iterable

from payments.models import Account, Entry, Escrow, Mismatch, Refund
from payments.selectors import lines_about
from payments.states import AccountKind, MismatchKind, TransferKind


def lines_for_both(escrows: Iterable[Escrow]) -> list[Entry]:
    """The lines of the book about some escrows that both of their sides read; not to be saved.

    Left out are what the provider charges Karya, and money that never was an escrow's. What was
    credited by hand comes, as all other money does, out of that at the provider. 1 query, and some
    more where there was such money.
    """
    lines = list(lines_about(escrows))
    foreign = _foreign(lines)
    shown = [one for one in lines if one.transfer.key not in foreign]
    for line in shown:
        is_kept = line.account.kind == AccountKind.UNAPPLIED
        if is_kept and line.transfer.kind == TransferKind.CREDITED:
            line.account = Account(kind=AccountKind.PROVIDER_CASH, currency=line.currency)
    costs = _costs(shown)
    return [one for one in shown if one.pk not in costs]


def sent_before(refund: Refund) -> list[Refund]:
    """The refunds that failed or came back and that this one sends once more, the first one last.

    Empty for a first one, without a query.
    """
    before: list[Refund] = []
    while (earlier := _earlier(before[-1] if before else refund)) is not None:
        before.append(earlier)
    return before


def _earlier(refund: Refund) -> Refund | None:
    """The refund whose case was closed by asking for this one, in the same moment."""
    if refund.escrow_id is not None or refund.reason != MismatchKind.REFUND_FAILED:
        return None
    cases = Mismatch.objects.filter(
        kind=MismatchKind.REFUND_FAILED, payin=refund.payin_id, resolved_at=refund.created_at
    )
    pks = [_subject(key) for key in cases.values_list("key", flat=True)]
    earlier = Refund.objects.filter(pk__in=pks, pk__lt=refund.pk, amount_minor=refund.amount_minor)
    return earlier.order_by("-pk").first()


def _is_foreign(refund: Refund) -> bool:
    """Whether what goes back never was the escrow's."""
    return [refund, *sent_before(refund)][-1].escrow_id is None


def _foreign(lines: list[Entry]) -> set[str]:
    """The keys of the transfers among these that moved money which never was the escrow's."""
    transfers = {one.transfer.key: one.transfer for one in lines}
    kinds = {key: one.kind for key, one in transfers.items()}
    excess = {key for key, kind in kinds.items() if kind == TransferKind.EXCESS}
    kept = {key for key, kind in kinds.items() if kind == TransferKind.DIFFERENCE_KEPT}
    back = {one.pk for key, one in transfers.items() if key in excess or ":unapplied:" in key}
    if not back and not kept:
        return set()
    refunds = Refund.objects.filter(asked_in__in=back, escrow=None)
    asked = {one.pk: one.asked_in_id for one in refunds if _is_foreign(one)}
    ended = {key for key in kinds if key.startswith("refund:") and _subject(key) in asked}
    gone = {key for key, one in transfers.items() if one.pk in asked.values()}
    return excess | ended | gone | _foreign_differences(kept)


def _foreign_differences(kept: set[str]) -> set[str]:
    """Those of some differences written off that were not of a refund of the escrow's money."""
    cases = Mismatch.objects.filter(pk__in=[_subject(key) for key in kept])
    failed = {one.pk: _subject(one.key) for one in cases if one.kind == MismatchKind.REFUND_FAILED}
    refunds = Refund.objects.in_bulk(list(failed.values()))
    own = {pk for pk, refund_pk in failed.items() if not _is_foreign(refunds[refund_pk])}
    return {key for key in kept if _subject(key) not in own}


def _costs(lines: list[Entry]) -> set[int]:
    """The ids of the lines that say what the provider keeps for itself, on both of their sides."""
    at_provider = {
        (one.transfer_id, one.amount_minor): one.pk
        for one in lines
        if one.account.kind == AccountKind.PROVIDER_CASH
    }
    fees = [one for one in lines if one.account.kind == AccountKind.PROVIDER_FEE]
    others = {at_provider.get((one.transfer_id, -one.amount_minor)) for one in fees}
    return {one.pk for one in fees} | {pk for pk in others if pk is not None}


def _subject(key: str) -> int:
    """The id in `refund:7:done`."""
    return int(key.split(":")[1])

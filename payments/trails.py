"""Which money was an escrow's, and which of the lines of the book tell of it."""

from payments.models import Mismatch, Refund
from payments.states import MismatchKind


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
    pks = [int(key.split(":")[1]) for key in cases.values_list("key", flat=True)]
    earlier = Refund.objects.filter(pk__in=pks, pk__lt=refund.pk, amount_minor=refund.amount_minor)
    return earlier.order_by("-pk").first()

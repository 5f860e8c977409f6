"""News of evidence."""

from core.events import on
from evidence.events import EvidenceAdded, EvidenceHidden
from evidence.models import Piece
from notifications.receivers.telling import tell


@on(EvidenceAdded)
def tell_other_of_evidence(event: EvidenceAdded) -> None:
    piece = _piece(event.piece_id)
    _tell_sides("evidence_added", piece, but=piece.by_id, by=piece.by)


@on(EvidenceHidden)
def tell_both_of_hiding(event: EvidenceHidden) -> None:
    piece = _piece(event.piece_id)
    _tell_sides("evidence_hidden", piece, but=piece.hiding.by_id, reason=piece.hiding.reason)


def _tell_sides(kind: str, piece: Piece, *, but: int, **args: object) -> None:
    dispute = piece.bundle.dispute
    assert dispute is not None  # nothing is added to the bundle of a chargeback
    contract = dispute.milestone.contract
    tell(
        kind,
        [contract.client_id, contract.freelancer_id],
        but=but,
        about=f"evidence:{piece.pk}",
        page_arg=dispute.pk,
        milestone=dispute.milestone.title,
        **args,
    )


def _piece(pk: int) -> Piece:
    pieces = Piece.objects.select_related("by", "hiding", "bundle__dispute__milestone__contract")
    return pieces.get(pk=pk)

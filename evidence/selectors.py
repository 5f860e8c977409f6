"""What may be read of evidence, and by whom."""

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from disputes.models import Dispute
from disputes.selectors import disputes_visible_to
from evidence.chats import MOST_BYTES
from evidence.models import Bundle, Hiding, Piece, PieceFile
from evidence.states import Side
from payments.models import Chargeback


def bundle_of(dispute: Dispute) -> Bundle | None:
    """What was frozen when the dispute opened, with parts and files."""
    found = Bundle.objects.filter(dispute=dispute)
    return found.prefetch_related("parts", "files", Prefetch("pieces", _pieces())).first()


def bundle_about(chargeback: Chargeback) -> Bundle | None:
    """What was frozen when a bank took a payment back, with parts and files."""
    found = Bundle.objects.filter(chargeback=chargeback)
    return found.prefetch_related("parts", "files").first()


def pieces_of(bundle: Bundle) -> QuerySet[Piece]:
    """What was added later, oldest first, hidden pieces included."""
    return _pieces().filter(bundle=bundle)


def added_by(bundle: Bundle, side: str) -> tuple[int, int]:
    """How many pieces, and how many bytes of files, a side has added (1 query)."""
    sums = bundle.pieces.filter(side=side).aggregate(
        many=Count("pk", distinct=True), size=Coalesce(Sum("files__size"), 0)
    )
    return sums["many"], sums["size"]


def side_of(user: User, dispute: Dispute) -> Side:
    """On which side of the table somebody sits who may read it."""
    contract = dispute.milestone.contract
    sides = {contract.client_id: Side.CLIENT, contract.freelancer_id: Side.FREELANCER}
    return sides.get(user.pk, Side.MODERATOR)


def files_visible_to(user: User) -> QuerySet[PieceFile]:
    """Files of disputes that this person may see; of hidden pieces for moderators only."""
    files = PieceFile.objects.select_related(
        "uploaded_by", "piece__hiding", "piece__bundle__dispute__milestone__contract"
    ).filter(piece__bundle__dispute__in=disputes_visible_to(user))
    contract = "piece__bundle__dispute__milestone__contract"
    is_side = Q(**{f"{contract}__client": user}) | Q(**{f"{contract}__freelancer": user})
    hidden = Hiding.objects.values("piece")
    return files.exclude(is_side & Q(piece__in=hidden))


def text_of(file: PieceFile) -> bytes | None:
    """The content of a text, a little more than can be shown; None for anything else."""
    stored = file.file
    if not file.is_plain_text or not stored.storage.exists(stored.name or ""):
        return None
    with stored.open("rb") as content:
        return bytes(content.read(MOST_BYTES + 1))


def pieces_to_moderate(user: User) -> QuerySet[Piece]:
    """Pieces of disputes in which this person is no side."""
    return Piece.objects.select_related(
        "by", "hiding", "bundle__dispute__milestone__contract"
    ).filter(bundle__dispute__in=disputes_visible_to(user))


def _pieces() -> QuerySet[Piece]:
    return Piece.objects.select_related("by", "hiding__by").prefetch_related("files").order_by("pk")

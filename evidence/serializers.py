"""Evidence as JSON."""

from typing import Any

from rest_framework import serializers

from core.api.texts import WordsField
from evidence.models import LONGEST_LINK, LONGEST_NOTE, Bundle, BundleFile, Part, Piece, PieceFile
from evidence.services.pieces import MOST_FILES
from projects.serializers.postings import PartySerializer


class EvidencePartSerializer(serializers.ModelSerializer[Part]):
    """A text that was frozen, by its name, size and SHA-256."""

    name = serializers.CharField(read_only=True)

    class Meta:
        model = Part
        fields = ("name", "size", "sha256")


class EvidenceBundleFileSerializer(serializers.ModelSerializer[BundleFile]):
    """A file that was there at the beginning."""

    class Meta:
        model = BundleFile
        fields = ("path", "name", "size", "sha256", "content_type")


class EvidenceFileSerializer(serializers.ModelSerializer[PieceFile]):
    """A file that was added; its content is at `evidence/files/{id}`."""

    class Meta:
        model = PieceFile
        fields = ("id", "name", "size", "sha256", "content_type")


class EvidencePieceSerializer(serializers.ModelSerializer[Piece]):
    """Something that was added; a hidden piece keeps who, when and why, and nothing else."""

    by = PartySerializer(read_only=True)
    note = serializers.SerializerMethodField()
    link = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()
    is_hidden = serializers.BooleanField(read_only=True)
    hidden_because = serializers.SerializerMethodField()

    class Meta:
        model = Piece
        fields = ("id", "by", "side", "note", "link", "files", "added_at", "is_hidden",
                  "hidden_because")  # fmt: skip

    def get_note(self, piece: Piece) -> str:
        return "" if piece.is_hidden else piece.note

    def get_link(self, piece: Piece) -> str:
        return "" if piece.is_hidden else piece.link

    def get_files(self, piece: Piece) -> list[dict[str, Any]]:
        files = [] if piece.is_hidden else piece.files.all()
        return [dict(EvidenceFileSerializer(file).data) for file in files]

    def get_hidden_because(self, piece: Piece) -> str:
        return piece.hiding.reason if piece.is_hidden else ""


class EvidenceSerializer(serializers.ModelSerializer[Bundle]):
    """What was frozen when the dispute opened, and what was added."""

    parts = EvidencePartSerializer(many=True, read_only=True)
    files = EvidenceBundleFileSerializer(many=True, read_only=True)
    pieces = EvidencePieceSerializer(many=True, read_only=True)

    class Meta:
        model = Bundle
        fields = ("dispute", "opened_at", "made_at", "sha256", "parts", "files", "pieces")


class EvidencePieceInput(serializers.Serializer[Any]):
    """A note with files (multipart) or a link; the same key again is the same piece."""

    note = WordsField(max_length=LONGEST_NOTE)
    link = serializers.CharField(
        max_length=LONGEST_LINK, required=False, default="", allow_blank=True
    )
    files = serializers.ListField(
        child=serializers.FileField(), max_length=MOST_FILES, required=False, default=list
    )
    key = serializers.UUIDField(required=False)

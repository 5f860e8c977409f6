"""`disputes/{id}/evidence` for the two sides, and for moderators without ties."""

from uuid import uuid4

from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.http import ResourceView
from core.http import as_download
from disputes.models import Dispute
from disputes.selectors import disputes_visible_to
from evidence.http import as_pdf, as_stored
from evidence.models import Bundle
from evidence.policies import can_read
from evidence.selectors import bundle_of, files_visible_to
from evidence.serializers import (
    EvidencePieceInput,
    EvidencePieceSerializer,
    EvidenceSerializer,
)
from evidence.services import looks, packing, pieces, printing


class _EvidenceView(ResourceView):
    scope = "contracts"
    serializer_class = EvidenceSerializer

    def dispute(self, pk: int) -> Dispute:
        """The dispute, for whoever may read what belongs to it."""
        dispute = self.find(disputes_visible_to(self.person), pk)
        if not can_read(self.person, dispute):
            raise Http404
        return dispute

    def bundle(self, dispute: Dispute, *, action: str) -> Bundle:
        """What was frozen; that staff looked at it is written down."""
        bundle = bundle_of(dispute)
        if bundle is None:
            raise Http404
        looks.note_look(
            dispute=dispute, by=self.person, action=action, subject=dispute, now=self.now
        )
        return bundle


class DisputeEvidence(_EvidenceView):
    """`disputes/{id}/evidence`"""

    @extend_schema(responses=EvidenceSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """Read what is there: parts and files with their SHA-256, and what was added."""
        bundle = self.bundle(self.dispute(pk), action="evidence.read")
        return Response(EvidenceSerializer(bundle).data)

    @extend_schema(request=EvidencePieceInput, responses={201: EvidencePieceSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Add a note with files or a link, until evidence closes."""
        dispute, said = self.dispute(pk), self.read(EvidencePieceInput).validated_data
        piece = pieces.add_piece(
            dispute=dispute,
            by=self.person,
            note=said["note"],
            link=said["link"],
            uploads=said["files"],
            key=said.get("key") or uuid4(),
            now=self.now,
        )
        return Response(EvidencePieceSerializer(piece).data, status=status.HTTP_201_CREATED)


class BundleJson(_EvidenceView):
    """`disputes/{id}/evidence/bundle`"""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, pk: int) -> Response:
        """All of it as JSON: manifest, parts with their content, and what was added."""
        bundle = self.bundle(self.dispute(pk), action="evidence.download")
        return Response(packing.whole(bundle))


class BundleZip(_EvidenceView):
    """`disputes/{id}/evidence/zip`"""

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """All of it with the files, to be checked by `sha256sum -c SHA256SUMS`."""
        bundle = self.bundle(self.dispute(pk), action="evidence.download")
        return as_download(
            packing.pack(bundle), name=f"{bundle.code}.zip", content_type="application/zip"
        )


class BundlePdf(_EvidenceView):
    """`disputes/{id}/evidence/pdf`"""

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """What there is to read, as PDF in the language asked for."""
        bundle = self.bundle(self.dispute(pk), action="evidence.download")
        return as_pdf(printing.pdf_of(bundle), name=f"{bundle.code}.pdf")


class EvidenceFile(_EvidenceView):
    """`evidence/files/{id}`"""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """A file that was added."""
        found = self.find(files_visible_to(self.person), pk)
        dispute = found.piece.bundle.dispute
        if dispute is None or not can_read(self.person, dispute):
            raise Http404
        looks.note_look(
            dispute=dispute,
            by=self.person,
            action="evidence.read_file",
            subject=found,
            now=self.now,
        )
        return as_stored(found)

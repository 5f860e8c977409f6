"""Pictures as a phone makes them, and identities in each state."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from identity.services import checks
from identity.services.checks import Submission

NIK = "3273011507900001"  # Kota Bandung, 15 July 1990


def photo(kind="JPEG", size=(900, 600), name="", **saved):
    """An upload as a phone makes it."""
    out = io.BytesIO()
    Image.new("RGB", size, "#7a5").save(out, kind, **saved)
    suffix = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif"}[kind]
    return SimpleUploadedFile(name or f"photo.{suffix}", out.getvalue())


def submission(**given):
    fields = {
        "document_type": "ktp",
        "legal_name": "Farid Hidayat",
        "number": NIK,
        "document": photo(),
        "selfie": photo("PNG"),
    }
    return Submission(**{**fields, **given})


def send(person, now, **given):
    return checks.submit(by=person, sent=submission(**given), has_consented=True, now=now)


@pytest.fixture
def waiting(farid, now):
    return send(farid, now)


@pytest.fixture
def verified(waiting, maya, now):
    return checks.verify(check=waiting, by=maya, now=now)

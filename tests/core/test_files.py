"""Uploads are recognised by what they are, not by what they are called."""

import hashlib
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.errors import InvalidInput
from core.files import ACCEPTED, inspect

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def a_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return buffer.getvalue()


KNOWN = [
    ("a.pdf", b"%PDF-1.7\n", "application/pdf"),
    ("a.png", PNG, "image/png"),
    ("a.JPG", b"\xff\xd8\xff\xe0", "image/jpeg"),
    ("a.gif", b"GIF89a..", "image/gif"),
    ("a.webp", b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
    ("a.wav", b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
    ("a.mp4", b"\0\0\0\x18ftypmp42", "video/mp4"),
    ("a.mp3", b"ID3\x03\0", "audio/mpeg"),
    ("a.psd", b"8BPS\0\x01", "image/vnd.adobe.photoshop"),
    ("a.docx", a_zip(), "application/zip"),
    ("a.zip", a_zip(), "application/zip"),
    ("a.txt", "Selamat pagi — ☕".encode(), "text/plain"),
    ("a.csv", b"a,b\n1,2\n", "text/csv"),
]
REFUSED = [
    ("empty.png", b""),
    ("page.html", b"<!doctype html><script>alert(1)</script>"),
    ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ("a.exe", b"MZ\x90\0"),
    ("a.png", b"<script>alert(1)</script>"),
    ("a.pdf", PNG),
    ("a.png.html", PNG),
    ("a.docx", b"PK\x03\x04 but no archive"),
    ("a.txt", b"\x00\x01binary"),
    ("a.txt", b"\xff\xfe\xfd"),
    ("noextension", b"hello"),
    ("a.jpg", b"RIFF\0\0\0\0WEBPVP8 "),
]


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/png")


def test_a_refusal_says_what_would_do():
    with pytest.raises(InvalidInput, match="put anything else into a ZIP"):
        inspect(upload("a.exe", b"MZ\x90\0"))


@pytest.mark.parametrize(("name", "content", "content_type"), KNOWN, ids=[k[0] for k in KNOWN])
def test_what_is_stored(name, content, content_type):
    found = inspect(upload(name, content))
    assert found.content_type == content_type
    assert (found.name, found.size) == (name, len(content))
    assert found.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(("name", "content"), REFUSED)
def test_what_is_not_stored(name, content):
    with pytest.raises(InvalidInput):
        inspect(upload(name, content))


def test_a_file_beyond_the_limit_is_refused(settings):
    settings.UPLOAD_MAX_BYTES = 10
    with pytest.raises(InvalidInput, match="larger than"):
        inspect(upload("a.png", PNG))


def test_a_path_in_a_name_is_dropped_and_the_file_can_be_read_again():
    given = upload("x.png", PNG)
    given.name = "..\\..\\etc/passwd.png"
    assert inspect(given).name == "passwd.png"
    assert given.read() == PNG


def test_a_text_cut_within_a_letter_is_still_text():
    content = ("é" * 4000).encode()
    assert inspect(upload("a.txt", b"x" + content)).content_type == "text/plain"


def test_the_form_names_every_kind():
    for name, _content, _kind in KNOWN:
        assert f".{name.split('.')[-1].lower()}" in ACCEPTED.split(",")


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1"])
@pytest.mark.parametrize("name", ["IMG_0012.HEIC", "photo.jpg", "film.mp4"])
def test_a_picture_of_an_iphone_is_refused_with_the_way_out(brand, name):
    upload = SimpleUploadedFile(name, b"\x00\x00\x00\x18ftyp" + brand + b"\x00" * 40)
    with pytest.raises(InvalidInput, match="Most Compatible"):
        inspect(upload)

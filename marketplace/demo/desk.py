"""Texts that moderators use again."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from desk.selectors import canned_texts
from desk.services import write_text

_WRITER = "sari"
_TEXTS = (
    (
        "Pay and talk on Karya",
        (
            "Please pay and talk on Karya only. What is agreed elsewhere is not held in escrow, and"
            " nobody can help if it goes wrong."
        ),
        (
            "Bayar dan bicaralah di Karya saja. Yang disepakati di tempat lain tidak disimpan di"
            " escrow, dan tidak ada yang bisa membantu kalau terjadi masalah."
        ),
    ),
    (
        "No free samples",
        (
            "Postings do not ask for free samples. Ask for past work, or pay for a small first"
            " milestone."
        ),
        (
            "Proyek tidak meminta contoh gratis. Mintalah karya sebelumnya, atau bayar satu tahap"
            " kecil lebih dulu."
        ),
    ),
    (
        "No rule is broken",
        (
            "Thank you for telling us. We have read it and found no rule broken. You need not see"
            " it: you can leave the conversation."
        ),
        (
            "Terima kasih sudah memberi tahu. Kami sudah membacanya dan tidak ada aturan yang"
            " dilanggar. Kamu tidak harus melihatnya: kamu bisa meninggalkan percakapan itu."
        ),
    ),
)


def write_texts(everybody: Mapping[str, User], now: datetime) -> None:
    """Each that is not there yet."""
    known = {one.title for one in canned_texts()}
    for title, english, indonesian in _TEXTS:
        if title not in known:
            write_text(
                text=None,
                by=everybody[_WRITER],
                title=title,
                english=english,
                indonesian=indonesian,
                now=now,
            )

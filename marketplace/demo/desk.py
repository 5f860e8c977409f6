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
        "Bayar dan bicara di Karya",
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
        "Tidak ada contoh gratis",
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
        "Tidak ada aturan yang dilanggar",
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
    """Each that is not there yet, or has no Indonesian title yet."""
    known = {one.title: one for one in canned_texts()}
    for title, title_indonesian, english, indonesian in _TEXTS:
        if title not in known or not known[title].title_id:
            write_text(
                text=known[title].of if title in known else None,
                by=everybody[_WRITER],
                title=title,
                title_indonesian=title_indonesian,
                english=english,
                indonesian=indonesian,
                now=now,
            )

"""Contacts and payments elsewhere are noticed, ordinary words about work are not."""

import time

import pytest

from core.outside import Kind, found_in, leads_outside

PHONE, EMAIL, MESSENGER, ACCOUNT, PAYMENT = Kind


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (PHONE, "hubungi saya di 0812-3456-7890"),
        (PHONE, "WA +62 812 3456 7890"),
        (PHONE, "62 812 3456 7890 ya kak"),
        (PHONE, "nomor saya 0 8 1 2 3 4 5 6 7 8 9 0"),
        (PHONE, "0812.3456.7890"),
        (PHONE, "(0812) 3456 789"),
        (PHONE, "nol delapan satu dua tiga empat lima enam tujuh delapan"),
        (PHONE, "0812 dua tiga empat lima 6 7 8 9"),
        (PHONE, "call +44 20 7946 0958"),
        (PHONE, "Telp: 021 555 12345"),
        (PHONE, "０８１２３４５６７８９０"),
        (PHONE, "08\u200b12\u200b3456\u200b7890"),
        (EMAIL, "write to farid@example.com"),
        (EMAIL, "farid.art at gmail dot com"),
        (EMAIL, "farid[at]gmail.com"),
        (EMAIL, "farid (et) yahoo titik com"),
        (MESSENGER, "wa.me/6281234567890"),
        (MESSENGER, "https://t.me/faridart"),
        (MESSENGER, "Telegram: @farid"),
        (MESSENGER, "instagram: farid.design"),
        (MESSENGER, "IG @farid_design"),
        (MESSENGER, "id line: faridart"),
        (MESSENGER, "LINE @faridart"),
        (MESSENGER, "Chat me on WhatsApp please"),
        (MESSENGER, "hubungi saya lewat WA ya"),
        (MESSENGER, "lanjut di telegram aja"),
        (MESSENGER, "japri aja kak"),
        (ACCOUNT, "BCA 123 456 7890 a.n. Farid"),
        (ACCOUNT, "no rek mandiri: 1370012345678"),
        (ACCOUNT, "rekening BRI saya 0012-01-012345-50-1"),
        (PAYMENT, "bisa transfer langsung?"),
        (PAYMENT, "kita bayar di luar saja biar murah"),
        (PAYMENT, "pembayaran di luar Karya"),
        (PAYMENT, "DP ke rekening dulu ya"),
        (PAYMENT, "tf ke rek saya"),
        (PAYMENT, "kita pakai rekber lain"),
        (PAYMENT, "tanpa escrow lebih cepat"),
        (PAYMENT, "We could pay outside the platform"),
        (PAYMENT, "you can pay me directly"),
        (PAYMENT, "send the money to my PayPal"),
        (PAYMENT, "bank transfer to my account"),
        (PAYMENT, "so we avoid the platform fees"),
    ],
)
def test_a_way_to_talk_or_pay_elsewhere_is_noticed(kind, text):
    assert kind in {mention.kind for mention in found_in(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Rp 1.500.000",
        "Rp1.500.000 for 3 milestones",
        "Rp 62.812.345.678 is the turnover of last year",
        "IDR 081,234,567,890",
        "1.500.000 rupiah",
        "1500000",
        "2024-2025",
        "from 2019 to 2026, 2024-2025 at a bank",
        "I can start on 12-11-2026 at 10:00",
        "08-12-2026 10:00 sampai 08-12-2026 17:00",
        "buka 08.00-17.00 WIB",
        "Invoice 2026/0812 is in the file",
        "Pesanan 2026-11-0812345",
        "I run the Instagram of a coffee shop",
        "Instagram: 12 feed and 8 story",
        "Instagram: design of the feed",
        "Integrate WhatsApp chat into the shop",
        "Chat support integration with WhatsApp",
        "checkout with GoPay, OVO and bank transfer",
        "customer bayar via GoPay atau OVO",
        "https://www.behance.net/faridart",
        "https://dribbble.com/shots/12345678-logo",
        "https://github.com/farid/shop/issues/1234567890",
        "Figma: https://www.figma.com/file/abc12345678901",
        "logo@2x.png and logo@3x.jpg",
        "ukuran 1080 x 1920 px, 300 dpi",
        "Deadline: Friday",
        "Product line: coffee",
        "Saya mengerjakan 08 desain",
        "Data warga: NIK 3404011203900001",
        "Apa bedanya escrow dan rekber?",
        "Uang masuk escrow dulu, lalu cair ke rekening freelancer",
        "the file transfer is direct and fast",
        "The website works outside of office hours",
        "signal strength: 80 percent",
        "tiga atau empat logo, dua revisi",
        "",
    ],
)
def test_ordinary_words_about_work_are_not(text):
    assert found_in(text) == []


def test_each_kind_is_named_once_with_the_words_that_were_found():
    found = found_in("WA 0812 3456 7890 or 0813 1111 2222", "transfer langsung")
    assert [(m.kind, m.text) for m in found] == [
        (PHONE, "0812 3456 7890"),
        (MESSENGER, "WA 0812 3456 7890"),
        (PAYMENT, "transfer langsung"),
    ]


@pytest.mark.parametrize("piece", ["a", "a.", "0 8 ", "bayar a ", "wa ", "+1 ", "rek a ", "satu "])
def test_no_text_makes_it_slow(piece):
    began = time.perf_counter()
    leads_outside(piece * 10_000)
    assert time.perf_counter() - began < 1.5

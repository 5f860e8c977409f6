"""Contact details are noticed, ordinary words are not."""

import pytest

from messaging.policies import mentions_contact_details


@pytest.mark.parametrize(
    "text",
    [
        "hubungi saya di 0812-3456-7890",
        "WA +62 812 3456 7890",
        "wa.me/6281234567890",
        "write to farid@example.com",
        "Telegram: @farid",
        "call +44 20 7946 0958",
        "instagram: farid.design",
    ],
)
def test_noticed(text):
    assert mentions_contact_details(text)


@pytest.mark.parametrize(
    "text",
    [
        "Rp1.500.000 for 3 milestones",
        "I can start on 12-11-2026 at 10:00",
        "Invoice 2026/0812 is in the file",
        "I run the Instagram of a coffee shop",
        "1500000",
        "Saya mengerjakan 08 desain",
    ],
)
def test_not_noticed(text):
    assert not mentions_contact_details(text)

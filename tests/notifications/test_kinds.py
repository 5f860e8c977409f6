"""Every kind of news can be worded, in both languages, for every reader."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import get_resolver
from django.utils import timezone, translation

from core.money import Money
from notifications.kinds import KINDS, packed, sentence_of, title_of

PLACE = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("name", KINDS)
def test_words_hold_together(name):
    kind = KINDS[name]
    places = set(PLACE.findall(f"{kind.title} {kind.sentence}"))
    args = dict.fromkeys(places, "something")
    title, sentence = title_of(kind, args), sentence_of(kind, args)
    assert title
    assert "%" not in title + sentence
    assert sentence.endswith((".", "!", "?", ": something"))
    assert len(name) <= 40


@pytest.mark.parametrize("name", KINDS)
def test_its_page_exists(name):
    space, page = KINDS[name].page.split(":")
    _prefix, resolver = get_resolver().namespace_dict[space]
    assert page in resolver.reverse_dict


def test_amounts_and_moments_are_worded_for_the_reader():
    kind = KINDS["offer_made"]
    args = packed(
        {
            "client": "Clara",
            "project": "Logo",
            "amount": Money(150_000_000, "IDR"),
            "until": datetime(2026, 11, 10, 2, 0, tzinfo=UTC),
        }
    )
    with translation.override("en"), timezone.override(ZoneInfo("Asia/Jakarta")):
        assert sentence_of(kind, args) == (
            "“Logo” for Rp1,500,000. Please answer by 10 Nov 2026, 09:00 WIB."
        )
    with translation.override("id"), timezone.override(ZoneInfo("Asia/Jayapura")):
        assert "Rp1.500.000" in sentence_of(kind, args)
        assert "11.00 WIT" in sentence_of(kind, args)


def test_arguments_are_kept_short_and_on_one_line():
    assert packed({"reason": "a\n b" + "c" * 300})["reason"] == "a b" + "c" * 196 + "…"
    assert packed({"due": date(2026, 1, 2)}) == {"due": {"on": "2026-01-02"}}


def test_percent_signs_in_peoples_words_do_no_harm():
    args = packed({"project": "100%(x)s off", "client": "%s", "until": "now"})
    assert "100%(x)s off" in sentence_of(KINDS["invitation"], args)

"""Pieces of pages that are kept: for whom, for how long, and never beyond an own act."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.utils import timezone, translation

from core import kept


@pytest.fixture(autouse=True)
def slow_machine(settings):
    """Pieces last long enough for whatever a test does meanwhile."""
    settings.PIECES_KEPT_FOR = 600


class Counted:
    """Makes a piece, and counts how often."""

    def __init__(self):
        self.times = 0

    def __call__(self):
        self.times += 1
        return f"<p>{self.times}</p>"


def read(make, person=None, name="list"):
    return kept.piece(name, make, reader=person and person.pk)


def test_a_piece_is_made_once_for_many_readers():
    make = Counted()
    assert {read(make) for _reader in range(3)} == {"<p>1</p>"}
    assert read(make, name="another") == "<p>2</p>"


def test_pieces_differ_by_language_zone_and_whether_somebody_is_signed_in(clara, sena):
    make = Counted()
    assert read(make) == "<p>1</p>"
    with translation.override("id"):
        assert read(make) == "<p>2</p>"
    with timezone.override("Asia/Jayapura"):
        assert read(make) == "<p>3</p>"
    assert read(make, name="#list") == "<p>4</p>"
    assert read(make, clara) == "<p>5</p>"
    assert read(make, sena) == "<p>5</p>"


def test_whoever_acted_reads_afresh_and_so_do_others_from_then_on(clara, sena):
    make = Counted()
    assert read(make, clara) == "<p>1</p>"
    kept.remember_act(clara.pk)
    assert read(make, clara) == "<p>2</p>"
    assert read(make, sena) == "<p>2</p>"


def test_a_half_worn_piece_is_made_anew_by_one_reader_and_read_by_all_others(time_machine):
    make = Counted()
    time_machine.move_to("2026-11-10T02:00:00Z", tick=False)
    assert read(make) == "<p>1</p>"
    time_machine.move_to("2026-11-10T02:04:59Z", tick=False)
    assert read(make) == "<p>1</p>"
    time_machine.move_to("2026-11-10T02:05:00Z", tick=False)
    meanwhile = []

    def slowly():
        meanwhile.extend(read(make) for _reader in range(3))
        return make()

    assert read(slowly) == "<p>2</p>"
    assert meanwhile == ["<p>1</p>"] * 3
    assert read(make) == "<p>2</p>"


def test_readers_wait_for_the_first_of_them(monkeypatch):
    monkeypatch.setattr(kept, "LONGEST_WAIT", 60)  # however slow the machine
    make, begun = Counted(), threading.Event()

    def slowly():
        begun.set()
        time.sleep(0.3)
        return make()

    def late():
        begun.wait(60)
        return read(slowly)

    with ThreadPoolExecutor(4) as pool:
        first = pool.submit(read, slowly)
        others = [pool.submit(late) for _reader in range(3)]
        assert {one.result() for one in (first, *others)} == {"<p>1</p>"}


def test_what_was_finished_between_a_look_and_a_turn_is_not_made_again(monkeypatch):
    make = Counted()

    class Behind:
        """Reads and writes; before its first turn somebody else has made the piece."""

        def __getattr__(self, word):
            return getattr(cache, word)

        def add(self, *words):
            monkeypatch.setattr(kept, "cache", cache)
            assert read(make) == "<p>1</p>"
            return cache.add(*words)

    monkeypatch.setattr(kept, "cache", Behind())
    assert read(make) == "<p>1</p>"
    assert read(make) == "<p>1</p>"


def test_nobody_waits_for_ever_for_a_reader_who_died(monkeypatch):
    monkeypatch.setattr(kept, "LONGEST_WAIT", 1)
    make = Counted()
    with pytest.raises(ZeroDivisionError):
        read(lambda: 1 / 0)
    assert read(make) == "<p>1</p>"


def test_without_valkey_every_piece_is_made_anew(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:9/0",
        }
    }
    make = Counted()
    kept.remember_act(1)
    assert [read(make) for _reader in range(2)] == [
        "<p>1</p>",
        "<p>2</p>",
    ]


def test_a_change_through_a_page_is_remembered_and_a_refused_one_is_not(clara, browser_of):
    browser, make = browser_of(clara), Counted()

    @translation.override("en")  # a page may leave another language behind
    def shown():
        return read(make, clara)

    assert shown() == "<p>1</p>"
    assert browser.post("/projects/0/bid/", {}).status_code == 404
    assert shown() == "<p>1</p>"
    assert browser.post("/notifications/reading/", {}).status_code == 302
    assert shown() == "<p>2</p>"

"""Live updates, over a real Valkey."""

import asyncio
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from core.live import ring
from marketplace import events_stream
from marketplace.asgi import application
from marketplace.events_stream import Hub, as_event, person_of

pytestmark = pytest.mark.django_db(transaction=True)


class Tab:
    """One open stream, as a web server would hold it."""

    def __init__(self, cookie: str = "") -> None:
        headers = [(b"cookie", cookie.encode())] if cookie else []
        self.scope = {"type": "http", "method": "GET", "path": "/events/", "headers": headers}
        self.status = 0
        self.body = b""
        self.closed = asyncio.Event()
        self.task = asyncio.create_task(application(self.scope, self.receive, self.send))

    async def receive(self) -> dict[str, Any]:
        await self.closed.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")

    async def wait_for(self, words: bytes) -> None:
        async with asyncio.timeout(10):
            while words not in self.body:  # noqa: ASYNC110 -- a test may poll
                await asyncio.sleep(0.02)

    async def close(self) -> None:
        self.closed.set()
        await asyncio.wait_for(self.task, 10)


@pytest.fixture(autouse=True)
def fresh_hub(monkeypatch):
    """Each test has an event loop, and so a hub, of its own."""
    monkeypatch.setattr(events_stream, "hub", Hub())


@pytest.fixture
def cookie_of(browser_of):
    """The session cookie of a signed-in person."""

    def make(person: Any) -> str:
        client: Client = browser_of(person)
        return f"other=1; {settings.SESSION_COOKIE_NAME}={client.cookies['sessionid'].value}"

    return make


async def listening(tab: Tab) -> None:
    """Until the tab has been greeted and the hub has its subscription."""
    await tab.wait_for(b"event: unread")
    async with asyncio.timeout(10):
        while events_stream.hub._pubsub is None:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    await asyncio.sleep(0.1)  # the subscription is on its way


def test_every_tab_of_the_person_hears_and_nobody_else(cookie_of, clara, farid):
    cookies = [cookie_of(clara), cookie_of(clara), cookie_of(farid)]

    async def story() -> list[bytes]:
        tabs = [Tab(cookie) for cookie in cookies]
        for tab in tabs:
            await listening(tab)
        await asyncio.to_thread(ring, clara.pk, "unread", 3)
        for tab in tabs[:2]:
            await tab.wait_for(b"event: unread\ndata: 3\n\n")
        for tab in tabs:
            await tab.close()
        assert not events_stream.hub.streams
        return [tab.body for tab in tabs]

    bodies = asyncio.run(story())
    assert bodies[0] == bodies[1]
    assert b"data: 3" not in bodies[2]


def test_it_begins_with_the_present_number(cookie_of, clara):
    cookie = cookie_of(clara)

    async def story() -> Tab:
        tab = Tab(cookie)
        await listening(tab)
        await tab.close()
        return tab

    tab = asyncio.run(story())
    assert tab.status == 200
    assert tab.body.startswith(b"retry: 3000\n\nevent: unread\ndata: 0\n\n")


@pytest.mark.parametrize("cookie", ["", "sessionid=", "sessionid=nonsense", "=;=;\x01", "a" * 5000])
def test_visitors_are_told_not_to_ask_again(cookie):
    async def story() -> Tab:
        tab = Tab(cookie)
        await asyncio.wait_for(tab.task, 10)
        return tab

    tab = asyncio.run(story())
    assert (tab.status, tab.body) == (204, b"")


def test_a_session_that_ended_is_nobody(cookie_of, clara, browser_of):
    cookie = cookie_of(clara)
    scope = {"headers": [(b"cookie", cookie.encode())]}
    assert person_of(scope) == clara.pk
    clara.set_password("another-password-42")
    clara.save()
    assert person_of(scope) is None


def test_the_number_of_tabs_has_an_end(cookie_of, clara, monkeypatch):
    monkeypatch.setattr(events_stream, "TABS", 1)
    cookie = cookie_of(clara)

    async def story() -> int:
        first = Tab(cookie)
        await listening(first)
        second = Tab(cookie)
        await asyncio.wait_for(second.task, 10)
        await first.close()
        return second.status

    assert asyncio.run(story()) == 429


def test_a_long_silence_is_filled_and_a_long_life_ends(cookie_of, clara, monkeypatch):
    monkeypatch.setattr(events_stream, "HEARTBEAT", 0.05)
    monkeypatch.setattr(events_stream, "LIFETIME", 0.3)
    cookie = cookie_of(clara)

    async def story() -> bytes:
        tab = Tab(cookie)
        await asyncio.wait_for(tab.task, 10)
        return tab.body

    assert b": still here\n\n" in asyncio.run(story())


def test_news_of_several_lines_stay_one_event():
    assert as_event(b'{"event": "note", "data": "one\\ntwo"}') == (
        b"event: note\ndata: one\ndata: two\n\n"
    )
    assert as_event(b'{"event": "note", "data": {"a": 1}}') == b'event: note\ndata: {"a": 1}\n\n'


def test_a_bell_that_cannot_ring_breaks_nothing(settings):
    settings.REDIS_URL = "unix:///nowhere.sock"
    ring(1, "unread", 1)

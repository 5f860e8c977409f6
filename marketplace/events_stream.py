"""Live updates: one stream per open tab, all fed by one Redis subscription per web process.

`core.live.ring(person_id, event, data)` reaches every tab of that person. Signed-in people only;
a stream ends by itself after a quarter of an hour, and the browser opens a new one.
"""

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from typing import Any

import redis.asyncio as redis
from django.conf import settings
from django.contrib.auth import get_user
from django.db import connection
from django.http import HttpRequest

from core.live import channel_of
from core.redis import WAITS
from notifications.selectors import unread_counts

HEARTBEAT = 15.0  # seconds between comments that keep proxies from closing the stream
LIFETIME = 900.0
TABS = 8  # open streams of one person
HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
log = logging.getLogger(__name__)


class Hub:
    """The open streams of this process, and the one subscription that feeds them."""

    def __init__(self) -> None:
        self.streams: dict[str, set[asyncio.Queue[bytes]]] = defaultdict(set)
        self._pubsub: redis.client.PubSub | None = None
        self._reader: asyncio.Task[None] | None = None

    async def join(self, channel: str) -> asyncio.Queue[bytes]:
        """A queue that fills with what is said on the channel."""
        queue: asyncio.Queue[bytes] = asyncio.Queue(maxsize=100)
        self.streams[channel].add(queue)
        if self._reader is None:
            self._reader = asyncio.create_task(self._read())
        elif self._pubsub is not None and len(self.streams[channel]) == 1:
            with suppress(redis.RedisError, OSError):  # the reader comes back with all channels
                await self._pubsub.subscribe(channel)
        return queue

    async def leave(self, channel: str, queue: asyncio.Queue[bytes]) -> None:
        """Stop listening; the last one out ends the subscription."""
        self.streams[channel].discard(queue)
        if not self.streams[channel]:
            del self.streams[channel]
            if self._pubsub is not None:
                with suppress(redis.RedisError, OSError):
                    await self._pubsub.unsubscribe(channel)

    async def _read(self) -> None:
        while True:
            try:
                await self._listen()
            except (redis.RedisError, OSError) as error:
                log.warning("live news interrupted: %s", error)
            self._pubsub = None
            await asyncio.sleep(1)

    async def _listen(self) -> None:
        client = redis.Redis.from_url(settings.REDIS_URL, **WAITS)
        async with client, client.pubsub() as pubsub:
            await pubsub.subscribe("karya:live")  # with no channel at all there is nothing to read
            self._pubsub = pubsub  # from here on `join` subscribes by itself
            if self.streams:
                await pubsub.subscribe(*self.streams)
            while news := await _next(pubsub):
                if news["type"] == "message":
                    self._hand_out(news["channel"].decode(), as_event(news["data"]))

    def _hand_out(self, channel: str, event: bytes) -> None:
        for queue in self.streams.get(channel, ()):
            if not queue.full():  # a tab this far behind has stopped reading
                queue.put_nowait(event)


async def _next(pubsub: redis.client.PubSub) -> dict[str, Any]:
    """What is said next; where nothing is for long, whether anybody is there at all."""
    news = await pubsub.get_message(timeout=HEARTBEAT)
    if news is None:
        await pubsub.ping()
        news = await pubsub.get_message(timeout=WAITS["socket_timeout"])
    if news is None:
        raise redis.TimeoutError("the server says nothing any more")
    return dict(news)


hub = Hub()


def as_event(published: bytes) -> bytes:
    """What `ring` published, as a server-sent event; text goes as it is, the rest as JSON."""
    news = json.loads(published)
    data = news["data"] if isinstance(news["data"], str) else json.dumps(news["data"])
    lines = "".join(f"data: {line}\n" for line in data.splitlines() or [""])
    return f"event: {news['event']}\n{lines}\n".encode()


async def stream(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one GET /events/: 204 tells a visitor's browser not to ask again."""
    person_id = await asyncio.to_thread(person_of, scope)
    if person_id is None:
        await _refuse(send, 204)
        return
    channel = channel_of(person_id)
    if len(hub.streams.get(channel, ())) >= TABS:
        await _refuse(send, 429)
        return
    queue = await hub.join(channel)
    gone = asyncio.create_task(_until_gone(receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await _body(send, b"retry: 3000\n\n" + await asyncio.to_thread(greeting, person_id))
        await _feed(send, queue, gone)
        await send({"type": "http.response.body", "body": b""})
    finally:
        gone.cancel()
        await hub.leave(channel, queue)


def person_of(scope: Scope) -> int | None:
    """Who holds the session in the connection's cookies. Runs in a thread: it asks the database."""
    header = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    try:
        cookies = SimpleCookie(header.decode("latin-1"))
    except CookieError:
        return None
    if settings.SESSION_COOKIE_NAME not in cookies:
        return None
    request = HttpRequest()
    store = import_module(settings.SESSION_ENGINE).SessionStore
    request.session = store(cookies[settings.SESSION_COOKIE_NAME].value)
    try:
        return get_user(request).pk
    finally:
        connection.close()


def greeting(person_id: int) -> bytes:
    """The present number at the bell: what was rung while no stream was open is not lost."""
    try:
        unread = unread_counts([person_id]).get(person_id, 0)
    finally:
        connection.close()
    return f"event: unread\ndata: {unread}\n\n".encode()


async def _feed(send: Send, queue: asyncio.Queue[bytes], gone: asyncio.Task[None]) -> None:
    loop = asyncio.get_running_loop()
    ends_at = loop.time() + LIFETIME
    while not gone.done() and loop.time() < ends_at:
        news = asyncio.create_task(queue.get())
        await asyncio.wait({news, gone}, timeout=HEARTBEAT, return_when=asyncio.FIRST_COMPLETED)
        if news.done():
            await _body(send, news.result())
        else:
            news.cancel()
            if not gone.done():
                await _body(send, b": still here\n\n")


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _body(send: Send, chunk: bytes) -> None:
    await send({"type": "http.response.body", "body": chunk, "more_body": True})


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})

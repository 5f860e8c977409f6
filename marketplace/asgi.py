"""One port: pages run as WSGI in threads, event streams are native async."""

from typing import Any, cast

from a2wsgi import WSGIMiddleware

from marketplace.wsgi import application as pages  # loads the apps, which the stream needs

from marketplace.events_stream import stream  # isort: skip

_pages = WSGIMiddleware(cast("Any", pages), workers=16)  # typed as if a response were no iterable


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Route one ASGI connection."""
    if scope["type"] == "http" and scope["path"].startswith("/events/"):
        await stream(scope, receive, send)
    elif scope["type"] == "http":
        await _pages(scope, _Receive(receive), send)


class _Receive:
    """Granian's `receive` gives an awaitable; a2wsgi, in its threads, needs a coroutine."""

    def __init__(self, receive: Any) -> None:
        self._receive = receive

    async def __call__(self) -> Any:
        return await self._receive()

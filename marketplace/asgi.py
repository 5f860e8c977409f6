"""One port: pages run as WSGI in threads, event streams are native async."""

from typing import Any, cast

from a2wsgi import WSGIMiddleware

from marketplace.events_stream import stream
from marketplace.wsgi import application as pages

_pages = WSGIMiddleware(cast("Any", pages), workers=16)  # typed as if a response were no iterable


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Route one ASGI connection."""
    if scope["type"] == "http" and scope["path"].startswith("/events/"):
        await stream(scope, receive, send)
    elif scope["type"] == "http":
        await _pages(scope, receive, send)

"""Live updates: one open stream per tab, fed by Redis pub/sub."""

from typing import Any


async def stream(scope: Any, receive: Any, send: Any) -> None:
    """Not yet."""
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})

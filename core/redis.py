"""One REDIS_URL in the environment, the several spellings that libraries want."""

from urllib.parse import parse_qs, urlsplit, urlunsplit


def database_of(url: str, offset: int) -> str:
    """The same server, `offset` databases further: the broker's is 0, the cache's 1."""
    parts = urlsplit(url)
    number = _database(url) + offset
    if parts.scheme == "unix":
        return f"unix://{parts.path}?db={number}"
    return urlunsplit(parts._replace(path=f"/{number}"))


def broker_url(url: str) -> str:
    """As kombu spells it: `redis+socket://` for a unix socket."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    return f"redis+socket://{parts.path}?virtual_host={_database(url)}"


def _database(url: str) -> int:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return int(parse_qs(parts.query).get("db", ["0"])[0])
    return int(parts.path.strip("/") or 0)

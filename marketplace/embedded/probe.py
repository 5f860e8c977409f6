"""Asks a health page, for containers without curl: exit code 0 where it answers 200."""

import sys
import urllib.error
import urllib.request


def is_healthy(address: str) -> bool:
    """Whether the page answers 200 within four seconds."""
    if not address.startswith("http"):
        return False
    try:
        with urllib.request.urlopen(address, timeout=4) as answer:  # noqa: S310 -- http, see above
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(0 if is_healthy(sys.argv[1]) else 1)

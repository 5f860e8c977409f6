"""What a closed account is called in place of its handle and e-mail address.

Nobody can guess it and take it first, and no open account may look like one.
"""

import secrets

START = "closed-"
HOST = "closed.invalid"


def closed_handle() -> str:
    """A handle that nobody has or had."""
    return f"{START}{secrets.token_hex(8)}"


def closed_email(handle: str) -> str:
    """An address that no mail reaches."""
    return f"{handle}@{HOST}"

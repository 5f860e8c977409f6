"""Forms as Stripe's clients send them: `a[b][0][c]=d`."""

import re
from typing import Any
from urllib.parse import parse_qsl


def read_form(text: str) -> dict[str, Any]:
    """A form as nested dictionaries; lists are dictionaries of numbers, values are text."""
    found: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        head, *rest = re.split(r"[\[\]]+", name.removesuffix("]"))
        target = found
        for part, following in zip([head, *rest], [*rest, None], strict=True):
            if following is None:
                target[part or str(len(target))] = value
            else:
                target = target.setdefault(part or str(len(target)), {})
    return found


def read_multipart(body: bytes, content_type: str) -> dict[str, Any]:
    """The fields of an upload; the file's own bytes stay bytes."""
    boundary = content_type.partition("boundary=")[2].strip('"').encode()
    found: dict[str, Any] = {}
    for part in body.split(b"--" + boundary)[1:-1]:
        head, _gap, content = part.strip(b"\r\n").partition(b"\r\n\r\n")
        name = re.search(rb'name="([^"]+)"', head)
        if name is not None:
            is_file = b"filename=" in head
            found[name[1].decode()] = content if is_file else content.decode()
    return found

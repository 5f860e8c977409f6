"""Reading what is sent to the API, however it was made."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.request import Request


class PlainJSONParser(JSONParser):
    """JSON that can be said again; raises ParseError for endless nesting and halves of letters."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            said = super().parse(stream, media_type, parser_context)
            json.dumps(said, ensure_ascii=False).encode()
        except (RecursionError, UnicodeEncodeError):
            raise ParseError(_("This request cannot be read.")) from None
        return said


def asked(request: Request, name: str) -> str:
    """A parameter of the address, without what no text holds; empty where it is missing."""
    return request.query_params.get(name, "")[:200].replace("\x00", "")

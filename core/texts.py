"""Words that people write, before they are kept."""

import re

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def in_xml(text: str) -> str:
    """The text without the characters that no XML may hold, escaped or not."""
    return _NOT_IN_XML.sub("", text)


def kept_text(text: str, longest: int) -> str:
    """The text without space around it; raises InvalidInput for what is too long or unkeepable."""
    text = text.replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise InvalidInput(
            _("The text may have %(longest)d characters at the most.") % {"longest": longest}
        )
    if "\x00" in text:
        raise InvalidInput(_("The text holds characters that cannot be kept."))
    return text

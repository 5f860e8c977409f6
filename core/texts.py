"""Words that people write, before they are kept."""

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput


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

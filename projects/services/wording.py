"""Words that make a moderator look before a posting opens."""

import re

from core.outside import leads_outside

# Free samples and plainly illegal work; with contacts and payment elsewhere, the grounds on which
# a posting is returned.
_FLAGGED = re.compile(
    r"""
    \b(?:free|gratis|unpaid|tanpa\s+bayar(?:an)?)\s+(?:sample|trial|test|contoh|percobaan|tes)\b
    | \b(?:joki\s+(?:skripsi|tesis|ujian)|fake\s+reviews?|ulasan\s+palsu|judi\s+online|phishing
        |carding|money\s+laundering|pencucian\s+uang|essay\s+cheating)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def has_flagged_words(text: str) -> bool:
    """Whether a moderator should see this text first."""
    return leads_outside(text) or _FLAGGED.search(text) is not None

"""Words that make a moderator look before a posting opens."""

import re

# Free samples, contact details before a contract, payment outside, plainly illegal work: the
# grounds on which a posting is returned.
_FLAGGED = re.compile(
    r"""
    \b(?:free|gratis|unpaid|tanpa\s+bayar(?:an)?)\s+(?:sample|trial|test|contoh|percobaan|tes)\b
    | \b(?:whats\s?app|wa|telegram|line)\s*(?:me|saya|[:=])?\s*\+?\d[\d\s-]{7,}
    | (?:\+62|\b08)\d[\d\s-]{7,}
    | \b[\w.+-]+@[\w-]+\.\w{2,}
    | \b(?:joki\s+(?:skripsi|tesis|ujian)|fake\s+reviews?|ulasan\s+palsu|judi\s+online|phishing
        |carding|money\s+laundering|pencucian\s+uang|essay\s+cheating)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def has_flagged_words(text: str) -> bool:
    """Whether a moderator should see this text first."""
    return _FLAGGED.search(text) is not None

"""The rules that a case about an account cites: numbered versions, in both languages.

A rule that changes gets a new version here; a case keeps the words that were in force.
"""

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One rule, as everybody can read it."""

    code: str
    version: int
    en: str
    id: str

    @property
    def name(self) -> str:
        """As a case cites it: `A1, version 1`."""
        return f"{self.code}.{self.version}"

    @property
    def text(self) -> str:
        """Its words in the reader's language."""
        return self.id if (get_language() or "en").startswith("id") else self.en


_ALL = (
    Rule(
        code="A1",
        version=1,
        en="Be who you say you are: no fakes, no work of others shown as your own, no deceit.",
        id="Jujur tentang dirimu: jangan palsu, jangan mengaku karya orang lain, jangan menipu.",
    ),
    Rule(
        code="A2",
        version=1,
        en="Do not ask anybody to pay outside Karya before a contract is signed here.",
        id="Jangan meminta pembayaran di luar Karya sebelum ada kontrak di sini.",
    ),
    Rule(
        code="A3",
        version=1,
        en="Do not insult, threaten or press anybody.",
        id="Jangan menghina, mengancam, atau menekan siapa pun.",
    ),
    Rule(
        code="A4",
        version=1,
        en="Do not ask for free work, and do not send the same words to everybody.",
        id="Jangan meminta kerja gratis, dan jangan mengirim kata yang sama ke semua orang.",
    ),
    Rule(
        code="A5",
        version=1,
        en="Nothing forbidden by law, and nobody's private data.",
        id="Jangan ada yang dilarang hukum, dan jangan menyebar data pribadi orang.",
    ),
)
RULES = {rule.code: rule for rule in _ALL}

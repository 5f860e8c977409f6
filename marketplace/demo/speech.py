"""Names of skills as they stand in a sentence."""

from accounts.models import Skill

_PROPER = frozenset({
    "English", "Indonesian", "Javanese", "Sundanese", "Arabic", "Mandarin", "Japanese", "Korean",
    "European", "Quran",
})  # fmt: skip


def spoken(skill: Skill, language: str) -> str:
    """`Logo design` is `logo design` in a sentence; Figma, SEO and English teaching stay."""
    name = skill.name_en if language == "en" else skill.name_id
    first = name.split()[0]
    is_common = skill.name_en != skill.name_id and first[1:].islower() and first not in _PROPER
    return name[0].lower() + name[1:] if is_common else name

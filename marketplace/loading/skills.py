"""From words in a cell to the skills we know; what we do not know stays as tags."""

import ast
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Category, Skill

LONGEST_TAG = 60
MOST_SKILLS = 20
_SEPARATORS = re.compile(r"[,;|\n•·]+")
_MORE = re.compile(
    r"(?:^|(?<=\s))\+\s?(\d{1,3})(?:\s*(?:more|skills?|lagi|lainnya))*\s*$", re.IGNORECASE
)
_PICTURES = 0x2190  # from here on symbols are arrows, dingbats and emoji
_JOINERS = frozenset("\u200b\u200c\u200d\u2060\ufe0e\ufe0f\u20e3")
_LONGEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Found:
    """The skills and tags of one cell, and how many the source hid behind a `+3`."""

    skills: list[Skill]
    tags: list[str]
    hidden: int


class Taxonomy:
    """The skills by every name they have."""

    def __init__(self, skills: Iterable[Skill], categories: Iterable[Category]) -> None:
        self._skills: dict[str, Skill] = {}
        self._categories: dict[str, Category] = {}
        for category in categories:
            for name in (category.slug, category.name_en, category.name_id):
                self._categories.setdefault(_key(name), category)
        listed = list(skills)
        for skill in listed:
            for name in (skill.name_en, skill.name_id, skill.slug):
                self._skills.setdefault(_key(name), skill)
        for skill in listed:
            for name in skill.aliases:
                self._skills.setdefault(_key(name), skill)

    def skill(self, word: str) -> Skill | None:
        key = _key(word)
        return self._skills.get(key) or self._skills.get(key.replace("-", " ").replace("/", " "))

    def read(self, cell: str) -> Found:
        """The skills and tags of a cell, each once, in their order."""
        skills: dict[int, Skill] = {}
        tags: dict[str, str] = {}
        words, hidden = _words(cell)
        for word in words:
            skill = self.skill(word)
            if skill is not None:
                skills.setdefault(skill.pk, skill)
            else:
                tags.setdefault(_key(word), cut(word, LONGEST_TAG))
        return Found(list(skills.values())[:MOST_SKILLS], list(tags.values()), hidden)

    def category(self, *, named: str, skills: list[Skill], title: str) -> Category | None:
        """The category that is named, or that most of the skills share, or the title suggests."""
        if named and (category := self._categories.get(_key(named))):
            return category
        if not skills:
            words = _key(without_pictures(title)).split()
            skills = self._within([word.strip(".,:;!?()[]\"'") for word in words])
        if not skills:
            return None
        counts = Counter(skill.category_id for skill in skills)
        most_frequent = counts.most_common(1)[0][0]
        return next(skill.category for skill in skills if skill.category_id == most_frequent)

    def _within(self, words: list[str]) -> list[Skill]:
        """The skill with the longest name in a row of words."""
        for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                if skill := self._skills.get(" ".join(words[start : start + length])):
                    return [skill]
        return []


def without_pictures(text: str) -> str:
    """The text without emoji and dingbats."""
    kept = "".join(ch for ch in text if not _is_picture(ch))
    return re.sub(r"[ \t]{2,}", " ", kept).strip()


def cut(text: str, length: int) -> str:
    """The text, shortened at a word if it is too long."""
    if len(text) <= length:
        return text
    head = text[:length]
    return (head[: length - 1].rsplit(None, 1)[0] if " " in head else head[: length - 1]) + "…"


def _words(cell: str) -> tuple[list[str], int]:
    hidden = 0
    words = []
    for part in _parts(cell):
        word = " ".join(without_pictures(part).split())
        if more := _MORE.search(word):
            hidden += int(more[1])
            word = word[: more.start()].strip()
        word = word.strip("\"'`[]{}#*- ") if word.lower() not in {"c#", "f#"} else word
        if word and word.lower() not in {"nan", "none", "null", "n/a"}:
            words.append(word)
    return words, hidden


def _parts(cell: str) -> list[str]:
    """Split at separators; lists of JSON and Python are understood too."""
    if cell.startswith("[") and cell.endswith("]"):
        for read in (json.loads, ast.literal_eval):
            try:
                listed = read(cell)
            except (ValueError, SyntaxError, MemoryError, RecursionError):
                continue
            if isinstance(listed, list):
                return [str(item) for item in listed]
    return _SEPARATORS.split(cell)


def _is_picture(ch: str) -> bool:
    if ch in _JOINERS:
        return True
    if ord(ch) < _PICTURES:
        return False
    return unicodedata.category(ch) in {"So", "Sk", "Co", "Cn", "Cs"}


def _key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).lower().replace("_", " ").split())

"""What bidders write: a note, an amount, days and steps."""

from collections.abc import Sequence
from random import Random

from accounts.models import User
from core.money import Money
from marketplace.demo import texts
from marketplace.demo.places import town_of
from marketplace.demo.postings import Planned
from projects.services.bids import Proposal, Step

_ROUND = 50_000
_PROPER = frozenset({
    "English", "Indonesian", "Javanese", "Sundanese", "Arabic", "Mandarin", "Japanese", "Korean",
    "European", "Quran",
})  # fmt: skip


def note(planned: Planned, bidder: User, chance: Random) -> str:
    """An opening, a middle that knows the trade, a closing."""
    text = planned.text
    parts = texts.words("notes", text.language)
    skill = _skill_of(bidder, text.language)
    fill = {
        "skill": skill,
        "town": town_of(bidder.freelancer_profile.region) or "Indonesia",
        "days": str(days(planned, chance)),
    }
    opening, middle, closing = (
        chance.choice(list(choices))
        for choices in (
            parts["opening"],
            texts.middles(text.category, text.language),
            parts["closing"],
        )
    )
    said = " ".join((opening, middle, closing)).format_map(fill)
    return said[0].upper() + said[1:]


def proposal(planned: Planned, chance: Random, steps: Sequence[str] = ()) -> Proposal:
    """An amount inside the budget, divided among the steps; the last takes the rest."""
    least, most = planned.budget
    amount = _rounded(least + (most - least) * chance.random())
    span = days(planned, chance)
    return divided(amount, span, steps or planned.text.steps)


def divided(amount: int, span: int, steps: Sequence[str]) -> Proposal:
    """So many rupiah and days in as many equal steps as there are titles."""
    each, each_days = _rounded(amount / len(steps)), max(span // len(steps), 1)
    amounts = [each] * (len(steps) - 1)
    amounts.append(amount - sum(amounts))
    if amounts[-1] <= 0:
        steps, amounts = steps[:1], [amount]
    return Proposal(
        amount=_rupiah(amount),
        days=span,
        steps=[
            Step(title=title, amount=_rupiah(part), days=each_days)
            for title, part in zip(steps, amounts, strict=True)
        ],
    )


def days(planned: Planned, chance: Random) -> int:
    """About as many days as the client thinks it takes."""
    return max(round(planned.text.days * chance.uniform(0.7, 1.1)), 1)


def answers(planned: Planned, chance: Random, *, is_first: bool) -> list[str]:
    """The written answer from the bidder who fits best, a short one from the others."""
    short = texts.words("talk", planned.text.language)["answer"]
    written = [answer for _question, answer in planned.text.questions]
    return written if is_first or chance.random() < 0.2 else [short] * len(written)


def _skill_of(bidder: User, language: str) -> str:
    skills = list(bidder.freelancer_profile.skills.all())
    if not skills:
        return "freelance work" if language == "en" else "pekerjaan lepas"
    name = skills[0].name_en if language == "en" else skills[0].name_id
    return in_a_sentence(name)


def in_a_sentence(name: str) -> str:
    """`Logo design` is `logo design` in a sentence; `English teaching` stays."""
    first, _space, rest = name.partition(" ")
    is_common = rest[:1].islower() and first[1:].islower() and first not in _PROPER
    return name[0].lower() + name[1:] if is_common else name


def _rounded(amount: float) -> int:
    return max(round(amount / _ROUND), 1) * _ROUND


def _rupiah(amount: int) -> Money:
    return Money(amount * 100, "IDR")
